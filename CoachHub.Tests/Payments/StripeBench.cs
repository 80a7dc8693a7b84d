using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Stripe;
using CoachHub.App.Resources;
using CoachHub.Domain.Payments;
using CoachHub.Tests.Payments.StandIn;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Payments;

/// <summary>The domain over a real database, with the real gateway talking to the stand-in.</summary>
public sealed class StripeBench : IAsyncDisposable
{
    private StripeBench(StripeStandIn stripe, DomainHarness domain) => (Stripe, Domain) = (stripe, domain);

    public StripeStandIn Stripe { get; }

    public DomainHarness Domain { get; }

    public static async Task<StripeBench> CreateAsync(TimeSpan? patience = null)
    {
        StripeStandIn? stripe = null;
        var domain = await DomainAsync(() => stripe!.Address, patience);
        stripe = new StripeStandIn(domain.Clock);
        await stripe.StartAsync();
        return new StripeBench(stripe, domain);
    }

    public T Get<T>() where T : notnull => Domain.Get<T>();

    /// <summary>Tells one event as the endpoint would take it: read, then carried out. False when it is to be told again.</summary>
    public async Task<bool> TellAsync(StandInEvent told, CancellationToken cancel) =>
        await Get<StripeWebhook>().ReadAsync(told.Text, StripeStandIn.Sign(told.Text, Domain.Clock.GetUtcNow()), cancel) is { } read
        && (await Get<PaymentEventService>().ReceiveAsync(read, cancel)).Ok;

    public async ValueTask DisposeAsync()
    {
        await Stripe.DisposeAsync();
        await Domain.DisposeAsync();
    }

    /// <summary>The domain with the real gateway, which looks for the stand-in at this address when it is first needed.</summary>
    internal static Task<DomainHarness> DomainAsync(Func<string> address, TimeSpan? patience = null) => DomainHarness.CreateAsync(services =>
    {
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        services.AddSingleton(_ => AppSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Folder"] = Path.GetTempPath(),
            ["PublicUrl"] = "https://coach.example",
            ["Stripe:SecretKey"] = StripeStandIn.Key,
            ["Stripe:WebhookSecret"] = StripeStandIn.Secret,
            ["Stripe:ApiBase"] = address(),
        }).Build()));
        services.AddWords();
        services.AddSingleton<PublicAddress>();
        services.AddStripe();
        services.AddSingleton(new StripeCallOptions { Repeats = 0, Patience = patience ?? TimeSpan.FromSeconds(20) });
    });
}
