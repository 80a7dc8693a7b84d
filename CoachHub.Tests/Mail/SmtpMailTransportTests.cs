using System.Text;
using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Smtp;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace CoachHub.Tests.Mail;

public sealed class SmtpMailTransportTests : IAsyncDisposable
{
    private static readonly byte[] Message = Encoding.UTF8.GetBytes(
        "From: \"Elan\" <post@elan.example>\r\nTo: anna@example.org\r\nMessage-ID: <1@elan.example>\r\nSubject: Hello\r\n\r\nOne\r\n.two\r\n..three\r\n");

    private readonly SmtpSink sink = new();
    private readonly FakeTimeProvider clock = new();
    private readonly SmtpMailTransport transport;

    public SmtpMailTransportTests()
    {
        sink.Start();
        transport = Transport();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_ServerTakesIt_ArrivesAsTheSameBytes()
    {
        var answer = await transport.SendAsync("anna@example.org", Message, Cancel);

        Assert.Equal(new DeliveryAnswer(DeliveryOutcome.Accepted, "2.0.0 taken"), answer);
        var taken = Assert.Single(sink.Received);
        Assert.Equal(Message, taken.Bytes);
        Assert.Equal(("post@elan.example", "anna@example.org"), (taken.From, Assert.Single(taken.To)));
    }

    [Fact]
    public async Task Send_Several_KeepOneConnection()
    {
        for (var i = 0; i < 5; i++)
            await transport.SendAsync("anna@example.org", Message, Cancel);

        Assert.Equal((5, 1), (sink.Received.Count, sink.Connections));
    }

    [Theory]
    [InlineData("RCPT", "450 4.2.0 greylisted", DeliveryOutcome.Temporary)]
    [InlineData("RCPT", "550 5.1.1 no such mailbox", DeliveryOutcome.Permanent)]
    [InlineData(".", "451 4.3.0 later", DeliveryOutcome.Temporary)]
    [InlineData(".", "554 5.7.1 spam", DeliveryOutcome.Permanent)]
    [InlineData("MAIL", "451 4.7.1 later", DeliveryOutcome.Temporary)]
    [InlineData("MAIL", "552 5.3.4 too big", DeliveryOutcome.Permanent)]
    [InlineData("MAIL", "530 5.7.0 sign in first", DeliveryOutcome.SenderDown)]
    [InlineData("MAIL", "553 5.7.1 not your address", DeliveryOutcome.SenderDown)]
    [InlineData("MAIL", "421 4.3.2 closing", DeliveryOutcome.SenderDown)]
    [InlineData("CONNECT", "554 5.3.2 go away", DeliveryOutcome.SenderDown)]
    [InlineData("CONNECT", SmtpSink.Hangup, DeliveryOutcome.SenderDown)]
    [InlineData("MAIL", SmtpSink.Hangup, DeliveryOutcome.SenderDown)]
    [InlineData(".", SmtpSink.Hangup, DeliveryOutcome.Unknown)]
    public async Task Send_ServerFails_AnswerSaysWhoseTroubleItIs(string command, string answer, DeliveryOutcome expected)
    {
        sink.Answer = asked => asked.StartsWith(command, StringComparison.Ordinal) ? answer : null;

        var got = await transport.SendAsync("anna@example.org", Message, Cancel);

        Assert.Equal(expected, got.Outcome);
        if (answer != SmtpSink.Hangup)
            Assert.Equal(answer, got.Reply);
    }

    [Fact]
    public async Task Send_AfterARefusal_TheNextOneGoesOverTheSameConnection()
    {
        sink.Answer = asked => asked.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 no such mailbox" : null;
        await transport.SendAsync("nobody@example.org", Message, Cancel);
        sink.Answer = _ => null;

        var answer = await transport.SendAsync("anna@example.org", Message, Cancel);

        Assert.Equal((DeliveryOutcome.Accepted, 1), (answer.Outcome, sink.Connections));
    }

    [Fact]
    public async Task Send_SignInRefused_IsTheSendersTrouble()
    {
        sink.Answer = asked => asked.StartsWith("AUTH", StringComparison.Ordinal) ? "535 5.7.8 wrong password" : null;
        await using var signingIn = Transport(user: "elan");

        var answer = await signingIn.SendAsync("anna@example.org", Message, Cancel);

        Assert.Equal(DeliveryOutcome.SenderDown, answer.Outcome);
        Assert.Contains("wrong password", answer.Reply, StringComparison.Ordinal);
        Assert.Empty(sink.Received);
    }

    [Fact]
    public async Task Send_NobodyListens_SaysSo()
    {
        await sink.StopAsync();

        var answer = await transport.SendAsync("anna@example.org", Message, Cancel);

        Assert.Equal(DeliveryOutcome.SenderDown, answer.Outcome);
        Assert.Contains("refused", answer.Reply, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Send_ServerRestartedBetweenMessages_ConnectsAnew()
    {
        await transport.SendAsync("anna@example.org", Message, Cancel);
        await sink.StopAsync();
        sink.Start();

        var answer = await transport.SendAsync("anna@example.org", Message, Cancel);

        Assert.Equal((DeliveryOutcome.Accepted, 2), (answer.Outcome, sink.Received.Count));
    }

    [Theory]
    [InlineData(".", DeliveryOutcome.Unknown)]
    [InlineData("MAIL", DeliveryOutcome.SenderDown)]
    [InlineData("CONNECT", DeliveryOutcome.SenderDown)]
    public async Task Send_ServerHangs_GivesUpAfterHalfAMinute(string command, DeliveryOutcome expected)
    {
        var asked = new TaskCompletionSource();
        sink.Answer = heard =>
        {
            if (!heard.StartsWith(command, StringComparison.Ordinal))
                return null;
            asked.TrySetResult();
            return SmtpSink.Silence;
        };

        var sending = transport.SendAsync("anna@example.org", Message, Cancel);
        // A connection lost before the text is tried once more, so time has to pass until it is over.
        await asked.Task;
        while (!sending.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(31));
            await Task.Yield();
        }

        Assert.Equal(expected, (await sending).Outcome);
    }

    [Fact]
    public async Task Ready_StartTlsWanted_ButNotOffered_IsTheSendersTrouble()
    {
        await using var wanting = Transport(security: MailSecurity.StartTls);

        Assert.Equal(DeliveryOutcome.SenderDown, (await wanting.ReadyAsync(Cancel)).Outcome);
    }

    [Fact]
    public async Task Send_AddressThatCannotBe_FailsForGood() =>
        Assert.Equal(DeliveryOutcome.Permanent, (await transport.SendAsync("anna@example.org>\r\nRCPT TO:<x@y.z", Message, Cancel)).Outcome);

    public async ValueTask DisposeAsync()
    {
        await transport.DisposeAsync();
        await sink.DisposeAsync();
    }

    private SmtpMailTransport Transport(string user = "", MailSecurity security = MailSecurity.None) =>
        new(new MailSettings("127.0.0.1", sink.Port, security, user, "secret", "post@elan.example", "Elan"), clock);
}
