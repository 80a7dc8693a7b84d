using System.Globalization;
using System.Security.Claims;
using CoachHub.App.Integrations.Import;
using CoachHub.Domain.Accounts;

namespace CoachHub.App.Hosting;

/// <summary>Reading files in, by command and by page, and the report of what was refused.</summary>
public static class ImportHosting
{
    public static void AddImports(this IServiceCollection services)
    {
        services.AddSingleton<ImportEngine>();
        services.AddSingleton<ImportPreviewer>();
        services.AddSingleton<ImportDesk>();
        services.AddHostedService(provider => provider.GetRequiredService<ImportDesk>());
    }

    public static void MapImports(this WebApplication app) =>
        app.MapGet(AppRoutes.ImportReport, ReportAsync).RequireAuthorization(Policies.Staff);

    private static async Task<IResult> ReportAsync(ClaimsPrincipal person, ActorDirectory directory, ImportDesk desk)
    {
        var known = int.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        var actor = known ? await directory.FindAsync(id) : null;
        return actor is not null && desk.OpenReport(actor) is { } report
            ? Results.File(report, "text/csv; charset=utf-8", "import-report.csv")
            : Results.NotFound();
    }
}
