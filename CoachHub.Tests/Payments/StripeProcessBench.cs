using CoachHub.App;
using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Stripe;
using CoachHub.Domain.Payments;
using CoachHub.Tests.Payments.StandIn;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoachHub.Tests.Payments;

/// <summary>The domain over a real database and its webhook address over real HTTP; the stand-in beside it is a process that may be killed.</summary>
public sealed class StripeProcessBench : IAsyncDisposable
{
    private readonly WebApplication endpoint;

    private StripeProcessBench(StripeProcess stripe, DomainHarness domain, WebApplication endpoint)
    {
        (Stripe, Domain, this.endpoint) = (stripe, domain, endpoint);
        Webhook = new Uri(new Uri(endpoint.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), AppRoutes.StripeWebhook);
    }

    public StripeProcess Stripe { get; }

    public DomainHarness Domain { get; }

    /// <summary>Where it is told what happened.</summary>
    public Uri Webhook { get; }

    public static async Task<StripeProcessBench> CreateAsync()
    {
        StripeProcess? stripe = null;
        var domain = await StripeBench.DomainAsync(() => stripe!.Address);
        stripe = new StripeProcess(Path.Combine(domain.Folder, "stripe.books"));
        await stripe.SetClockAsync(domain.Clock.GetUtcNow());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(domain.Get<StripeWebhook>());
        builder.Services.AddSingleton(domain.Get<PaymentEventService>());
        var endpoint = builder.Build();
        endpoint.MapStripeWebhook();
        await endpoint.StartAsync();
        return new StripeProcessBench(stripe, domain, endpoint);
    }

    public T Get<T>() where T : notnull => Domain.Get<T>();

    /// <summary>Time passes, here and there.</summary>
    public Task AdvanceAsync(TimeSpan time)
    {
        Domain.Clock.Advance(time);
        return Stripe.SetClockAsync(Domain.Clock.GetUtcNow());
    }

    public async ValueTask DisposeAsync()
    {
        await endpoint.DisposeAsync();
        await Stripe.DisposeAsync();
        await Domain.DisposeAsync();
    }
}
