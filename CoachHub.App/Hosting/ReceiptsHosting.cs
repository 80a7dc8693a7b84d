using System.Globalization;
using System.Security.Claims;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Payments;

namespace CoachHub.App.Hosting;

/// <summary>The way from a paid session to its receipt.</summary>
public static class ReceiptsHosting
{
    public static void MapReceipts(this WebApplication app) =>
        app.MapGet(AppRoutes.ReceiptOfTemplate, LeadAsync).RequireAuthorization();

    /// <summary>Leads to the receipt, whose number is given now where there is none. Asking again, or a browser that asks ahead, gives no second one.</summary>
    private static async Task<IResult> LeadAsync(int id, HttpContext context, ActorDirectory directory, ReceiptService receipts)
    {
        var cancel = context.RequestAborted;
        context.Response.Headers.CacheControl = "no-store";
        return int.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var userId)
            && await directory.FindAsync(userId, cancel) is { } actor
            && await receipts.IssueAsync(actor, id, cancel) is { Ok: true, Value: var number }
                ? Results.Redirect(AppRoutes.Receipt(number))
                : Results.NotFound();
    }
}
