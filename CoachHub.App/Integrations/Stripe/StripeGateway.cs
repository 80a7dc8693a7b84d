using System.Globalization;
using CoachHub.App.Hosting;
using CoachHub.App.Mail;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using Microsoft.Extensions.Localization;
using Stripe;
using Stripe.Checkout;

namespace CoachHub.App.Integrations.Stripe;

/// <summary>Takes money through Stripe's hosted checkout. No type of Stripe's leaves this folder.</summary>
public sealed class StripeGateway(StripeCalls calls, PublicAddress address, IStringLocalizer<Words> L) : IPaymentGateway
{
    // Stripe's own limit; more sessions than that are one line.
    private const int MostLines = 100;
    private const string WithPayment = "payment_intent", EachWithPayment = "data.payment_intent";

    /// <inheritdoc />
    public async ValueTask<PaymentMode?> ModeAsync(CancellationToken cancel) => (await calls.KeysAsync(cancel)) is { IsOn: true } keys ? keys.Mode : null;

    /// <inheritdoc />
    public async Task<Result<GatewayCheckout>> OpenAsync(CheckoutOrder order, CancellationToken cancel)
    {
        if (LinesOf(order) is not { } lines)
            return Problem.Invalid("gateway.amount");
        var metadata = new Dictionary<string, string> { [StripeView.TokenKey] = order.Token };
        var options = new SessionCreateOptions
        {
            Mode = "payment",
            LineItems = lines,
            ClientReferenceId = order.Token,
            CustomerEmail = order.Email,
            ExpiresAt = order.ExpiresAtUtc,
            Locale = order.Language,
            Metadata = metadata,
            PaymentIntentData = new SessionPaymentIntentDataOptions { Metadata = metadata },
            SuccessUrl = address.Of(AppRoutes.MyCheckout(order.Token)),
            CancelUrl = address.Of(AppRoutes.MyCheckoutCancelled(order.Token)),
        };
        var opened = await calls.AskAsync(client => new SessionService(client).CreateAsync(options, StripeCalls.Once(order.Token), cancel), StripeView.Of, cancel);
        // The title or the client's address changed between two tries: the first try may have been carried out all the same.
        if (opened.Problem is not { Code: StripeCalls.KeyUsed })
            return opened;
        var since = await CheckoutsSinceAsync(order.CreatedAtUtc.AddMinutes(-5), cancel);
        return since.Ok ? since.Value.FirstOrDefault(c => c.Token == order.Token) is { } first ? first : Problem.NotFound("gateway.not_found") : since.Problem!;
    }

    /// <inheritdoc />
    public Task<Result<GatewayCheckout>> FindAsync(string providerId, CancellationToken cancel) =>
        calls.AskAsync(client => new SessionService(client).GetAsync(providerId, new SessionGetOptions { Expand = [WithPayment] }, null, cancel), StripeView.Of, cancel);

    /// <inheritdoc />
    public Task<Result<GatewayCheckout>> ExpireAsync(string providerId, CancellationToken cancel) =>
        calls.AskAsync(client => new SessionService(client).ExpireAsync(providerId, null, StripeCalls.Once($"expire-{providerId}"), cancel), StripeView.Of, cancel);

    /// <inheritdoc />
    public Task<Result<IReadOnlyList<GatewayCheckout>>> CheckoutsSinceAsync(DateTime sinceUtc, CancellationToken cancel)
    {
        var options = new SessionListOptions { Created = new DateRangeOptions { GreaterThanOrEqual = sinceUtc }, Limit = 100, Expand = [EachWithPayment] };
        return calls.AskAllAsync(
            client => new SessionService(client).ListAutoPagingAsync(options, null, cancel),
            session => StripeView.Of(session) is { Token: not null } ours ? ours : null,
            cancel);
    }

    /// <inheritdoc />
    public async Task<Result<GatewayRefund>> RefundAsync(RefundOrder order, CancellationToken cancel)
    {
        if (StripeAmount.Of(order.AmountMinor, order.Currency) is not { } amount)
            return Problem.Invalid("gateway.amount");
        var options = new RefundCreateOptions
        {
            PaymentIntent = order.PaymentIntent,
            Amount = amount,
            Metadata = new Dictionary<string, string> { [StripeView.SessionKey] = order.SessionId.ToString(CultureInfo.InvariantCulture) },
        };
        return await calls.AskAsync(client => new RefundService(client).CreateAsync(options, StripeCalls.Once(order.Key), cancel), refund => StripeView.Of(refund)!, cancel);
    }

