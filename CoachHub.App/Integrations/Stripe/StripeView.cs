using System.Globalization;
using CoachHub.Domain.Payments;
using Stripe;
using Stripe.Checkout;

namespace CoachHub.App.Integrations.Stripe;

/// <summary>Stripe's objects in the domain's words.</summary>
internal static class StripeView
{
    /// <summary>The metadata by which our own checkouts and refunds are known: an account may serve other programs too.</summary>
    public const string TokenKey = "coachhub_checkout", SessionKey = "coachhub_session";

    /// <summary>A checkout. In an event the payment is only named; looked up, it comes along and says whether the bank refused.</summary>
    public static GatewayCheckout Of(Session session)
    {
        var currency = session.Currency?.ToUpperInvariant() ?? "";
        var token = session.Metadata?.GetValueOrDefault(TokenKey);
        return new GatewayCheckout(session.Id, token, StateOf(session), StripeAmount.ToMinor(session.AmountTotal, currency), currency, session.Livemode)
        {
            Url = session.Url,
            PaymentIntent = session.PaymentIntentId,
        };
    }

    /// <summary>A refund; null for one that belongs to no payment of a checkout.</summary>
    public static GatewayRefund? Of(Refund refund)
    {
        if (refund.PaymentIntentId is not { Length: > 0 } intent)
            return null;
        var currency = refund.Currency?.ToUpperInvariant() ?? "";
        var state = refund.Status is "failed" or "canceled" ? GatewayRefundState.Failed : GatewayRefundState.Given;
        return new GatewayRefund(refund.Id, intent, StripeAmount.ToMinor(refund.Amount, currency), currency, state, refund.Created)
        {
            SessionId = int.TryParse(refund.Metadata?.GetValueOrDefault(SessionKey), CultureInfo.InvariantCulture, out var id) ? id : null,
        };
    }

    /// <summary>What an event says. Its type is more than its object: that a bank refused stands in the type alone.</summary>
    public static GatewayEvent Of(Event told) => new(told.Id, told.Type, told.Created, told.Livemode)
    {
        Checkout = told.Data?.Object is Session session
            ? Of(session) is var checkout && told.Type == EventTypes.CheckoutSessionAsyncPaymentFailed ? checkout with { State = GatewayState.Failed } : Of(session)
            : null,
        Refund = told.Data?.Object is Refund refund ? Of(refund) : null,
        RefundedIntent = told.Data?.Object is Charge charge && told.Type == EventTypes.ChargeRefunded ? charge.PaymentIntentId : null,
    };

    private static GatewayState StateOf(Session session) => (session.Status, session.PaymentStatus) switch
    {
        (_, "paid" or "no_payment_required") => GatewayState.Paid,
        ("expired", _) => GatewayState.Expired,
        ("complete", _) when session.PaymentIntent?.Status is "requires_payment_method" or "canceled" => GatewayState.Failed,
        ("complete", _) => GatewayState.Processing,
        _ => GatewayState.Open,
    };
}
