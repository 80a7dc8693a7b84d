using System.Buffers;
using System.Text;
using CoachHub.App.Integrations.Stripe;
using CoachHub.Domain.Payments;
using Microsoft.AspNetCore.Diagnostics;

namespace CoachHub.App.Hosting;

/// <summary>The address to which Stripe tells what happened.</summary>
public static class StripeWebhookHosting
{
    public static void MapStripeWebhook(this WebApplication app) => app.MapPost(AppRoutes.StripeWebhook, ReceiveAsync).AllowAnonymous();

    /// <summary>200 = it is kept and need not be told again; 4xx = it never counts; 503 = tell it again.</summary>
    private static async Task<IResult> ReceiveAsync(HttpContext context, StripeWebhook webhook, PaymentEventService events)
    {
        // A program reads these answers, not a person.
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        var cancel = context.RequestAborted;
        if (!await webhook.IsOnAsync(cancel))
            return Results.NotFound();
        if (await BodyAsync(context.Request, cancel) is not { } text)
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        if (await webhook.ReadAsync(text, context.Request.Headers["Stripe-Signature"], cancel) is not { } told)
            return Results.BadRequest();
        var received = await events.ReceiveAsync(told, cancel);
        return received.Problem switch
        {
            null => Results.Ok(),
            { Code: "gateway.other_mode" } => Results.BadRequest(),
            _ => Results.StatusCode(StatusCodes.Status503ServiceUnavailable),
        };
    }

    /// <summary>The body as it came, or null when it is larger than any event.</summary>
    private static async Task<string?> BodyAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > StripeWebhook.LargestBytes)
            return null;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancel);
            // What was read has to be given back: else the server breaks the connection, on which the next event is under way.
            if (read.IsCompleted || read.Buffer.Length > StripeWebhook.LargestBytes)
            {
                var text = read.Buffer.Length > StripeWebhook.LargestBytes ? null : Encoding.UTF8.GetString(read.Buffer.ToArray());
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return text;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
