using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>
/// Takes what the provider tells. The event's row and its effect are one save, so what is told twice has its effect once, and what
/// could not be saved is told again.
/// </summary>
public sealed class PaymentEventService
{
    private readonly IDbContextFactory<AppDbContext> databases;
    private readonly IPaymentGateway gateway;
    private readonly CheckoutSettler settler;
    private readonly OutboxSignal outbox;
    private readonly ChangeFeed feed;
    private readonly TimeProvider clock;

    internal PaymentEventService(
        IDbContextFactory<AppDbContext> databases, IPaymentGateway gateway, CheckoutSettler settler, OutboxSignal outbox, ChangeFeed feed, TimeProvider clock) =>
        (this.databases, this.gateway, this.settler, this.outbox, this.feed, this.clock) = (databases, gateway, settler, outbox, feed, clock);

    /// <summary>Carries out one event. Problems: <c>gateway.other_mode</c> (it never counts); any other one means: tell it again.</summary>
    public async Task<Result> ReceiveAsync(GatewayEvent told, CancellationToken cancel)
    {
        if (await gateway.ModeAsync(cancel) is not { } mode)
            return Problem.Conflict("gateway.off");
        if (told.LiveMode != (mode == PaymentMode.Live))
            return Problem.Conflict("gateway.other_mode");
        // An old event about a refund says what was true then: what is true now is asked for.
        IReadOnlyList<GatewayRefund> refunds = told.Refund is { } one ? [one] : [];
        var intent = told.RefundedIntent ?? told.Refund?.PaymentIntent;
        if (intent is not null && await IsOursAsync(intent, cancel))
        {
            var asked = await gateway.RefundsOfAsync(intent, cancel);
            if (asked.Problem is { } problem)
                return problem;
            refunds = asked.Value;
        }

        // The account serves other programs too: what is not about our checkouts leaves no trace.
        if (told.Checkout is not { Token: not null } && intent is null)
            return Result.Done;
        var received = await StorageFault.CatchAsync(() => KeepAsync(told, refunds, cancel));
        if (received.Problem is { } failed)
            return failed;
        Announce(received.Value);
        return received.Value is { NewlyPaid: true } && told.Checkout?.PaymentIntent is { } paid ? await CatchUpAsync(paid, cancel) : Result.Done;
    }

    internal void Announce(Settled settled)
    {
        if (settled.NewlyPaid)
            outbox.Wake();
        foreach (var id in settled.SessionIds)
            feed.Publish(Topics.Sessions, id);
    }

    private async Task<bool> IsOursAsync(string intent, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Set<Checkout>().AnyAsync(c => c.PaymentIntent == intent && c.State == CheckoutState.Paid, cancel);
    }

    /// <summary>A refund that was told before its payment found nothing; now there is something.</summary>
    private async Task<Result> CatchUpAsync(string intent, CancellationToken cancel)
    {
        await using (var db = await databases.CreateDbContextAsync(cancel))
        {
            if (!await db.Set<ProviderEvent>().AnyAsync(e => e.Subject == intent && (e.Outcome == EventOutcome.Foreign || e.Outcome == EventOutcome.Unknown), cancel))
                return Result.Done;
        }

        var asked = await gateway.RefundsOfAsync(intent, cancel);
        // The payment is kept; the reconcile sees to the rest.
        return asked.Ok ? await SettleAllAsync(intent, asked.Value, cancel) : Result.Done;
    }

    private async Task<Result> SettleAllAsync(string intent, IReadOnlyList<GatewayRefund> refunds, CancellationToken cancel)
    {
        var done = await StorageFault.CatchAsync<Settled>(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            await using var write = await db.BeginWriteAsync([], cancel);
            var settled = await SettleRefundsAsync(db, refunds, cancel);
            foreach (var early in await db.Set<ProviderEvent>().Where(e => e.Subject == intent).ToListAsync(cancel))
                early.Outcome = settled.Outcome;
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
            return settled;
        });
        if (done.Ok)
            Announce(done.Value);
        return Result.Done;
    }

    private async Task<Result<Settled>> KeepAsync(GatewayEvent told, IReadOnlyList<GatewayRefund> refunds, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var write = await db.BeginWriteAsync([], cancel);
        if (await db.Set<ProviderEvent>().AnyAsync(e => e.EventId == told.Id, cancel))
            return new Settled(EventOutcome.Applied, null, []);
        var settled = told.Checkout is { Token: not null } checkout
            ? await settler.SettleAsync(db, checkout, told.AtUtc, cancel)
            : await SettleRefundsAsync(db, refunds, cancel);
        db.Add(new ProviderEvent
        {
            EventId = told.Id,
            Type = told.Type,
            AtUtc = told.AtUtc,
            ReceivedAtUtc = clock.GetUtcNow().UtcDateTime,
            LiveMode = told.LiveMode,
            Outcome = settled.Outcome,
            Subject = told.Checkout is { } about ? about.PaymentIntent ?? about.ProviderId : told.RefundedIntent ?? told.Refund!.PaymentIntent,
            CheckoutId = settled.CheckoutId,
            AmountMinor = told.Checkout?.AmountMinor ?? refunds.Sum(r => r.AmountMinor),
            Currency = told.Checkout?.Currency is { Length: 3 } currency ? currency : refunds.Select(r => r.Currency).FirstOrDefault(c => c.Length == 3),
        });
        await db.SaveChangesAsync(cancel);
        await write.CommitAsync(cancel);
        return settled;
    }

    private async Task<Settled> SettleRefundsAsync(AppDbContext db, IReadOnlyList<GatewayRefund> refunds, CancellationToken cancel)
    {
        // That something was given back of a payment that is not known, is kept: the payment may be told after it.
        var all = new Settled(refunds.Count == 0 ? EventOutcome.Foreign : EventOutcome.Applied, null, []);
        foreach (var refund in CheckoutSettler.InOrder(refunds))
        {
            var one = await settler.SettleAsync(db, refund, cancel);
            all = new Settled(one.Outcome > all.Outcome ? one.Outcome : all.Outcome, one.CheckoutId ?? all.CheckoutId, [.. all.SessionIds, .. one.SessionIds]);
        }

        return all;
    }
}
