using CoachHub.Domain.Accounts;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// The session list: filters, orders and pages. Date order pages by key and never gets slower; the other orders sort the first
/// <see cref="SortLimit"/> matches and say so. Each query gives the index a bound, so the table is never walked whole.
/// </summary>
public sealed class SessionListQuery(IDbContextFactory<AppDbContext> databases, TimeProvider clock)
{
    /// <summary>How many matches an order other than by date looks at.</summary>
    public const int SortLimit = 10_000;

    private static readonly DateTime Earliest = DateTime.UnixEpoch;

    private readonly WalkQueries walks = new();

    /// <summary>One page of what the person may see.</summary>
    public async Task<Page<SessionRow>> ReadAsync(Actor actor, SessionFilter filter, SessionPageRequest page, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var matches = await FilteredAsync(db, actor, filter, cancel);
        var read = page.Sort == SessionSort.Date
            ? await ByDateAsync(db, matches, actor, page, cancel)
            : await BySortAsync(db, matches.All, page, cancel);
        return read with { Truncated = read.Truncated || matches.Truncated };
    }

    /// <summary>The rows with these ids that the person may see, in no order: what an open list reads again.</summary>
    public async Task<IReadOnlyList<SessionRow>> ReadRowsAsync(Actor actor, IReadOnlyCollection<int> ids, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var sessions = db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => ids.Contains(s.Id));
        return await ToRows(db, sessions).ToListAsync(cancel);
    }

    /// <summary>Which of these sessions the filter lets through: what an open list asks to say *3 new*.</summary>
    public async Task<IReadOnlyList<int>> MatchingAsync(Actor actor, SessionFilter filter, IReadOnlyCollection<int> ids, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var matches = await FilteredAsync(db, actor, filter, cancel);
        return await matches.All.Where(s => ids.Contains(s.Id)).Select(s => s.Id).ToListAsync(cancel);
    }

    /// <summary>How many sessions each saved view holds for this person.</summary>
    public async Task<IReadOnlyDictionary<SessionView, ViewCount>> CountViewsAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var counts = new Dictionary<SessionView, ViewCount>();
        foreach (var view in Enum.GetValues<SessionView>())
            counts[view] = await CountAsync(db, actor, new SessionFilter { View = view }, cancel);
        return counts;
    }

    /// <summary>How many sessions one saved view holds for this person.</summary>
    public async Task<ViewCount> CountViewAsync(Actor actor, SessionView view, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await CountAsync(db, actor, new SessionFilter { View = view }, cancel);
    }

    /// <summary>Sessions with the names of their people. <paramref name="latestFirst"/> orders the rows; a join does not promise to keep an order.</summary>
    internal static IQueryable<SessionRow> ToRows(AppDbContext db, IQueryable<Session> sessions, bool latestFirst = false)
    {
        var joined =
            from s in sessions
            join coach in db.Set<User>() on s.CoachId equals coach.Id
            join c in db.Set<User>() on s.ClientId equals c.Id into clients
            from client in clients.DefaultIfEmpty()
            select new { s, coach, client };
        joined = latestFirst
            ? joined.OrderByDescending(j => j.s.StartsAtUtc).ThenByDescending(j => j.s.Id)
            : joined.OrderBy(j => j.s.StartsAtUtc).ThenBy(j => j.s.Id);
        return joined.Select(j => new SessionRow(
            j.s.Id,
            j.s.Version,
            j.s.StartsAtUtc,
            j.s.DurationMinutes,
            j.s.ClientId,
            j.client == null ? null : j.client.FirstName + " " + j.client.LastName,
            j.client == null ? null : j.client.ZoneId,
            j.client == null ? null : j.client.Language,
            j.s.CoachId,
            j.coach.FirstName + " " + j.coach.LastName,
            j.s.Title,
            j.s.Location,
            j.s.VideoLink,
            j.s.PriceMinor,
            j.s.Status,
            j.s.Payment,
            j.s.Told,
            j.s.Told == ToldState.Outdated || j.s.Told == ToldState.Failed ? j.s.ToldFacts : null));
    }

    /// <summary>What the person may see and the filter lets through.</summary>
    internal async Task<SessionMatches> FilteredAsync(AppDbContext db, Actor actor, SessionFilter filter, CancellationToken cancel)
    {
        var matches = new SessionMatches(
            db.Set<Session>().AsNoTracking(),
            filter.From is { } first ? ZoneClock.StartOfDay(first, actor.ZoneId) : Earliest,
            filter.To is { } last ? ZoneClock.StartOfDay(last.PlusDays(1), actor.ZoneId) : null)
        {
            IsSaidByConditions = true,
            Values = Values(actor, filter),
        };
        if (SessionAccess.Condition(actor) is { } mine)
            matches = matches.With(mine);
        matches = Conditions(filter).Aggregate(matches, (all, condition) => all.With(condition));
        if (filter.View is { } view)
            matches = InView(matches, view);
        if (string.IsNullOrWhiteSpace(filter.Text))
            return matches;
        var (ids, truncated) = await SessionSearch.FindAsync(db, db.Set<Session>().AsNoTracking().VisibleTo(actor), filter.Text, cancel);
        return matches with { Sessions = matches.Sessions.Where(s => ids.Contains(s.Id)), IsSaidByConditions = false, Truncated = truncated };
    }

    /// <summary>How many sessions a filter lets through, counted no further than a list says.</summary>
    internal async Task<ViewCount> CountAsync(AppDbContext db, Actor actor, SessionFilter filter, CancellationToken cancel) =>
        await (await FilteredAsync(db, actor, filter, cancel)).CountAsync(walks, db, cancel);

    private ListValues Values(Actor actor, SessionFilter filter) => new()
    {
        Viewer = actor.Id,
        Now = clock.GetUtcNow().UtcDateTime,
        Client = filter.ClientId ?? 0,
        Coach = filter.CoachIds is [var coach, ..] ? coach : 0,
        Coaches = filter.CoachIds,
        Status = filter.Statuses is [var status, ..] ? status : default,
        Statuses = filter.Statuses,
        Payment = filter.Payments is [var payment, ..] ? payment : default,
        Payments = filter.Payments,
        Told = filter.Tolds is [var told, ..] ? told : default,
        Tolds = filter.Tolds,
    };

    // One value is compared, not looked for in a list: the index then keeps the order.
    private static IEnumerable<SessionCondition> Conditions(SessionFilter filter)
    {
        if (filter.ClientId is not null)
            yield return SessionConditions.Client;
        if (filter.CoachIds.Count > 0)
            yield return filter.CoachIds.Count == 1 ? SessionConditions.Coach : SessionConditions.Coaches;
        if (filter.Statuses.Count > 0)
            yield return filter.Statuses.Count == 1 ? SessionConditions.Status : SessionConditions.Statuses;
        if (filter.Payments.Count > 0)
            yield return filter.Payments.Count == 1 ? SessionConditions.Payment : SessionConditions.Payments;
        if (filter.Tolds.Count > 0)
            yield return filter.Tolds.Count == 1 ? SessionConditions.Told : SessionConditions.Tolds;
    }

    /// <summary>The sessions of a saved view among <paramref name="sessions"/>.</summary>
    internal static SessionMatches InView(IQueryable<Session> sessions, SessionView view, DateTime nowUtc) =>
        InView(new SessionMatches(sessions, Earliest, null) { Values = new ListValues { Now = nowUtc } }, view);

    private static SessionMatches InView(SessionMatches matches, SessionView view)
    {
        // A session that ends ahead began at most a day ago: the bound on the start is what the index can use.
        var maybeOpen = matches.Values.Now.AddMinutes(-SessionInput.LongestMinutes);
        return view switch
        {
            SessionView.NotTold => matches.With(SessionConditions.Ahead).With(SessionConditions.NotTold).Within(maybeOpen, null),
            SessionView.ToldOldFacts => matches.With(SessionConditions.Ahead).With(SessionConditions.Outdated).Within(maybeOpen, null),
            SessionView.PastNotClosed => matches.With(SessionConditions.NotClosed).Within(null, matches.Values.Now),
            SessionView.Unpaid => matches.With(SessionConditions.Unpaid),
            SessionView.FailedMail => matches.With(SessionConditions.FailedMail),
            _ => matches,
        };
    }

    private async Task<Page<SessionRow>> ByDateAsync(
        AppDbContext db, SessionMatches matches, Actor actor, SessionPageRequest page, CancellationToken cancel)
    {
        var order = new DateOrder(walks, db, matches, page.Descending, page.Size, cancel);
        if (SessionCursor.Parse(page.After) is { } after)
            return await order.PageAfterAsync(after.StartsAtUtc, after.Id);
        if (SessionCursor.Parse(page.Before) is { } before)
            return await order.PageBeforeAsync(before.StartsAtUtc, before.Id);
        if (page.At is null && page.Descending)
            return await order.LatestAsync();
        var day = page.At ?? ZoneClock.ToLocal(clock.GetUtcNow().UtcDateTime, actor.ZoneId).Date;
        return await order.PageAtAsync(ZoneClock.StartOfDay(page.Descending ? day.PlusDays(1) : day, actor.ZoneId));
    }

    private static async Task<Page<SessionRow>> BySortAsync(
        AppDbContext db, IQueryable<Session> sessions, SessionPageRequest page, CancellationToken cancel)
    {
        var offset = Math.Clamp((SessionCursor.Parse(page.After) ?? SessionCursor.Parse(page.Before))?.Offset ?? 0, 0, SortLimit);
        var matches = sessions.OrderByDescending(s => s.StartsAtUtc).ThenByDescending(s => s.Id).Take(SortLimit + 1);
        var truncated = offset == 0
            ? await matches.CountAsync(cancel) > SortLimit
            : await sessions.OrderByDescending(s => s.StartsAtUtc).ThenByDescending(s => s.Id).Skip(SortLimit).AnyAsync(cancel);
        var sorted = Sorted(db, matches.Take(SortLimit), page.Sort, page.Descending);
        var ids = await sorted.Select(s => s.Id).Skip(offset).Take(page.Size + 1).ToListAsync(cancel);
        var shown = ids.Take(page.Size).ToList();
        var rows = await ToRows(db, db.Set<Session>().AsNoTracking().Where(s => shown.Contains(s.Id))).ToDictionaryAsync(r => r.Id, cancel);
        return new Page<SessionRow>(
            [.. shown.Where(rows.ContainsKey).Select(id => rows[id])],
            offset > 0 ? SessionCursor.AtOffset(Math.Max(0, offset - page.Size)) : null,
            ids.Count > page.Size ? SessionCursor.AtOffset(offset + page.Size) : null,
            truncated);
    }

    private static IOrderedQueryable<Session> Sorted(AppDbContext db, IQueryable<Session> sessions, SessionSort sort, bool descending)
    {
        var users = db.Set<User>();
        var sorted = sort switch
        {
            SessionSort.Client => By(s => users.Where(u => u.Id == s.ClientId).Select(u => u.SearchName).FirstOrDefault()),
            SessionSort.Coach => By(s => users.Where(u => u.Id == s.CoachId).Select(u => u.SearchName).FirstOrDefault()),
            SessionSort.Title => By(s => s.Title),
            SessionSort.Price => By(s => s.PriceMinor),
            SessionSort.Status => By(s => s.Status),
            SessionSort.Payment => By(s => s.Payment),
            SessionSort.Told => By(s => s.Told),
            _ => By(s => s.StartsAtUtc),
        };
        return sorted.ThenBy(s => s.StartsAtUtc).ThenBy(s => s.Id);

        IOrderedQueryable<Session> By<TKey>(System.Linq.Expressions.Expression<Func<Session, TKey>> key) =>
            descending ? sessions.OrderByDescending(key) : sessions.OrderBy(key);
    }
}
