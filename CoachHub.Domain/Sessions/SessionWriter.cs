using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>What happens when a session would overlap another one of its coach.</summary>
/// <param name="Reason">Why it may; null = it may not.</param>
/// <param name="AllowPast">Sessions that are over may overlap: they record what happened.</param>
public readonly record struct OverlapPolicy(string? Reason, bool AllowPast = false);

/// <summary>
/// The guarded path: the only way in which a session comes to be or changes (part 4.5). The check and the write happen in one
/// transaction that holds the right to write, so two people cannot both find the same hour free.
/// </summary>
internal sealed class SessionWriter
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(SessionInput.LongestMinutes);

    private readonly AppDbContext db;
    private readonly DateTime nowUtc;

    // The rows of a batch that is not saved yet are as real as those in the table.
    private readonly List<(int CoachId, BusyTime Time)> added = [];

    /// <param name="db">A context inside <see cref="AppDbContext.BeginWriteAsync"/>.</param>
    /// <param name="nowUtc">Now, UTC.</param>
    /// <exception cref="InvalidOperationException">There is no transaction: the check would prove nothing.</exception>
    public SessionWriter(AppDbContext db, DateTime nowUtc)
    {
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException("Begin a write before a session is checked and written.");
        (this.db, this.nowUtc) = (db, nowUtc);
    }

    /// <summary>True when the last session written overlaps another one, by whatever right.</summary>
    public bool LastOverlapped { get; private set; }

    /// <summary>Adds a session. The caller saves.</summary>
    public async Task<Result<Session>> AddAsync(SessionChange change, OverlapPolicy policy, string? externalId, CancellationToken cancel)
    {
        var created = Session.Create(change, db.Actor.Id, nowUtc, externalId);
        if (created.Problem is { } broken)
            return broken;
        if (await GuardAsync(created.Value, policy, cancel) is { } taken)
            return taken;
        db.Add(created.Value);
        if (created.Value.Status.TakesTime())
            added.Add((change.CoachId, created.Value.Time));
        return created;
    }

    /// <summary>Changes a tracked session. On a problem the caller drops the context: nothing of it is saved.</summary>
    public async Task<Problem?> ChangeAsync(Session session, SessionChange change, OverlapPolicy policy, CancellationToken cancel)
    {
        var (coach, time, took) = (session.CoachId, session.Time, session.Status.TakesTime());
        if (session.Change(change) is { } broken)
            return broken;
        // A note on a session that was let overlap long ago asks for no new reason.
        var sameTime = coach == session.CoachId && time == session.Time && took;
        return sameTime ? null : await GuardAsync(session, policy, cancel);
    }

    private async Task<Problem?> GuardAsync(Session session, OverlapPolicy policy, CancellationToken cancel)
    {
        LastOverlapped = false;
        if (!session.Status.TakesTime())
            return null;
        var other = added.FirstOrDefault(a => a.CoachId == session.CoachId && a.Time.Overlaps(session.Time)).Time is { EndsAtUtc.Ticks: > 0 } unsaved
            ? unsaved
            : await FirstOverlapAsync(session, cancel);
        if (other is not { } taken)
            return null;
        LastOverlapped = true;
        if (policy.AllowPast && session.EndsAtUtc <= nowUtc)
            return null;
        if (policy.Reason is null)
            return Problem.Conflict("session.overlap", nameof(SessionInput.OverlapReason), taken.StartsAtUtc, taken.EndsAtUtc);
        session.AllowOverlap(policy.Reason);
        return null;
    }

    private async Task<BusyTime?> FirstOverlapAsync(Session session, CancellationToken cancel)
    {
        var first = await Overlapping(db, session.Id, session.Time)
            .Where(s => s.CoachId == session.CoachId)
            .OrderBy(s => s.StartsAtUtc)
            .Select(s => new { s.StartsAtUtc, s.EndsAtUtc })
            .FirstOrDefaultAsync(cancel);
        return first is null ? null : new BusyTime(first.StartsAtUtc, first.EndsAtUtc);
    }

    /// <summary>Sessions that take time in the span, the one with <paramref name="exceptId"/> aside. The lower bound lets the index find them.</summary>
    public static IQueryable<Session> Overlapping(AppDbContext db, int exceptId, BusyTime time)
    {
        var earliest = time.StartsAtUtc - Longest;
        return db.Set<Session>().Where(s =>
            s.StartsAtUtc > earliest && s.StartsAtUtc < time.EndsAtUtc && s.EndsAtUtc > time.StartsAtUtc
            && s.Id != exceptId
            && s.Status != SessionStatus.Cancelled && s.Status != SessionStatus.LateCancelled);
    }
}
