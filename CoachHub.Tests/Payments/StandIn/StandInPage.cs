using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using static CoachHub.Tests.Payments.StandIn.StripeStandIn;

namespace CoachHub.Tests.Payments.StandIn;

/// <summary>The page on which a client pays, declines or turns back: plain HTML, as a site of somebody else's.</summary>
public sealed class StandInPage(StandInBooks books, StandInAccount account)
{
    /// <summary>Where the pages begin.</summary>
    public const string Path = "/pay/";

    public async Task AnswerAsync(HttpContext context, string id)
    {
        if (Find(id) is not { } session)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await ShowAsync(context, session, declined: false);
            return;
        }

        switch ((await context.Request.ReadFormAsync())["act"].ToString())
        {
            case "back":
                Go(context, session, "cancel_url");
                break;
            case "pay" when account.Pay(id):
            case "later" when account.Pay(id, later: true):
                Go(context, session, "success_url");
                break;
            // Like Stripe's: another card may do, so the page stays open.
            case "decline":
                await ShowAsync(context, session, declined: true);
                break;
            default:
                await ShowAsync(context, Find(id)!, declined: false);
                break;
        }
    }

    private static void Go(HttpContext context, JsonObject session, string where)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = Text(session, where)!;
    }

    private static Task ShowAsync(HttpContext context, JsonObject session, bool declined)
    {
        var page = new StringBuilder("<!DOCTYPE html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>Checkout</title>")
            .Append("<style>body{font:16px sans-serif;max-width:30em;margin:3em auto;padding:0 1em}button{font:inherit;padding:.5em 1em;margin:.3em .3em .3em 0}</style>")
            .Append(CultureInfo.InvariantCulture, $"<h1>{session["amount_total"]} {Text(session, "currency")}</h1><ul>");
        foreach (var line in session["lines"]!.AsArray())
            page.Append(CultureInfo.InvariantCulture, $"<li>{WebUtility.HtmlEncode(line!["name"]!.GetValue<string>())}: {line["amount"]}</li>");
        page.Append("</ul>");
        if (declined)
            page.Append("<p role=alert>Your card was declined.</p>");
        page.Append(Text(session, "status") == "open"
            ? "<form method=post><button name=act value=pay>Pay</button><button name=act value=decline>Decline</button><button name=act value=later>Pay by bank transfer</button><button name=act value=back>Back</button></form>"
            : $"<p>This page is {(Text(session, "status") == "complete" ? "paid already" : "no longer open")}.</p>");
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(page.ToString());
    }

    private JsonObject? Find(string id)
    {
        lock (books.Gate)
            return books.Sessions.TryGetValue(id, out var session) ? Copy(session) : null;
    }
}
