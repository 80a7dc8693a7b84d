using CoachHub.App.Integrations.Calendars;
using CoachHub.App.Integrations.Smtp;
using CoachHub.App.Mail;
using CoachHub.Domain.Mail;

namespace CoachHub.App.Hosting;

/// <summary>Rendering and sending mail.</summary>
public static class MailHosting
{
    public static void AddMail(this IServiceCollection services, AppSettings settings)
    {
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<SeenLinks>();
        services.AddSingleton<InvitationWriter>();
        services.AddSingleton<MailLookSource>();
        services.AddSingleton<RazorMailRenderer>();
        services.AddSingleton<IMailRenderer>(provider => provider.GetRequiredService<RazorMailRenderer>());
        services.AddSingleton<ExactMessages>();
        services.AddSingleton<MailWordingPreviewer>();

        services.AddSingleton<MailSettingsSource>();
        services.AddSingleton<LocalMailbox>();
        services.AddSingleton<IMailTransport, MailDelivery>();
        services.AddSingleton<Func<IMailTransport>>(provider => () => ActivatorUtilities.CreateInstance<MailDelivery>(provider));
        services.AddSingleton<TestMail>();
        services.AddSingleton<IMailDoctor>(provider => new SmtpDoctor(provider.GetRequiredService<TestMail>().WriteAsync, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SenderHealth>();
        services.AddLateService<OutboxWorker>();
    }
}
