using CoachHub.Domain.Accounts;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Creates, changes, tells and deletes sessions. Every write goes through <see cref="SessionWriter"/>.</summary>
public sealed class SessionService(
    IDbContextFactory<AppDbContext> databases,
    PracticeReader practices,
    ClientAccess clients,
    DocumentAccess documents,
    IEnumerable<ISessionHold> holds,
    SessionTeller teller,
    OutboxSignal outbox,
    ChangeFeed feed,
    TimeProvider clock)
{
    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Saves a session and, where asked, tells the client; all of it or nothing. Problems: <c>forbidden</c>, those of
    /// <see cref="SaveSession.Check"/>, <c>session.not_found</c>, <c>session.changed_meanwhile</c> (somebody changed the same group
    /// of fields), <c>session.look_again</c> (a mail would tell what this person has not seen), <c>session.overlap</c>, <c>session.coach_unknown</c>, <c>session.coach_own</c>, <c>session.client_unknown</c>,
    /// <c>document.not_found</c>, <c>document.too_many</c>, <c>payment.*</c>, <c>storage.*</c>.
    /// </summary>
    public async Task<Result<SavedSession>> SaveAsync(Actor actor, SaveSession save, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions) || (save.Outcome is not null && !actor.Can(Capability.ManagePrograms)))
            return Problem.Forbidden();
        var practice = await practices.GetAsync(cancel);
        if (save.Check(practice.Currency) is [var first, ..])
            return first;
        if (save.PaidBy?.Check(ZoneClock.DayOf(NowUtc, practice.ZoneId)) is { } wrong)
            return wrong;
        var saved = await StorageFault.CatchAsync(() => WriteAsync(actor, practice, save, cancel));
        if (saved.Ok)
            Announce(saved.Value.Id);
        return saved;
    }

    /// <summary>Tells the client of a session what is true now: *Send confirmation*. Problems: <c>forbidden</c>, <c>session.not_found</c>, <c>storage.*</c>.</summary>
    public Task<Result<TellingOutcome>> NotifyAsync(Actor actor, int id, CancellationToken cancel) =>
        OnOneAsync(actor, id, async (db, session) =>
        {
            var practice = await practices.GetAsync(cancel);
            // A failed cancellation is told again by the same button.
            var telling = session.Status.IsCalledOff()
                ? await teller.RepeatCancellationAsync(db, practice, session, cancel)
                : await teller.NotifyAsync(db, practice, session, personalLine: null, NowUtc, cancel);
            return teller.WithUndo(db, session, telling, before: null);
        }, cancel);

    /// <summary>
    /// The client has seen the facts. Problems: <c>session.not_found</c>; <c>session.changed_meanwhile</c> when the facts are no
    /// longer those with <paramref name="factsHash"/>, or documents came since; <c>session.called_off</c>; <c>storage.*</c>.
    /// </summary>
    public async Task<Result> AcknowledgeAsync(Actor actor, int id, string factsHash, CancellationToken cancel) =>
        actor.Role == Role.Client
            ? await StorageFault.CatchAsync(() => AcknowledgeOneAsync(actor, id, factsHash, cancel))
            : Problem.Forbidden();

    /// <summary>
    /// Deletes a session that its client was not told about and nobody paid (D35). Problems: <c>forbidden</c>, <c>session.not_found</c>,
    /// <c>session.delete_told</c>, <c>session.delete_paid</c> (there is a receipt, too), <c>storage.*</c>.
    /// </summary>
    public async Task<Result> DeleteAsync(Actor actor, int id, CancellationToken cancel) =>
        actor.Can(Capability.DeleteSessions)
            ? await StorageFault.CatchAsync(() => DeleteOneAsync(actor, id, cancel))
            : Problem.Forbidden();

    private async Task<Result> AcknowledgeOneAsync(Actor actor, int id, string factsHash, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync([], cancel);
        var session = await db.Set<Session>().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id, cancel);
        if (session is null)
            return Problem.NotFound("session.not_found");
        if (session.Status.IsCalledOff())
            return Problem.Conflict("session.called_off");
        if (session.SeenMark != factsHash)
            return Problem.Conflict("session.changed_meanwhile");
        // Seen again after a mail failed, or after a mail that told other facts, is news too: the client knows the facts after all.
        if (session.AcknowledgedHash != session.FactsHash || session.FailedMailId is not null || ToldRule.KnowsOldFacts(session))
        {
            session.Acknowledge(await CoachNameAsync(db, session.CoachId, cancel), NowUtc);
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
            Announce(id);
        }

        return Result.Done;
    }

    private async Task<Result> DeleteOneAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync([], cancel);
        var session = await db.Set<Session>().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id, cancel);
        if (session is null)
            return Problem.NotFound("session.not_found");
        if (await SessionDeletion.CheckAsync(db, session, cancel) is { } refused)
            return refused;
        if (await IsHeldAsync(db, id, cancel))
            return Problem.Conflict("session.delete_paid");
        using (var writer = new SessionWriter(db, NowUtc))
            writer.Delete(session);
        await db.SaveChangesAsync(cancel);
        await write.CommitAsync(cancel);
        Announce(id);
        return Result.Done;
    }

    private async Task<bool> IsHeldAsync(AppDbContext db, int id, CancellationToken cancel)
    {
        foreach (var hold in holds)
        {
            if (await hold.HoldsAsync(db, id, cancel))
                return true;
        }

        return false;
    }

    private async Task<Result<SavedSession>> WriteAsync(Actor actor, PracticeFacts practice, SaveSession save, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync([save.Input.CoachId!.Value], cancel);
        Session? session = null;
        IReadOnlyList<MergedChange> together = [];
        if (save.Id is { } id)
        {
            session = await db.Set<Session>().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id, cancel);
            if (session is null)
                return Problem.NotFound("session.not_found");
            var merged = await MergedSave.OfAsync(db, practice, session, save, cancel);
            if (merged.Problem is { } conflict)
                return conflict;
            (save, together) = (merged.Value.Save, merged.Value.Together);
        }

        var change = save.Input.ToChange(practice.Currency) with { PaidBy = save.PaidBy, TakesBack = save.TakesBack };
        if (await SessionPeople.CheckAsync(db, clients, actor, session, change, cancel) is { } stranger)
            return stranger;

        var before = Before.Of(session);
        using var writer = new SessionWriter(db, NowUtc) { Decided = save.Outcome?.Decide(practice.Currency) };
        var policy = new OverlapPolicy(InputText.Clean(save.Input.OverlapReason));
        if (session is null)
        {
            var added = await writer.AddAsync(change, policy, externalId: null, cancel);
            if (added.Problem is { } broken)
                return broken;
            session = added.Value;
        }
        else if (await writer.ChangeAsync(session, change, policy, cancel) is { } broken)
        {
            return broken;
        }

        await db.SaveChangesAsync(cancel);
        if (await new SessionDocumentWriter(db, documents, NowUtc).ApplyAsync(session, save.Documents, cancel) is { } refused)
            return refused;
        var telling = await TellAsync(db, practice, session, before, save, cancel);
        if (save.DropsDraft)
            await DraftService.DropAsync(db, actor, new DraftKey(SaveSession.DraftForm, save.Id ?? 0), cancel);
        await write.CommitAsync(cancel);
        return new SavedSession(session.Id, session.Version, telling) { Together = together };
    }

    private async Task<TellingOutcome> TellAsync(
        AppDbContext db, PracticeFacts practice, Session session, Before before, SaveSession save, CancellationToken cancel)
    {
        // What is entered as called off from the start was never on: nobody is told.
        var calledOffNow = before.Status is not null && session.Status.IsCalledOff() && !before.WasCalledOff;
        if (before.WasCalledOff && !session.Status.IsCalledOff())
            await SessionTeller.RevokeCancellationAsync(db, session, cancel);
        if (before.Values is { } was && (before.FactsHash != session.FactsHash || session.Status != SessionStatus.Booked || was.ClientId != session.ClientId))
            await SessionTeller.WithdrawStaleAsync(db, [session], cancel);

        var newForCoach = session.Status == SessionStatus.Booked && session.EndsAtUtc > NowUtc
            && (before.CoachId != session.CoachId || before.Status != SessionStatus.Booked);
        if (newForCoach)
            await teller.TellCoachesAsync(db, practice, session, before.CoachId == session.CoachId ? null : before.CoachId, cancel);

        if (before.Values is { } values)
            await teller.Coaches.TellAsync(db, practice, [(session, values)], NowUtc, cancel);
        if (calledOffNow)
            return teller.WithUndo(db, session, await teller.CancelAsync(db, practice, session, save.TellCancellation, save.CleanPersonalLine, cancel), before.Values);
        return save.Notify
            ? teller.WithUndo(db, session, await teller.NotifyAsync(db, practice, session, save.CleanPersonalLine, NowUtc, cancel), before: null)
            : TellingOutcome.NotAsked;
    }

    private async Task<Result<T>> OnOneAsync<T>(Actor actor, int id, Func<AppDbContext, Session, Task<T>> act, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        var result = await StorageFault.CatchAsync<T>(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var session = await db.Set<Session>().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id, cancel);
            if (session is null)
                return Problem.NotFound("session.not_found");
            var value = await act(db, session);
            await write.CommitAsync(cancel);
            return value;
        });
        if (result.Ok)
            Announce(id);
        return result;
    }

    private void Announce(int sessionId)
    {
        feed.Publish(Topics.Sessions, sessionId);
        outbox.Wake();
    }

    private static Task<string> CoachNameAsync(AppDbContext db, int coachId, CancellationToken cancel) =>
        db.Set<User>().Where(u => u.Id == coachId).Select(u => u.FirstName + " " + u.LastName).SingleAsync(cancel);

    /// <summary>What a session was before the change.</summary>
    private readonly record struct Before(SessionChange? Values, string? FactsHash)
    {
        public int? CoachId => Values?.CoachId;

        public SessionStatus? Status => Values?.Status;

        public bool WasCalledOff => Status?.IsCalledOff() == true;

        public static Before Of(Session? session) => new(session?.Values(), session?.FactsHash);
    }
}
