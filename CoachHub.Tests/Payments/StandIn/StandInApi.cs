using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using static CoachHub.Tests.Payments.StandIn.StripeStandIn;

namespace CoachHub.Tests.Payments.StandIn;

/// <summary>
/// Stripe's interface as far as CoachHub uses it: it checks the key, demands keys for changes, answers the same key with the same answer
/// and refuses another request under it, and counts the amounts.
/// </summary>
public sealed class StandInApi(StandInBooks books, StandInAccount account)
{
    /// <summary>The webhook addresses that are registered.</summary>
    public List<(string Url, string[] Events, bool Enabled)> Webhooks { get; } = [];

    /// <summary>How many changes were asked for.</summary>
    public int Changes { get; private set; }

    /// <summary>Carries a request out. The books are written when this returns.</summary>
    public (int Status, string Answer) Handle(HttpRequest request, string path, Dictionary<string, string> form)
    {
        lock (books.Gate)
        {
            var answered = request.Headers.Authorization != $"Bearer {Key}" ? (401, Error("invalid_request_error", "Invalid API Key provided: sk_test_****"))
                : HttpMethods.IsGet(request.Method) ? Read(request, path)
                : Change(request, path, form);
            books.Write();
            return answered;
        }
    }

    public static string Error(string type, string message) => JsonSerializer.Serialize(new { error = new { type, message } });

    private (int Status, string Answer) Change(HttpRequest request, string path, Dictionary<string, string> form)
    {
        Changes++;
        if (request.Headers["Idempotency-Key"].ToString() is not { Length: > 0 } key)
        {
            books.Frown($"{path} without a key");
            return (400, Error("invalid_request_error", "No key."));
        }

        var said = path + "?" + string.Join('&', form.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value}"));
        if (books.Kept.TryGetValue(key, out var before))
            return before.Request == said ? (before.Status, before.Answer) : (400, Error("idempotency_error", "Keys for idempotent requests can only be used with the same parameters."));
        var (status, answer) = path.Split('/') switch
        {
            [_, _, "checkout", "sessions"] => Open(form, $"{request.Scheme}://{request.Host}"),
            [_, _, "checkout", "sessions", var id, "expire"] => End(id),
            [_, _, "refunds"] => GiveBack(form),
            _ => (404, Error("invalid_request_error", $"Unrecognized request URL {path}")),
        };
        books.Keep(key, new KeptAnswer(said, status, answer));
        return (status, answer);
    }

    private (int Status, string Answer) Open(Dictionary<string, string> form, string address)
    {
        var lines = Enumerable.Range(0, 101).Where(i => form.ContainsKey($"line_items[{i}][price_data][unit_amount]")).Select(i => new JsonObject
        {
            ["name"] = form[$"line_items[{i}][price_data][product_data][name]"],
            ["amount"] = long.Parse(form[$"line_items[{i}][price_data][unit_amount]"], CultureInfo.InvariantCulture),
        }).ToList();
        var amounts = lines.ConvertAll(line => line["amount"]!.GetValue<long>());
        var expires = long.Parse(form["expires_at"], CultureInfo.InvariantCulture);
        if (lines.Count is 0 or > 100 || amounts.Exists(amount => amount <= 0) || form["mode"] != "payment")
            books.Frown("a checkout of nothing");
        if (expires < account.Now + 1800 || expires > account.Now + 86_400)
            return (400, Error("invalid_request_error", "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation."));
        if (amounts.Sum() < 50)
            return (400, Error("invalid_request_error", "The Checkout Session's total amount due must add up to at least €0.50 eur"));
        var id = books.Next("cs_test");
        var session = new JsonObject
        {
            ["id"] = id,
            ["object"] = "checkout.session",
            ["amount_total"] = amounts.Sum(),
            ["currency"] = form["line_items[0][price_data][currency]"],
            ["client_reference_id"] = form["client_reference_id"],
            ["created"] = account.Now,
            ["expires_at"] = expires,
            ["livemode"] = false,
            ["metadata"] = Metadata(form),
            ["mode"] = "payment",
            ["payment_intent"] = null,
            ["payment_status"] = "unpaid",
            ["status"] = "open",
            ["url"] = $"{address}{StandInPage.Path}{id}",
            ["success_url"] = form["success_url"],
            ["cancel_url"] = form["cancel_url"],
            ["lines"] = new JsonArray([.. lines]),
        };
        books.Put(session);
        return (200, Whole(session, whole: false).ToJsonString());
    }

