using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Domain.Programs;

/// <summary>New values for a bundle.</summary>
/// <param name="Id">The bundle.</param>
/// <param name="Version">The version that the person saw.</param>
/// <param name="Name">The name.</param>
/// <param name="LastDay">The last day on which its sessions may be planned; null = no end.</param>
public sealed record BundleEdit(int Id, int Version, string? Name, LocalDate? LastDay)
{
    /// <summary>Each field's problems, in the order of the form.</summary>
    public IReadOnlyList<Problem> Check()
    {
        var problems = new List<Problem>();
        if (InputText.Clean(Name) is null)
            problems.Add(Problem.Invalid("text.required", nameof(Name)));
        else if (!InputText.IsLine(Name, Bundle.NameLength))
            problems.Add(Problem.Invalid("text.line", nameof(Name), Bundle.NameLength));
        if (LastDay is not (null or { Year: >= 1970 and <= 2200 }))
            problems.Add(Problem.Invalid("session.date_range", nameof(LastDay)));
        return problems;
    }
}

/// <summary>Changes bundles that are there: name, expiry, status, and what was decided about a session that did not take place.</summary>
public sealed class BundleStateService(IDbContextFactory<AppDbContext> databases, PracticeReader practices, ChangeFeed feed, TimeProvider clock)
{
    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Changes name and expiry. With a later expiry what had expired may be planned again. Problems: <c>forbidden</c>, those of
    /// <see cref="BundleEdit.Check"/>, <c>bundle.not_found</c>, <c>bundle.changed</c>, <c>storage.*</c>.
    /// </summary>
    public async Task<Result> EditAsync(Actor actor, BundleEdit edit, CancellationToken cancel)
    {
        if (!actor.Can(Capability.ManagePrograms))
            return Problem.Forbidden();
        if (edit.Check() is [var wrong, ..])
            return wrong;
        return await OnOneAsync(actor, edit.Id, async (db, bundle) =>
        {
            if (bundle.Version != edit.Version)
                return Problem.Conflict("bundle.changed");
            bundle.Name = InputText.Clean(edit.Name)!;
            if (edit.LastDay == bundle.LastDay)
                return null;
            bundle.ExpiresAtUtc = edit.LastDay is { } day ? Bundle.ExpiryAfter(day, bundle.ZoneId) : null;
            var book = await BundleBook.OpenAsync(db, bundle, NowUtc, cancel);
            if (bundle.ExpiresAtUtc is null || bundle.ExpiresAtUtc > NowUtc)
                book.Revive();
            else
                book.Expire();
            await book.CloseAsync(cancel);
            return null;
        }, cancel);
    }

    /// <summary>
    /// Says where a bundle stands. Problems: <c>forbidden</c>, <c>bundle.status</c>, <c>bundle.not_found</c>, <c>bundle.changed</c> when
    /// it no longer stands where the person saw it, <c>storage.*</c>.
    /// </summary>
    public async Task<Result> SetStatusAsync(Actor actor, int id, BundleStatus seen, BundleStatus status, CancellationToken cancel)
    {
        if (!actor.Can(Capability.ManagePrograms))
            return Problem.Forbidden();
        if (!Enum.IsDefined(status))
            return Problem.Invalid("bundle.status", nameof(status));
        return await OnOneAsync(actor, id, async (db, bundle) =>
        {
            if (bundle.Status != seen)
                return Problem.Conflict("bundle.changed");
            bundle.SetStatus(status);
            await bundle.PauseSessionsAsync(db, cancel);
            return null;
        }, cancel);
    }

    /// <summary>
    /// Decides what follows from a late cancellation or a no-show, instead of what the policy proposed. Problems: <c>forbidden</c>,
    /// <c>session.not_found</c>, <c>outcome.no_question</c> for any other session, <c>outcome.nothing_left</c>, those of <see cref="OutcomeChoice.Check"/>, <c>storage.*</c>.
    /// </summary>
    public async Task<Result> DecideAsync(Actor actor, int sessionId, OutcomeChoice choice, CancellationToken cancel)
    {
        if (!actor.MayPlan())
            return Problem.Forbidden();
        var practice = await practices.GetAsync(cancel);
        int bundleId;
        await using (var db = await databases.CreateDbContextAsync(cancel))
        {
            var found = await db.Set<Session>().Where(s => s.Id == sessionId && s.BundleId != null)
                .Join(db.Set<Bundle>().VisibleTo(actor), s => s.BundleId, b => b.Id, (s, b) => (int?)b.Id).SingleOrDefaultAsync(cancel);
            if (found is null)
                return Problem.NotFound("session.not_found");
            bundleId = found.Value;
        }

        return await OnOneAsync(actor, bundleId, (db, bundle) => DecideAsync(db, bundle, practice, sessionId, choice, cancel), cancel);
    }

    private async Task<Problem?> DecideAsync(
        AppDbContext db, Bundle bundle, PracticeFacts practice, int sessionId, OutcomeChoice choice, CancellationToken cancel)
    {
        var session = await db.Set<Session>().SingleOrDefaultAsync(s => s.Id == sessionId && s.BundleId == bundle.Id, cancel);
        var outcome = await db.Set<SessionOutcome>().SingleOrDefaultAsync(o => o.SessionId == sessionId, cancel);
        if (session is null || outcome is null)
            return Problem.Conflict("outcome.no_question");
        var policy = await OutcomePolicyService.PolicyAsync(db, cancel);
        if (choice.Check(policy.Propose(session.Status)!.Value, practice.Currency) is { } wrong)
            return wrong;
        outcome.Take(session.Status, choice.ToOutcome(practice.Currency), InputText.Clean(choice.Reason), decided: true);
        var book = await BundleBook.OpenAsync(db, bundle, NowUtc, cancel);
        var to = SessionInBundle.PlaceFor(session.Status, outcome.Credit);
        // Returned, planned again, and now to be used up after all: there is nothing to use up any more.
        if (!book.Put(session, to, outcome.Reason))
            return Problem.Conflict("outcome.nothing_left");
        session.SetOwed(to == CreditPlace.Used);
        await book.CloseAsync(cancel);
        return null;
    }

    private async Task<Result> OnOneAsync(Actor actor, int id, Func<AppDbContext, Bundle, Task<Problem?>> act, CancellationToken cancel)
    {
        var result = await StorageFault.CatchAsync(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var bundle = await db.Set<Bundle>().VisibleTo(actor).SingleOrDefaultAsync(b => b.Id == id, cancel);
            if (bundle is null)
                return Problem.NotFound("bundle.not_found");
            if (await act(db, bundle) is { } problem)
                return problem;
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
            return Result.Done;
        });
        if (result.Ok)
        {
            feed.Publish(Topics.Programs, id);
            feed.Publish(Topics.Sessions, 0);
        }

        return result;
    }
}
