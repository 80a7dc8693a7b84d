using System.Globalization;
using System.Security.Claims;
using CoachHub.App.Integrations.Pdf;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Documents;
using Microsoft.Net.Http.Headers;

namespace CoachHub.App.Hosting;

/// <summary>Looking into documents when they come, and handing them out.</summary>
public static class DocumentsHosting
{
    /// <summary>A download is never a page: a browser that shows it all the same runs nothing in it.</summary>
    private static readonly OwnContentPolicy Sandbox = new("sandbox");

    public static void AddDocuments(this IServiceCollection services) => services.AddSingleton<IDocumentCheck, PdfCheck>();

    public static void MapDocuments(this WebApplication app) =>
        app.MapGet(AppRoutes.DocumentTemplate, DownloadAsync).RequireAuthorization().WithMetadata(Sandbox);

    private static async Task<IResult> DownloadAsync(int id, HttpContext context, ActorDirectory directory, DocumentService documents)
    {
        var cancel = context.RequestAborted;
        if (!int.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var userId)
            || await directory.FindAsync(userId, cancel) is not { } actor
            || await documents.OpenAsync(actor, id, cancel) is not { Ok: true, Value: var download })
            return Results.NotFound();

        var response = context.Response;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(download.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.CacheControl = "no-store";
        response.ContentType = "application/pdf";
        response.ContentLength = download.Size;
        await download.WriteToAsync(response.Body, cancel);
        return Results.Empty;
    }
}
