using System.Linq.Expressions;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// Pages in an order other than by date. Few matches are sorted whole. Many are walked group by group (a status, a client, a title), each by
/// an index that has it in order; within equal values sessions are in date order, and the other way round all of it is.
/// </summary>
internal sealed class SortedOrder(
    WalkQueries walks, WalkGuide guide, AppDbContext db, Func<SessionFilter, SessionMatches> matching, SessionMatches matches, SessionPageRequest page, CancellationToken cancel)
{
    /// <summary>How many are sorted where neither is possible.</summary>
    public const int MostInPart = 10_000;

    private const int Few = 5_000;

    // The index of a client's sessions holds all that they are sorted by.
    private const int FewOfClient = 50_000;

    private SessionCondition? OfClient => matches.Conditions.Find(condition => condition.Field == ListField.Client);

    public async Task<Page<SessionRow>> ReadAsync()
    {
        var place = SessionCursor.Parse(page.After) ?? SessionCursor.Parse(page.Before);
        // A saved view's index has no other order than by date, and a text's hits have none.
        var walkable = matches.IsSaidByConditions && matches.Filter.View is null;
        if (place is { Group: not null } && walkable)
            return await new GroupOrder(walks, guide, db, Groups(), page.Descending, page.Size, cancel).ReadAsync(place, backwards: page.After is null);
        if (!walkable || place is { Group: null, Id: 0 })
            return await SortAsync(place?.Offset ?? 0, isCounted: false);
        var few = OfClient is null ? Few : FewOfClient;
        return await walks.CountAsync(db, Sortable().Whole, few + 1) <= few
            ? await SortAsync(offset: 0, isCounted: true)
            : await new GroupOrder(walks, guide, db, Groups(), page.Descending, page.Size, cancel).ReadAsync(null, backwards: false);
    }

    private SortGroups Groups() => page.Sort switch
    {
        SessionSort.Client => new ClientGroups(db, matches, matching, page.Size),
        SessionSort.Coach => new CoachGroups(db, matches, matching),
        SessionSort.Title => new KeyGroups(db, guide, ListKey.Title, matches),
        SessionSort.Price => new KeyGroups(db, guide, ListKey.Price, matches),
        SessionSort.Status => StateGroups.Of(matches.Filter.Statuses, status => matching(matches.Filter with { Statuses = [status] })),
        SessionSort.Payment => StateGroups.Of(matches.Filter.Payments, payment => matching(matches.Filter with { Payments = [payment] })),
        _ => StateGroups.Of(matches.Filter.Tolds, told => matching(matches.Filter with { Tolds = [told] })),
    };

    // One index holds all that is asked: a client's own, or that of status, payment and told.
    private SessionMatches Sortable() =>
        !matches.IsSaidByConditions || matches.Filter.View is not null || matches.Conditions.TrueForAll(condition => condition.Field == ListField.None) ? matches
        : OfClient is { } client ? WalkGuide.By(matches, client)
        : WalkGuide.Whole(matches);

    private async Task<Page<SessionRow>> SortAsync(int offset, bool isCounted)
    {
        var most = OfClient is null ? MostInPart : FewOfClient;
        offset = Math.Clamp(offset, 0, most);
        var all = Sortable().All;
        var latest = all.OrderByDescending(s => s.StartsAtUtc).ThenByDescending(s => s.Id);
        var truncated = !isCounted && await latest.Skip(most).AnyAsync(cancel);
        // Where the start alone narrows, its index is to answer, not one that is in order and would be walked to its end.
        var byStart = matches.Conditions.TrueForAll(condition => condition.Field == ListField.None);
        var sorted = Sorted(truncated || byStart ? latest.Take(most) : all);
        var ids = await sorted.Select(s => s.Id).Skip(offset).Take(page.Size + 1).ToListAsync(cancel);
        var shown = ids.Take(page.Size).ToList();
        var rows = await SessionListQuery.ToRows(db, db.Set<Session>().AsNoTracking().Where(s => shown.Contains(s.Id))).ToDictionaryAsync(r => r.Id, cancel);
        return new Page<SessionRow>(
            [.. shown.Where(rows.ContainsKey).Select(id => rows[id])],
            offset > 0 ? SessionCursor.AtOffset(Math.Max(0, offset - page.Size)) : null,
            ids.Count > page.Size ? SessionCursor.AtOffset(offset + page.Size) : null,
            truncated);
    }

    private IOrderedQueryable<Session> Sorted(IQueryable<Session> sessions)
    {
        var users = db.Set<User>();
        var sorted = page.Sort switch
        {
            // All of one client: only their dates differ.
            SessionSort.Client when OfClient is not null => By(s => s.StartsAtUtc),
            SessionSort.Client => Then(By(s => users.Where(u => u.Id == s.ClientId).Select(u => u.SearchName).FirstOrDefault()), s => s.ClientId),
            SessionSort.Coach => Then(By(s => users.Where(u => u.Id == s.CoachId).Select(u => u.SearchName).FirstOrDefault()), s => s.CoachId),
            SessionSort.Title => By(s => s.Title),
            SessionSort.Price => By(s => s.PriceMinor),
            SessionSort.Status => By(Rank(s => s.Status)),
            SessionSort.Payment => By(Rank(s => s.Payment)),
            _ => By(Rank(s => s.Told)),
        };
        return Then(Then(sorted, s => s.StartsAtUtc), s => s.Id);

        IOrderedQueryable<Session> By<TKey>(Expression<Func<Session, TKey>> key) =>
            page.Descending ? sessions.OrderByDescending(key) : sessions.OrderBy(key);

        IOrderedQueryable<Session> Then<TKey>(IOrderedQueryable<Session> ordered, Expression<Func<Session, TKey>> key) =>
            page.Descending ? ordered.ThenByDescending(key) : ordered.ThenBy(key);
    }

    // In the order in which a session goes through them, not in that of their codes.
    private static Expression<Func<Session, int>> Rank<T>(Expression<Func<Session, T>> of) where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        Expression rank = Expression.Constant(values.Length);
        for (var i = values.Length - 1; i >= 0; i--)
            rank = Expression.Condition(Expression.Equal(of.Body, Expression.Constant(values[i], typeof(T))), Expression.Constant(i), rank);
        return Expression.Lambda<Func<Session, int>>(rank, of.Parameters);
    }
}