    /// <inheritdoc />
    public Task<Result<IReadOnlyList<GatewayRefund>>> RefundsOfAsync(string paymentIntent, CancellationToken cancel) =>
        calls.AskAllAsync(
            client => new RefundService(client).ListAutoPagingAsync(new RefundListOptions { PaymentIntent = paymentIntent, Limit = 100 }, null, cancel), StripeView.Of, cancel);

    /// <inheritdoc />
    public Task<Result<IReadOnlyList<GatewayRefund>>> RefundsSinceAsync(DateTime sinceUtc, CancellationToken cancel)
    {
        var options = new RefundListOptions { Created = new DateRangeOptions { GreaterThanOrEqual = sinceUtc }, Limit = 100 };
        return calls.AskAllAsync(client => new RefundService(client).ListAutoPagingAsync(options, null, cancel), StripeView.Of, cancel);
    }

    /// <inheritdoc />
    public async Task<Result<GatewayCheck>> CheckAsync(CancellationToken cancel)
    {
        var mode = (await calls.KeysAsync(cancel)).Mode;
        // What taking money needs, and nothing more: a restricted key may do this and little else.
        var reached = await calls.AskAsync(client => new SessionService(client).ListAsync(new SessionListOptions { Limit = 1 }, null, cancel), list => list, cancel);
        if (reached.Problem is { } problem)
            return problem;
        var hooks = await calls.AskAllAsync(client => new WebhookEndpointService(client).ListAutoPagingAsync(new WebhookEndpointListOptions { Limit = 100 }, null, cancel), hook => hook, cancel);
        if (!hooks.Ok)
            return hooks.Problem!.Code == "gateway.down" ? hooks.Problem : new GatewayCheck(mode!.Value, WebhookVerdict.NotAllowed, []);
        var own = hooks.Value.Where(hook => hook.Url == address.Of(AppRoutes.StripeWebhook)).OrderByDescending(hook => hook.Status == "enabled").FirstOrDefault();
        string[] missing = own is null || own.EnabledEvents.Contains("*") ? [] : [.. StripeWebhook.Events.Except(own.EnabledEvents)];
        var verdict = own switch
        {
            null => WebhookVerdict.Missing,
            { Status: not "enabled" } => WebhookVerdict.SwitchedOff,
            _ when missing.Length > 0 => WebhookVerdict.EventsMissing,
            _ => WebhookVerdict.Registered,
        };
        return new GatewayCheck(mode!.Value, verdict, missing);
    }

    private List<SessionLineItemOptions>? LinesOf(CheckoutOrder order)
    {
        using var _ = new ReaderCulture(order.Language);
        var clock = new MailClock(new MailReader("", "", order.Language, order.ZoneId));
        if (order.Lines.Count > MostLines)
            return StripeAmount.Of(order.Lines.Sum(line => line.AmountMinor), order.Currency) is { } sum ? [Line(L["{0} sessions", order.Lines.Count], null, sum, order.Currency)] : null;
        var lines = order.Lines.Select(line => StripeAmount.Of(line.AmountMinor, order.Currency) is { } amount
            ? Line(line.Title ?? L["Session with {0}", line.CoachName], $"{clock.DayAndTime(line.StartsAtUtc)} · {line.CoachName}", amount, order.Currency)
            : null).ToList();
        return lines.Contains(null) ? null : lines.ConvertAll(line => line!);
    }

    private static SessionLineItemOptions Line(string name, string? description, long amount, string currency) => new()
    {
        Quantity = 1,
        PriceData = new SessionLineItemPriceDataOptions
        {
            Currency = currency.ToLowerInvariant(),
            UnitAmount = amount,
            ProductData = new SessionLineItemPriceDataProductDataOptions { Name = name, Description = description },
        },
    };

    /// <summary>Words in the client's language, whoever's request asks.</summary>
    private readonly struct ReaderCulture : IDisposable
    {
        private readonly CultureInfo before = CultureInfo.CurrentUICulture;

        public ReaderCulture(string language) => CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

        public void Dispose() => CultureInfo.CurrentUICulture = before;
    }
}
