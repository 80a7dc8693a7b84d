using System.Net;
using System.Net.Sockets;
using CoachHub.App.Integrations.Smtp;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using MimeKit;

namespace CoachHub.Tests.Mail;

/// <summary>The mail doctor against a server that fails in every way that people meet.</summary>
public sealed class SmtpDoctorTests : IAsyncDisposable
{
    private readonly SmtpSink sink = new();
    private readonly FakeTimeProvider clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private MailCheckOrder Order => new("localhost", sink.Port, MailSecurity.None, "post", "horn", "practice@example.org", "Elan") { DeliverTo = "ada@example.org" };

    [Fact]
    public async Task Examine_EverythingWell_PassesEachStepAndDeliversOneMessage()
    {
        sink.Start();

        var checks = await ExamineAsync(Order);

        Assert.Equal(Enum.GetValues<MailCheckStep>(), checks.Select(check => check.Step));
        Assert.All(checks, check => Assert.Equal((MailCheckState.Passed, MailAdvice.None), (check.State, check.Advice)));
        Assert.Equal("2.0.0 taken", checks[^1].Words);
        Assert.Equal(["ada@example.org"], Assert.Single(sink.Received).To);
    }

    [Fact]
    public async Task Examine_NoAddressToDeliverTo_SendsNothing()
    {
        sink.Start();

        var checks = await ExamineAsync(Order with { DeliverTo = null });

        Assert.Equal(MailCheckStep.Sender, checks[^1].Step);
        Assert.Equal(MailCheckState.Passed, checks[^1].State);
        Assert.Empty(sink.Received);
    }

    [Theory]
    [InlineData("", "post", "horn", "practice@example.org", MailAdvice.NoServer)]
    [InlineData("localhost", "post", "horn", "", MailAdvice.NoSender)]
    [InlineData("localhost", "post", "horn", "a@b.example\r\nBcc: c@d.example", MailAdvice.NoSender)]
    [InlineData("localhost", "post", "", "practice@example.org", MailAdvice.NoPassword)]
    public async Task Examine_SomethingIsMissing_SaysSoBeforeAnythingIsTried(string host, string user, string password, string from, MailAdvice advice)
    {
        sink.Start();

        var checks = await ExamineAsync(Order with { Host = host, User = user, Password = password, FromAddress = from });

        FailsAt(checks, MailCheckStep.Settings, advice);
        Assert.Equal(0, sink.Connections);
    }

    [Fact]
    public async Task Examine_NameThatIsNoMachine_FailsAtTheName() =>
        FailsAt(await ExamineAsync(Order with { Host = "no-such-machine.invalid" }), MailCheckStep.Name, MailAdvice.NameUnknown);

    [Fact]
    public async Task Examine_NothingListens_FailsAtTheConnection()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var free = ((IPEndPoint)port.LocalEndpoint).Port;
        port.Stop();

