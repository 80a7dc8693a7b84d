using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;

namespace CoachHub.App.Hosting.Demo;

/// <summary>How the clients of the demo practice paid: each has a habit.</summary>
internal static class DemoMoney
{
    private static readonly PaymentMethod[] Habits = [PaymentMethod.Card, PaymentMethod.Transfer, PaymentMethod.Cash, PaymentMethod.Card, PaymentMethod.Transfer, PaymentMethod.Check];

    /// <summary>Writes the rows behind the payment status of a session that was closed.</summary>
    public static void Add(AppDbContext db, Session session, PracticeFacts practice, DateTime atUtc)
    {
        if (session is not { Payment: PaymentStatus.Paid or PaymentStatus.Refunded, PriceMinor: > 0 and var price, ClientId: { } clientId })
            return;
        var on = ZoneClock.DayOf(atUtc, practice.ZoneId);
        var amount = new Money(price, practice.Currency);
        var method = Habits[clientId % Habits.Length];
        db.Add(Payment.Of(session.Id, clientId, PaymentKind.Payment, amount, method, on, atUtc, session.CoachId));
        if (session.Payment == PaymentStatus.Refunded)
            db.Add(Payment.Of(session.Id, clientId, PaymentKind.Refund, amount, method, on, atUtc, session.CoachId));
    }
}
