using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Measurements;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CoachHub.Domain;

/// <summary>Everything of the domain as services. All are singletons: they hold no state of a request, a context lives for one call.</summary>
public static class DomainServices
{
    /// <summary>Adds the domain over a SQLite file.</summary>
    public static IServiceCollection AddCoachHubDomain(this IServiceCollection services, string databasePath)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddPooledDbContextFactory<SqliteAppDbContext>(options => SqliteAppDbContext.Configure(options, databasePath));
        services.AddSingleton<IDbContextFactory<AppDbContext>, AppDbContextFactory<SqliteAppDbContext>>();
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContext());

        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<Presence>();
        services.AddSingleton<DraftService>();
        services.AddSingleton<PracticeReader>();
        services.AddSingleton<PracticeWriter>();
        services.AddSingleton<PracticeService>();
        services.AddSingleton<PermissionService>();
        services.AddSingleton<StyleService>();
        services.AddSingleton<PaymentKeysService>();
        services.AddSingleton<PracticeLogo>();
        services.AddSingleton<ICurrencyUse, CurrencyInPrograms>();

        services.TryAddSingleton<OutboxOptions>();
        services.AddSingleton<MailIntents>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<MailService>();
        services.AddSingleton<MailLogQueries>();
        services.AddSingleton<MailWordingReader>();
        services.AddSingleton<MailWordingService>();
        services.AddSingleton<MailSenderService>();

        services.Configure<PasswordHasherOptions>(options => options.IterationCount = PasswordRules.HashIterations);
        services.AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>();
        services.AddSingleton<ActorDirectory>();
        services.AddSingleton<AttemptLimiter>();
        services.AddSingleton<AccountRegistrar>();
        services.AddSingleton<AccountService>();
        services.AddSingleton<AccountAddressService>();
        services.AddSingleton<LinkService>();
        services.AddSingleton<PasswordSignIn>();
        services.AddSingleton<SetupService>();
        services.AddSingleton<TeamService>();
        services.AddSingleton<IMailComposer, AccountMailComposer>();
        services.AddSingleton<ClientAccess>();
        services.AddSingleton<ClientQueries>();
        services.AddSingleton<ClientService>();
        services.AddSingleton<ClientArchiveService>();
        services.AddSingleton<ClientNotesService>();
        services.AddSingleton<ClientSignInService>();
        services.AddSingleton<FileStore>();
        services.AddSingleton<DocumentAccess>();
        services.AddSingleton<DocumentService>();
        services.AddSingleton<DocumentSweep>();

        services.AddSingleton<IMetClients, MetInSessions>();
        services.AddSingleton<IClientUse, SessionsOfClients>();
        services.AddSingleton<IDocumentUse, UsedInSessions>();
        services.AddSingleton<IMailComposer, SessionMailComposer>();
        services.AddSingleton<IDomainEventHandler, ToldByMail>();
        services.AddSingleton<IMailAccess, SessionMailAccess>();
        services.AddSingleton<SessionTeller>();
        services.AddSingleton<SessionService>();
        services.AddSingleton<ClientSessionService>();
        services.AddSingleton<ClientSessionQueries>();
        services.AddSingleton<SessionUndo>();
        services.AddSingleton<SessionMoveService>();
        services.AddSingleton<SessionBulkPreviewer>();
        services.AddSingleton<SessionBulkService>();
        services.AddSingleton<SessionQueries>();
        services.AddSingleton<MailTimelineQueries>();
        services.AddSingleton<SessionDocumentQueries>();
        services.AddSingleton<SessionListQuery>();
        services.AddSingleton<SessionRereads>();
        services.AddSingleton<SessionExport>();
        services.AddSingleton<SessionListService>();
        services.AddSingleton<SessionMatchQueries>();
        services.AddSingleton<SessionQuickService>();
        services.AddSingleton<SessionPreviewer>();
        services.AddSingleton<ISessionHold, HeldByReceipt>();
        services.AddSingleton<ISessionHold, HeldByCheckout>();
        services.AddSingleton<ISessionHold, HeldByPayments>();
        services.AddSingleton<IDomainEventHandler, PaymentsOfSessions>();
        services.AddSingleton<ISessionMoney, MoneyOfSessions>();
        services.AddSingleton<ICurrencyUse, CurrencyInBooks>();
        services.AddSingleton<PaymentRecorder>();
        services.AddSingleton<PaymentService>();
        services.AddSingleton<ClientMoneyQueries>();
        services.AddSingleton<ReceiptService>();
        services.AddOnlinePayment();
        services.AddSingleton<MailSampleQueries>();
        services.AddSingleton<ReminderScan>();
        services.AddSingleton<ReminderService>();
        services.AddSingleton<ReminderTestService>();
        services.AddSingleton<UnpaidReminderService>();
        services.AddSingleton<IMailComposer, UnpaidReminderComposer>();
        services.AddSingleton<IDocumentUse, UsedInPrograms>();
        services.AddSingleton<IClientUse, BundlesOfClients>();
        services.AddSingleton<IDomainEventHandler, SessionInBundle>();
        services.AddSingleton<BundleQueries>();
        services.AddSingleton<BundleService>();
        services.AddSingleton<BundleStateService>();
        services.AddSingleton<BundleTemplateService>();
        services.AddSingleton<BundleExpiry>();
        services.AddSingleton<DatePlanner>();
        services.AddSingleton<OutcomePolicyService>();
        services.AddSingleton<IClientUse, MeasurementsOfClients>();
        services.AddSingleton<MeasureService>();
        services.AddSingleton<MeasurementService>();
        services.AddSingleton<DashboardQueries>();
        services.AddSingleton<HomeQueries>();
        services.AddSingleton<ClientFigureQueries>();
        services.AddSingleton<FinanceQueries>();
        services.AddSingleton<FinanceRowQueries>();
        services.AddSingleton<FinanceRereads>();
        services.AddSingleton<FinanceExport>();
        services.AddSingleton<SearchQueries>();
        services.AddSingleton<CoachImport>();
        services.AddSingleton<ClientImport>();
        services.AddSingleton<SessionImport>();
        return services;
    }
}
