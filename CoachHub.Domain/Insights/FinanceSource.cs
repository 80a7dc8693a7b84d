using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Domain.Insights;

/// <summary>A payment with its session.</summary>
internal sealed class MovedMoney
{
    public required Payment Row { get; init; }

    public required Session Session { get; init; }
}

/// <summary>What the finances are read from, as this person may see it: sessions by when they take place, payments by the day on which money moved.</summary>
internal sealed class FinanceSource(AppDbContext db, Actor actor, string zoneId)
{
    /// <summary>Billable sessions of a period: they have a client and a price, and the payment is not cancelled. The words are those of their index.</summary>
    public IQueryable<Session> Billed(FinancePeriod period)
    {
        var (from, until) = (StartOf(period.From), StartOf(period.To.AddDays(1)));
        return db.Set<Session>().AsNoTracking().VisibleTo(actor)
            .Where(s => s.ClientId != null && s.PriceMinor > 0 && s.Payment != PaymentStatus.Cancelled && s.StartsAtUtc >= from && s.StartsAtUtc < until);
    }

    /// <summary>Those of one figure.</summary>
    public IQueryable<Session> Billed(FinancePeriod period, FinanceFigure figure) =>
        figure == FinanceFigure.Pending ? Billed(period).Where(s => s.Payment == PaymentStatus.Pending) : Billed(period);

    /// <summary>Payments and refunds of a period that were not entered by mistake.</summary>
    public IQueryable<Payment> Moved(FinancePeriod period)
    {
        var (from, to) = (period.From, period.To);
        var rows = db.Set<Payment>().AsNoTracking().Where(p => p.VoidedAtUtc == null && p.PaidOn >= from && p.PaidOn <= to);
        return actor.IsAdministrator ? rows : OfSessions(rows, db.Set<Session>().VisibleTo(actor));
    }

    /// <summary>Those of one coach's sessions.</summary>
    public IQueryable<Payment> OfCoach(IQueryable<Payment> rows, int coachId) => OfSessions(rows, db.Set<Session>().Where(s => s.CoachId == coachId));

    /// <summary>Those of one bundle's sessions; 0 for sessions without one.</summary>
    public IQueryable<Payment> OfBundle(IQueryable<Payment> rows, int bundleId)
    {
        if (bundleId != 0)
            return OfSessions(rows, db.Set<Session>().Where(s => s.BundleId == bundleId));
        var inBundles = db.Set<Session>().Where(s => s.BundleId != null).Select(s => s.Id);
        return rows.Where(p => !inBundles.Contains(p.SessionId));
    }

    /// <summary>Payments with their sessions.</summary>
    public IQueryable<MovedMoney> WithSession(IQueryable<Payment> rows) =>
        rows.Join(db.Set<Session>().AsNoTracking(), p => p.SessionId, s => s.Id, (p, s) => new MovedMoney { Row = p, Session = s });

    /// <summary>The instant (UTC) at which a day of the practice begins.</summary>
    public DateTime StartOf(DateOnly day) => ZoneClock.StartOfDay(LocalDate.FromDateOnly(day), zoneId);

    /// <summary>The practice's day of an instant (UTC).</summary>
    public DateOnly DayOf(DateTime instantUtc) => ZoneClock.DayOf(instantUtc, zoneId);

    // The few sessions are listed once and every payment is looked up in the list; asked one by one, each payment would fetch its session.
    private static IQueryable<Payment> OfSessions(IQueryable<Payment> rows, IQueryable<Session> sessions)
    {
        var ids = sessions.Select(s => s.Id);
        return rows.Where(p => ids.Contains(p.SessionId));
    }
}
