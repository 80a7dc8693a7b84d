using CoachHub.App.Integrations.Stripe;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;

namespace CoachHub.App.Hosting;

/// <summary>Online payment by Stripe.</summary>
public static class StripeHosting
{
    public static void AddStripe(this IServiceCollection services)
    {
        services.AddSingleton<StripeCallOptions>();
        services.AddSingleton<StripeKeysSource>();
        services.AddSingleton<IKeySafe>(provider => provider.GetRequiredService<StripeKeysSource>());
        services.AddSingleton<StripeCalls>();
        services.AddSingleton<IPaymentGateway, StripeGateway>();
        services.AddSingleton<StripeWebhook>();
    }
}
