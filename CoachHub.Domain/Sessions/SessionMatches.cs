using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// What a filter lets through. The span of the start is kept beside the conditions until the question is put: of two bounds on one
/// column SQLite seeks by the first and checks the other row by row, so each question may state only one.
/// </summary>
/// <param name="Sessions">All conditions but the span.</param>
/// <param name="FromUtc">The earliest start, UTC.</param>
/// <param name="UntilUtc">Before this start, UTC, or null.</param>
internal sealed record SessionMatches(IQueryable<Session> Sessions, DateTime FromUtc, DateTime? UntilUtc)
{
    /// <summary>True when a text had more hits than are looked at.</summary>
    public bool Truncated { get; init; }

    /// <summary>The sessions of the whole span.</summary>
    public IQueryable<Session> All => Before(From(Sessions, FromUtc), UntilUtc);

    /// <summary>The same in a narrower span.</summary>
    public SessionMatches Within(DateTime? fromUtc, DateTime? untilUtc) => this with
    {
        FromUtc = fromUtc > FromUtc ? fromUtc.Value : FromUtc,
        UntilUtc = UntilUtc is null || untilUtc < UntilUtc ? untilUtc ?? UntilUtc : UntilUtc,
    };

    /// <summary>Those that begin at <paramref name="start"/> or later; with <paramref name="id"/>, strictly after that key. Soonest first.</summary>
    public IQueryable<Session> Up(DateTime start, int? id)
    {
        // The first condition is what the index seeks by; the second settles equal starts.
        var after = start < FromUtc ? From(Sessions, FromUtc)
            : id is null ? From(Sessions, start)
            : Sessions.Where(s => s.StartsAtUtc >= start && (s.StartsAtUtc > start || s.Id > id));
        return Before(after, UntilUtc).OrderBy(s => s.StartsAtUtc).ThenBy(s => s.Id);
    }

    /// <summary>Those that begin before <paramref name="start"/>; with <paramref name="id"/>, strictly before that key. Latest first.</summary>
    public IQueryable<Session> Down(DateTime start, int? id)
    {
        var all = From(Sessions, FromUtc);
        var before = UntilUtc <= start ? Before(all, UntilUtc)
            : id is null ? Before(all, start)
            : all.Where(s => s.StartsAtUtc <= start && (s.StartsAtUtc < start || s.Id < id));
        return before.OrderByDescending(s => s.StartsAtUtc).ThenByDescending(s => s.Id);
    }

    /// <summary>How many there are, counted no further than a list says.</summary>
    public async Task<ViewCount> CountAsync(CancellationToken cancel)
    {
        var count = await All.OrderBy(s => s.StartsAtUtc).Take(ViewCount.Limit + 1).CountAsync(cancel);
        return new ViewCount(Math.Min(count, ViewCount.Limit), count > ViewCount.Limit);
    }

    private static IQueryable<Session> From(IQueryable<Session> sessions, DateTime fromUtc) => sessions.Where(s => s.StartsAtUtc >= fromUtc);

    private static IQueryable<Session> Before(IQueryable<Session> sessions, DateTime? untilUtc) =>
        untilUtc is { } until ? sessions.Where(s => s.StartsAtUtc < until) : sessions;
}
