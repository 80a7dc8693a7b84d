using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Domain.Payments;

/// <summary>Online payment as services. What settles is nobody's but this feature's, so its users are put together here.</summary>
internal static class OnlinePaymentServices
{
    public static void AddOnlinePayment(this IServiceCollection services)
    {
        services.AddSingleton<CheckoutReserve>();
        services.AddSingleton<CheckoutLook>();
        services.AddSingleton<CheckoutSettler>();
        services.AddSingleton<CheckoutQueries>();
        services.AddSingleton<PaymentDisagreementService>();
        services.AddSingleton<IMailComposer, PaymentMailComposer>();
        services.AddSingleton(p => new PaymentEventService(
            p.Get<IDbContextFactory<AppDbContext>>(), p.Get<IPaymentGateway>(), p.Get<CheckoutSettler>(), p.Get<OutboxSignal>(), p.Get<ChangeFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new CheckoutService(
            p.Get<IDbContextFactory<AppDbContext>>(), p.Get<IPaymentGateway>(), p.Get<CheckoutReserve>(), p.Get<CheckoutLook>(), p.Get<CheckoutSettler>(),
            p.Get<PaymentEventService>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new OnlineRefundService(
            p.Get<IDbContextFactory<AppDbContext>>(), p.Get<PracticeReader>(), p.Get<IPaymentGateway>(), p.Get<CheckoutSettler>(), p.Get<PaymentEventService>()));
        services.AddSingleton(p => new PaymentReconciler(
            p.Get<IDbContextFactory<AppDbContext>>(), p.Get<IPaymentGateway>(), p.Get<CheckoutService>(), p.Get<CheckoutLook>(), p.Get<CheckoutSettler>(), p.Get<PaymentEventService>()));
    }

    private static T Get<T>(this IServiceProvider services) where T : notnull => services.GetRequiredService<T>();
}
