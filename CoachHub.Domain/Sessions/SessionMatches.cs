using System.Collections.Immutable;
using System.Linq.Expressions;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
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

    /// <summary>What was asked, where <see cref="IsSaidByConditions"/>.</summary>
    public SessionFilter Filter { get; init; } = new();

    /// <summary>True when few match and one index holds all that is asked of them: they are found and sorted there, and only the rows of the page are read.</summary>
    public bool IsSortedWhole { get; init; }

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

    /// <summary>Those in the order of a column, from a place on where one is given.</summary>
    public SessionWalk InOrderOf(ListKey key, bool up, SessionCursor? place)
    {
        var from = (key, up, place) switch
        {
            (ListKey.Title, _, null) => AnyTitle,
            (ListKey.Title, true, _) => AfterTitle,
            (ListKey.Title, false, _) => BeforeTitle,
            (_, _, null) => AnyPrice,
            (_, true, _) => AfterPrice,
            _ => BeforePrice,
        };
        SessionCondition[] span = UntilUtc is null && FromUtc <= DateTime.UnixEpoch ? [] : UntilUtc is null ? [From.Checked] : [From.Checked, Until.Checked];
        var walk = Bound(span, place?.StartsAtUtc ?? default, place?.Id);
        return walk with
        {
            // What the index does not hold is asked last.
            Conditions = [from, .. Conditions.Select(condition => condition.Checked), .. span],
            Values = walk.Values with { KeyText = place?.Key ?? "", KeyNumber = place?.Number ?? 0 },
            Key = key,
            Up = up,
        };
    }

    /// <summary>How many there are, counted no further than a list says.</summary>
    public async Task<ViewCount> CountAsync(CancellationToken cancel) =>
        ViewCount.Of(await All.OrderBy(s => s.StartsAtUtc).Take(ViewCount.Limit + 1).CountAsync(cancel));

    /// <summary>The same, translated once and kept, where the conditions say everything.</summary>
    public async Task<ViewCount> CountAsync(WalkQueries queries, AppDbContext db, CancellationToken cancel) => IsSaidByConditions
        ? ViewCount.Of(await queries.CountAsync(db, Whole, ViewCount.Limit + 1))
        : await CountAsync(cancel);

    private SessionWalk Bound(SessionCondition[] span, DateTime start = default, int? id = null) => new(
        Sessions,
        Conditions.AddRange(IsSortedWhole ? span.Select(condition => condition.Checked) : span),
        Values with { From = FromUtc, Until = UntilUtc ?? default, Start = start, Id = id ?? 0 })
    {
        IsSortedWhole = IsSortedWhole,
    };
}

/// <summary>What a list is in the order of, where one index gives it.</summary>
internal enum ListKey
{
    Date,
    Title,
    Price,
}

/// <summary>Sessions in order from a place on.</summary>
/// <param name="Among">Among which.</param>
/// <param name="Conditions">All that is asked of them.</param>
/// <param name="Values">What the conditions compare with.</param>
internal sealed record SessionWalk(IQueryable<Session> Among, ImmutableList<SessionCondition> Conditions, ListValues Values)
{
    /// <summary>Soonest first, or least first; else the other way round.</summary>
    public bool Up { get; init; }

    /// <summary>What comes before the date.</summary>
    public ListKey Key { get; init; }

    /// <summary>See <see cref="SessionMatches.IsSortedWhole"/>.</summary>
    public bool IsSortedWhole { get; init; }

    /// <summary>Those that match, in no order.</summary>
    public IQueryable<Session> Matching => Conditions.Aggregate(Among, (sessions, condition) => condition.Of(sessions, Values));

    /// <summary>Those that match, in order.</summary>
    public IQueryable<Session> Sessions => Ordered(Matching, session => session);

    /// <summary>What stands for the question, but for its values.</summary>
    public string Name => $"{Key} {(Up ? "up" : "down")} {(IsSortedWhole ? "whole " : "")}{string.Join('|', Conditions.Select(condition => condition.Name))}";

    /// <summary>The first of them, in no order.</summary>
    public IQueryable<Session> First(int take)
    {
        var first = Sessions.Take(take);
        if (!IsSortedWhole)
            return first;
        var ids = first.Select(session => session.Id);
        return Among.Where(session => ids.Contains(session.Id));
    }

    /// <summary>Puts what holds a session into the order of the walk.</summary>
    public IQueryable<T> Ordered<T>(IQueryable<T> items, Expression<Func<T, Session>> session)
    {
        var ordered = Key switch
        {
            ListKey.Title => By(Of(s => s.Title)),
            ListKey.Price => By(Of(s => s.PriceMinor)),
            _ => null,
        };
        var (start, id) = (Of(s => s.StartsAtUtc), Of(s => s.Id));
        if (ordered is null)
            return Up ? items.OrderBy(start).ThenBy(id) : items.OrderByDescending(start).ThenByDescending(id);
        return Up ? ordered.ThenBy(start).ThenBy(id) : ordered.ThenByDescending(start).ThenByDescending(id);

        IOrderedQueryable<T> By<TKey>(Expression<Func<T, TKey>> key) => Up ? items.OrderBy(key) : items.OrderByDescending(key);

        Expression<Func<T, TKey>> Of<TKey>(Expression<Func<Session, TKey>> key) =>
            Expression.Lambda<Func<T, TKey>>(ReplacingExpressionVisitor.Replace(key.Parameters[0], session.Body, key.Body), session.Parameters);
    }
}
