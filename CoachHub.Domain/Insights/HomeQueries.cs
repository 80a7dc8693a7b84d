using CoachHub.Domain.Calendar;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Domain.Insights;

/// <summary>A coach's month, by the day on which a session begins in the coach's own zone.</summary>
/// <param name="Month">The month's first day.</param>
/// <param name="Sessions">All but open slots.</param>
/// <param name="Completed">Took place.</param>
/// <param name="Cancelled">Called off, in time or late.</param>
/// <param name="NoShows">The client did not come.</param>
/// <param name="RevenueMinor">What was paid less what was given back in that month of the practice, minor units; null for a coach who may not see finances.</param>
public sealed record MonthFigures(DateOnly Month, int Sessions, int Completed, int Cancelled, int NoShows, long? RevenueMinor);

/// <summary>A coach's figures.</summary>
/// <param name="Clients">Clients of this coach who are not archived.</param>
/// <param name="Upcoming">Booked sessions whose end is ahead.</param>
/// <param name="Months">Months, the present one first.</param>
public sealed record CoachFigures(int Clients, int Upcoming, IReadOnlyList<MonthFigures> Months);

/// <summary>How a client of a coming session can be reached.</summary>
/// <param name="ClientId">The client.</param>
/// <param name="FirstName">Given name.</param>
/// <param name="Phone">Phone, or null.</param>
/// <param name="Email">Address, or null.</param>
public sealed record ClientContact(int ClientId, string FirstName, string? Phone, string? Email);

/// <summary>A client whom the coach met lately.</summary>
/// <param name="ClientId">The client.</param>
/// <param name="Name">First and last name.</param>
/// <param name="LastUtc">When their latest session began, UTC.</param>
public sealed record RecentClient(int ClientId, string Name, DateTime LastUtc);

/// <summary>Reads the figures of a coach's home. The lists beside them are <see cref="SessionQueries"/>.</summary>
public sealed class HomeQueries(IDbContextFactory<AppDbContext> databases, ClientAccess clients, TimeProvider clock)
{
    /// <summary>The coach's own figures for the present month and those before it. Problem: <c>forbidden</c> to all but coaches.</summary>
    public async Task<Result<CoachFigures>> FiguresAsync(Actor actor, int months, CancellationToken cancel)
    {
        if (actor.Role != Role.Coach || !actor.Can(Capability.ViewSessions))
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = clock.GetUtcNow().UtcDateTime;
        var own = db.Set<Session>().AsNoTracking().VisibleTo(actor);

        var latest = ZoneClock.ToLocal(now, actor.ZoneId).Date.ToYearMonth();
        var earliest = latest.PlusMonths(1 - Math.Clamp(months, 1, 24));
        var from = ZoneClock.StartOfDay(earliest.OnDayOfMonth(1), actor.ZoneId);
        var until = ZoneClock.StartOfDay(latest.PlusMonths(1).OnDayOfMonth(1), actor.ZoneId);
        var held = await own
            .Where(s => s.StartsAtUtc >= from && s.StartsAtUtc < until && s.Status != SessionStatus.Available)
            .Select(s => new Held(s.StartsAtUtc, s.Status))
            .ToListAsync(cancel);
        var byMonth = held.ToLookup(h => ZoneClock.ToLocal(h.StartsAtUtc, actor.ZoneId).Date.ToYearMonth());

        var revenue = actor.Can(Capability.ViewFinances) ? await RevenueAsync(db, own, earliest, cancel) : null;
        var maybeOpen = now.AddMinutes(-SessionInput.LongestMinutes);
        return new CoachFigures(
            await clients.Reachable(actor.Id, db).CountAsync(c => c.ArchivedAtUtc == null, cancel),
            await own.CountAsync(s => s.Status == SessionStatus.Booked && s.StartsAtUtc >= maybeOpen && s.EndsAtUtc >= now, cancel),
            [.. Months(latest, earliest).Select(month => Figures(month, byMonth[month], revenue is null ? null : revenue.GetValueOrDefault(month)))]);
    }

