using System.Globalization;
using System.Text;

namespace CoachHub.Tests.Payments;

/// <summary>
/// The stand-in for those who look by hand: it listens on <c>COACHHUB_STRIPE_PORT</c> (5190) and tells what happens to <c>COACHHUB_STRIPE_WEBHOOK</c>
/// until it is stopped. The program is started with <c>Stripe__ApiBase=http://127.0.0.1:5190</c> and the stand-in's keys.
/// </summary>
public sealed class StripeStandInTests
{
    [Fact(Explicit = true)]
    public async Task StandIn_StartedByHand_ListensUntilStopped()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var stripe = new StripeStandIn(TimeProvider.System);
        await stripe.StartAsync(int.Parse(Environment.GetEnvironmentVariable("COACHHUB_STRIPE_PORT") ?? "5190", CultureInfo.InvariantCulture));
        var webhook = Environment.GetEnvironmentVariable("COACHHUB_STRIPE_WEBHOOK") ?? "http://localhost:5080/stripe/webhook";
        TestContext.Current.TestOutputHelper?.WriteLine($"{stripe.Address}, {StripeStandIn.Key}, {StripeStandIn.Secret}");
        using var http = new HttpClient();
        using var every = new PeriodicTimer(TimeSpan.FromSeconds(1));
        for (var told = 0; await every.WaitForNextTickAsync(cancel);)
        {
            foreach (var one in stripe.Events.Skip(told))
            {
                using var content = new StringContent(one.Text, Encoding.UTF8, "application/json");
                content.Headers.Add("Stripe-Signature", StripeStandIn.Sign(one.Text, DateTimeOffset.UtcNow));
                using var answer = await http.PostAsync(new Uri(webhook), content, cancel);
                told++;
            }
        }
    }
}
