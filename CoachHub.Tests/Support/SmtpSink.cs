using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using CoachHub.Domain.Practice;
using MimeKit;

namespace CoachHub.Tests.Support;

/// <summary>A message as it came over the wire.</summary>
public sealed record ReceivedMail(string From, IReadOnlyList<string> To, byte[] Bytes)
{
    public MimeMessage Message => MimeMessage.Load(new MemoryStream(Bytes));

    /// <summary>The calendar file of the message, or null.</summary>
    public string? Calendar => Message.BodyParts.OfType<MimePart>()
        .FirstOrDefault(part => part.ContentType.IsMimeType("text", "calendar"))?
        .Content is { } content ? Decoded(content) : null;

    private static string Decoded(IMimeContent content)
    {
        using var stream = new MemoryStream();
        content.DecodeTo(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

/// <summary>
/// A small SMTP server (RFC 5321) on a port of its own. It can be stopped and started again, and it answers a command as the
/// test says: refuse, break the connection after the text, or keep silent until it is stopped.
/// </summary>
public sealed class SmtpSink : IAsyncDisposable
{
    /// <summary>An answer that breaks the connection instead.</summary>
    public const string Hangup = "hangup";

    /// <summary>An answer that never comes.</summary>
    public const string Silence = "silence";

    private readonly ConcurrentQueue<ReceivedMail> received = new();
    private readonly ConcurrentDictionary<Task, byte> conversations = new();
    private readonly Channel<ReceivedMail> arrivals = Channel.CreateUnbounded<ReceivedMail>();
    private TcpListener? listener;
    private CancellationTokenSource stopping = new();
    private Task accepting = Task.CompletedTask;
    private int connections;

    public int Port { get; private set; }

    /// <summary>Every message that was answered with 250, in order.</summary>
    public IReadOnlyList<ReceivedMail> Received => [.. received];

    /// <summary>How many connections were opened.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>What to answer to a command line, to <c>.</c> after the text, or to <c>CONNECT</c>; null = the usual.</summary>
    public Func<string, string?> Answer { get; set; } = _ => null;

    /// <summary>How connections are protected; anything but none needs a <see cref="Certificate"/>.</summary>
    public MailSecurity Security { get; set; } = MailSecurity.None;

    /// <summary>What the server proves its name with.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Listens, on the same port as before where there was one.</summary>
    public void Start()
    {
        stopping = new CancellationTokenSource();
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync(listener, stopping.Token);
    }

    /// <summary>Stops listening and breaks every connection.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        listener?.Stop();
        await accepting;
        await Task.WhenAll(conversations.Keys);
        stopping.Dispose();
        listener = null;
    }

    /// <summary>The next message that arrives and was not returned before.</summary>
    public async Task<ReceivedMail> NextAsync(TimeSpan? within = null, CancellationToken cancel = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(within ?? TimeSpan.FromSeconds(30));
        return await arrivals.Reader.ReadAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (listener is not null)
            await StopAsync();
    }

    private async Task AcceptAsync(TcpListener from, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var client = await from.AcceptTcpClientAsync(stop);
                Interlocked.Increment(ref connections);
                var conversation = ConverseAsync(client, stop);
                conversations[conversation] = 0;
                _ = conversation.ContinueWith(done => conversations.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Stopped: cancelled, or the listener went away between two connections.
        }
    }

    private async Task ConverseAsync(TcpClient client, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                // Small answers must not wait for each other.
                client.NoDelay = true;
                Stream stream = client.GetStream();
                if (Security == MailSecurity.Tls)
                    stream = await ProtectAsync(stream, stop);
                if (await TalkAsync(stream, "220 sink ready", stop))
                    await TalkAsync(await ProtectAsync(stream, stop), null, stop);
            }
            catch (Exception fault) when (fault is OperationCanceledException or IOException or SocketException or AuthenticationException)
            {
                // Stopped, or the other side left.
            }
        }
    }

    /// <summary>Speaks until the other side leaves. True when it asked for protection.</summary>
    private async Task<bool> TalkAsync(Stream stream, string? greeting, CancellationToken stop)
    {
        // Latin-1 keeps every byte of the text as it is.
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        await using var writer = new StreamWriter(stream, Encoding.Latin1, leaveOpen: true) { NewLine = "\r\n", AutoFlush = true };
        if (greeting is not null && !await SayAsync(writer, Answer("CONNECT") ?? greeting, stop))
            return false;
        var from = "";
        var to = new List<string>();
        while (await reader.ReadLineAsync(stop) is { } line)
        {
            var verb = line.Split(' ')[0].ToUpperInvariant();
            var answer = Answer(line) ?? Usual(verb);
            if (verb == "EHLO" && greeting is not null && Security == MailSecurity.StartTls)
                answer = answer.Replace("250-PIPELINING", "250-STARTTLS\r\n250-PIPELINING", StringComparison.Ordinal);
            if (verb == "STARTTLS" && Security == MailSecurity.StartTls)
                return await SayAsync(writer, "220 2.0.0 go on", stop);
            if (verb == "MAIL")
                (from, to) = (Address(line), []);
            if (verb == "RCPT" && answer.StartsWith('2'))
                to.Add(Address(line));
            if (!await SayAsync(writer, answer, stop))
                return false;
            if (verb == "DATA" && answer.StartsWith('3') && !await TakeAsync(reader, writer, from, to, stop))
                return false;
            if (verb == "QUIT")
                return false;
        }

        return false;
    }

    private async Task<Stream> ProtectAsync(Stream plain, CancellationToken stop)
    {
        var safe = new SslStream(plain);
        await safe.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, stop);
        return safe;
    }

    private async Task<bool> TakeAsync(StreamReader reader, StreamWriter writer, string from, List<string> to, CancellationToken stop)
    {
        using var bytes = new MemoryStream();
        while (true)
        {
            // A text without its closing point is no message: the other side died in the middle of it (RFC 5321, 4.1.1.4).
            if (await reader.ReadLineAsync(stop) is not { } line)
                return false;
            if (line == ".")
                break;
            bytes.Write(Encoding.Latin1.GetBytes((line.StartsWith('.') ? line[1..] : line) + "\r\n"));
        }

        var answer = Answer(".") ?? "250 2.0.0 taken";
        if (answer.StartsWith('2'))
        {
            var mail = new ReceivedMail(from, [.. to], bytes.ToArray());
            received.Enqueue(mail);
            arrivals.Writer.TryWrite(mail);
        }

        return await SayAsync(writer, answer, stop);
    }

    private static async Task<bool> SayAsync(StreamWriter writer, string answer, CancellationToken stop)
    {
        if (answer == Hangup)
            return false;
        if (answer == Silence)
            await new TaskCompletionSource().Task.WaitAsync(stop);
        await writer.WriteLineAsync(answer.AsMemory(), stop);
        return true;
    }

    private static string Usual(string verb) => verb switch
    {
        "EHLO" => "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-AUTH PLAIN\r\n250 ENHANCEDSTATUSCODES",
        "AUTH" => "235 2.7.0 welcome",
        "HELO" or "MAIL" or "RCPT" or "RSET" or "NOOP" => "250 2.1.0 fine",
        "DATA" => "354 go on",
        "QUIT" => "221 2.0.0 bye",
        _ => "502 5.5.1 not known",
    };

    private static string Address(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..].Split('>')[0];
}
