using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Insights;

/// <summary>The administrator's day.</summary>
/// <param name="Today">The sessions that begin today in the reader's zone, soonest first.</param>
/// <param name="Views">How many sessions each saved view holds.</param>
/// <param name="UnpaidMinor">The sum of the view *Unpaid*, minor units.</param>
public sealed record DashboardDay(IReadOnlyList<SessionRow> Today, IReadOnlyDictionary<SessionView, ViewCount> Views, long UnpaidMinor)
{
    /// <summary>What today's sessions still owe, minor units; those called off owe nothing.</summary>
    public long PendingTodayMinor { get; init; }
}

/// <summary>Reads the administrator's dashboard, within the scope that the settings choose (D15).</summary>
public sealed class DashboardQueries(IDbContextFactory<AppDbContext> databases, PracticeReader practices, ChangeFeed feed, TimeProvider clock)
{
    // What all who have not paid owe together is the one dear question here.
    private readonly SharedReads<int, long> owed = new(feed, Topics.Sessions, FinanceRereads.Pace, clock);

    /// <summary>Today and what needs attention. Problem: <c>forbidden</c> to all but administrators.</summary>
    public Task<Result<DashboardDay>> ReadAsync(Actor actor, CancellationToken cancel) => ReadAsync(actor, follows: false, cancel);

    /// <summary>
    /// The same for a page that follows a change: <see cref="DashboardDay.UnpaidMinor"/> may be <see cref="FinanceRereads.Pace"/> old. Problem:
    /// <c>forbidden</c> to all but administrators.
    /// </summary>
    public Task<Result<DashboardDay>> FollowAsync(Actor actor, CancellationToken cancel) => ReadAsync(actor, follows: true, cancel);

    private async Task<Result<DashboardDay>> ReadAsync(Actor actor, bool follows, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        var practice = await practices.GetAsync(cancel);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var sessions = db.Set<Session>().AsNoTracking().VisibleTo(actor);
        if (practice.AdministratorScope == AdministratorScope.OwnSessions)
            sessions = sessions.Where(s => s.CreatedById == actor.Id);

        var now = clock.GetUtcNow().UtcDateTime;
        var today = ZoneClock.ToLocal(now, actor.ZoneId).Date;
        var (from, until) = (ZoneClock.StartOfDay(today, actor.ZoneId), ZoneClock.StartOfDay(today.PlusDays(1), actor.ZoneId));
        var rows = await SessionListQuery.ToRows(db, sessions.Where(s => s.StartsAtUtc >= from && s.StartsAtUtc < until)).ToListAsync(cancel);
        var views = new Dictionary<SessionView, ViewCount>();
        foreach (var view in Enum.GetValues<SessionView>())
            views[view] = await SessionListQuery.InView(sessions, view, now).CountAsync(cancel);

        var unpaid = SessionListQuery.InView(sessions, SessionView.Unpaid, now).All;
        var owedToday = sessions.Where(s => s.StartsAtUtc >= from && s.StartsAtUtc < until && s.Payment == PaymentStatus.Pending && s.PriceMinor > 0
            && s.Status != SessionStatus.Cancelled && s.Status != SessionStatus.LateCancelled);
        var whose = practice.AdministratorScope == AdministratorScope.OwnSessions ? actor.Id : 0;
        var unpaidMinor = await (follows ? owed.ReadLatelyAsync(whose, SumAsync, cancel) : owed.ReadAsync(whose, SumAsync, cancel));
        return new DashboardDay(rows, views, unpaidMinor) { PendingTodayMinor = await OwedAsync(db, owedToday, cancel) };

        // Others may wait for the same sum, so it does not end with this person's page.
        Task<long> SumAsync() => OwedAsync(db, unpaid, CancellationToken.None);
    }

    // What was paid in part is no longer owed.
    private static async Task<long> OwedAsync(AppDbContext db, IQueryable<Session> pending, CancellationToken cancel) =>
        await pending.SumAsync(s => s.PriceMinor ?? 0, cancel) - (await SessionBooks.TotalAsync(db, pending, cancel)).NetMinor;
}
