using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoachHub.Tests.Payments;

/// <summary>What happens to a request beside its answer.</summary>
public enum StandInFault
{
    /// <summary>It is answered.</summary>
    None,

    /// <summary>The connection breaks before anything was done.</summary>
    DropBefore,

    /// <summary>Everything was done, and the connection breaks before the answer.</summary>
    DropAfter,

    /// <summary>Nothing was done; the answer is a fault of the server's.</summary>
    ErrorBefore,

    /// <summary>Everything was done; the answer is a fault of the server's.</summary>
    ErrorAfter,
}

/// <summary>Something to be told, as its bytes.</summary>
public sealed record StandInEvent(string Id, string Type, string Text);

/// <summary>
/// Stripe's interface as far as CoachHub uses it, over real HTTP: it checks the key, demands keys for changes, answers the same key with
/// the same answer and refuses another request under it, counts the amounts, and signs what it tells. It can be stopped and started on
/// the same port with its books kept.
/// </summary>
public sealed class StripeStandIn : IAsyncDisposable
{
    public const string Key = "sk_test_standin1234567890";
    public const string Secret = "whsec_standin1234567890";

    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private readonly Dictionary<string, JsonObject> sessions = [];
    private readonly Dictionary<string, JsonObject> refunds = [];
    private readonly Dictionary<string, JsonObject> intents = [];
    private readonly Dictionary<string, (string Request, int Status, string Answer)> kept = [];
    private readonly List<StandInEvent> events = [];
    private readonly List<string> violations = [];
    private WebApplication? app;
    private int last;

    public StripeStandIn(TimeProvider clock) => this.clock = clock;

    public int Port { get; private set; }

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>What becomes of the next request.</summary>
    public Func<string, StandInFault> Fault { get; set; } = _ => StandInFault.None;

    /// <summary>Called with each request's path before the answer goes out.</summary>
    public Action<string> Answering { get; set; } = _ => { };

    /// <summary>The webhook addresses that are registered.</summary>
    public List<(string Url, string[] Events, bool Enabled)> Webhooks { get; } = [];

    /// <summary>Requests that Stripe would have frowned at.</summary>
    public IReadOnlyList<string> Violations { get { lock (gate) return [.. violations]; } }

    /// <summary>Everything to be told, in its order.</summary>
    public IReadOnlyList<StandInEvent> Events { get { lock (gate) return [.. events]; } }

    public IReadOnlyList<JsonObject> Sessions { get { lock (gate) return [.. sessions.Values.Select(Copy)]; } }

    public IReadOnlyList<JsonObject> Refunds { get { lock (gate) return [.. refunds.Values.Select(Copy)]; } }

    /// <summary>How many changes were asked for.</summary>
    public int Changes { get; private set; }

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    public async Task StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{(Port > 0 ? Port : port)}");
        app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    /// <summary>Nobody listens any more; the books stay.</summary>
    public async Task StopAsync()
    {
        if (app is null)
            return;
        using (var now = new CancellationTokenSource())
        {
            await now.CancelAsync();
            await app.StopAsync(now.Token);
        }

        await app.DisposeAsync();
        app = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>The header that belongs to a text told at this instant.</summary>
    public static string Sign(string text, DateTimeOffset at, string secret = Secret)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mark = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{text}"));
        return $"t={time},v1={Convert.ToHexStringLower(mark)}";
    }

    /// <summary>The client pays on the page. False when it is not open.</summary>
    public bool Pay(string id, bool later = false)
    {
        lock (gate)
        {
            if (sessions[id] is not { } session || Text(session, "status") != "open" || Expire(session))
                return false;
            var intent = Next("pi");
            intents[intent] = new JsonObject { ["id"] = intent, ["object"] = "payment_intent", ["status"] = later ? "processing" : "succeeded", ["amount"] = session["amount_total"]!.GetValue<long>() };
            (session["status"], session["payment_status"], session["payment_intent"], session["url"]) = ("complete", later ? "unpaid" : "paid", intent, null);
            Tell("checkout.session.completed", session);
            return true;
        }
    }

    /// <summary>The bank has worked: it carried the payment out, or refused.</summary>
    public void Bank(string id, bool pays)
    {
        lock (gate)
        {
            var session = sessions[id];
            if (Text(session, "status") != "complete" || Text(session, "payment_status") != "unpaid" || Text(intents[Text(session, "payment_intent")!], "status") != "processing")
                return;
            intents[Text(session, "payment_intent")!]["status"] = pays ? "succeeded" : "requires_payment_method";
            if (pays)
                session["payment_status"] = "paid";
            Tell(pays ? "checkout.session.async_payment_succeeded" : "checkout.session.async_payment_failed", session);
        }
    }

    /// <summary>What is past its time ends.</summary>
    public void Tick()
    {
        lock (gate)
        {
            foreach (var session in sessions.Values)
                Expire(session);
        }
    }