    private (int Status, string Answer) End(string id)
    {
        if (!books.Sessions.TryGetValue(id, out var session))
            return (404, Error("invalid_request_error", "No such checkout.session"));
        if (Text(session, "status") != "open")
            return (400, Error("invalid_request_error", $"Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of {Text(session, "status")}."));
        account.End(session);
        return (200, Whole(session, whole: false).ToJsonString());
    }

    private (int Status, string Answer) GiveBack(Dictionary<string, string> form)
    {
        var (intent, amount) = (form["payment_intent"], long.Parse(form["amount"], CultureInfo.InvariantCulture));
        if (!books.Intents.ContainsKey(intent))
            return (404, Error("invalid_request_error", "No such payment_intent"));
        return amount > account.Left(intent)
            ? (400, Error("invalid_request_error", "Refund amount is greater than unrefunded amount on charge"))
            : (200, account.Refund(intent, amount, Metadata(form)).ToJsonString());
    }

    private static JsonObject Metadata(Dictionary<string, string> form)
    {
        var metadata = new JsonObject();
        foreach (var (name, value) in form.Where(f => f.Key.StartsWith("metadata[", StringComparison.Ordinal)))
            metadata[name[9..^1]] = value;
        return metadata;
    }

    private (int Status, string Answer) Read(HttpRequest request, string path)
    {
        var since = long.TryParse(request.Query["created[gte]"], CultureInfo.InvariantCulture, out var from) ? from : 0;
        var whole = request.Query.Any(q => q.Key.StartsWith("expand", StringComparison.Ordinal));
        return path.Split('/') switch
        {
            [_, _, "checkout", "sessions"] => (200, List(request, books.Sessions.Values.Where(s => s["created"]!.GetValue<long>() >= since).Select(s => Whole(s, whole)))),
            [_, _, "checkout", "sessions", var id] => books.Sessions.TryGetValue(id, out var one)
                ? (200, Whole(one, whole).ToJsonString())
                : (404, Error("invalid_request_error", "No such checkout.session")),
            [_, _, "refunds"] => (200, List(request, books.Refunds.Values
                .Where(r => r["created"]!.GetValue<long>() >= since && (request.Query["payment_intent"].ToString() is not { Length: > 0 } intent || Text(r, "payment_intent") == intent)).Select(Copy))),
            [_, _, "webhook_endpoints"] => (200, List(request, Webhooks.Select((hook, i) => new JsonObject
            {
                ["id"] = $"we_{i}",
                ["object"] = "webhook_endpoint",
                ["url"] = hook.Url,
                ["status"] = hook.Enabled ? "enabled" : "disabled",
                ["livemode"] = false,
                ["enabled_events"] = new JsonArray([.. hook.Events.Select(e => (JsonNode)e)]),
            }))),
            _ => (404, Error("invalid_request_error", $"Unrecognized request URL {path}")),
        };
    }

    /// <summary>Newest first, a page at a time, as Stripe does.</summary>
    private static string List(HttpRequest request, IEnumerable<JsonObject> rows)
    {
        var limit = int.TryParse(request.Query["limit"], CultureInfo.InvariantCulture, out var asked) ? asked : 10;
        var all = rows.Reverse().ToList();
        if (request.Query["starting_after"].ToString() is { Length: > 0 } after)
            all = [.. all.SkipWhile(row => Text(row, "id") != after).Skip(1)];
        return new JsonObject
        {
            ["object"] = "list",
            ["url"] = request.Path.Value,
            ["has_more"] = all.Count > limit,
            ["data"] = new JsonArray([.. all.Take(limit).Select(row => (JsonNode)row)]),
        }.ToJsonString();
    }

    private JsonObject Whole(JsonObject session, bool whole)
    {
        var copy = Copy(session);
        // The lines are a list of its own at Stripe, and nobody here asks for it.
        copy.Remove("lines");
        if (whole && Text(session, "payment_intent") is { } intent)
            copy["payment_intent"] = Copy(books.Intents[intent]);
        return copy;
    }
}
