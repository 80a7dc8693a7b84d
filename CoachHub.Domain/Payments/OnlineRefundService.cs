using System.Globalization;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>What can be given back through the provider for a session.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="ClientName">To whom.</param>
/// <param name="StartsAtUtc">When it begins, UTC.</param>
/// <param name="PaidMinor">What was paid for it online in one payment, in minor units.</param>
/// <param name="LeftMinor">What is left of that; above zero.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="NotedByHandMinor">What was noted as given back by hand, without the provider: it would be given back again.</param>
/// <param name="IsTest">No real money moves.</param>
public sealed record RefundOffer(int SessionId, string ClientName, DateTime StartsAtUtc, long PaidMinor, long LeftMinor, string Currency, long NotedByHandMinor, bool IsTest);

/// <summary>Gives money that was paid online back through the provider, whole or in part, for staff who edit sessions.</summary>
public sealed class OnlineRefundService : IDisposable
{
    private readonly IDbContextFactory<AppDbContext> databases;
    private readonly PracticeReader practices;
    private readonly IPaymentGateway gateway;
    private readonly CheckoutSettler settler;
    private readonly PaymentEventService events;

    // One at a time: two people who give back different amounts at once must not both count with what is left now.
    private readonly SemaphoreSlim turn = new(1, 1);

    internal OnlineRefundService(IDbContextFactory<AppDbContext> databases, PracticeReader practices, IPaymentGateway gateway, CheckoutSettler settler, PaymentEventService events) =>
        (this.databases, this.practices, this.gateway, this.settler, this.events) = (databases, practices, gateway, settler, events);

    /// <summary>What can be given back: of several payments the last one first. Problems: <c>forbidden</c>, <c>session.not_found</c>, <c>refund.nothing</c>, <c>gateway.off</c>.</summary>
    public async Task<Result<RefundOffer>> OfferAsync(Actor actor, int sessionId, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await FindAsync(db, actor, sessionId, cancel);
        if (found.Problem is { } problem)
            return problem;
        return await gateway.ModeAsync(cancel) is null ? Problem.Conflict("gateway.off") : found.Value.Offer;
    }

