using System.Globalization;
using System.Security.Claims;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Integrations.Export;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Mvc;

namespace CoachHub.App.Hosting;

/// <summary>The session list as a file: all that an address of the list shows, or the selection that a form names.</summary>
public static class ExportHosting
{
    public static void MapExport(this WebApplication app)
    {
        app.MapGet(AppRoutes.SessionsExport, (HttpContext http, SessionExport export, ActorDirectory people, TimeProvider clock) =>
        {
            var state = SessionListState.Parse(name => http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null);
            // The file is in date order: the other orders sort the first matches only, and a file has them all.
            var latestFirst = state.Page is { Sort: SessionSort.Date, Descending: true };
            return SendAsync(http, export, people, clock, new SessionExportRequest { Filter = state.Filter, LatestFirst = latestFirst });
        }).RequireAuthorization(Policies.Staff);

        // Thousands of ids fit into no address. The form carries the antiforgery token.
        app.MapPost(AppRoutes.SessionsExport, (HttpContext http, SessionExport export, ActorDirectory people, TimeProvider clock, [FromForm] string? ids) =>
            SendAsync(http, export, people, clock, new SessionExportRequest { Ids = Ids(ids) })).RequireAuthorization(Policies.Staff);
    }

    private static async Task<IResult> SendAsync(HttpContext http, SessionExport export, ActorDirectory people, TimeProvider clock, SessionExportRequest request)
    {
        var id = int.Parse(http.User.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture);
        if (await people.FindAsync(id, http.RequestAborted) is not { } actor)
            return Results.Challenge();
        var exported = await export.ExportAsync(actor, request, http.RequestAborted);
        if (exported.Problem is { } refused)
            return refused.Kind == ProblemKind.Forbidden ? Results.Forbid() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        http.Response.Headers.CacheControl = "no-store";
        var day = clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Results.Stream(stream => SessionFileWriter.WriteAsync(stream, exported.Value, http.RequestAborted), "text/csv; charset=utf-8", $"sessions-{day}.csv");
    }

    private static List<int> Ids(string? text) =>
        [.. (text ?? "").Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0).Distinct().Take(SessionMatchQueries.Most)];
}
