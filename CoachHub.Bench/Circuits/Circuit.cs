using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CoachHub.Bench.Circuits;

/// <summary>
/// An open page of a Blazor Server application, without a browser: it opens the circuit that the page names, answers what the
/// server asks of scripts, acknowledges batches, and remembers what a benchmark clicks on.
/// </summary>
internal sealed partial class Circuit : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);

    private readonly Visitor visitor;
    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1);
    private readonly CancellationTokenSource closing = new();
    private readonly Dictionary<string, long> handlers = [];
    private readonly Uri address;
    private TaskCompletionSource pulse = New();
    private TaskCompletionSource<string>? started;
    private Task receiving = Task.CompletedTask;
    private Task pinging = Task.CompletedTask;
    private string secret = "";
    private string? fault;
    private int interop;
    private int objects;
    private int calls;

    private Circuit(Visitor visitor, Uri address) => (this.visitor, this.address) = (visitor, address);

    /// <summary>Bytes that came from the server, not compressed.</summary>
    public long Bytes { get; private set; }

    /// <summary>Batches that came from the server.</summary>
    public int Batches { get; private set; }

    /// <summary>The list's revision: another one when what was asked for is on the screen.</summary>
    public string? Revision { get; private set; }

    /// <summary>Where *Next* leads.</summary>
    public string? Next { get; private set; }

    /// <summary>Opens a page and waits until its circuit has rendered it and the list, where it has one, shows its rows.</summary>
    public static async Task<Circuit> OpenAsync(Visitor visitor, string path, bool hasList = false)
    {
        var page = await visitor.GetAsync(path);
        var circuit = new Circuit(visitor, new Uri(visitor.Server, path));
        await circuit.StartAsync(page);
        // The list shows what was prerendered, and reads it again as soon as it listens: a click before that would meet the answer to it.
        await circuit.UntilAsync(() => circuit.Batches > 0 && circuit.interop > 0 && (!hasList || circuit.Revision is not (null or "1")));
        return circuit;
    }

    /// <summary>Waits until nothing came for a while.</summary>
    public async Task SettleAsync(int milliseconds = 100)
    {
        for (var seen = -1L; seen != Bytes;)
        {
            seen = Bytes;
            await Task.Delay(milliseconds);
        }
    }

    /// <summary>Follows a link inside the circuit.</summary>
    public Task GoAsync(string href) => SendAsync("OnLocationChanged", new Uri(address, href).AbsoluteUri, null, true);

    /// <summary>Follows *Next* and waits for its rows; from the end of the list it goes back to <paramref name="start"/>.</summary>
    public async Task NextPageAsync(string start)
    {
        var before = Revision;
        var href = Next ?? start;
        Next = null;
        await GoAsync(href);
        await UntilAsync(() => Revision != before);
    }

    /// <summary>Clicks the element with this id and waits for the batch.</summary>
    public async Task ClickAsync(string id)
    {
        var before = Batches;
        var happened = $$"""{"eventHandlerId":{{handlers[id]}},"eventName":"click","eventFieldInfo":null}""";
        const string Mouse = """{"detail":1,"screenX":0,"screenY":0,"clientX":0,"clientY":0,"offsetX":0,"offsetY":0,"pageX":0,"pageY":0,"movementX":0,"movementY":0,"button":0,"buttons":0,"ctrlKey":false,"shiftKey":false,"altKey":false,"metaKey":false,"type":"click"}""";
        await SendAsync("BeginInvokeDotNetFromJS", (++calls).ToString(CultureInfo.InvariantCulture), null, "DispatchEventAsync", interop, $"[{happened},{Mouse}]");
        await UntilAsync(() => Batches > before);
    }

    /// <summary>Waits until something is so, looking after each message.</summary>
    public async Task UntilAsync(Func<bool> so)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var next = Volatile.Read(ref pulse).Task;
            if (fault is not null)
                throw new InvalidOperationException($"The circuit at {address} ended: {fault}");
            if (so())
                return;
            await next.WaitAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await visitor.LeaveAsync(secret);
        await closing.CancelAsync();
        await Task.WhenAll(receiving, pinging);
        socket.Dispose();
        sending.Dispose();
        closing.Dispose();
    }

    private async Task StartAsync(string page)
    {
        socket.Options.Cookies = visitor.Cookies;
        await socket.ConnectAsync(new Uri(new UriBuilder(visitor.Server) { Scheme = "ws", Path = "/_blazor" }.Uri.AbsoluteUri), CancellationToken.None);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[64];
        var shake = await socket.ReceiveAsync(buffer, CancellationToken.None);
        var answer = Encoding.UTF8.GetString(buffer, 0, shake.Count);
        if (!answer.StartsWith("{}", StringComparison.Ordinal))
            throw new InvalidOperationException($"The server refused the connection: {answer}");
        receiving = ReceiveAsync();
        pinging = PingAsync();

        var state = State().Match(page).Groups[1].Value;
        started = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendRawAsync([1, MessagePack.Map.Empty, "start", "StartCircuit", new object?[] { visitor.Server.AbsoluteUri, address.AbsoluteUri, "[]", state }, Array.Empty<object?>()]);
        secret = await started.Task.WaitAsync(Patience);
        var operations = new JsonArray();
        foreach (Match marker in Marker().Matches(page))
        {
            if (JsonNode.Parse(marker.Groups[1].Value) is JsonObject named && (string?)named["type"] is "server" or "auto")
                operations.Add(new JsonObject { ["type"] = "add", ["ssrComponentId"] = operations.Count + 1, ["marker"] = named });
        }

        await SendAsync("UpdateRootComponents", new JsonObject { ["batchId"] = 1, ["operations"] = operations }.ToJsonString(), state);
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                message.SetLength(0);
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(), closing.Token);
                    message.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                    throw new WebSocketException($"closed: {socket.CloseStatusDescription}");
                Bytes += message.Length;
                foreach (var one in MessagePack.Unframe(message.ToArray()))
                    await TakeAsync(one);
                Interlocked.Exchange(ref pulse, New()).TrySetResult();
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // Left.
        }
        catch (Exception broken) when (broken is WebSocketException or InvalidOperationException or NotSupportedException)
        {
            fault ??= broken.Message;
            started?.TrySetException(broken);
            Interlocked.Exchange(ref pulse, New()).TrySetResult();
        }
    }

    private async Task PingAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(KeepAlive, closing.Token);
                await SendRawAsync([6]);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or WebSocketException or InvalidOperationException)
        {
            // Left, or the receiver tells.
        }
    }

    private Task TakeAsync(object?[] message)
    {
        switch ((long)message[0]!)
        {
            case 1:
                return AnswerAsync((string)message[3]!, (object?[])message[4]!);
            case 3 when (long)message[3]! == 3:
                started!.TrySetResult((string?)message[4] ?? throw new InvalidOperationException("The server started no circuit."));
                return Task.CompletedTask;
            case 3 when (long)message[3]! == 1:
                throw new InvalidOperationException((string?)message[4]);
            case 7:
                throw new InvalidOperationException($"closed: {message[1]}");
            default:
                return Task.CompletedTask;
        }
    }

    private Task AnswerAsync(string target, object?[] arguments)
    {
        switch (target)
        {
            case "JS.RenderBatch":
                Batches++;
                Look(new RenderBatch((byte[])arguments[1]!));
                return SendAsync("OnRenderCompleted", arguments[0], null);
            case "JS.BeginInvokeJS":
                return ScriptAsync((long)arguments[0]!, (string)arguments[1]!, (string?)arguments[2], (long)arguments[3]!);
            case "JS.Error":
                throw new InvalidOperationException($"the server reports {arguments[0]}");
            default:
                return Task.CompletedTask;
        }
    }

    private Task ScriptAsync(long handle, string identifier, string? arguments, long resultType)
    {
        if (identifier == "Blazor._internal.attachWebRendererInterop")
            interop = (int)JsonNode.Parse(arguments!)![1]!["__dotNetObject"]!;
        var result = resultType == 1 ? $$"""{"__jsObjectId":{{++objects}}}""" : identifier.Contains("isDark", StringComparison.OrdinalIgnoreCase) ? "false" : "null";
        return handle == 0
            ? Task.CompletedTask
            : SendAsync("EndInvokeJSFromDotNet", handle, true, $"[{handle},true,{result}]");
    }

    private void Look(RenderBatch batch)
    {
        foreach (var element in batch.Elements())
        {
            string? id = null;
            foreach (var (name, value, handler) in element)
            {
                if (name == "id")
                    id = value;
                else if (name == "data-rev" && value is not null)
                    Revision = value;
                else if (name == "href" && value?.Contains("after=", StringComparison.Ordinal) == true && !value.Contains("open_session", StringComparison.Ordinal))
                    Next = value;
                else if (name == "onclick" && handler != 0 && id is not null)
                    handlers[id] = handler;
            }
        }
    }

    private Task SendAsync(string target, params object?[] arguments) =>
        SendRawAsync([1, MessagePack.Map.Empty, null, target, arguments, Array.Empty<object?>()]);

    private async Task SendRawAsync(object?[] message)
    {
        var bytes = MessagePack.Frame(message);
        await sending.WaitAsync(closing.Token);
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Binary, true, CancellationToken.None);
        }
        finally
        {
            sending.Release();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [GeneratedRegex("<!--Blazor:(\\{.*?\\})-->")]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:([^>]*?)-->")]
    private static partial Regex State();
}
