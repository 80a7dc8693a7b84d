using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>
/// Asks the provider about everything open and recent, and reaches the end that its events would have: for those that were never told,
/// or told to a program that was not running. Running it twice changes nothing.
/// </summary>
public sealed class PaymentReconciler
{
    /// <summary>How far back it looks: the provider repeats its events for three days and a refund can come back within thirty.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromDays(35);

    private readonly IDbContextFactory<AppDbContext> databases;
    private readonly IPaymentGateway gateway;
    private readonly CheckoutService checkouts;
    private readonly CheckoutLook look;
    private readonly CheckoutSettler settler;
    private readonly PaymentEventService events;

    internal PaymentReconciler(
        IDbContextFactory<AppDbContext> databases, IPaymentGateway gateway, CheckoutService checkouts, CheckoutLook look, CheckoutSettler settler, PaymentEventService events) =>
        (this.databases, this.gateway, this.checkouts, this.look, this.settler, this.events) = (databases, gateway, checkouts, look, settler, events);

    /// <summary>Looks at everything once. Problems: <c>gateway.*</c> and <c>storage.*</c>: what is left waits for the next run.</summary>
    /// <returns>How many checkouts and refunds were brought to another state.</returns>
    public async Task<Result<int>> RunAsync(DateTime nowUtc, CancellationToken cancel)
    {
        if (await gateway.ModeAsync(cancel) is not { } mode)
            return 0;
        var isLive = mode == PaymentMode.Live;
        var seen = await gateway.CheckoutsSinceAsync(nowUtc - Reach, cancel);
        if (seen.Problem is { } problem)
            return problem;
        var changed = 0;
        var known = await KnownAsync(isLive, cancel);
        foreach (var one in seen.Value.Where(c => c.LiveMode == isLive && Differs(known.GetValueOrDefault(c.Token!), c.State)))
        {
            var taken = known.ContainsKey(one.Token!) ? await checkouts.TakeAsync(one, cancel) : await KeepStrangerAsync(one, nowUtc, cancel);
            if (taken.Problem is { } failed)
                return failed;
            changed++;
        }

        var rest = await OpenOnesAsync(isLive, seen.Value.Select(c => c.Token!).ToHashSet(), nowUtc, cancel);
        if (rest.Problem is not null)
            return rest;
        var refunds = await RefundsAsync(nowUtc, cancel);
        return refunds.Ok ? changed + rest.Value + refunds.Value : refunds;
    }

    private static bool Differs(CheckoutState? ours, GatewayState theirs) => (ours, theirs) switch
    {
        (null, GatewayState.Paid) => true,
        (null, _) or (CheckoutState.Paid or CheckoutState.Mismatched, _) => false,
        (CheckoutState.Expired or CheckoutState.Failed, not GatewayState.Paid) => false,
        _ => theirs is not (GatewayState.Open or GatewayState.Processing),
    };

    private async Task<Dictionary<string, CheckoutState?>> KnownAsync(bool isLive, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Set<Checkout>().Where(c => c.LiveMode == isLive).ToDictionaryAsync(c => c.Token, c => (CheckoutState?)c.State, cancel);
    }

    /// <summary>Those that are older than what was listed, or that the provider never answered for.</summary>
    private async Task<Result<int>> OpenOnesAsync(bool isLive, HashSet<string> listed, DateTime nowUtc, CancellationToken cancel)
    {
        List<Checkout> open;
        await using (var db = await databases.CreateDbContextAsync(cancel))
        {
            open = await db.Set<Checkout>().AsNoTracking().Include(c => c.Lines).Where(c => c.State == CheckoutState.Open && c.LiveMode == isLive).ToListAsync(cancel);
        }

        var changed = 0;
        foreach (var checkout in open.Where(c => !listed.Contains(c.Token) && (c.ProviderId is not null || nowUtc - c.CreatedAtUtc >= CheckoutLook.MayRepeat)))
        {
            var found = await look.FindAsync(checkout, cancel);
            // The key belongs to another account by now. Past its time nobody can pay it any more.
            if (found.Problem is { Code: "gateway.not_found" } && checkout.ExpiresAtUtc < nowUtc)
                found = new GatewayCheckout(checkout.ProviderId!, checkout.Token, GatewayState.Expired, checkout.AmountMinor, checkout.Currency, checkout.LiveMode);
            if (found.Problem is { Code: "gateway.not_found" })
                continue;
            if (found.Problem is { } problem)
                return problem;
            if (!Differs(checkout.State, found.Value.State))
                continue;
            if ((await checkouts.TakeAsync(found.Value, cancel)).Problem is { } failed)
                return failed;
            changed++;
        }

        return changed;
    }

    private async Task<Result<int>> RefundsAsync(DateTime nowUtc, CancellationToken cancel)
    {
        var seen = await gateway.RefundsSinceAsync(nowUtc - Reach, cancel);
        if (seen.Problem is { } problem)
            return problem;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var intents = seen.Value.Select(r => r.PaymentIntent).Distinct().ToList();
        var ours = await db.Set<Checkout>().Where(c => c.State == CheckoutState.Paid && intents.Contains(c.PaymentIntent!)).Select(c => c.PaymentIntent).ToListAsync(cancel);
        var ids = seen.Value.Select(r => r.Id).ToList();
        var rows = (await db.Set<Payment>().Where(p => p.Kind == PaymentKind.Refund && ids.Contains(p.ProviderRef!)).Select(p => new { p.ProviderRef, p.VoidedAtUtc }).ToListAsync(cancel))
            .ToLookup(p => p.ProviderRef, p => p.VoidedAtUtc is null);
        var changed = 0;
        foreach (var refund in CheckoutSettler.InOrder(seen.Value.Where(r => ours.Contains(r.PaymentIntent))))
        {
            // As the books have it: there, or there no more.
            if (refund.State == GatewayRefundState.Given ? rows[refund.Id].Any() : !rows[refund.Id].Contains(true))
                continue;
            if ((await TakeAsync(refund, cancel)).Problem is { } failed)
                return failed;
            changed++;
        }

        return changed;
    }

    private async Task<Result<Settled>> TakeAsync(GatewayRefund refund, CancellationToken cancel)
    {
        var taken = await StorageFault.CatchAsync<Settled>(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            await using var write = await db.BeginWriteAsync([], cancel);
            var settled = await settler.SettleAsync(db, refund, cancel);
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
            return settled;
        });
        if (taken.Ok)
            events.Announce(taken.Value);
        return taken;
    }

    /// <summary>Money for a checkout that is not in our books, after a restore for instance: a person has to see it, once.</summary>
    private async Task<Result<Settled>> KeepStrangerAsync(GatewayCheckout seen, DateTime nowUtc, CancellationToken cancel) => await StorageFault.CatchAsync<Settled>(async () =>
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var write = await db.BeginWriteAsync([], cancel);
        var subject = seen.PaymentIntent ?? seen.ProviderId;
        if (!await db.Set<ProviderEvent>().AnyAsync(e => e.Subject == subject, cancel))
        {
            db.Add(new ProviderEvent
            {
                EventId = $"reconcile-{seen.ProviderId}",
                Type = "reconcile",
                AtUtc = nowUtc,
                ReceivedAtUtc = nowUtc,
                LiveMode = seen.LiveMode,
                Outcome = EventOutcome.Unknown,
                Subject = subject,
                AmountMinor = seen.AmountMinor,
                Currency = seen.Currency is { Length: 3 } currency ? currency : null,
            });
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
        }

        return new Settled(EventOutcome.Unknown, null, []);
    });
}
