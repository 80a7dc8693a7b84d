using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>A session's share of what was paid at once.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="AmountMinor">Its share, minor units.</param>
public readonly record struct PaymentShare(int SessionId, long AmountMinor);

/// <summary>A payment that the provider reports.</summary>
/// <param name="Ref">What the provider calls the payment (its intent).</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="AtUtc">When it was paid, UTC.</param>
/// <param name="Shares">How it divides over sessions.</param>
public sealed record ProviderPayment(string Ref, string Currency, DateTime AtUtc, IReadOnlyList<PaymentShare> Shares)
{
    /// <summary>The checkout that it was paid in.</summary>
    public int? CheckoutId { get; init; }
}

/// <summary>A refund that the provider reports.</summary>
/// <param name="Ref">What the provider calls the refund.</param>
/// <param name="PaymentRef">What it calls the payment that is given back.</param>
/// <param name="AmountMinor">How much of it, minor units.</param>
/// <param name="AtUtc">When, UTC.</param>
public sealed record ProviderRefund(string Ref, string PaymentRef, long AmountMinor, DateTime AtUtc)
{
    /// <summary>The session that it was given back for; null = over the payment's sessions, the last ones first.</summary>
    public int? SessionId { get; init; }
}

/// <summary>What became of the provider's report.</summary>
/// <param name="SessionIds">The sessions whose books changed; none when it was told before.</param>
/// <param name="UnplacedMinor">What belongs to no session that is there: it is in no book.</param>
public sealed record RecordedMoney(IReadOnlyList<int> SessionIds, long UnplacedMinor);

/// <summary>
/// Writes what the payment provider reports into the books, once however often it is told, and brings the sessions' payment status to
/// what it comes to. Called inside a write; the caller saves, commits and publishes.
/// </summary>
public sealed class PaymentRecorder(PracticeReader practices, TimeProvider clock)
{
    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>Records a payment.</summary>
    public async Task<RecordedMoney> PayAsync(AppDbContext db, ProviderPayment payment, CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        var changed = new List<int>();
        var unplaced = 0L;
        foreach (var share in payment.Shares.Where(share => share.AmountMinor > 0))
        {
            var session = await db.Set<Session>().SingleOrDefaultAsync(s => s.Id == share.SessionId, cancel);
            if (session?.ClientId is not { } clientId)
            {
                unplaced += share.AmountMinor;
                continue;
            }

            var account = await SessionAccount.OpenAsync(db, practice, session, NowUtc, cancel);
            if (account.Rows.Any(row => row.Kind == PaymentKind.Payment && row.ProviderRef == payment.Ref))
                continue;
            account.Add(Payment.Online(
                session.Id, clientId, PaymentKind.Payment, new Money(share.AmountMinor, payment.Currency), payment.Ref, payment.CheckoutId,
                SessionAccount.DayOf(practice, payment.AtUtc), NowUtc));
            session.Settle(account.Book.After(session.Payment, session.PriceMinor));
            changed.Add(session.Id);
        }

        return new RecordedMoney(changed, unplaced);
    }

    /// <summary>Records a refund of a payment that is in the books. Where staff noted it down by hand before, the provider's row takes the place of theirs.</summary>
    public async Task<RecordedMoney> RefundAsync(AppDbContext db, ProviderRefund refund, CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        await db.Set<Payment>().Where(p => p.ProviderRef == refund.PaymentRef || p.ProviderRef == refund.Ref).LoadAsync(cancel);
        var known = db.Set<Payment>().Local;
        if (known.Any(row => row.Kind == PaymentKind.Refund && row.ProviderRef == refund.Ref))
            return new RecordedMoney([], 0);
        var left = refund.AmountMinor;
        var changed = new List<int>();
        var paid = known.Where(row => row.Kind == PaymentKind.Payment && row.ProviderRef == refund.PaymentRef)
            .OrderByDescending(row => row.SessionId == refund.SessionId).ThenByDescending(row => row.SessionId).ToList();
        foreach (var row in paid)
        {
            var session = await db.Set<Session>().SingleAsync(s => s.Id == row.SessionId, cancel);
            var account = await SessionAccount.OpenAsync(db, practice, session, NowUtc, cancel);
            // Of what this payment brought: another online payment of the session is another refund's.
            var share = Math.Min(left, Math.Min(row.AmountMinor, account.Book.OnlineMinor));
            if (share <= 0)
                continue;
            account.Add(Payment.Online(
                session.Id, row.ClientId, PaymentKind.Refund, new Money(share, row.Currency), refund.Ref, row.CheckoutId,
                SessionAccount.DayOf(practice, refund.AtUtc), NowUtc));
            foreach (var byHand in account.Rows.Reverse().Where(r => r is { Counts: true, IsOnline: false, Kind: PaymentKind.Refund }).TakeWhile(_ => account.Book.NetMinor < 0))
                account.Void(byHand);
            session.Settle(account.Book.After(session.Payment, session.PriceMinor));
            left -= share;
            changed.Add(session.Id);
        }

        return new RecordedMoney(changed, left);
    }
}
