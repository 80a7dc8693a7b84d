using System.Text.Json.Nodes;
using static CoachHub.Tests.Payments.StandIn.StripeStandIn;

namespace CoachHub.Tests.Payments.StandIn;

/// <summary>The account at the stand-in: what clients, banks and the account's owner do there, and what is told of it.</summary>
public sealed class StandInAccount(StandInBooks books, TimeProvider clock)
{
    /// <summary>The time there, in seconds.</summary>
    public long Now => books.Now ?? clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The client pays on the page. False when it is not open.</summary>
    public bool Pay(string id, bool later = false) => Do(() =>
    {
        var session = books.Sessions[id];
        if (Text(session, "status") != "open" || Expire(session))
            return false;
        var intent = books.Next("pi");
        books.Put(new JsonObject { ["id"] = intent, ["object"] = "payment_intent", ["status"] = later ? "processing" : "succeeded", ["amount"] = Amount(session, "amount_total") });
        (session["status"], session["payment_status"], session["payment_intent"], session["url"]) = ("complete", later ? "unpaid" : "paid", intent, null);
        Changed(session, "checkout.session.completed");
        return true;
    });

    /// <summary>The bank has worked: it carried the payment out, or refused.</summary>
    public bool Bank(string id, bool pays) => Do(() =>
    {
        var session = books.Sessions[id];
        if (Text(session, "status") != "complete" || Text(session, "payment_status") != "unpaid" || books.Intents[Text(session, "payment_intent")!] is not { } intent || Text(intent, "status") != "processing")
            return false;
        intent["status"] = pays ? "succeeded" : "requires_payment_method";
        books.Put(intent);
        if (pays)
            session["payment_status"] = "paid";
        Changed(session, pays ? "checkout.session.async_payment_succeeded" : "checkout.session.async_payment_failed");
        return true;
    });

    /// <summary>What is past its time ends.</summary>
    public int Tick() => Do(() => books.Sessions.Values.ToList().Count(Expire));

    /// <summary>Somebody gives money back at Stripe's own site. Null when nothing is left.</summary>
    public string? RefundThere(string intent, long amount) =>
        Do(() => Left(intent) >= amount && amount > 0 ? Text(Refund(intent, amount, []), "id") : null);

    /// <summary>The client's bank sends a refund back.</summary>
    public bool FailRefund(string id) => Do(() =>
    {
        books.Refunds[id]["status"] = "failed";
        Changed(books.Refunds[id], "refund.updated");
        return true;
    });

    /// <summary>More or less money goes over, or in another currency: what a price that somebody edited at Stripe would do.</summary>
    public bool Change(string id, Action<JsonObject> change) => Do(() =>
    {
        change(books.Sessions[id]);
        books.Put(books.Sessions[id]);
        return true;
    });

    /// <summary>A checkout ends before its time.</summary>
    public void End(JsonObject session)
    {
        (session["status"], session["url"]) = ("expired", null);
        Changed(session, "checkout.session.expired");
    }

    /// <summary>What can still be given back of a payment.</summary>
    public long Left(string intent) => Text(books.Intents[intent], "status") != "succeeded" ? 0
        : Amount(books.Intents[intent], "amount") - books.Refunds.Values.Where(r => Text(r, "payment_intent") == intent && Text(r, "status") != "failed").Sum(r => Amount(r, "amount"));

    /// <summary>Gives back, and tells of it in the two ways that Stripe does.</summary>
    public JsonObject Refund(string intent, long amount, JsonObject metadata)
    {
        var id = books.Next("re");
        var currency = Text(books.Sessions.Values.Single(s => Text(s, "payment_intent") == intent), "currency");
        var refund = new JsonObject
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
        Changed(refund, "refund.created");
        Tell("charge.refunded", new JsonObject
        {
            ["id"] = $"ch_{intent}",
            ["object"] = "charge",
            ["amount"] = Amount(books.Intents[intent], "amount"),
            ["currency"] = currency,
            ["payment_intent"] = intent,
            ["amount_refunded"] = books.Refunds.Values.Where(r => Text(r, "payment_intent") == intent).Sum(r => Amount(r, "amount")),
            ["livemode"] = false,
        });
        return refund;
    }

    private static long Amount(JsonObject row, string name) => row[name]!.GetValue<long>();

    private T Do<T>(Func<T> act)
    {
        lock (books.Gate)
        {
            var done = act();
            books.Write();
            return done;
        }
    }

    private bool Expire(JsonObject session)
    {
        if (Text(session, "status") != "open" || Amount(session, "expires_at") > Now)
            return false;
        End(session);
        return true;
    }

    private void Changed(JsonObject row, string type)
    {
        books.Put(row);
        Tell(type, row);
    }

    private void Tell(string type, JsonObject about)
    {
        var id = books.Next("evt");
        books.Tell(new StandInEvent(id, type, new JsonObject
        {
            ["id"] = id,
            ["object"] = "event",
            ["api_version"] = "2020-08-27",
            ["created"] = Now,
            ["livemode"] = false,
            ["pending_webhooks"] = 1,
            ["type"] = type,
            ["request"] = null,
            ["data"] = new JsonObject { ["object"] = about.DeepClone() },
        }.ToJsonString()));
    }
}
