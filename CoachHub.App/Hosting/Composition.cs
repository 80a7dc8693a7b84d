using CoachHub.App.Components.ClientArea;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Resources;
using CoachHub.Domain;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using Microsoft.AspNetCore.Components;
using MudBlazor.Services;
using Serilog;

namespace CoachHub.App.Hosting;

/// <summary>What the application is made of. Each concern registers itself in a file of its own beside this one.</summary>
public static class Composition
{
    public static void AddCoachHub(this WebApplicationBuilder builder, AppSettings settings)
    {
        var services = builder.Services;
        services.AddSerilog(log => log
            .ReadFrom.Configuration(builder.Configuration)
            .Enrich.FromLogContext()
            .WriteTo.Console(new PrivateLog()));

        services.AddSingleton(settings);
        services.AddSingleton(new OutboxOptions
        {
            Grace = settings.MailGrace,
            MessageIdDomain = settings.Mail.FromAddress is { Length: > 0 } from ? from[(from.IndexOf('@', StringComparison.Ordinal) + 1)..] : "coachhub.localhost",
        });
        services.AddCoachHubDomain(settings.DatabasePath);

        services.AddWords();
        // A page hands what it read before the circuit over to it: a hundred rows of the session list are about 100 KB, and the
        // usual limit of 32 KB would end the circuit before it began.
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = 256 * 1024);
        services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter;
            mud.SnackbarConfiguration.VisibleStateDuration = 4000;
        });
        services.AddScoped<CurrentActor>();
        services.AddScoped(_ => new CascadingValueSource<Reader>(() => null!, isFixed: false));
        services.AddCascadingValue(provider => provider.GetRequiredService<CascadingValueSource<Reader>>());
        services.AddScoped<SessionUndoNotice>();
        services.AddScoped<SessionActs>();
        services.AddScoped<MyActs>();
        services.AddScoped<MyPay>();
        services.AddSingleton<SeenDesk>();
        services.AddScoped<SessionBulkLauncher>();
        services.AddAccounts();
        services.AddMail(settings);
        services.AddImports();
        services.AddDocuments();
        services.AddStripe();
        services.AddReceipts();
        services.AddFinances();
        services.AddJobs(settings);
        services.AddHealth();
        builder.AddSecurity();
    }

    public static void UseCoachHub(this WebApplication app)
    {
        app.UseSecurity();
        app.UseStatusCodePagesWithReExecute(AppRoutes.NotFound, createScopeForStatusCodePages: true);
        app.UseAccounts();
        app.UsePublicAddress();
        app.UseCircuitGate();
        app.UseAntiforgery();
        app.UseMiddleware<StaleForms>();
        app.MapStaticAssets();
        app.MapHealth();
        app.MapImports();
        app.MapExport();
        app.MapFinances();
        app.MapDocuments();
        app.MapLogo();
        app.MapClientArea();
        app.MapReceipts();
        app.MapStripeWebhook();
        app.MapRazorComponents<Components.App>().AddInteractiveServerRenderMode(options =>
        {
            options.ContentSecurityFrameAncestorsPolicy = "'none'";
        });
    }
}