    /// <summary>
    /// How these clients can be reached, those of them whom the coach works with; nobody without the capability to view clients.
    /// Problem: <c>forbidden</c> to all but coaches.
    /// </summary>
    public async Task<Result<IReadOnlyList<ClientContact>>> ContactsAsync(Actor actor, IReadOnlyCollection<int> clientIds, CancellationToken cancel)
    {
        if (actor.Role != Role.Coach)
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await clients.VisibleTo(actor, db).Where(c => clientIds.Contains(c.Id))
            .Select(c => new ClientContact(c.Id, c.User.FirstName, c.User.PhoneNumber, c.User.Email))
            .ToListAsync(cancel);
    }

    /// <summary>The clients of the coach's latest sessions, the last one first. Problem: <c>forbidden</c> to all but coaches.</summary>
    public async Task<Result<IReadOnlyList<RecentClient>>> RecentClientsAsync(Actor actor, int most, CancellationToken cancel)
    {
        if (actor.Role != Role.Coach || !actor.Can(Capability.ViewClients))
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = clock.GetUtcNow().UtcDateTime;
        // A coach sees many sessions of few clients: the latest hundred name them all.
        var met = await (
            from s in db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => s.StartsAtUtc <= now && s.ClientId != null).OrderByDescending(s => s.StartsAtUtc).Take(100)
            join c in db.Set<Client>() on s.ClientId equals c.Id
            where c.ArchivedAtUtc == null
            orderby s.StartsAtUtc descending
            select new RecentClient(c.Id, c.User.FirstName + " " + c.User.LastName, s.StartsAtUtc)).ToListAsync(cancel);
        return met.DistinctBy(client => client.ClientId).Take(most).ToList();
    }

    /// <summary>
    /// The coach's own sessions of today, in the coach's zone, that are over and done with, latest first: what is left is to be paid and to book the
    /// next one. Problem: <c>forbidden</c> to all but coaches.
    /// </summary>
    public async Task<Result<IReadOnlyList<SessionRow>>> ClosedTodayAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Role != Role.Coach || !actor.Can(Capability.ViewSessions))
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var today = ZoneClock.ToLocal(clock.GetUtcNow().UtcDateTime, actor.ZoneId).Date;
        var (from, until) = (ZoneClock.StartOfDay(today, actor.ZoneId), ZoneClock.StartOfDay(today.PlusDays(1), actor.ZoneId));
        var closed = db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s =>
            s.CoachId == actor.Id && s.StartsAtUtc >= from && s.StartsAtUtc < until && (s.Status == SessionStatus.Completed || s.Status == SessionStatus.NoShow));
        return await SessionListQuery.ToRows(db, closed, latestFirst: true).ToListAsync(cancel);
    }

    private static IEnumerable<YearMonth> Months(YearMonth latest, YearMonth earliest)
    {
        for (var month = latest; month >= earliest; month = month.PlusMonths(-1))
            yield return month;
    }

    private static MonthFigures Figures(YearMonth month, IEnumerable<Held> held, long? revenueMinor)
    {
        var all = held.ToList();
        return new MonthFigures(
            new DateOnly(month.Year, month.Month, 1),
            all.Count,
            all.Count(h => h.Status == SessionStatus.Completed),
            all.Count(h => h.Status.IsCalledOff()),
            all.Count(h => h.Status == SessionStatus.NoShow),
            revenueMinor);
    }

    private static async Task<Dictionary<YearMonth, long>> RevenueAsync(AppDbContext db, IQueryable<Session> own, YearMonth earliest, CancellationToken cancel)
    {
        var from = earliest.OnDayOfMonth(1).ToDateOnly();
        var sums = await SessionBooks.Counting(db, own).Where(p => p.PaidOn >= from)
            .GroupBy(p => new { p.PaidOn.Year, p.PaidOn.Month, p.Kind })
            .Select(g => new { g.Key.Year, g.Key.Month, g.Key.Kind, Sum = g.Sum(p => p.AmountMinor) })
            .ToListAsync(cancel);
        return sums.GroupBy(s => new YearMonth(s.Year, s.Month)).ToDictionary(g => g.Key, g => g.Sum(s => s.Kind == PaymentKind.Payment ? s.Sum : -s.Sum));
    }

    private sealed record Held(DateTime StartsAtUtc, SessionStatus Status);
}