    /// <summary>
    /// Gives back. The provider is asked first what was given back already, and the same wish in the same state has the same key: a second
    /// click, or a try after an answer that was lost, gives nothing back twice. Problems: those of <see cref="OfferAsync"/>, <c>refund.amount</c>,
    /// <c>refund.above_paid</c> with what is left, <c>refund.changed</c>, <c>refund.failed</c>, <c>gateway.*</c>, <c>storage.*</c>.
    /// </summary>
    /// <param name="actor">Who gives it back.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="amount">How much, in whole units.</param>
    /// <param name="seenLeftMinor">What the person saw to be left, in minor units.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>What was given back, in minor units.</returns>
    public async Task<Result<long>> RefundAsync(Actor actor, int sessionId, decimal? amount, long seenLeftMinor, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        await turn.WaitAsync(cancel);
        try
        {
            return await RefundOneAsync(actor, sessionId, amount, seenLeftMinor, cancel);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => turn.Dispose();

    private async Task<Result<long>> RefundOneAsync(Actor actor, int sessionId, decimal? amount, long seenLeftMinor, CancellationToken cancel)
    {
        var offered = await OfferAsync(actor, sessionId, cancel);
        if (offered.Problem is { } problem)
            return problem;
        var asked = AmountOf(amount, offered.Value);
        if (asked.Problem is { } wrong)
            return wrong;
        var minor = asked.Value;
        var paid = await PaidAsync(actor, sessionId, cancel);
        var known = await gateway.RefundsOfAsync(paid.Intent, cancel);
        if (known.Problem is { } unknown)
            return unknown;
        if (await SettleAsync(Actor.System, known.Value, cancel) is { } failed)
            return failed;
        var now = await PaidAsync(actor, sessionId, cancel);
        if (now.Intent != paid.Intent || now.Offer?.LeftMinor != seenLeftMinor)
            return Problem.Conflict("refund.changed");
        var key = string.Create(CultureInfo.InvariantCulture, $"refund-{now.Intent}-{sessionId}-{known.Value.Count}-{minor}");
        var given = await gateway.RefundAsync(new RefundOrder(key, now.Intent, sessionId, minor, now.Offer.Currency), cancel);
        if (given.Problem is { } refused)
            return refused;
        // The money is on its way: that is kept, whoever closes the page meanwhile.
        if (await SettleAsync(actor, [given.Value], CancellationToken.None) is { } unkept)
            return unkept;
        return given.Value.State == GatewayRefundState.Failed ? Problem.Conflict("refund.failed") : minor;
    }

    private static Result<long> AmountOf(decimal? amount, RefundOffer offer)
    {
        if (amount is not > 0 || Money.FromDecimal(amount.Value, offer.Currency) is not { } money)
            return Problem.Invalid("refund.amount", "Amount", Money.DigitsOf(offer.Currency));
        return money.Minor > offer.LeftMinor
            ? Problem.Invalid("refund.above_paid", "Amount", new Money(offer.LeftMinor, offer.Currency))
            : money.Minor;
    }

    private async Task<Problem?> SettleAsync(Actor actor, IReadOnlyList<GatewayRefund> refunds, CancellationToken cancel)
    {
        if (refunds.Count == 0)
            return null;
        var kept = await StorageFault.CatchAsync<IReadOnlyList<Settled>>(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            List<Settled> all = [];
            foreach (var refund in CheckoutSettler.InOrder(refunds))
                all.Add(await settler.SettleAsync(db, refund, cancel));
            await write.CommitAsync(cancel);
            return all;
        });
        if (kept.Problem is { } problem)
            return problem;
        foreach (var settled in kept.Value)
            events.Announce(settled);
        return null;
    }

    private async Task<(string Intent, RefundOffer? Offer)> PaidAsync(Actor actor, int sessionId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await FindAsync(db, actor, sessionId, cancel);
        return found.Ok ? (found.Value.Intent, found.Value.Offer) : ("", null);
    }

    private async Task<Result<(string Intent, RefundOffer Offer)>> FindAsync(AppDbContext db, Actor actor, int sessionId, CancellationToken cancel)
    {
        var session = await db.Set<Session>().AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == sessionId, cancel);
        if (session is null)
            return Problem.NotFound("session.not_found");
        var rows = await db.Set<Payment>().AsNoTracking().Where(p => p.SessionId == sessionId).OrderByDescending(p => p.Id).ToListAsync(cancel);
        var practice = await practices.GetAsync(cancel);
        foreach (var paid in rows.Where(p => p is { Kind: PaymentKind.Payment, ProviderRef: not null, CheckoutId: not null } && p.Counts))
        {
            var given = rows.Where(p => p is { Kind: PaymentKind.Refund, ProviderRef: not null } && p.CheckoutId == paid.CheckoutId).ToList();
            var left = paid.AmountMinor - given.Where(p => p.Counts).Sum(p => p.AmountMinor);
            if (left <= 0)
                continue;
            var client = await Addressee.FindAsync(db, paid.ClientId, cancel);
            var isTest = !await db.Set<Checkout>().Where(c => c.Id == paid.CheckoutId).Select(c => c.LiveMode).SingleOrDefaultAsync(cancel);
            var byHand = rows.Where(p => p is { Kind: PaymentKind.Refund, ProviderRef: null } && p.Counts).Sum(p => p.AmountMinor);
            return (paid.ProviderRef!, new RefundOffer(sessionId, client?.Name ?? "", session.StartsAtUtc, paid.AmountMinor, left, practice.Currency, byHand, isTest));
        }

        return Problem.Conflict("refund.nothing");
    }
}
