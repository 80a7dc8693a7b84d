using System.Net.Sockets;
using CoachHub.App.Hosting;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace CoachHub.App.Integrations.Smtp;

/// <summary>Sends over one kept SMTP connection. Not for several threads at once.</summary>
public sealed class SmtpMailTransport(MailSettings settings, TimeProvider clock) : IMailTransport
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Servers close connections that idle for long; asking costs a round trip, so only after a pause.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    // The same bytes on every attempt and in the log: MailKit must change no line end.
    internal static readonly FormatOptions Wire = WireFormat();

    private Client? client;
    private long lastUsed;

    public async Task<DeliveryAnswer> ReadyAsync(CancellationToken cancel)
    {
        try
        {
            if (client is { IsConnected: true } kept && clock.GetElapsedTime(lastUsed) > Idle)
                await WithinAsync(Patience, kept.NoOpAsync, cancel);
            if (client is { IsConnected: true })
                return Ready;
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested && IsConnectionFault(fault))
        {
            // It was closed meanwhile, which is usual: a new one follows.
        }

        return await ConnectAsync(cancel);
    }

    public async Task<DeliveryAnswer> SendAsync(string toAddress, byte[] mime, CancellationToken cancel)
    {
        var answer = await TryAsync(toAddress, mime, cancel);
        // A kept connection may turn out dead at its first command; that is no news about the server.
        return answer ?? await TryAsync(toAddress, mime, cancel) ?? new DeliveryAnswer(DeliveryOutcome.SenderDown, "connection lost before the message was sent");
    }

    public async ValueTask DisposeAsync()
    {
        if (client is not { } open)
            return;
        client = null;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), clock);
            await open.DisconnectAsync(quit: true, limit.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException || IsConnectionFault(fault))
        {
            // The server need not say goodbye.
        }

        open.Dispose();
    }

    private static DeliveryAnswer Ready { get; } = new(DeliveryOutcome.Accepted, "");

    /// <summary>One attempt; null when the connection was lost before the server had agreed to take the text.</summary>
    private async Task<DeliveryAnswer?> TryAsync(string toAddress, byte[] mime, CancellationToken cancel)
    {
        var ready = await ReadyAsync(cancel);
        if (ready.Outcome != DeliveryOutcome.Accepted)
            return ready;
        var open = client!;
        open.RecipientAccepted = false;
        try
        {
            using var stream = new MemoryStream(mime, writable: false);
            var message = await MimeMessage.LoadAsync(stream, cancel);
            var reply = "";
            await WithinAsync(
                Patience,
                async token => reply = await open.SendAsync(Wire, message, message.From.Mailboxes.First(), [MailboxAddress.Parse(toAddress)], token),
                cancel);
            lastUsed = clock.GetTimestamp();
            return new DeliveryAnswer(DeliveryOutcome.Accepted, reply);
        }
        catch (SmtpCommandException refused)
        {
            lastUsed = clock.GetTimestamp();
            return Refused(refused);
        }
        catch (MailKit.ServiceNotAuthenticatedException refused)
        {
            // MailKit keeps the reply to itself for 530 alone, without its number.
            return new DeliveryAnswer(DeliveryOutcome.SenderDown, $"530 {refused.Message}");
        }
        catch (Exception fault) when (fault is ParseException or FormatException or NotSupportedException)
        {
            return new DeliveryAnswer(DeliveryOutcome.Permanent, fault.Message);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested && IsConnectionFault(fault))
        {
            Drop();
            return open.RecipientAccepted ? new DeliveryAnswer(DeliveryOutcome.Unknown, $"connection lost after sending: {Words(fault)}") : null;
        }
    }

    private static DeliveryAnswer Refused(SmtpCommandException refused)
    {
        var code = (int)refused.StatusCode;
        var reply = $"{code} {refused.Message}";
        // 421 closes the connection, 53x asks for another sign-in, a refused sender would be refused in every message: these are
        // troubles of the sender, and the queue waits until somebody mends them.
        var outcome = code switch
        {
            421 or 530 or 534 or 535 or 538 => DeliveryOutcome.SenderDown,
            550 or 553 when refused.ErrorCode == SmtpErrorCode.SenderNotAccepted => DeliveryOutcome.SenderDown,
            >= 400 and < 500 => DeliveryOutcome.Temporary,
            _ => DeliveryOutcome.Permanent,
        };
        return new DeliveryAnswer(outcome, reply);
    }

    private async Task<DeliveryAnswer> ConnectAsync(CancellationToken cancel)
    {
        Drop();
        var fresh = new Client(settings.Host) { Timeout = (int)Patience.TotalMilliseconds };
        try
        {
            await WithinAsync(
                Patience,
                async token =>
                {
                    await fresh.ConnectAsync(await SocketAsync(token), settings.Host, settings.Port, Security(settings.Security), token);
                    if (settings.User.Length > 0)
                        await fresh.AuthenticateAsync(settings.User, settings.Password, token);
                },
                cancel);
            client = fresh;
            lastUsed = clock.GetTimestamp();
            return Ready;
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested && (IsConnectionFault(fault) || fault is SmtpCommandException))
        {
            fresh.Dispose();
            return new DeliveryAnswer(DeliveryOutcome.SenderDown, fresh.Certificate.Trouble is { } trouble ? $"TLS: {trouble}" : Words(fault));
        }
    }

    /// <summary>
    /// A connected socket that sends at once: MailKit writes a message's text and its closing point apart, and waiting to join
    /// them costs 40 ms a message.
    /// </summary>
    private async Task<Socket> SocketAsync(CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(settings.Host, settings.Port, cancel);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Drop()
    {
        client?.Dispose();
        client = null;
    }

    private async Task WithinAsync(TimeSpan patience, Func<CancellationToken, Task> act, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            await act(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {patience.TotalSeconds:0} seconds");
        }
    }

    private static bool IsConnectionFault(Exception fault) => fault is
        SocketException or IOException or SmtpProtocolException or TimeoutException or SslHandshakeException
        or AuthenticationException or MailKit.ServiceNotConnectedException
        or ObjectDisposedException or NotSupportedException;

    // A handshake's message is a page long; its cause says what is wrong.
    private static string Words(Exception fault) => fault switch
    {
        SmtpCommandException command => $"{(int)command.StatusCode} {command.Message}",
        SslHandshakeException { InnerException: { } inner } => $"TLS: {inner.Message}",
        _ => fault.Message,
    };

    internal static SecureSocketOptions Security(MailSecurity security) => security switch
    {
        MailSecurity.None => SecureSocketOptions.None,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };

    private static FormatOptions WireFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }

    /// <summary>Knows whether the server had agreed to the recipient: from there on the text may have reached it.</summary>
    private sealed class Client : SmtpClient
    {
        public Client(string host)
        {
            Certificate = new ServerCertificate(host);
            ServerCertificateValidationCallback = Certificate.IsTrusted;
            // A practice's own authority publishes no list of what it revoked, and a list that cannot be reached would stop all mail.
            CheckCertificateRevocation = false;
        }

        public ServerCertificate Certificate { get; }

        public bool RecipientAccepted { get; set; }

        protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
        {
            RecipientAccepted = true;
            base.OnRecipientAccepted(message, mailbox, response);
        }
    }
}
