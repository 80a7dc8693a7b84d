using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using static CoachHub.Tests.Payments.StandIn.StripeStandIn;

namespace CoachHub.Tests.Payments.StandIn;

/// <summary>How an event is told wrongly.</summary>
public enum Forgery
{
    /// <summary>It is genuine.</summary>
    None,

    /// <summary>Signed with another secret.</summary>
    OtherSecret,

    /// <summary>Signed six minutes ago.</summary>
    Old,

    /// <summary>Changed after it was signed.</summary>
    OtherText,
}

/// <summary>One telling of an event.</summary>
public sealed record EventTelling(string Id, Forgery Forgery);

/// <summary>The address by which tests say what clients, banks and the account's owner do, and read the books: the truth.</summary>
public sealed class StandInControl(StripeStandIn standIn, StandInBooks books, StandInAccount account) : IDisposable
{
    /// <summary>Where it begins.</summary>
    public const string Path = "/control/";

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public async Task AnswerAsync(HttpContext context, string what)
    {
        try
        {
            var answer = await DoAsync(context, what);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer?.ToJsonString() ?? "null", context.RequestAborted);
        }
        catch (Exception fault) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            // A test has to read why it failed.
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsync(fault.ToString(), context.RequestAborted);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonNode?> DoAsync(HttpContext context, string what)
    {
        string Of(string name) => context.Request.Query[name].ToString();
        long NumberOf(string name) => long.Parse(Of(name), CultureInfo.InvariantCulture);
        var cancel = context.RequestAborted;
        return what switch
        {
            "books" => ReadBooks((int)NumberOf("after")),
            "pay" => account.Pay(Of("id"), Of("later") == "true"),
            "bank" => account.Bank(Of("id"), Of("pays") == "true"),
            "tick" => account.Tick(),
            "refund" => account.RefundThere(Of("intent"), NumberOf("amount")),
            "fail-refund" => account.FailRefund(Of("id")),
            "amount" => account.Change(Of("id"), session => session["amount_total"] = NumberOf("value")),
            "clock" => SetClock(NumberOf("at")),
            "faults" => SetFaults((await context.Request.ReadFromJsonAsync<FaultPlan>(cancel))!),
            "held" => await HeldAsync(cancel),
            "deliver" => await DeliverAsync(new Uri(Of("to")), (await context.Request.ReadFromJsonAsync<EventTelling[]>(cancel))!, cancel),
            _ => throw new InvalidOperationException($"Nothing is called {what}."),
        };
    }

    /// <summary>What came into the books after this number.</summary>
    private JsonObject ReadBooks(int after)
    {
        JsonArray Since(IEnumerable<JsonObject> rows) => new([.. rows.Where(row => StandInBooks.NumberOf(Text(row, "id")!) > after).Select(Copy)]);
        lock (books.Gate)
        {
            return new JsonObject
            {
                ["last"] = books.Last,
                ["sessions"] = Since(books.Sessions.Values),
                ["refunds"] = Since(books.Refunds.Values),
                ["events"] = new JsonArray([.. books.Events.Where(told => StandInBooks.NumberOf(told.Id) > after).Select(told => (JsonNode)told.Id)]),
                ["violations"] = new JsonArray([.. books.Violations.Select(v => (JsonNode)v)]),
            };
        }
    }

    private bool SetClock(long seconds)
    {
        lock (books.Gate)
        {
            books.SetClock(seconds);
            books.Write();
        }

        return true;
    }

    private bool SetFaults(FaultPlan plan)
    {
        standIn.Fault = plan.Draw();
        return true;
    }

    private async Task<bool> HeldAsync(CancellationToken cancel)
    {
        await standIn.HeldAsync(cancel);
        return true;
    }

    /// <summary>Tells these, in this order, and says how each was answered.</summary>
    private async Task<JsonArray> DeliverAsync(Uri to, EventTelling[] tellings, CancellationToken cancel)
    {
        var answers = new JsonArray();
        foreach (var telling in tellings)
        {
            StandInEvent told;
            lock (books.Gate)
                told = books.Events.Find(e => e.Id == telling.Id)!;
            answers.Add(await TellAsync(http, to, told, telling.Forgery, standIn.Now, cancel));
        }

        return answers;
    }

    /// <summary>Tells one event by HTTP; the status that it was answered with.</summary>
    internal static async Task<int> TellAsync(HttpClient http, Uri to, StandInEvent told, Forgery forgery, DateTimeOffset now, CancellationToken cancel)
    {
        var text = forgery == Forgery.OtherText ? told.Text + " " : told.Text;
        using var content = new StringContent(text, Encoding.UTF8, "application/json");
        content.Headers.Add("Stripe-Signature", forgery switch
        {
            Forgery.OtherSecret => Sign(told.Text, now, "whsec_other"),
            Forgery.Old => Sign(told.Text, now.AddMinutes(-6)),
            _ => Sign(told.Text, now),
        });
        using var answer = await http.PostAsync(to, content, cancel);
        return (int)answer.StatusCode;
    }
}
