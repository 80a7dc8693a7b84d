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
        return actor.IsAdministrator ? rows : rows.Where(p => db.Set<Session>().VisibleTo(actor).Any(s => s.Id == p.SessionId));
    }

    /// <summary>The same with their sessions.</summary>
    public IQueryable<MovedMoney> MovedWithSession(FinancePeriod period) =>
        Moved(period).Join(db.Set<Session>().AsNoTracking(), p => p.SessionId, s => s.Id, (p, s) => new MovedMoney { Row = p, Session = s });

    /// <summary>The instant (UTC) at which a day of the practice begins.</summary>
    public DateTime StartOf(DateOnly day) => ZoneClock.StartOfDay(LocalDate.FromDateOnly(day), zoneId);

    /// <summary>The practice's day of an instant (UTC).</summary>
    public DateOnly DayOf(DateTime instantUtc) => ZoneClock.ToLocal(instantUtc, zoneId).Date.ToDateOnly();
}
