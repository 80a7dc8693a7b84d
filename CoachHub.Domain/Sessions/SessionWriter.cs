using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>What happens when a session would overlap another one of its coach.</summary>
/// <param name="Reason">Why it may; null = it may not.</param>
/// <param name="AllowPast">Sessions that are over may overlap: they record what happened.</param>
public readonly record struct OverlapPolicy(string? Reason, bool AllowPast = false);

/// <summary>The status of a session of a bundle changed, or it was deleted; handled in the same transaction.</summary>
/// <param name="BundleId">The bundle.</param>
/// <param name="Session">The session as it is now.</param>
/// <param name="Before">Its status before.</param>
/// <param name="PaymentBefore">Its payment before.</param>
public sealed record BundledSessionChanged(int BundleId, Session Session, SessionStatus Before, PaymentStatus PaymentBefore)
{
    /// <summary>It is deleted.</summary>
    public bool Deleted { get; init; }

    /// <summary>What a person decided to follow from it; null = what the policy proposes.</summary>
    public DecidedOutcome? Decided { get; init; }
}

/// <summary>
/// The guarded path: the only way in which a session comes to be or changes (part 4.5). The check and the write happen in one
/// transaction that holds the right to write, so two people cannot both find the same hour free.
/// </summary>
internal sealed class SessionWriter : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(SessionInput.LongestMinutes);

    private readonly AppDbContext db;
    private readonly DateTime nowUtc;

    // The rows of a batch that is not saved yet are as real as those in the table.
    private readonly List<(int CoachId, BusyTime Time)> added = [];
    private readonly OverlapProbe probe;
    private NewRows<Session>? rows;
    private PaidSessionsAdded? paid;

    /// <param name="db">A context inside <see cref="AppDbContext.BeginWriteAsync"/>.</param>
    /// <param name="nowUtc">Now, UTC.</param>
    /// <exception cref="InvalidOperationException">There is no transaction: the check would prove nothing.</exception>
    public SessionWriter(AppDbContext db, DateTime nowUtc)
    {
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException("Begin a write before a session is checked and written.");
        (this.db, this.nowUtc) = (db, nowUtc);
        probe = new OverlapProbe(db);
    }

    /// <summary>True when the last session written overlaps another one, by whatever right.</summary>
    public bool LastOverlapped { get; private set; }

    /// <summary>What a person decided about sessions that do not take place; null = what the policy proposes.</summary>
    public DecidedOutcome? Decided { get; init; }

    /// <summary>The id of the session that <see cref="AddOneOfManyAsync"/> wrote last.</summary>
    public int LastId { get; private set; }

    /// <summary>Adds a session. The caller saves.</summary>
    public async Task<Result<Session>> AddAsync(SessionChange change, OverlapPolicy policy, string? externalId, CancellationToken cancel)
    {
        var created = Session.Create(change, db.Actor.Id, nowUtc, externalId);
        if (created.Problem is { } broken)
            return broken;
        if (await GuardAsync(created.Value, change, policy, cancel) is { } taken)
            return taken;
        db.Add(created.Value);
        if (change.Payment != PaymentStatus.Pending)
            db.Raise(new SessionPaymentChanged(created.Value, Before: null) { By = change.PaidBy });
        if (created.Value.Status.TakesTime())
            added.Add((change.CoachId, created.Value.Time));
        return created;
    }

    /// <summary>The same with its row made, so that nothing is left to do for it while others wait for the right to write.</summary>
    public static ManySession Drafted(ManySession one, RowShape<Session> shape, int createdById, DateTime nowUtc) =>
        Create(one, createdById, nowUtc) is { Ok: true } created ? one with { Ready = shape.Draft(created.Value) } : one;

    /// <summary>Writes a session at once, past the change tracker: an import of thousands has no time for it. The caller saves before it commits, for what handlers do.</summary>
    public async Task<Result<Session>> AddOneOfManyAsync(ManySession one, OverlapPolicy policy, CancellationToken cancel)
    {
        var change = one.Change;
        var time = new BusyTime(change.StartsAtUtc, change.StartsAtUtc.AddMinutes(change.DurationMinutes));
        var (taken, reason) = await ClearAsync(0, change.CoachId, time, change.Status, policy, cancel);
        if (taken is not null)
            return taken;
        rows ??= new NewRows<Session>(db);
        if (reason is null && one.Ready is { } ready)
        {
            LastId = (int)await rows.AddAsync(ready, cancel);
            return Announced(ready.Entity);
        }

        if (one.MakeClient is { } make)
            one = one with { Change = change with { ClientId = await make() } };
        var created = Create(one, db.Actor.Id, nowUtc);
        if (created.Problem is { } broken)
            return broken;
        if (reason is not null)
            created.Value.AllowOverlap(reason);
        LastId = (int)await rows.AddAsync(created.Value, cancel);
        return Announced(created.Value);
    }

    /// <summary>Changes a tracked session, or says what stands in the way and leaves it as it is.</summary>
    public async Task<Problem?> ChangeAsync(Session session, SessionChange change, OverlapPolicy policy, CancellationToken cancel)
    {
        var before = session.Values();
        var problem = session.Refuses(change) ?? await AskAsync(session, change, cancel)
            ?? await GuardAsync(session, change, policy, cancel) ?? session.Change(change);
        return problem ?? Announced(session, before, change.PaidBy, change.TakesBack);
    }

    /// <summary>Moves a tracked session among others that are moved with it, or leaves it as it is. The board was read in this transaction.</summary>
    public static Problem? Move(Session session, SessionChange change, BusyBoard board)
    {
        var (before, after) = (session.Time, new BusyTime(change.StartsAtUtc, change.StartsAtUtc.AddMinutes(change.DurationMinutes)));
        if (change.Status.TakesTime() && board.InTheWay(change.CoachId, session.Id, after) is not null)
            return Problem.Conflict("bulk.overlap");
        if (session.Change(change) is { } broken)
            return broken;
        board.Put(session.CoachId, session.Id, before, after);
        return null;
    }

    /// <summary>Stops the reminders of a tracked session for the acting person, or starts them again, with a line in its history.</summary>
    public void HoldReminders(Session session, bool stop)
    {
        if (stop ? session.StopReminders(db.Actor.Id) : session.StartReminders())
            db.Add(SessionReminders.Note(db, session, stop, nowUtc));
    }

    /// <summary>Puts a tracked session back to what it was, or says what stands in the way and leaves it as it is.</summary>
    public async Task<Problem?> RestoreAsync(Session session, SessionChange before, OverlapPolicy policy, CancellationToken cancel)
    {
        var now = session.Values();
        var problem = session.Refuses(before) ?? await AskAsync(session, before, cancel)
            ?? await GuardAsync(session, before, policy, cancel) ?? session.Restore(before);
        return problem ?? Announced(session, now, by: null, takenBack: true);
    }

    /// <summary>Deletes a session. The caller has made sure that it may, and saves.</summary>
    public void Delete(Session session)
    {
        db.Remove(session);
        if (session.BundleId is { } bundleId)
            db.Raise(new BundledSessionChanged(bundleId, session, session.Status, session.Payment) { Deleted = true });
    }

    /// <inheritdoc />
    public void Dispose()
    {
        probe.Dispose();
        rows?.Dispose();
    }

    private async Task<Problem?> AskAsync(Session session, SessionChange change, CancellationToken cancel) =>
        session.Payment == change.Payment && session.ClientId == change.ClientId && change.PaidBy is null
            ? null
            : await db.AskAsync(new SessionPaymentChanging(session, change), cancel);

    private Problem? Announced(Session session, SessionChange before, PaidBy? by, bool takenBack)
    {
        if (session.BundleId is { } bundleId && session.Status != before.Status)
            db.Raise(new BundledSessionChanged(bundleId, session, before.Status, before.Payment) { Decided = Decided });
        if (by is not null || (session.Payment, session.PriceMinor, session.ClientId) != (before.Payment, before.PriceMinor, before.ClientId))
            db.Raise(new SessionPaymentChanged(session, before) { By = by, TakenBack = takenBack });
        return null;
    }

    private Result<Session> Announced(Session written)
    {
        if (written.Payment is not (PaymentStatus.Paid or PaymentStatus.Refunded))
            return written;
        if (paid is null)
            db.Raise(paid = new PaidSessionsAdded { FirstId = LastId });
        paid.LastId = LastId;
        return written;
    }

    private static Result<Session> Create(ManySession one, int createdById, DateTime nowUtc)
    {
        var created = Session.Create(one.Change, createdById, nowUtc, one.ExternalId);
        if (!created.Ok)
            return created;
        if (one.BundleId is { } bundleId)
            created.Value.JoinBundle(bundleId, one.Paused);
        if (one.Documents > 0)
            created.Value.ChangeDocuments(one.Documents, one.Documents);
        one.Then?.Invoke(created.Value);
        return created;
    }

    private async Task<Problem?> GuardAsync(Session session, SessionChange change, OverlapPolicy policy, CancellationToken cancel)
    {
        var time = new BusyTime(change.StartsAtUtc, change.StartsAtUtc.AddMinutes(change.DurationMinutes));
        // A note on a session that was let overlap long ago asks for no new reason.
        if (session.Id != 0 && change.CoachId == session.CoachId && time == session.Time && session.Status.TakesTime())
            return null;
        var (taken, reason) = await ClearAsync(session.Id, change.CoachId, time, change.Status, policy, cancel);
        if (taken is null && reason is not null)
            session.AllowOverlap(reason);
        return taken;
    }

    private async ValueTask<(Problem? Taken, string? Reason)> ClearAsync(
        int id, int coachId, BusyTime time, SessionStatus status, OverlapPolicy policy, CancellationToken cancel)
    {
        LastOverlapped = false;
        if (!status.TakesTime())
            return default;
        var other = added.FirstOrDefault(a => a.CoachId == coachId && a.Time.Overlaps(time)).Time is { EndsAtUtc.Ticks: > 0 } unsaved
            ? unsaved
            : await probe.FirstAsync(id, coachId, time, cancel);
        if (other is not { } taken)
            return default;
        LastOverlapped = true;
        if (policy.AllowPast && time.EndsAtUtc <= nowUtc)
            return default;
        return policy.Reason is null
            ? (Problem.Conflict("session.overlap", nameof(SessionInput.OverlapReason), taken.StartsAtUtc, taken.EndsAtUtc), null)
            : (null, policy.Reason);
    }

    /// <summary>Sessions that take time in the span, the one with <paramref name="exceptId"/> aside. The lower bound lets the index find them.</summary>
    public static IQueryable<Session> Overlapping(AppDbContext db, int exceptId, BusyTime time)
    {
        var earliest = EarliestOverlapping(time);
        return db.Set<Session>().Where(s =>
            s.StartsAtUtc > earliest && s.StartsAtUtc < time.EndsAtUtc && s.EndsAtUtc > time.StartsAtUtc
            && s.Id != exceptId
            && s.Status != SessionStatus.Cancelled && s.Status != SessionStatus.LateCancelled);
    }

    /// <summary>Before this instant (UTC) nothing begins that could reach into the span.</summary>
    public static DateTime EarliestOverlapping(BusyTime time) => time.StartsAtUtc - Longest;
}
