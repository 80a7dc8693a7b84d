using CoachHub.Domain.Payments;
using Stripe;

namespace CoachHub.App.Integrations.Stripe;

/// <summary>Reads what Stripe tells: nothing counts before its signature was verified over the bytes as they came.</summary>
public sealed class StripeWebhook(StripeKeysSource source, TimeProvider clock)
{
    /// <summary>The largest message; Stripe's are a few kilobytes.</summary>
    public const int LargestBytes = 256 * 1024;

    /// <summary>How old a signature may be, in seconds: Stripe's own advice.</summary>
    public const long ToleranceSeconds = 300;

    /// <summary>What Stripe is to tell.</summary>
    public static IReadOnlyList<string> Events { get; } =
    [
        EventTypes.CheckoutSessionCompleted, EventTypes.CheckoutSessionAsyncPaymentSucceeded, EventTypes.CheckoutSessionAsyncPaymentFailed,
        EventTypes.CheckoutSessionExpired, EventTypes.ChargeRefunded, EventTypes.RefundCreated, EventTypes.RefundUpdated, EventTypes.RefundFailed,
    ];

    /// <summary>True when there is anything to listen to.</summary>
    public async ValueTask<bool> IsOnAsync(CancellationToken cancel) => (await source.GetAsync(cancel)).IsOn;

    /// <summary>What is told; null when the signature is wrong or too old, or when it is no event.</summary>
    public async ValueTask<GatewayEvent?> ReadAsync(string text, string? signature, CancellationToken cancel)
    {
        var keys = await source.GetAsync(cancel);
        if (!keys.IsOn || string.IsNullOrEmpty(signature))
            return null;
        try
        {
            // An endpoint keeps the version of the interface that it was registered with: what is read here is alike in all of them.
            var told = EventUtility.ConstructEvent(
                text, signature, keys.WebhookSecret, ToleranceSeconds, clock.GetUtcNow().ToUnixTimeSeconds(), throwOnApiVersionMismatch: false);
            return told?.Id is { Length: > 0 and <= 255 } && told.Type is { Length: > 0 and <= 80 } ? StripeView.Of(told) : null;
        }
        catch (Exception fault) when (fault is StripeException or Newtonsoft.Json.JsonException or System.Text.Json.JsonException or FormatException or NullReferenceException)
        {
            return null;
        }
    }
}