    /// <summary>Somebody gives money back at Stripe's own site. Null when nothing is left.</summary>
    public string? RefundThere(string intent, long amount)
    {
        lock (gate)
            return Left(intent) >= amount && amount > 0 ? Text(Refund(intent, amount, []), "id") : null;
    }

    /// <summary>The client's bank sends a refund back.</summary>
    public void FailRefund(string id)
    {
        lock (gate)
        {
            refunds[id]["status"] = "failed";
            Tell("refund.updated", refunds[id]);
        }
    }

    /// <summary>Money goes over as it did, but more or less of it, or in another currency: what a price that somebody edited at Stripe would do.</summary>
    public void Change(string id, Action<JsonObject> change)
    {
        lock (gate)
            change(sessions[id]);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.StartsWith("/pay/", StringComparison.Ordinal))
        {
            await PageAsync(context, path[5..]);
            return;
        }

        var fault = Fault(path);
        if (fault == StandInFault.DropBefore)
        {
            context.Abort();
            return;
        }

        var form = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync()).ToDictionary(f => f.Key, f => f.Value.ToString()) : [];
        var (status, answer) = fault == StandInFault.ErrorBefore ? (500, Error("api_error", "It is us.")) : Handle(context.Request, path, form);
        Answering(path);
        if (fault == StandInFault.DropAfter)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = fault == StandInFault.ErrorAfter ? 500 : status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(fault == StandInFault.ErrorAfter ? Error("api_error", "It is us.") : answer);
    }

    private (int Status, string Answer) Handle(HttpRequest request, string path, Dictionary<string, string> form)
    {
        lock (gate)
        {
            if (request.Headers.Authorization != $"Bearer {Key}")
                return (401, Error("invalid_request_error", "Invalid API Key provided: sk_test_****"));
            if (HttpMethods.IsGet(request.Method))
                return Read(request, path);
            Changes++;
            if (request.Headers["Idempotency-Key"].ToString() is not { Length: > 0 } key)
            {
                violations.Add($"{path} without a key");
                return (400, Error("invalid_request_error", "No key."));
            }

            var said = path + "?" + string.Join('&', form.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value}"));
            if (kept.TryGetValue(key, out var before))
                return before.Request == said ? (before.Status, before.Answer) : (400, Error("idempotency_error", "Keys for idempotent requests can only be used with the same parameters."));
            var (status, answer) = Write(path, form);
            kept[key] = (said, status, answer);
            return (status, answer);
        }
    }

    private (int Status, string Answer) Write(string path, Dictionary<string, string> form) => path.Split('/') switch
    {
        [_, _, "checkout", "sessions"] => Open(form),
        [_, _, "checkout", "sessions", var id, "expire"] => End(id),
        [_, _, "refunds"] => GiveBack(form),
        _ => (404, Error("invalid_request_error", $"Unrecognized request URL {path}")),
    };

    private (int Status, string Answer) Open(Dictionary<string, string> form)
    {
        var lines = Enumerable.Range(0, 101).Select(i => form.GetValueOrDefault($"line_items[{i}][price_data][unit_amount]")).TakeWhile(amount => amount is not null)
            .Select(amount => long.Parse(amount!, CultureInfo.InvariantCulture)).ToList();
        var expires = long.Parse(form["expires_at"], CultureInfo.InvariantCulture);
        if (lines.Count is 0 or > 100 || lines.Exists(amount => amount <= 0) || form["mode"] != "payment")
            violations.Add("a checkout of nothing");
        if (expires < Now + 1800 || expires > Now + 86_400)
            return (400, Error("invalid_request_error", "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation."));
        if (lines.Sum() < 50)
            return (400, Error("invalid_request_error", "The Checkout Session's total amount due must add up to at least €0.50 eur"));
        var id = Next("cs_test");
        var metadata = new JsonObject();
        foreach (var (name, value) in form.Where(f => f.Key.StartsWith("metadata[", StringComparison.Ordinal)))
            metadata[name[9..^1]] = value;
        sessions[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "checkout.session",
            ["amount_total"] = lines.Sum(),
            ["currency"] = form["line_items[0][price_data][currency]"],
            ["client_reference_id"] = form["client_reference_id"],
            ["created"] = Now,
            ["expires_at"] = expires,
            ["livemode"] = false,
            ["metadata"] = metadata,
            ["mode"] = "payment",
            ["payment_intent"] = null,
            ["payment_status"] = "unpaid",
            ["status"] = "open",
            ["url"] = $"{Address}/pay/{id}",
            ["success_url"] = form["success_url"],
            ["cancel_url"] = form["cancel_url"],
        };
        return (200, sessions[id].ToJsonString());
    }

    private (int Status, string Answer) End(string id)
    {
        if (!sessions.TryGetValue(id, out var session))
            return (404, Error("invalid_request_error", "No such checkout.session"));
        if (Text(session, "status") != "open")
            return (400, Error("invalid_request_error", $"Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of {Text(session, "status")}."));
        (session["status"], session["url"]) = ("expired", null);
        Tell("checkout.session.expired", session);
        return (200, session.ToJsonString());
    }

    private (int Status, string Answer) GiveBack(Dictionary<string, string> form)
    {
        var (intent, amount) = (form["payment_intent"], long.Parse(form["amount"], CultureInfo.InvariantCulture));
        if (!intents.ContainsKey(intent))
            return (404, Error("invalid_request_error", "No such payment_intent"));
        if (amount > Left(intent))
            return (400, Error("invalid_request_error", "Refund amount is greater than unrefunded amount on charge"));
        var metadata = new JsonObject();
        foreach (var (name, value) in form.Where(f => f.Key.StartsWith("metadata[", StringComparison.Ordinal)))
            metadata[name[9..^1]] = value;
        return (200, Refund(intent, amount, metadata).ToJsonString());
    }

    private JsonObject Refund(string intent, long amount, JsonObject metadata)
    {
        var id = Next("re");
        var currency = Text(sessions.Values.Single(s => Text(s, "payment_intent") == intent), "currency");
        refunds[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "refund",
            ["amount"] = amount,
            ["currency"] = currency,
            ["created"] = Now,
            ["payment_intent"] = intent,
            ["status"] = "succeeded",
            ["metadata"] = metadata,
        };
        Tell("refund.created", refunds[id]);
        Tell("charge.refunded", new JsonObject
        {
            ["id"] = $"ch_{intent}",
            ["object"] = "charge",
            ["amount"] = intents[intent]["amount"]!.GetValue<long>(),
            ["currency"] = currency,
            ["payment_intent"] = intent,
            ["amount_refunded"] = refunds.Values.Where(r => Text(r, "payment_intent") == intent).Sum(r => r["amount"]!.GetValue<long>()),
            ["livemode"] = false,
        });
        return refunds[id];
    }

    private (int Status, string Answer) Read(HttpRequest request, string path)
    {
        var since = long.TryParse(request.Query["created[gte]"], CultureInfo.InvariantCulture, out var from) ? from : 0;
        var whole = request.Query.Any(q => q.Key.StartsWith("expand", StringComparison.Ordinal));
        return path.Split('/') switch
        {
            [_, _, "checkout", "sessions"] => (200, List(request, sessions.Values.Where(s => s["created"]!.GetValue<long>() >= since).Select(s => Whole(s, whole)))),
            [_, _, "checkout", "sessions", var id] => sessions.TryGetValue(id, out var one) ? (200, Whole(one, whole).ToJsonString()) : (404, Error("invalid_request_error", "No such checkout.session")),
            [_, _, "refunds"] => (200, List(request, refunds.Values
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
        if (whole && Text(session, "payment_intent") is { } intent)
            copy["payment_intent"] = Copy(intents[intent]);
        return copy;
    }

    private bool Expire(JsonObject session)
    {
        if (Text(session, "status") != "open" || session["expires_at"]!.GetValue<long>() > Now)
            return false;
        (session["status"], session["url"]) = ("expired", null);
        Tell("checkout.session.expired", session);
        return true;
    }

    private void Tell(string type, JsonObject about)
    {
        var id = Next("evt");
        events.Add(new StandInEvent(id, type, new JsonObject
        {
            ["id"] = id,
            ["object"] = "event",
            ["api_version"] = "2020-08-27",
            ["created"] = Now,
            ["livemode"] = false,
            ["pending_webhooks"] = 1,
            ["type"] = type,
            ["request"] = null,
            ["data"] = new JsonObject { ["object"] = Copy(about) },
        }.ToJsonString()));
    }

    /// <summary>The page on which a client would pay, for those who look by hand.</summary>
    private async Task PageAsync(HttpContext context, string id)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            var act = (await context.Request.ReadFormAsync())["act"].ToString();
            if (act is "pay" or "later")
                Pay(id, act == "later");
            context.Response.Redirect(Text(Sessions.Single(s => Text(s, "id") == id), act == "leave" ? "cancel_url" : "success_url")!);
            return;
        }

        var session = Sessions.Single(s => Text(s, "id") == id);
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            $"<title>Stand-in</title><h1>{session["amount_total"]} {session["currency"]}, {session["status"]}</h1><form method=post><button name=act value=pay>Pay now</button> "
            + "<button name=act value=later>Pay by transfer</button> <button name=act value=leave>Leave</button></form>");
    }

    private long Left(string intent) => Text(intents[intent], "status") != "succeeded" ? 0
        : intents[intent]["amount"]!.GetValue<long>() - refunds.Values.Where(r => Text(r, "payment_intent") == intent && Text(r, "status") != "failed").Sum(r => r["amount"]!.GetValue<long>());

    private string Next(string kind) => $"{kind}_{++last:D6}";

    private static string Error(string type, string message) => JsonSerializer.Serialize(new { error = new { type, message } });

    public static string? Text(JsonObject row, string name) => row[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static JsonObject Copy(JsonObject row) => (JsonObject)row.DeepClone();
}
