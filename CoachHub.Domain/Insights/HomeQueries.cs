using CoachHub.Domain.Calendar;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
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
/// <param name="RevenueMinor">The prices of those that are paid, minor units.</param>
public sealed record MonthFigures(DateOnly Month, int Sessions, int Completed, int Cancelled, int NoShows, long RevenueMinor);

/// <summary>A coach's figures.</summary>
/// <param name="Clients">Clients of this coach who are not archived.</param>
/// <param name="Upcoming">Booked sessions whose end is ahead.</param>
/// <param name="Months">Months, the present one first.</param>
public sealed record CoachFigures(int Clients, int Upcoming, IReadOnlyList<MonthFigures> Months);

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
            .Select(s => new Held(s.StartsAtUtc, s.Status, s.Payment, s.PriceMinor))
            .ToListAsync(cancel);
        var byMonth = held.ToLookup(h => ZoneClock.ToLocal(h.StartsAtUtc, actor.ZoneId).Date.ToYearMonth());

        var maybeOpen = now.AddMinutes(-SessionInput.LongestMinutes);
        return new CoachFigures(
            await clients.Reachable(actor.Id, db).CountAsync(c => c.ArchivedAtUtc == null, cancel),
            await own.CountAsync(s => s.Status == SessionStatus.Booked && s.StartsAtUtc >= maybeOpen && s.EndsAtUtc >= now, cancel),
            [.. Months(latest, earliest).Select(month => Figures(month, byMonth[month]))]);
    }

    private static IEnumerable<YearMonth> Months(YearMonth latest, YearMonth earliest)
    {
        for (var month = latest; month >= earliest; month = month.PlusMonths(-1))
            yield return month;
    }

    private static MonthFigures Figures(YearMonth month, IEnumerable<Held> held)
    {
        var all = held.ToList();
        return new MonthFigures(
            new DateOnly(month.Year, month.Month, 1),
            all.Count,
            all.Count(h => h.Status == SessionStatus.Completed),
            all.Count(h => h.Status.IsCalledOff()),
            all.Count(h => h.Status == SessionStatus.NoShow),
            all.Where(h => h.Payment == PaymentStatus.Paid).Sum(h => h.PriceMinor ?? 0));
    }

    private sealed record Held(DateTime StartsAtUtc, SessionStatus Status, PaymentStatus Payment, long? PriceMinor);
}
