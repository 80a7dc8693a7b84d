using CoachHub.Domain.Clients;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Programs;

/// <summary>More sessions of a bundle.</summary>
/// <param name="BundleId">The bundle.</param>
/// <param name="Dates">When, on the wall clock of the bundle's zone.</param>
/// <param name="OverlapReason">Why they may overlap other sessions of the coach.</param>
public sealed record PlanMore(int BundleId, IReadOnlyList<PlannedDate> Dates, string? OverlapReason = null);

/// <summary>Makes bundles and plans their sessions. Nothing is mailed: *Send confirmations* does (BDT-04).</summary>
public sealed class BundleService(
    IDbContextFactory<AppDbContext> databases,
    PracticeReader practices,
    ClientAccess clients,
    DocumentAccess documents,
    ChangeFeed feed,
    TimeProvider clock)
{
    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Makes a bundle with all its sessions, or nothing. Returns its id. Problems: <c>forbidden</c>, those of
    /// <see cref="BundleInput.Check"/>, <c>session.coach_own</c>, <c>session.coach_unknown</c>, <c>session.client_unknown</c>,
    /// <c>document.not_found</c>, <c>bundle.dates_refused</c> with a <see cref="DateRefusal"/> for each date, <c>storage.*</c>.
    /// </summary>
    public async Task<Result<int>> CreateAsync(Actor actor, BundleInput input, CancellationToken cancel)
    {
        if (!actor.MayPlan())
            return Problem.Forbidden();
        var practice = await practices.GetAsync(cancel);
        if (input.Check(practice.Currency) is [var first, ..])
            return first;
        var made = await StorageFault.CatchAsync(() => CreateAsync(actor, practice, input, cancel));
        if (made.Ok)
            Announce(made.Value);
        return made;
    }

    /// <summary>
    /// Plans more sessions, as many as are left: all of them or none. Returns how many. Problems: <c>forbidden</c>,
    /// <c>bundle.not_found</c>, <c>bundle.closed</c>, <c>bundle.nothing_left</c>, <c>bundle.too_many_dates</c>, and those of <see cref="CreateAsync(Actor, BundleInput, CancellationToken)"/>.
    /// </summary>
    public async Task<Result<int>> PlanAsync(Actor actor, PlanMore plan, CancellationToken cancel)
    {
        if (!actor.MayPlan())
            return Problem.Forbidden();
        var planned = await StorageFault.CatchAsync(() => PlanInAsync(actor, plan, cancel));
        if (planned.Ok)
            Announce(plan.BundleId);
        return planned;
    }

    private async Task<Result<int>> CreateAsync(Actor actor, PracticeFacts practice, BundleInput input, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync([input.CoachId!.Value], cancel);
        var writer = new BundleWriter(db, clients, documents, NowUtc);
        // What was filled in stays when the template went meanwhile; only its name is lost.
        var templateId = await db.Set<BundleTemplate>().AnyAsync(t => t.Id == input.TemplateId, cancel) ? input.TemplateId : null;
        var bundle = ToBundle(input, templateId, practice.Currency);
        if (await writer.CheckPeopleAsync(actor, bundle, cancel) is { } stranger)
            return stranger;
        if (await writer.FindDocumentsAsync(input.Documents, bundle.ClientId, bundle.CoachId, cancel) is not { } found)
            return Problem.Invalid("document.not_found", nameof(BundleInput.Documents));

        db.Add(bundle);
        await db.SaveChangesAsync(cancel);
        foreach (var document in found)
        {
            document.UnusedSinceUtc = null;
            db.Add(new BundleDocument { BundleId = bundle.Id, DocumentId = document.Id });
        }

        var ledger = new BundleLedger(bundle.Id, []);
        ledger.Buy(bundle.PlannedSessions, new EntryStamp(NowUtc, actor.Id, actor.Name));
        var prices = PriceShares.Next(bundle.TotalMinor, 0, bundle.PlannedSessions, input.Dates.Count);
        if (await writer.WriteAsync(bundle, ledger, input.Dates, prices, found, input.OverlapReason, cancel) is { } refused)
            return refused;
        await db.SaveChangesAsync(cancel);
        await write.CommitAsync(cancel);
        return bundle.Id;
    }

    private async Task<Result<int>> PlanInAsync(Actor actor, PlanMore plan, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        // Read before the write: a bundle never goes to another coach.
        var coachId = await db.Set<Bundle>().Where(b => b.Id == plan.BundleId).Select(b => b.CoachId).FirstOrDefaultAsync(cancel);
        await using var write = await db.BeginWriteAsync([coachId], cancel);
        var bundle = await db.Set<Bundle>().VisibleTo(actor).SingleOrDefaultAsync(b => b.Id == plan.BundleId, cancel);
        if (bundle is null)
            return Problem.NotFound("bundle.not_found");
        if (bundle.Status is BundleStatus.Completed or BundleStatus.Cancelled)
            return Problem.Conflict("bundle.closed");
        var entries = await db.Set<BundleEntry>().AsNoTracking().Where(e => e.BundleId == bundle.Id).ToListAsync(cancel);
        var ledger = new BundleLedger(bundle.Id, entries);
        var left = ledger.Balance.At(NowUtc, bundle.ExpiresAtUtc).Left;
        if (plan.Dates.Count == 0 || left == 0)
            return Problem.Conflict(left == 0 ? "bundle.nothing_left" : "bundle.no_dates", nameof(BundleInput.Dates));
        var input = new BundleInput { ZoneId = bundle.ZoneId, Dates = plan.Dates, OverlapReason = plan.OverlapReason };
        if (input.CheckDates(left) is [var wrong, ..])
            return wrong;

        var writer = new BundleWriter(db, clients, documents, NowUtc);
        if (await writer.CheckPeopleAsync(actor, bundle, cancel) is { } stranger)
            return stranger;
        var found = await (
            from link in db.Set<BundleDocument>()
            where link.BundleId == bundle.Id
            join document in db.Set<Document>() on link.DocumentId equals document.Id
            orderby document.Id
            select document).ToListAsync(cancel);
        var billed = await BilledAsync(db, bundle.Id, cancel);
        var prices = PriceShares.Next(bundle.TotalMinor, billed, left, plan.Dates.Count);
        if (await writer.WriteAsync(bundle, ledger, plan.Dates, prices, found, plan.OverlapReason, cancel) is { } refused)
            return refused;
        await db.SaveChangesAsync(cancel);
        await write.CommitAsync(cancel);
        return plan.Dates.Count;
    }

    /// <summary>What the sessions of a bundle come to, those aside whose share was dropped.</summary>
    internal static Task<long> BilledAsync(AppDbContext db, int bundleId, CancellationToken cancel) =>
        db.Set<Session>().Where(s => s.BundleId == bundleId && s.Payment != PaymentStatus.Cancelled && s.Payment != PaymentStatus.Refunded)
            .SumAsync(s => s.PriceMinor ?? 0, cancel);

    private Bundle ToBundle(BundleInput input, int? templateId, string currency) => new()
    {
        ClientId = input.ClientId!.Value,
        CoachId = input.CoachId!.Value,
        TemplateId = templateId,
        Name = InputText.Clean(input.Name)!,
        PlannedSessions = input.Sessions!.Value,
        TotalMinor = input.TotalMinor(currency),
        Currency = currency,
        DurationMinutes = input.DurationMinutes!.Value,
        Location = InputText.Clean(input.Location),
        VideoLink = InputText.Clean(input.VideoLink),
        ZoneId = input.ZoneId,
        ExpiresAtUtc = input.LastDay is { } day ? Bundle.ExpiryAfter(day, input.ZoneId) : null,
        CreatedAtUtc = NowUtc,
    };

    private void Announce(int bundleId)
    {
        feed.Publish(Topics.Programs, bundleId);
        feed.Publish(Topics.Sessions, 0);
    }
}
