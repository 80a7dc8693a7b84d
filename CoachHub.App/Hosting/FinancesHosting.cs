using System.Globalization;
using System.Security.Claims;
using CoachHub.App.Components.Insights;
using CoachHub.App.Components.Kit;
using CoachHub.App.Integrations.Export;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Hosting;

/// <summary>The finances as a file: all that an address of the page shows, page by page.</summary>
public static class FinancesHosting
{
    public static void AddFinances(this IServiceCollection services) => services.AddSingleton<FinanceFileWriter>();

    public static void MapFinances(this WebApplication app) => app.MapGet(AppRoutes.FinancesExport, SendAsync).RequireAuthorization(Policies.Staff);

    private static async Task<IResult> SendAsync(
        HttpContext http, FinanceExport export, FinanceFileWriter writer, ActorDirectory people, PracticeReader practices, TimeProvider clock, IStringLocalizer<Words> L)
    {
        var cancel = http.RequestAborted;
        var id = int.Parse(http.User.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture);
        if (await people.FindAsync(id, cancel) is not { } actor)
            return Results.Challenge();
        var reader = new Reader(actor, await practices.GetAsync(cancel));
        var state = FinanceState.Parse(name => http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null);
        var today = DateOnly.FromDateTime(reader.Local(clock.GetUtcNow().UtcDateTime, reader.Practice.ZoneId).ToDateTimeUnspecified());
        var period = state.PeriodAt(today);
        var exported = state.Show is { } figure
            ? await export.RowsAsync(actor, FinancesPage.RowsOf(state, period, figure), cancel)
            : await export.TableAsync(actor, new FinanceQuestion(period, state.By), cancel);
        if (exported.Problem is { } refused)
            return refused.Kind switch
            {
                ProblemKind.Forbidden => Results.Forbid(),
                ProblemKind.Invalid => Results.NotFound(),
                _ => Results.StatusCode(StatusCodes.Status503ServiceUnavailable),
            };
        http.Response.Headers.CacheControl = "no-store";
        var name = L["finances-{0}-{1}.csv", FinanceState.Text(period.From)!, FinanceState.Text(period.To)!].Value;
        return Results.Stream(stream => writer.WriteAsync(stream, reader, state, exported.Value, cancel), "text/csv; charset=utf-8", name);
    }
}
