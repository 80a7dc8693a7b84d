using System.Globalization;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>What the provider's word changed.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="CheckoutId">Our checkout; null = unknown.</param>
/// <param name="SessionIds">The sessions whose books or state changed.</param>
internal sealed record Settled(EventOutcome Outcome, int? CheckoutId, IReadOnlyList<int> SessionIds)
{
    /// <summary>The money is known to be here since just now.</summary>
    public bool NewlyPaid { get; init; }
}

/// <summary>
/// Brings checkouts and books to where the provider says that they stand. It sets and never adds: told twice, late or out of order, the
/// end is the same. The caller holds the right to write, saves and commits.
/// </summary>
internal sealed class CheckoutSettler(PaymentRecorder recorder, MailIntents intents, PracticeReader practices, TimeProvider clock)
{
    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>A checkout as the provider sees it.</summary>
    public async Task<Settled> SettleAsync(AppDbContext db, GatewayCheckout seen, DateTime atUtc, CancellationToken cancel)
    {
        var checkout = await db.Set<Checkout>().Include(c => c.Lines).SingleOrDefaultAsync(c => c.Token == seen.Token, cancel);
        if (checkout is null)
            return new Settled(seen.State == GatewayState.Paid ? EventOutcome.Unknown : EventOutcome.Applied, null, []);
        checkout.Named(seen.ProviderId);
        var before = checkout.State;
        switch (seen.State)
        {
            case GatewayState.Paid:
                return await PaidAsync(db, checkout, seen, atUtc, cancel);
            case GatewayState.Expired:
                checkout.Close(CheckoutState.Expired);
                break;
            case GatewayState.Failed:
                checkout.Close(CheckoutState.Failed);
                break;
            default:
                break;
        }

        return new Settled(EventOutcome.Applied, checkout.Id, checkout.State == before ? [] : [.. checkout.Lines.Select(line => line.SessionId)]);
    }

    /// <summary>The order in which refunds are taken into the books: what came back makes room for what was given after it.</summary>
    public static IEnumerable<GatewayRefund> InOrder(IEnumerable<GatewayRefund> refunds) =>
        refunds.OrderByDescending(r => r.State == GatewayRefundState.Failed).ThenBy(r => r.AtUtc).ThenBy(r => r.Id, StringComparer.Ordinal);

    /// <summary>A refund as the provider sees it now, also one that was made at the provider's own site.</summary>
    public async Task<Settled> SettleAsync(AppDbContext db, GatewayRefund seen, CancellationToken cancel)
    {
        var checkout = await db.Set<Checkout>().AsNoTracking()
            .Where(c => c.PaymentIntent == seen.PaymentIntent && c.State == CheckoutState.Paid).Select(c => new { c.Id, c.Currency }).FirstOrDefaultAsync(cancel);
        if (checkout is null)
            return new Settled(seen.SessionId is null ? EventOutcome.Foreign : EventOutcome.Unknown, null, []);
        if (checkout.Currency != seen.Currency)
            return new Settled(EventOutcome.WrongCurrency, checkout.Id, []);
        var refund = new ProviderRefund(seen.Id, seen.PaymentIntent, seen.AmountMinor, seen.AtUtc) { SessionId = seen.SessionId };
        var recorded = seen.State == GatewayRefundState.Failed
            ? new RecordedMoney(await VoidAsync(db, seen.Id, cancel), 0)
            : await recorder.RefundAsync(db, refund, cancel);
        await db.SaveChangesAsync(cancel);
        return new Settled(recorded.UnplacedMinor > 0 ? EventOutcome.WrongAmount : EventOutcome.Applied, checkout.Id, recorded.SessionIds);
    }

    private async Task<Settled> PaidAsync(AppDbContext db, Checkout checkout, GatewayCheckout seen, DateTime atUtc, CancellationToken cancel)
    {
        var sessionIds = checkout.Lines.ConvertAll(line => line.SessionId);
        if (checkout.State != CheckoutState.Paid && (seen.Currency != checkout.Currency || seen.AmountMinor != checkout.AmountMinor || seen.LiveMode != checkout.LiveMode))
        {
            checkout.Mismatch(seen.PaymentIntent);
            return new Settled(seen.Currency != checkout.Currency ? EventOutcome.WrongCurrency : EventOutcome.WrongAmount, checkout.Id, sessionIds);
        }

        // A payment without an intent is one of nothing, which no session costs.
        var intent = seen.PaymentIntent ?? seen.ProviderId;
        if (!checkout.Pay(intent))
            return new Settled(EventOutcome.Applied, checkout.Id, []);
        var shares = checkout.Lines.OrderBy(line => line.SessionId).Select(line => new PaymentShare(line.SessionId, line.AmountMinor)).ToList();
        var recorded = await recorder.PayAsync(db, new ProviderPayment(intent, checkout.Currency, atUtc, shares) { CheckoutId = checkout.Id }, cancel);
        await db.SaveChangesAsync(cancel);
        await TellAsync(db, checkout, sessionIds, cancel);
        return new Settled(recorded.UnplacedMinor > 0 ? EventOutcome.WrongAmount : EventOutcome.Applied, checkout.Id, sessionIds) { NewlyPaid = true };
    }

    /// <summary>Both mails, once for each checkout: in the transaction that takes note of the money.</summary>
    private async Task TellAsync(AppDbContext db, Checkout checkout, List<int> sessionIds, CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        if (await Addressee.FindAsync(db, checkout.ClientId, cancel) is { Reachable: true, Address: { } address })
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{PaymentMailComposer.ConfirmedKey}{checkout.Id}");
            await intents.AddAsync(db, practice, new MailIntent(MailType.PaymentConfirmed, checkout.ClientId, address, key) { SessionIds = sessionIds }, cancel);
        }

        var coaches = await db.Set<Session>().Where(s => sessionIds.Contains(s.Id)).Select(s => new { s.Id, s.CoachId }).ToListAsync(cancel);
        foreach (var coach in coaches.GroupBy(s => s.CoachId, s => s.Id).OrderBy(group => group.Key))
        {
            if (await Addressee.FindAsync(db, coach.Key, cancel) is not { Reachable: true, Address: { } coachAddress })
                continue;
            var key = string.Create(CultureInfo.InvariantCulture, $"{PaymentMailComposer.ReceivedKey}{checkout.Id}:{coach.Key}");
            await intents.AddAsync(db, practice, new MailIntent(MailType.PaymentReceived, coach.Key, coachAddress, key) { SessionIds = [.. coach.Order()] }, cancel);
        }
    }

    private async Task<IReadOnlyList<int>> VoidAsync(AppDbContext db, string refundRef, CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        var changed = new List<int>();
        await db.Set<Payment>().Where(p => p.ProviderRef == refundRef).LoadAsync(cancel);
        foreach (var row in db.Set<Payment>().Local.Where(p => p is { Kind: PaymentKind.Refund, Counts: true } && p.ProviderRef == refundRef).ToList())
        {
            var session = await db.Set<Session>().SingleAsync(s => s.Id == row.SessionId, cancel);
            var account = await SessionAccount.OpenAsync(db, practice, session, NowUtc, cancel);
            account.Void(row);
            session.Settle(account.Book.After(session.Payment, session.PriceMinor, PaymentKind.Refund));
            changed.Add(session.Id);
        }

        return changed;
    }
}
