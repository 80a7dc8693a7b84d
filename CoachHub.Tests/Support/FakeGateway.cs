using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;

namespace CoachHub.Tests.Support;

/// <summary>A provider in memory: tests decide whether it is on, what it answers, and what a client did on its page.</summary>
public sealed class FakeGateway : IPaymentGateway
{
    private readonly Dictionary<string, GatewayCheckout> checkouts = [];
    private readonly Dictionary<string, GatewayRefund> byKey = [];
    private readonly List<GatewayRefund> refunds = [];

    /// <summary>Null = online payment is off.</summary>
    public PaymentMode? Mode { get; set; }

    /// <summary>What every question is answered with, where set.</summary>
    public Problem? Trouble { get; set; }

    /// <summary>What the try of the connection finds.</summary>
    public GatewayCheck? Found { get; set; }

    /// <summary>Everything that was asked for, in its order.</summary>
    public List<CheckoutOrder> Orders { get; } = [];

    /// <summary>Every refund that was asked for.</summary>
    public List<RefundOrder> RefundOrders { get; } = [];

    public IReadOnlyCollection<GatewayCheckout> Checkouts => checkouts.Values;

    public ValueTask<PaymentMode?> ModeAsync(CancellationToken cancel) => ValueTask.FromResult(Mode);

    public Task<Result<GatewayCheckout>> OpenAsync(CheckoutOrder order, CancellationToken cancel) => AnswerAsync(() =>
    {
        Orders.Add(order);
        var known = checkouts.Values.FirstOrDefault(c => c.Token == order.Token);
        if (known is not null)
            return known;
        var id = $"cs_{checkouts.Count + 1}";
        return checkouts[id] = new GatewayCheckout(id, order.Token, GatewayState.Open, order.Lines.Sum(l => l.AmountMinor), order.Currency, Mode == PaymentMode.Live)
        {
            Url = $"https://checkout.stripe.com/{id}",
        };
    });

    public Task<Result<GatewayCheckout>> FindAsync(string providerId, CancellationToken cancel) => AnswerAsync(() => checkouts[providerId]);

    public Task<Result<GatewayCheckout>> ExpireAsync(string providerId, CancellationToken cancel) => Trouble is null && checkouts[providerId].State != GatewayState.Open
        ? Task.FromResult<Result<GatewayCheckout>>(Problem.Conflict("gateway.refused", null, "not open"))
        : AnswerAsync(() => checkouts[providerId] = checkouts[providerId] with { State = GatewayState.Expired, Url = null });

    public Task<Result<IReadOnlyList<GatewayCheckout>>> CheckoutsSinceAsync(DateTime sinceUtc, CancellationToken cancel) =>
        AnswerAsync<IReadOnlyList<GatewayCheckout>>(() => [.. checkouts.Values]);

    public Task<Result<GatewayRefund>> RefundAsync(RefundOrder order, CancellationToken cancel) => AnswerAsync(() =>
    {
        RefundOrders.Add(order);
        if (byKey.TryGetValue(order.Key, out var made))
            return made;
        return byKey[order.Key] = Add(order.PaymentIntent, order.AmountMinor, order.Currency, order.SessionId);
    });

    public Task<Result<IReadOnlyList<GatewayRefund>>> RefundsOfAsync(string paymentIntent, CancellationToken cancel) =>
        AnswerAsync<IReadOnlyList<GatewayRefund>>(() => [.. refunds.Where(r => r.PaymentIntent == paymentIntent)]);

    public Task<Result<IReadOnlyList<GatewayRefund>>> RefundsSinceAsync(DateTime sinceUtc, CancellationToken cancel) =>
        AnswerAsync<IReadOnlyList<GatewayRefund>>(() => [.. refunds]);

    public Task<Result<GatewayCheck>> CheckAsync(CancellationToken cancel) => AnswerAsync(() => Found ?? new GatewayCheck(PaymentMode.Test, WebhookVerdict.Registered, []));

    /// <summary>The client pays on the provider's page.</summary>
    public GatewayCheckout Pay(string token)
    {
        var open = checkouts.Values.Single(c => c.Token == token);
        return checkouts[open.ProviderId] = open with { State = GatewayState.Paid, PaymentIntent = $"pi_{open.ProviderId}", Url = null };
    }

    /// <summary>Somebody gives money back at the provider's own site.</summary>
    public GatewayRefund Add(string paymentIntent, long amountMinor, string currency = "EUR", int? sessionId = null)
    {
        var refund = new GatewayRefund($"re_{refunds.Count + 1}", paymentIntent, amountMinor, currency, GatewayRefundState.Given, DomainHarness.Start.UtcDateTime) { SessionId = sessionId };
        refunds.Add(refund);
        return refund;
    }

    /// <summary>What the provider says of a checkout changes by itself.</summary>
    public GatewayCheckout Set(string token, Func<GatewayCheckout, GatewayCheckout> change)
    {
        var open = checkouts.Values.Single(c => c.Token == token);
        return checkouts[open.ProviderId] = change(open);
    }

    private Task<Result<T>> AnswerAsync<T>(Func<T> answer) => Task.FromResult<Result<T>>(Trouble is { } trouble ? trouble : answer());
}

/// <summary>Keeps a secret so that a test can see that it went through.</summary>
public sealed class PlainSafe : IKeySafe
{
    public string Protect(string secret) => $"safe:{secret}";
}
