using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Smtp;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CoachHub.Tests.Mail;

/// <summary>From a saved session to the server's 250, with the real renderer, worker and transport.</summary>
public sealed class OutboxWorkerTests : IAsyncLifetime
{
    private readonly SmtpSink sink = new();
    private MailBench bench = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        sink.Start();
        bench = await MailBench.CreateAsync(
            ("Mail:Host", "127.0.0.1"), ("Mail:Port", sink.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("Mail:Security", "None"), ("Mail:FromAddress", "post@elan.example"));
    }

    public async ValueTask DisposeAsync()
    {
        await bench.DisposeAsync();
        await sink.DisposeAsync();
    }

    [Fact]
    public async Task Confirmation_ServerUp_ArrivesAndTheSessionIsTold()
    {
        var id = await NotifiedAsync();
        var worker = await StartAsync();

        await PassTimeUntilAsync(() => sink.Received.Count == 1 && ToldAsync(id).Result == ToldState.Told);
        await worker.StopAsync(Cancel);

        var mail = Assert.Single(sink.Received);
        Assert.Equal("post@elan.example", mail.From);
        Assert.Contains("METHOD:REQUEST", mail.Calendar, StringComparison.Ordinal);
        Assert.Equal(mail.Bytes, await BodyAsync());
    }

    [Fact]
    public async Task Confirmation_ServerDown_StaysQueuedAndGoesOnceWhenItIsBack()
    {
        await sink.StopAsync();
        var id = await NotifiedAsync();
        var worker = await StartAsync();
        var health = bench.Get<SenderHealth>();

        await PassTimeUntilAsync(() => health.DownBecause is not null);
        Assert.Contains("refused", health.DownBecause, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(ToldState.Queued, await ToldAsync(id));

        sink.Start();
        await PassTimeUntilAsync(() => ToldAsync(id).Result == ToldState.Told);
        await worker.StopAsync(Cancel);

        Assert.Single(sink.Received);
        Assert.Null(health.DownBecause);
    }

    [Fact]
    public async Task Confirmation_ConnectionDropsAfterTheText_RepeatsOnceWithTheSameBytes()
    {
        var drops = 0;
        sink.Answer = line => line == "." && Interlocked.Increment(ref drops) == 1 ? SmtpSink.Hangup : null;
        var id = await NotifiedAsync();
        var worker = await StartAsync();

        await PassTimeUntilAsync(() => ToldAsync(id).Result == ToldState.Told);
        await worker.StopAsync(Cancel);

        Assert.Equal(2, drops);
        Assert.Equal(await BodyAsync(), Assert.Single(sink.Received).Bytes);
    }

    [Fact]
    public async Task Worker_EarlierProcessDiedWithAClaim_SendsItAtOnce()
    {
        var id = await NotifiedAsync();
        bench.Domain.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Single(await bench.Get<Outbox>().ClaimDueAsync(10, Cancel));
        var bytes = await BodyAsync();

        var worker = await StartAsync();
        await WaitAsync(() => ToldAsync(id).Result == ToldState.Told);
        await worker.StopAsync(Cancel);

        Assert.Equal(bytes, Assert.Single(sink.Received).Bytes);
        await using var db = bench.Domain.Db();
        Assert.True((await db.Set<MailMessage>().SingleAsync(Cancel)).MayRepeat);
    }

    [Fact]
    public async Task TestMail_Server_TellsItsWords()
    {
        var settings = await bench.Get<MailSettingsSource>().GetAsync(Cancel);

        var good = await bench.Get<TestMail>().SendAsync(settings, "ada@example.org", "fr", Cancel);
        sink.Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 nobody" : null;
        var bad = await bench.Get<TestMail>().SendAsync(settings, "ada@example.org", "fr", Cancel);

        Assert.Equal(DeliveryOutcome.Accepted, good.Outcome);
        Assert.Equal(new DeliveryAnswer(DeliveryOutcome.Permanent, "550 5.1.1 nobody"), bad);
        using var message = sink.Received[0].Message;
        Assert.Contains("Bonjour", message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LocalMailbox_NoServer_KeepsOneFileForEachMessage()
    {
        var mailbox = bench.Get<LocalMailbox>();
        await using var transport = new LocalMailboxTransport(mailbox);
        var mail = await bench.Get<IMailRenderer>().RenderAsync(MailBench.OneOfEach(MailBench.Anna)[0], "abc@elan.example", Cancel);

        // The same message again, as after a crash, is no second message.
        await transport.SendAsync("anna@example.org", mail.Mime, Cancel);
        await transport.SendAsync("anna@example.org", mail.Mime, Cancel);

        var kept = Assert.Single(await mailbox.ListAsync(10, Cancel));
        Assert.Equal(mail.Subject, kept.Subject);
        Assert.Equal(mail.Mime, await mailbox.ReadAsync(kept.Name, Cancel));
        Assert.Null(await mailbox.ReadAsync("../coachhub.db", Cancel));
        Assert.Null(await mailbox.ReadAsync("/etc/passwd", Cancel));
    }

    [Fact]
    public async Task LocalMailbox_FileThatIsNoMessage_IsLeftOutOfTheList()
    {
        var folder = bench.Get<AppSettings>().MailboxFolder;
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, "99990101-000000-empty.eml"), [], Cancel);
        await File.WriteAllTextAsync(Path.Combine(folder, "99990101-000001-words.eml"), "no header at all\n", Cancel);
        var mailbox = bench.Get<LocalMailbox>();
        var mail = await bench.Get<IMailRenderer>().RenderAsync(MailBench.OneOfEach(MailBench.Anna)[0], "abc@elan.example", Cancel);
        await mailbox.WriteAsync(mail.Mime, Cancel);

        var listed = await mailbox.ListAsync(10, Cancel);

        Assert.Equal(mail.Subject, listed[^1].Subject);
    }

    /// <summary>A session whose client is to be told.</summary>
    private async Task<int> NotifiedAsync()
    {
        var given = bench.Domain.Given;
        var coach = await given.CoachAsync();
        var id = await given.SessionAsync(coach, await given.ClientAsync(coach));
        Assert.Null((await bench.Get<SessionService>().NotifyAsync(coach, id, Cancel)).Problem);
        return id;
    }

    private async Task<IHostedService> StartAsync()
    {
        var worker = bench.Domain.Services.GetRequiredService<OutboxWorker>();
        await worker.StartAsync(Cancel);
        return worker;
    }

    private async Task<ToldState> ToldAsync(int sessionId)
    {
        await using var db = bench.Domain.Db();
        return await db.Set<Session>().Where(s => s.Id == sessionId).Select(s => s.Told).SingleAsync(Cancel);
    }

    private async Task<byte[]> BodyAsync()
    {
        await using var db = bench.Domain.Db();
        return await db.Set<MailBody>().Select(b => b.Mime).SingleAsync(Cancel);
    }

    // The worker's waits are on the test's clock, its work is real: time passes in steps until the work is done.
    private Task PassTimeUntilAsync(Func<bool> done) => WaitAsync(done, () => bench.Domain.Clock.Advance(TimeSpan.FromSeconds(1)));

    private static async Task WaitAsync(Func<bool> done, Action? meanwhile = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!done())
        {
            meanwhile?.Invoke();
            await pace.WaitForNextTickAsync(limit.Token);
        }
    }
}
