using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;

namespace CoachHub.Domain.Payments;

/// <summary>Where a checkout stands at the provider.</summary>
public enum GatewayState
{
    /// <summary>It can be paid.</summary>
    Open,

    /// <summary>The client has done everything; the bank still works on it.</summary>
    Processing,

    /// <summary>The money was taken.</summary>
    Paid,

    /// <summary>It can no longer be paid.</summary>
    Expired,

    /// <summary>The bank refused after the client had done everything.</summary>
    Failed,
}

/// <summary>Where a refund stands at the provider.</summary>
public enum GatewayRefundState
{
    /// <summary>It is under way or done: the money has left the practice.</summary>
    Given,

    /// <summary>It came back: the money is the practice's again.</summary>
    Failed,
}

/// <summary>A session in an order.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Title">Its title; null = the automatic one.</param>
/// <param name="CoachName">With whom, as clients read it.</param>
/// <param name="StartsAtUtc">When it begins, UTC.</param>
/// <param name="AmountMinor">What is to be paid for it, in minor units.</param>
public sealed record CheckoutOrderLine(int SessionId, string? Title, string CoachName, DateTime StartsAtUtc, long AmountMinor);

/// <summary>What the provider is asked to take. The same order twice is one checkout: the token is the key.</summary>
/// <param name="Token">Our own name for the checkout, 128 random bits.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Lines">The sessions, in the order of their ids.</param>
/// <param name="Language">The client's language.</param>
/// <param name="ZoneId">The zone in which the client reads times.</param>
/// <param name="CreatedAtUtc">When it was first asked for, UTC.</param>
/// <param name="ExpiresAtUtc">Until when it can be paid, UTC.</param>
public sealed record CheckoutOrder(
    string Token, string Currency, IReadOnlyList<CheckoutOrderLine> Lines, string Language, string ZoneId, DateTime CreatedAtUtc, DateTime ExpiresAtUtc)
{
    /// <summary>The client's address, so that it need not be typed; null = none.</summary>
    public string? Email { get; init; }
}

/// <summary>A checkout as the provider sees it.</summary>
/// <param name="ProviderId">The provider's name for it.</param>
/// <param name="Token">Ours; null for a checkout that CoachHub did not ask for.</param>
/// <param name="State">Where it stands.</param>
/// <param name="AmountMinor">What it takes in all, in our minor units.</param>
/// <param name="Currency">ISO 4217 code, upper case.</param>
/// <param name="LiveMode">False where no real money moves.</param>
public sealed record GatewayCheckout(string ProviderId, string? Token, GatewayState State, long AmountMinor, string Currency, bool LiveMode)
{
    /// <summary>The page on which the client pays, while it is open.</summary>
    public string? Url { get; init; }

    /// <summary>The provider's name for the payment, once there is one.</summary>
    public string? PaymentIntent { get; init; }
}

/// <summary>A refund as the provider sees it.</summary>
/// <param name="Id">The provider's name for it.</param>
/// <param name="PaymentIntent">Of which payment.</param>
/// <param name="AmountMinor">How much, in our minor units.</param>
/// <param name="Currency">ISO 4217 code, upper case.</param>
/// <param name="State">Where it stands.</param>
/// <param name="AtUtc">When it was made, UTC.</param>
public sealed record GatewayRefund(string Id, string PaymentIntent, long AmountMinor, string Currency, GatewayRefundState State, DateTime AtUtc)
{
    /// <summary>The session that it was given back for; null for a refund that was made at the provider's own site.</summary>
    public int? SessionId { get; init; }
}

/// <summary>What the provider is asked to give back. The same order twice is one refund.</summary>
/// <param name="Key">What makes it one of a kind.</param>
/// <param name="PaymentIntent">Of which payment.</param>
/// <param name="SessionId">For which session.</param>
/// <param name="AmountMinor">How much, in minor units.</param>
/// <param name="Currency">ISO 4217 code.</param>
public sealed record RefundOrder(string Key, string PaymentIntent, int SessionId, long AmountMinor, string Currency);

/// <summary>Something that the provider tells, its signature verified.</summary>
/// <param name="Id">The provider's name for it; the same when it is told again.</param>
/// <param name="Type">What happened, in the provider's words.</param>
/// <param name="AtUtc">When, UTC.</param>
/// <param name="LiveMode">False where no real money moves.</param>
public sealed record GatewayEvent(string Id, string Type, DateTime AtUtc, bool LiveMode)
{
    /// <summary>The checkout that it is about, as it stood then.</summary>
    public GatewayCheckout? Checkout { get; init; }

    /// <summary>The refund that it is about, as it stood then.</summary>
    public GatewayRefund? Refund { get; init; }

    /// <summary>The payment of which something was given back, where the event does not say what.</summary>
    public string? RefundedIntent { get; init; }
}

/// <summary>Whether the provider knows where to tell what happened.</summary>
public enum WebhookVerdict
{
    /// <summary>It tells everything that is needed.</summary>
    Registered,

    /// <summary>The address is not registered.</summary>
    Missing,

    /// <summary>It is registered and switched off.</summary>
    SwitchedOff,

    /// <summary>It is registered, but some events are not told.</summary>
    EventsMissing,

    /// <summary>The key may not look.</summary>
    NotAllowed,
}

/// <summary>What a try of the connection found.</summary>
/// <param name="Mode">Test or live, by the key.</param>
/// <param name="Webhook">Whether what happens will be told.</param>
/// <param name="MissingEvents">What is not told.</param>
public sealed record GatewayCheck(PaymentMode Mode, WebhookVerdict Webhook, IReadOnlyList<string> MissingEvents);

/// <summary>
/// Takes money online. What goes wrong is a value: <c>gateway.off</c>, <c>gateway.down</c> (not reached, or no answer in time: nobody knows
/// whether it was done), <c>gateway.key</c> (the key is refused), <c>gateway.refused</c> (with the provider's words), <c>gateway.not_found</c>.
/// Implemented in the application.
/// </summary>
public interface IPaymentGateway
{
    /// <summary>Whether clients can pay online, and whether the money is real; null = they cannot.</summary>
    ValueTask<PaymentMode?> ModeAsync(CancellationToken cancel);

    /// <summary>Opens a checkout, or finds the one that the same order opened before.</summary>
    Task<Result<GatewayCheckout>> OpenAsync(CheckoutOrder order, CancellationToken cancel);

    /// <summary>A checkout as it stands.</summary>
    Task<Result<GatewayCheckout>> FindAsync(string providerId, CancellationToken cancel);

    /// <summary>Ends a checkout so that it cannot be paid any more. One that was paid is refused.</summary>
    Task<Result<GatewayCheckout>> ExpireAsync(string providerId, CancellationToken cancel);

    /// <summary>Every checkout of CoachHub's that was opened since.</summary>
    Task<Result<IReadOnlyList<GatewayCheckout>>> CheckoutsSinceAsync(DateTime sinceUtc, CancellationToken cancel);

    /// <summary>Gives money back.</summary>
    Task<Result<GatewayRefund>> RefundAsync(RefundOrder order, CancellationToken cancel);

    /// <summary>Everything that was given back of one payment.</summary>
    Task<Result<IReadOnlyList<GatewayRefund>>> RefundsOfAsync(string paymentIntent, CancellationToken cancel);

    /// <summary>Everything that was given back since.</summary>
    Task<Result<IReadOnlyList<GatewayRefund>>> RefundsSinceAsync(DateTime sinceUtc, CancellationToken cancel);

    /// <summary>Tries the connection. It needs the key alone.</summary>
    Task<Result<GatewayCheck>> CheckAsync(CancellationToken cancel);
}
