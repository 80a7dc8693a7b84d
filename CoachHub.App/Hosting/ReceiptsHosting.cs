using System.Globalization;
using System.Security.Claims;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Payments;
using CoachHub.App.Integrations.Pdf;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using Microsoft.Extensions.Localization;
using Microsoft.Net.Http.Headers;

namespace CoachHub.App.Hosting;

/// <summary>The way from a paid session to its receipt, and the receipt as a file.</summary>
public static class ReceiptsHosting
{
    private static readonly OwnContentPolicy Sandbox = new("sandbox");

    public static void AddReceipts(this IServiceCollection services)
    {
        services.AddSingleton<IReceiptWriter, PdfReceiptWriter>();
        services.AddSingleton<ReceiptSheets>();
    }

    public static void MapReceipts(this WebApplication app)
    {
        app.MapGet(AppRoutes.ReceiptOfTemplate, LeadAsync).RequireAuthorization();
        app.MapGet(AppRoutes.ReceiptFileTemplate, DownloadAsync).RequireAuthorization().WithMetadata(Sandbox);
    }

    /// <summary>Leads to the receipt, whose number is given now where there is none. Asking again, or a browser that asks ahead, gives no second one.</summary>
    private static async Task<IResult> LeadAsync(int id, HttpContext context, ActorDirectory directory, ReceiptService receipts)
    {
        var cancel = context.RequestAborted;
        context.Response.Headers.CacheControl = "no-store";
        return await ActorAsync(context, directory) is { } actor && await receipts.IssueAsync(actor, id, cancel) is { Ok: true, Value: var number }
            ? Results.Redirect(AppRoutes.Receipt(number))
            : Results.NotFound();
    }

    private static async Task<IResult> DownloadAsync(
        int number, HttpContext context, ActorDirectory directory, ReceiptService receipts, PracticeReader practices, ReceiptSheets sheets, IReceiptWriter writer, IStringLocalizer<Words> L)
    {
        var cancel = context.RequestAborted;
        if (await ActorAsync(context, directory) is not { } actor || await receipts.FindAsync(actor, number, cancel) is not { Ok: true, Value: var receipt })
            return Results.NotFound();
        var sheet = await sheets.OfAsync(new Reader(actor, await practices.GetAsync(cancel)), receipt, cancel);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(L["receipt-{0}.pdf", number].Value);
        context.Response.Headers.ContentDisposition = disposition.ToString();
        context.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(writer.Write(sheet), "application/pdf");
    }

    private static async Task<Actor?> ActorAsync(HttpContext context, ActorDirectory directory) =>
        int.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var userId)
            ? await directory.FindAsync(userId, context.RequestAborted)
            : null;
}
