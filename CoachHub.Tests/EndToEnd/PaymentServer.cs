using CoachHub.App;
using CoachHub.Tests.Payments.StandIn;

namespace CoachHub.Tests.EndToEnd;

/// <summary>A practice whose clients pay online: the payment provider's stand-in is a process beside the application, and tells each event twice.</summary>
public sealed class PaymentServer : JourneyServer
{
    public StripeProcess Stripe { get; private set; } = null!;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Stripe is not null)
            await Stripe.DisposeAsync();
    }

    protected override async Task BesideAsync(string folder, Dictionary<string, string> settings)
    {
        Stripe = new StripeProcess(Path.Combine(folder, "stripe.books"), "--webhook", new Uri(App.Address, AppRoutes.StripeWebhook).AbsoluteUri, "--times", "2");
        await Stripe.StartAsync();
        settings["Stripe__SecretKey"] = StripeStandIn.Key;
        settings["Stripe__WebhookSecret"] = StripeStandIn.Secret;
        settings["Stripe__ApiBase"] = Stripe.Address;
    }
}
