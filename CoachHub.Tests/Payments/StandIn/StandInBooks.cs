using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace CoachHub.Tests.Payments.StandIn;

/// <summary>Something to be told, as its bytes.</summary>
public sealed record StandInEvent(string Id, string Type, string Text);

/// <summary>The answer that a key got.</summary>
public sealed record KeptAnswer(string Request, int Status, string Answer);

/// <summary>
/// The stand-in's books. All that one request changes is one line of a file, written before the answer goes out: what was answered outlives
/// <c>kill -9</c>, and half a line never was. Without a file they last as long as the object.
/// </summary>
public sealed class StandInBooks : IDisposable
{
    private readonly FileStream? file;
    private JsonArray pending = [];

    public StandInBooks(string? path = null)
    {
        if (path is null)
            return;
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        Load();
    }

    /// <summary>Held by whoever reads or changes.</summary>
    public Lock Gate { get; } = new();

    public Dictionary<string, JsonObject> Sessions { get; } = [];

    public Dictionary<string, JsonObject> Refunds { get; } = [];

    public Dictionary<string, JsonObject> Intents { get; } = [];

    public Dictionary<string, KeptAnswer> Kept { get; } = [];

    public List<StandInEvent> Events { get; } = [];

    /// <summary>Requests that Stripe would have frowned at.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>The last number that was given out: names end with it, so it says what came after what.</summary>
    public int Last { get; private set; }

    /// <summary>The time, in seconds, where somebody has set it.</summary>
    public long? Now { get; private set; }

    /// <summary>A name that nothing has yet.</summary>
    public string Next(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}_{++Last:D6}");

    /// <summary>The number in a name.</summary>
    public static int NumberOf(string id) => int.Parse(id.AsSpan(id.LastIndexOf('_') + 1), CultureInfo.InvariantCulture);

    /// <summary>A new row, or one that has changed.</summary>
    public void Put(JsonObject row)
    {
        Take(row);
        pending.Add(row.DeepClone());
    }

    public void Keep(string key, KeptAnswer answer) =>
        Put(new JsonObject { ["object"] = "kept", ["key"] = key, ["request"] = answer.Request, ["status"] = answer.Status, ["answer"] = answer.Answer });

    public void Tell(StandInEvent told) => Put(new JsonObject { ["object"] = "told", ["id"] = told.Id, ["type"] = told.Type, ["text"] = told.Text });

    public void Frown(string what) => Put(new JsonObject { ["object"] = "violation", ["what"] = what });

    public void SetClock(long seconds) => Put(new JsonObject { ["object"] = "clock", ["now"] = seconds });

    /// <summary>Writes down what has changed. The system has it then; only the machine's own death could lose it.</summary>
    public void Write()
    {
        if (pending.Count == 0)
            return;
        file?.Write(Encoding.UTF8.GetBytes(pending.ToJsonString() + "\n"));
        pending = [];
    }

    public void Dispose() => file?.Dispose();

    private void Load()
    {
        var bytes = new byte[file!.Length];
        file.ReadExactly(bytes);
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        file.SetLength(whole);
        file.Position = whole;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var row in JsonNode.Parse(line)!.AsArray())
                Take((JsonObject)row!.DeepClone());
        }
    }

    private void Take(JsonObject row)
    {
        string Of(string name) => row[name]!.GetValue<string>();
        switch (Of("object"))
        {
            case "checkout.session":
                Sessions[Of("id")] = row;
                break;
            case "refund":
                Refunds[Of("id")] = row;
                break;
            case "payment_intent":
                Intents[Of("id")] = row;
                break;
            case "told":
                Events.Add(new StandInEvent(Of("id"), Of("type"), Of("text")));
                break;
            case "kept":
                Kept[Of("key")] = new KeptAnswer(Of("request"), row["status"]!.GetValue<int>(), Of("answer"));
                return;
            case "violation":
                Violations.Add(Of("what"));
                return;
            default:
                Now = row["now"]!.GetValue<long>();
                return;
        }

        Last = Math.Max(Last, NumberOf(Of("id")));
    }
}
