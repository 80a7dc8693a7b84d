using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace CoachHub.App.Integrations.Smtp;

/// <summary>What a step found.</summary>
internal sealed record SmtpFinding(MailCheckState State, string Words, MailAdvice Advice = MailAdvice.None)
{
    public static SmtpFinding Skipped { get; } = new(MailCheckState.Skipped, "");
}

/// <summary>One visit at a mail server: what each of the doctor's steps does, one after the other, over one connection.</summary>
internal sealed class SmtpVisit(MailCheckOrder order, Func<MailCheckOrder, CancellationToken, Task<byte[]>> write, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>How long a step may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Client client = new(order.Host) { Timeout = (int)Patience.TotalMilliseconds };
    private IPAddress[] addresses = [];
    private Socket? socket;

    /// <summary>Takes a step. Whatever a server or a network does is a finding; throws only when cancelled.</summary>
    public async Task<SmtpFinding> TakeAsync(MailCheckStep step, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return await Act(step)(either.Token);
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            // A connection that is closed under it says so in many ways.
            throw new OperationCanceledException(cancel);
        }
        catch (Exception) when (limit.IsCancellationRequested)
        {
            return Failed(step, MailTrouble.NoAnswer, 0, $"no answer within {Patience.TotalSeconds:0} seconds");
        }
        catch (Exception fault) when (Of(step, fault) is not null)
        {
            return Of(step, fault)!;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), clock);
            if (client.IsConnected)
                await client.DisconnectAsync(quit: true, limit.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or SocketException or SmtpProtocolException or SmtpCommandException)
        {
            // The server need not say goodbye.
        }

        client.Dispose();
        socket?.Dispose();
    }

    private Func<CancellationToken, Task<SmtpFinding>> Act(MailCheckStep step) => step switch
    {
        MailCheckStep.Settings => _ => Task.FromResult(Settings()),
        MailCheckStep.Name => NameAsync,
        MailCheckStep.Connection => ConnectionAsync,
        MailCheckStep.Protection => ProtectionAsync,
        MailCheckStep.SignIn => SignInAsync,
        MailCheckStep.Sender => SenderAsync,
        _ => DeliveryAsync,
    };

    private SmtpFinding Settings() => MailDiagnosis.Missing(order) is not MailAdvice.None and var missing
        ? new SmtpFinding(MailCheckState.Failed, "", missing)
        : new SmtpFinding(MailCheckState.Passed, string.Create(CultureInfo.InvariantCulture, $"{order.Host}:{order.Port} · {order.FromAddress}"));

    private async Task<SmtpFinding> NameAsync(CancellationToken cancel)
    {
        addresses = await Dns.GetHostAddressesAsync(order.Host, cancel);
        return new SmtpFinding(MailCheckState.Passed, string.Join(", ", addresses.Take(4).Select(address => address.ToString())));
    }

    private async Task<SmtpFinding> ConnectionAsync(CancellationToken cancel)
    {
        socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(order.Host, order.Port, cancel);
        return new SmtpFinding(MailCheckState.Passed, string.Create(CultureInfo.InvariantCulture, $"port {order.Port}"));
    }

    private async Task<SmtpFinding> ProtectionAsync(CancellationToken cancel)
    {
        await client.ConnectAsync(socket!, order.Host, order.Port, SmtpMailTransport.Security(order.Security), cancel);
        if (client.IsSecure)
            return new SmtpFinding(MailCheckState.Passed, client.SslProtocol switch
            {
                SslProtocols.Tls13 => "TLS 1.3",
                SslProtocols.Tls12 => "TLS 1.2",
                var other => other.ToString(),
            });
        return Array.TrueForAll(addresses, IPAddress.IsLoopback)
            ? new SmtpFinding(MailCheckState.Passed, "")
            : new SmtpFinding(MailCheckState.Warned, "", MailAdvice.Unprotected);
    }

    private async Task<SmtpFinding> SignInAsync(CancellationToken cancel)
    {
        if (order.User.Length == 0)
            return SmtpFinding.Skipped;
        await client.AuthenticateAsync(order.User, order.Password, cancel);
        return new SmtpFinding(MailCheckState.Passed, order.User);
    }

    private async Task<SmtpFinding> SenderAsync(CancellationToken cancel)
    {
        var address = MailboxAddress.Parse(order.FromAddress).GetAddress(idnEncode: true);
        var from = await client.AskAsync($"MAIL FROM:<{address}>", cancel);
        if ((int)from.StatusCode >= 300)
            return Failed(MailCheckStep.Sender, MailTrouble.Rejected, (int)from.StatusCode, Words(from));
        var to = await client.AskAsync($"RCPT TO:<{address}>", cancel);
        await client.AskAsync("RSET", cancel);
        if ((int)to.StatusCode < 300)
            return new SmtpFinding(MailCheckState.Passed, Words(from));
        var (state, advice) = MailDiagnosis.OwnAddressRefused((int)to.StatusCode, Words(to));
        return new SmtpFinding(state, Words(to), advice);
    }

    private async Task<SmtpFinding> DeliveryAsync(CancellationToken cancel)
    {
        using var stream = new MemoryStream(await write(order, cancel), writable: false);
        using var message = await MimeMessage.LoadAsync(stream, cancel);
        var reply = await client.SendAsync(SmtpMailTransport.Wire, message, message.From.Mailboxes.First(), [MailboxAddress.Parse(order.DeliverTo!)], cancel);
        return new SmtpFinding(MailCheckState.Passed, reply);
    }

    /// <summary>What a fault means; null for one that is a fault of ours.</summary>
    private SmtpFinding? Of(MailCheckStep step, Exception fault) => fault switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } refused => Failed(step, MailTrouble.Refused, 0, refused.Message),
        SocketException trouble => Failed(step, step == MailCheckStep.Name ? MailTrouble.NameUnknown : MailTrouble.NoAnswer, 0, trouble.Message),
        SmtpCommandException command => Failed(
            step, command.ErrorCode == SmtpErrorCode.RecipientNotAccepted ? MailTrouble.RecipientRejected : MailTrouble.Rejected,
            (int)command.StatusCode, $"{(int)command.StatusCode} {command.Message}"),
        SslHandshakeException handshake => Failed(
            step, client.Certificate.Kind ?? MailTrouble.Handshake, 0, client.Certificate.Trouble ?? handshake.InnerException?.Message ?? handshake.Message),
        MailKit.Security.AuthenticationException => Failed(step, MailTrouble.Rejected, CodeOf(client.LastWords), client.LastWords),
        MailKit.ServiceNotAuthenticatedException wanted => Failed(step, MailTrouble.Rejected, 530, $"530 {wanted.Message}"),
        NotSupportedException lacking => Failed(step, MailTrouble.NotOffered, 0, lacking.Message),
        IOException or SmtpProtocolException or ObjectDisposedException or MailKit.ServiceNotConnectedException => Failed(step, MailTrouble.Broken, 0, fault.Message),
        TimeoutException late => Failed(step, MailTrouble.NoAnswer, 0, late.Message),
        _ => null,
    };

    private SmtpFinding Failed(MailCheckStep step, MailTrouble trouble, int code, string words) =>
        new(MailCheckState.Failed, words, MailDiagnosis.Cause(order, step, trouble, code, words));

    private static string Words(SmtpResponse response) => string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {response.Response}");

    // Answers begin with a number.
    private static int CodeOf(string words) => words.Length >= 3 && int.TryParse(words.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 0;

    /// <summary>A client that lets single commands be asked.</summary>
    private sealed class Client : SmtpClient
    {
        private readonly LastAnswer heard;

        public Client(string host) : this(host, new LastAnswer())
        {
        }

        private Client(string host, LastAnswer heard) : base(heard)
        {
            this.heard = heard;
            Certificate = new ServerCertificate(host);
            ServerCertificateValidationCallback = Certificate.IsTrusted;
            CheckCertificateRevocation = false;
        }

        public ServerCertificate Certificate { get; }

        /// <summary>What the server said last, word for word.</summary>
        public string LastWords => heard.Words;

        public Task<SmtpResponse> AskAsync(string command, CancellationToken cancel) => SendCommandAsync(command, cancel);
    }

    /// <summary>Keeps the server's last line: of some refusals MailKit passes on no word. What goes to the server is never looked at.</summary>
    private sealed class LastAnswer : MailKit.IProtocolLogger
    {
        public string Words { get; private set; } = "";

        public MailKit.IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

        public void LogConnect(Uri uri)
        {
        }

        public void LogClient(byte[] buffer, int offset, int count)
        {
        }

        public void LogServer(byte[] buffer, int offset, int count) =>
            Words = System.Text.Encoding.UTF8.GetString(buffer, offset, count).TrimEnd().Split('\n')[^1].Trim();

        public void Dispose()
        {
        }
    }
}
