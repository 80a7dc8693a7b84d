using CoachHub.Domain.Accounts;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// The session list: filters, orders and pages. Every order pages by key and never gets slower; only a saved view with more than
/// <see cref="SortLimit"/> matches is sorted in part where it is not in date order, and says so. Each query gives the index a bound, so
/// the table is never walked whole.
/// </summary>
public sealed class SessionListQuery
{
    /// <summary>How many matches are sorted at most where no index gives the order.</summary>
    public const int SortLimit = SortedOrder.MostInPart;

    private static readonly DateTime Earliest = DateTime.UnixEpoch;

    private readonly IDbContextFactory<AppDbContext> databases;
    private readonly TimeProvider clock;
    private readonly WalkQueries walks = new();
    private readonly WalkGuide guide;

    /// <summary>Reads from <paramref name="databases"/>; what the questions come to is kept, so there is one of it.</summary>
    public SessionListQuery(IDbContextFactory<AppDbContext> databases, TimeProvider clock) =>
        (this.databases, this.clock, guide) = (databases, clock, new WalkGuide(walks, clock));

    /// <summary>One page of what the person may see.</summary>
    public async Task<Page<SessionRow>> ReadAsync(Actor actor, SessionFilter filter, SessionPageRequest page, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var matches = await FilteredAsync(db, actor, filter, cancel);
        var read = page.Sort == SessionSort.Date
            ? await ByDateAsync(db, await guide.GuidedAsync(db, matches), actor, page, cancel)
            : await new SortedOrder(walks, guide, db, filtered => Matching(db, actor, filtered), matches, page, cancel).ReadAsync();
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
    internal static IQueryable<SessionRow> ToRows(AppDbContext db, IQueryable<Session> sessions, bool latestFirst = false) =>
        ToRows(db, sessions, new SessionWalk(sessions, [], new ListValues()) { Up = !latestFirst });

    /// <summary>The first rows of a walk, in its order.</summary>
    internal static IQueryable<SessionRow> ToRows(AppDbContext db, SessionWalk walk, int take) => ToRows(db, walk.First(take), walk);

    private static IQueryable<SessionRow> ToRows(AppDbContext db, IQueryable<Session> sessions, SessionWalk order)
    {
        var joined =
            from s in sessions
            join coach in db.Set<User>() on s.CoachId equals coach.Id
            join c in db.Set<User>() on s.ClientId equals c.Id into clients
            from client in clients.DefaultIfEmpty()
            select new { s, coach, client };
        joined = order.Ordered(joined, j => j.s);
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
        var matches = Matching(db, actor, filter);
        if (string.IsNullOrWhiteSpace(filter.Text))
            return matches;
        var (ids, truncated) = await SessionSearch.FindAsync(db, db.Set<Session>().AsNoTracking().VisibleTo(actor), filter.Text, cancel);
        return matches with { Sessions = matches.Sessions.Where(s => ids.Contains(s.Id)), IsSaidByConditions = false, Truncated = truncated };
    }

    // All but the text.
    private SessionMatches Matching(AppDbContext db, Actor actor, SessionFilter filter)
    {
        var matches = new SessionMatches(
            db.Set<Session>().AsNoTracking(),
            filter.From is { } first ? ZoneClock.StartOfDay(first, actor.ZoneId) : Earliest,
            filter.To is { } last ? ZoneClock.StartOfDay(last.PlusDays(1), actor.ZoneId) : null)
        {
            IsSaidByConditions = true,
            Filter = filter,
            Values = Values(actor, filter),
        };
        if (SessionAccess.Condition(actor) is { } mine)
            matches = matches.With(mine);
        matches = Conditions(filter).Aggregate(matches, (all, condition) => all.With(condition));
        return filter.View is { } view ? InView(matches, view) : matches;
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
        Payment = filter.Payments is [var payment, ..] ? payment : default,
        Told = filter.Tolds is [var told, ..] ? told : default,
    };

    // One value is compared, not looked for in a list: the index then keeps the order.
    private static IEnumerable<SessionCondition> Conditions(SessionFilter filter)
    {
        if (filter.ClientId is not null)
            yield return SessionConditions.Client;
        if (filter.CoachIds.Count > 0)
            yield return filter.CoachIds.Count == 1 ? SessionConditions.Coach : SessionConditions.Coaches;
        if (filter.Statuses.Count > 0)
            yield return filter.Statuses.Count == 1 ? SessionConditions.Status : SessionConditions.Among(ListField.Status, s => s.Status, filter.Statuses);
        if (filter.Payments.Count > 0)
            yield return filter.Payments.Count == 1 ? SessionConditions.Payment : SessionConditions.Among(ListField.Payment, s => s.Payment, filter.Payments);
        if (filter.Tolds.Count > 0)
            yield return filter.Tolds.Count == 1 ? SessionConditions.Told : SessionConditions.Among(ListField.Told, s => s.Told, filter.Tolds);
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
}
