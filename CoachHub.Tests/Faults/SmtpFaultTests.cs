using System.Diagnostics;
using System.Net;
using CoachHub.App;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Faults;

/// <summary>A mail server in every kind of trouble, with the real program: what people see, what is left, and that it recovers.</summary>
public sealed class SmtpFaultTests(SmtpFaultTests.RunningServer running) : IClassFixture<SmtpFaultTests.RunningServer>
{
    private readonly FaultServer server = running.Server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_RefusesTheAddressForGood_FailsInItsWordsAndGoesAgainByHand()
    {
        var order = Answering("RCPT", "550 5.1.1 no such mailbox");
        var saved = await server.SaveAsync(order);
        await FaultServer.UntilAsync(async () => await server.ToldAsync(saved.Id) == ToldState.Failed);

        var mail = await server.MailOfAsync(saved.Id);
        Assert.Equal((MailState.Failed, "550 5.1.1 no such mailbox"), (mail.State, mail.Reply));
        Assert.Contains("550 5.1.1 no such mailbox", await PageAsync(AppRoutes.SettingsMailTab("log")), StringComparison.Ordinal);

        server.Mail.Answer = _ => null;
        await server.SavedAsync(order with { Id = saved.Id, Version = saved.Version });
        await ToldOnceAsync(saved.Id);
    }

    [Fact]
    public async Task Server_SaysLater_IsTriedAgainWithTheSameMessage()
    {
        var saved = await server.SavedAsync(Answering("RCPT", "451 4.7.1 come back later"));
        await FaultServer.UntilAsync(async () => (await server.MailOfAsync(saved)).State == MailState.Retry);

        var mail = await server.MailOfAsync(saved);
        Assert.Equal((1, "451 4.7.1 come back later"), (mail.Attempts, mail.Reply));
        Assert.True(mail.NextAttemptUtc > DateTime.UtcNow.AddSeconds(20));
        Assert.Equal(ToldState.Queued, await server.ToldAsync(saved));

        server.Mail.Answer = _ => null;
        await server.LetTimePassAsync(mail.Id);
        await ToldOnceAsync(saved);
        Assert.False((await server.MailOfAsync(saved)).MayRepeat);
    }

    [Fact]
    public async Task Server_RefusesTheSignIn_StopsTheSenderNotTheQueueAndSaysSo()
    {
        var order = Answering("AUTH", "535 5.7.8 wrong user or password");
        // The kept connection is signed in already.
        await server.Mail.StopAsync();
        server.Mail.Start();

        var first = await server.SavedAsync(order);
        var second = await server.SavedAsync(server.Order(notify: true));
        await FaultServer.UntilAsync(async () => (await PageAsync(AppRoutes.SettingsMail)).Contains("5.7.8 wrong user or password", StringComparison.Ordinal));

        Assert.Contains("No mail leaves at the moment.", await PageAsync(AppRoutes.SettingsMail), StringComparison.Ordinal);
        Assert.Equal((ToldState.Queued, ToldState.Queued), (await server.ToldAsync(first), await server.ToldAsync(second)));
        Assert.Equal(0, (await server.MailOfAsync(first)).Attempts);

        server.Mail.Answer = _ => null;
        await ToldOnceAsync(first);
        await ToldOnceAsync(second);
        Assert.DoesNotContain("No mail leaves at the moment.", await PageAsync(AppRoutes.SettingsMail), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_DropsAfterTheText_RepeatsOnceByItselfThenAPersonDecides()
    {
        var once = await server.SavedAsync(Answering(".", SmtpSink.Hangup));
        await FaultServer.UntilAsync(async () => (await server.MailOfAsync(once)).State == MailState.Retry);
        var mail = await server.MailOfAsync(once);
        Assert.True(mail.MayRepeat);
        Assert.Equal(ToldState.Queued, await server.ToldAsync(once));

        await server.LetTimePassAsync(mail.Id);
        await FaultServer.UntilAsync(async () => (await server.MailOfAsync(once)).State == MailState.Unknown);
        Assert.Equal(ToldState.Failed, await server.ToldAsync(once));
        Assert.Equal(0, server.Taken(mail));

        server.Mail.Answer = _ => null;
        await ToldOnceAsync(await server.SavedAsync(server.Order(notify: true)));
        Assert.Equal(MailState.Unknown, (await server.MailOfAsync(once)).State);
        Assert.Contains("Try again", await PageAsync(AppRoutes.SettingsMailTab("log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_Hangs_NobodyWaitsForItAndNothingIsLost()
    {
        var hangs = new TaskCompletionSource();
        server.Mail.Answer = line =>
        {
            if (line != ".")
                return null;
            hangs.TrySetResult();
            return SmtpSink.Silence;
        };
        var hanging = await server.SavedAsync(server.Order(notify: true));
        await hangs.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        var begun = Stopwatch.GetTimestamp();
        var others = new List<int>();
        for (var count = 0; count < 10; count++)
            others.Add(await server.SavedAsync(server.Order(notify: true)));
        // Far from the half minute that the sender gives the server.
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(15));
        Assert.Equal(ToldState.Queued, await server.ToldAsync(hanging));

        server.Mail.Answer = _ => null;
        await server.Mail.StopAsync();
        server.Mail.Start();
        await FaultServer.UntilAsync(async () => (await server.MailOfAsync(hanging)).State == MailState.Retry);
        await server.LetTimePassAsync((await server.MailOfAsync(hanging)).Id);
        await ToldOnceAsync(hanging);
        foreach (var other in others)
            await ToldOnceAsync(other);
    }

    private DriverOrder Answering(string command, string answer)
    {
        server.Mail.Answer = line => line.StartsWith(command, StringComparison.Ordinal) && (command != "." || line == ".") ? answer : null;
        return server.Order(notify: true);
    }

    private async Task ToldOnceAsync(int sessionId)
    {
        await FaultServer.UntilAsync(async () => await server.ToldAsync(sessionId) == ToldState.Told);
        Assert.Equal(1, server.Taken(await server.MailOfAsync(sessionId)));
    }

    private async Task<string> PageAsync(string address) =>
        WebUtility.HtmlDecode(await running.Administrator.GetStringAsync(new Uri(address, UriKind.Relative), Cancel));

    /// <summary>The program, running, and the administrator's browser.</summary>
    public sealed class RunningServer : IAsyncLifetime
    {
        public FaultServer Server { get; private set; } = null!;

        public HttpClient Administrator { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await FaultServer.CreateAsync();
            await Server.App.StartAsync();
            Administrator = await Server.SignedInAsync();
        }

        public ValueTask DisposeAsync()
        {
            Administrator.Dispose();
            return Server.DisposeAsync();
        }
    }
}
