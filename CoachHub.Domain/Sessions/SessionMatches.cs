using System.Collections.Immutable;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using static CoachHub.Domain.Sessions.SessionConditions;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// What a filter lets through. The span of the start is kept beside the conditions until the question is put: of two bounds on one
/// column SQLite seeks by the first and checks the other row by row, so each question may state only one.
/// </summary>
/// <param name="Sessions">Among which.</param>
/// <param name="FromUtc">The earliest start, UTC.</param>
/// <param name="UntilUtc">Before this start, UTC, or null.</param>
internal sealed record SessionMatches(IQueryable<Session> Sessions, DateTime FromUtc, DateTime? UntilUtc)
{
    /// <summary>What is asked, but for the span.</summary>
    public ImmutableList<SessionCondition> Conditions { get; init; } = [];

    /// <summary>What the conditions compare with.</summary>
    public ListValues Values { get; init; } = new();

    /// <summary>True when <see cref="Sessions"/> are all there are: the conditions say everything, and their names stand for the question.</summary>
    public bool IsSaidByConditions { get; init; }

    /// <summary>True when a text had more hits than are looked at.</summary>
    public bool Truncated { get; init; }

    /// <summary>The whole span, soonest first.</summary>
    public SessionWalk Whole => Bound(UntilUtc is null ? [From] : [From, Until]) with { Up = true };

    /// <summary>The sessions of the whole span.</summary>
    public IQueryable<Session> All => Whole.Matching;

    /// <summary>The same with one more condition.</summary>
    public SessionMatches With(SessionCondition condition) => this with { Conditions = Conditions.Add(condition) };

    /// <summary>The same in a narrower span.</summary>
    public SessionMatches Within(DateTime? fromUtc, DateTime? untilUtc) => this with
    {
        FromUtc = fromUtc > FromUtc ? fromUtc.Value : FromUtc,
        UntilUtc = UntilUtc is null || untilUtc < UntilUtc ? untilUtc ?? UntilUtc : UntilUtc,
    };

    /// <summary>Those that begin at <paramref name="start"/> or later; with <paramref name="id"/>, strictly after that key. Soonest first.</summary>
    public SessionWalk Up(DateTime start, int? id)
    {
        var after = start < FromUtc ? From : id is null ? At : AfterKey;
        return Bound(UntilUtc is null ? [after] : [after, Until], start, id) with { Up = true };
    }

    /// <summary>Those that begin before <paramref name="start"/>; with <paramref name="id"/>, strictly before that key. Latest first.</summary>
    public SessionWalk Down(DateTime start, int? id)
    {
        var before = UntilUtc <= start ? Until : id is null ? Before : BeforeKey;
        return Bound([From, before], start, id);
    }

    /// <summary>How many there are, counted no further than a list says.</summary>
    public async Task<ViewCount> CountAsync(CancellationToken cancel) =>
        ViewCount.Of(await All.OrderBy(s => s.StartsAtUtc).Take(ViewCount.Limit + 1).CountAsync(cancel));

    /// <summary>The same, translated once and kept, where the conditions say everything.</summary>
    public async Task<ViewCount> CountAsync(WalkQueries queries, AppDbContext db, CancellationToken cancel) => IsSaidByConditions
        ? ViewCount.Of(await queries.CountAsync(db, Whole, ViewCount.Limit + 1))
        : await CountAsync(cancel);

    private SessionWalk Bound(SessionCondition[] span, DateTime start = default, int? id = null) => new(
        Sessions, Conditions.AddRange(span), Values with { From = FromUtc, Until = UntilUtc ?? default, Start = start, Id = id ?? 0 });
}

/// <summary>Sessions in date order from a place on.</summary>
/// <param name="Among">Among which.</param>
/// <param name="Conditions">All that is asked of them.</param>
/// <param name="Values">What the conditions compare with.</param>
internal sealed record SessionWalk(IQueryable<Session> Among, ImmutableList<SessionCondition> Conditions, ListValues Values)
{
    /// <summary>Soonest first, else latest first.</summary>
    public bool Up { get; init; }

    /// <summary>Those that match, in no order.</summary>
    public IQueryable<Session> Matching => Conditions.Aggregate(Among, (sessions, condition) => condition.Of(sessions, Values));

    /// <summary>Those that match, in order.</summary>
    public IQueryable<Session> Sessions => Up
        ? Matching.OrderBy(s => s.StartsAtUtc).ThenBy(s => s.Id)
        : Matching.OrderByDescending(s => s.StartsAtUtc).ThenByDescending(s => s.Id);

    /// <summary>What stands for the question, but for its values.</summary>
    public string Name => $"{(Up ? "up" : "down")} {string.Join('|', Conditions.Select(condition => condition.Name))}";
}