        FailsAt(await ExamineAsync(Order with { Port = free }), MailCheckStep.Connection, MailAdvice.NothingListens);
    }

    [Theory]
    [InlineData("CONNECT", "554 5.7.1 go away", MailCheckStep.Protection, MailAdvice.NoMailServer)]
    [InlineData("CONNECT", "421 4.3.2 busy", MailCheckStep.Protection, MailAdvice.Later)]
    [InlineData("CONNECT", SmtpSink.Hangup, MailCheckStep.Protection, MailAdvice.NoMailServer)]
    [InlineData("AUTH", "535 5.7.8 wrong user or password", MailCheckStep.SignIn, MailAdvice.WrongPassword)]
    [InlineData("AUTH", "534 5.7.9 application-specific password required", MailCheckStep.SignIn, MailAdvice.AppPassword)]
    [InlineData("AUTH", "454 4.7.0 later", MailCheckStep.SignIn, MailAdvice.Later)]
    [InlineData("AUTH", SmtpSink.Hangup, MailCheckStep.SignIn, MailAdvice.ConnectionLost)]
    [InlineData("MAIL", "550 5.7.1 not your address", MailCheckStep.Sender, MailAdvice.SenderRefused)]
    [InlineData("MAIL", "530 5.7.0 authentication required", MailCheckStep.Sender, MailAdvice.SignInWanted)]
    [InlineData("MAIL", "451 4.7.1 greylisted", MailCheckStep.Sender, MailAdvice.Later)]
    [InlineData("RCPT TO:<practice", "554 5.7.1 relay access denied", MailCheckStep.Sender, MailAdvice.RelayDenied)]
    [InlineData("RCPT TO:<ada", "550 5.1.1 no such mailbox", MailCheckStep.Delivery, MailAdvice.RecipientRefused)]
    [InlineData("RCPT TO:<ada", "550 5.7.1 relaying denied", MailCheckStep.Delivery, MailAdvice.RelayDenied)]
    [InlineData("DATA", "451 4.3.0 later", MailCheckStep.Delivery, MailAdvice.Later)]
    [InlineData(".", "554 5.7.1 looks like spam", MailCheckStep.Delivery, MailAdvice.MessageRefused)]
    [InlineData(".", SmtpSink.Hangup, MailCheckStep.Delivery, MailAdvice.ConnectionLost)]
    public async Task Examine_ServerRefusesOrHangsUp_FailsThereWithTheCauseAndTheServersWords(string at, string answer, MailCheckStep step, MailAdvice advice)
    {
        sink.Answer = line => line.StartsWith(at, StringComparison.Ordinal) ? answer : null;
        sink.Start();

        var failed = FailsAt(await ExamineAsync(Order), step, advice);

        if (answer != SmtpSink.Hangup)
            Assert.Contains(answer[4..], failed.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Examine_OwnAddressHasNoMailbox_WarnsAndGoesOn()
    {
        sink.Answer = line => line.StartsWith("RCPT TO:<practice", StringComparison.Ordinal) ? "550 5.1.1 no such mailbox" : null;
        sink.Start();

        var checks = await ExamineAsync(Order);

        Assert.Equal((MailCheckState.Warned, MailAdvice.SenderHasNoMailbox), (checks[5].State, checks[5].Advice));
        Assert.Equal(MailCheckState.Passed, checks[6].State);
    }

    [Theory]
    [InlineData("CONNECT", MailCheckStep.Protection, MailAdvice.PortWantsTls)]
    [InlineData("AUTH", MailCheckStep.SignIn, MailAdvice.ConnectionLost)]
    [InlineData("MAIL", MailCheckStep.Sender, MailAdvice.ConnectionLost)]
    [InlineData(".", MailCheckStep.Delivery, MailAdvice.ConnectionLost)]
    public async Task Examine_ServerKeepsSilent_GivesUpAfterItsPatience(string at, MailCheckStep step, MailAdvice advice)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sink.Answer = line =>
        {
            if (!line.StartsWith(at, StringComparison.Ordinal))
                return null;
            asked.TrySetResult();
            return SmtpSink.Silence;
        };
        sink.Start();

        var checks = new List<MailCheck>();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var examining = Task.Run(
            async () =>
            {
                await foreach (var check in new SmtpDoctor(WriteAsync, clock).ExamineAsync(Order, Cancel))
                {
                    checks.Add(check);
                    if (check.Step == step - 1)
                        reached.SetResult();
                }
            },
            Cancel);
        await Task.WhenAll(asked.Task, reached.Task).WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        // The step's own patience begins at some moment after this one.
        while (!examining.IsCompleted)
        {
            clock.Advance(SmtpVisit.Patience);
            await Task.Yield();
        }

        await examining;

        Assert.Contains("no answer within 15 seconds", FailsAt(checks, step, advice).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Examine_Stopped_EndsAtOnce()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sink.Answer = line =>
        {
            if (!line.StartsWith("AUTH", StringComparison.Ordinal))
                return null;
            asked.TrySetResult();
            return SmtpSink.Silence;
        };
        sink.Start();
        using var stop = new CancellationTokenSource();

        var examining = ExamineUntilAsync(Order, stop.Token);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => examining);
    }

    [Fact]
    public async Task Examine_NoUser_SkipsTheSignInAndGoesOn()
    {
        sink.Start();

        var checks = await ExamineAsync(Order with { User = "", Password = "" });

        Assert.Equal(MailCheckState.Skipped, checks[4].State);
        Assert.Equal(MailCheckState.Passed, checks[^1].State);
    }

    [Fact]
    public async Task Examine_ServerOffersNoSignIn_SaysSo()
    {
        sink.Answer = line => line.StartsWith("EHLO", StringComparison.Ordinal) ? "250-sink\r\n250 8BITMIME" : null;
        sink.Start();

        FailsAt(await ExamineAsync(Order), MailCheckStep.SignIn, MailAdvice.NoSignInOffered);
    }

    [Fact]
    public async Task Examine_TlsAtAPortThatBeginsInTheClear_SaysWhichProtectionToChoose()
    {
        sink.Start();

        FailsAt(await ExamineAsync(Order with { Security = MailSecurity.Tls }), MailCheckStep.Protection, MailAdvice.PortWantsStartTls);
    }

    [Fact]
    public async Task Examine_StartTlsWhereNoneIsOffered_StopsBeforeThePassword()
    {
        var heard = new List<string>();
        sink.Answer = line =>
        {
            lock (heard)
                heard.Add(line);
            return null;
        };
        sink.Start();

        FailsAt(await ExamineAsync(Order with { Security = MailSecurity.StartTls }), MailCheckStep.Protection, MailAdvice.NoProtectionOffered);
        Assert.DoesNotContain(heard, line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("localhost", 30, MailSecurity.StartTls, MailAdvice.CertificateUntrusted)]
    [InlineData("localhost", 30, MailSecurity.Tls, MailAdvice.CertificateUntrusted)]
    [InlineData("localhost", -1, MailSecurity.Tls, MailAdvice.CertificateExpired)]
    [InlineData("mail.elsewhere.example", 30, MailSecurity.StartTls, MailAdvice.CertificateName)]
    public async Task Examine_BadCertificate_IsRefusedWithItsFlawBeforeThePassword(string name, int days, MailSecurity security, MailAdvice advice)
    {
        using var certificate = TestCertificate.For(name, DateTimeOffset.UtcNow.AddDays(days));
        (sink.Certificate, sink.Security) = (certificate, security);
        sink.Start();

        var failed = FailsAt(await ExamineAsync(Order with { Security = security }), MailCheckStep.Protection, advice);

        Assert.Contains("certificate", failed.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smtp.gmail.com", "535 5.7.8 username and password not accepted", MailAdvice.AppPassword)]
    [InlineData("smtp.example.org", "535 5.7.8 no", MailAdvice.WrongPassword)]
    public void Cause_SignInRefused_KnowsWhoWantsAPasswordOfItsOwn(string host, string words, MailAdvice advice) =>
        Assert.Equal(advice, MailDiagnosis.Cause(Order with { Host = host }, MailCheckStep.SignIn, MailTrouble.Rejected, 535, words));

    [Theory]
    [InlineData(465, MailSecurity.StartTls, MailTrouble.NoAnswer, MailAdvice.PortWantsTls)]
    [InlineData(465, MailSecurity.None, MailTrouble.Broken, MailAdvice.PortWantsTls)]
    [InlineData(587, MailSecurity.Tls, MailTrouble.Handshake, MailAdvice.PortWantsStartTls)]
    [InlineData(465, MailSecurity.Tls, MailTrouble.Handshake, MailAdvice.NoMailServer)]
    [InlineData(25, MailSecurity.None, MailTrouble.Broken, MailAdvice.NoMailServer)]
    public void Cause_PortAndProtectionDoNotFit_IsTold(int port, MailSecurity security, MailTrouble trouble, MailAdvice advice) =>
        Assert.Equal(advice, MailDiagnosis.Cause(Order with { Port = port, Security = security }, MailCheckStep.Protection, trouble));

    [Fact]
    public void Order_InALog_ShowsNoPassword() => Assert.DoesNotContain("horn", Order.ToString(), StringComparison.Ordinal);

    public ValueTask DisposeAsync() => sink.DisposeAsync();

    private static MailCheck FailsAt(List<MailCheck> checks, MailCheckStep step, MailAdvice advice)
    {
        var failed = Assert.Single(checks, check => check.State == MailCheckState.Failed);
        Assert.Equal((step, advice), (failed.Step, failed.Advice));
        Assert.All(checks.Where(check => check.Step > step), check => Assert.Equal(MailCheckState.Skipped, check.State));
        return failed;
    }

    private Task<List<MailCheck>> ExamineAsync(MailCheckOrder order) => ExamineUntilAsync(order, Cancel);

    private async Task<List<MailCheck>> ExamineUntilAsync(MailCheckOrder order, CancellationToken cancel)
    {
        var checks = new List<MailCheck>();
        await foreach (var check in new SmtpDoctor(WriteAsync, clock).ExamineAsync(order, cancel))
            checks.Add(check);
        return checks;
    }

    private static async Task<byte[]> WriteAsync(MailCheckOrder order, CancellationToken cancel)
    {
        using var message = new MimeMessage([MailboxAddress.Parse(order.FromAddress)], [MailboxAddress.Parse(order.DeliverTo!)], "Test", new TextPart("plain") { Text = "Test" });
        using var bytes = new MemoryStream();
        await message.WriteToAsync(bytes, cancel);
        return bytes.ToArray();
    }
}
