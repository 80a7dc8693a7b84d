using System.Globalization;
using CoachHub.App.Integrations.Smtp;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Mail;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace CoachHub.Tests.Sessions;

/// <summary>
/// A thousand sessions become due for a reminder while the mail server is down for six hours; then it is back and slow. Real scan, worker,
/// renderer and SMTP; the clock is stepped. Two leads, six hours and three: sessions begin from 15:00 on, the server is back at 15:00 UTC.
/// </summary>
public sealed class ReminderOutageTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Sessions = 1000, ClientCount = 125;

    private static readonly TimeSpan Outage = TimeSpan.FromHours(6), PerMessage = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromSeconds(10), Grain = TimeSpan.FromMinutes(1);
    private static readonly DateTime Begin = DomainHarness.Start.UtcDateTime, Back = Begin + Outage;

    private readonly SmtpSink sink = new();
    private MailBench bench = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DateTime Now => bench.Domain.NowUtc;

    public async ValueTask InitializeAsync()
    {
        sink.Start();
        bench = await MailBench.CreateAsync(
            ("Mail:Host", "127.0.0.1"), ("Mail:Port", sink.Port.ToString(CultureInfo.InvariantCulture)),
            ("Mail:Security", "None"), ("Mail:FromAddress", "post@elan.example"));
        // Each message moves the clock. Beside others, one on its way would seem to wait for as long as all of theirs take.
        bench.Get<OutboxOptions>().Connections = 1;
        await bench.Domain.Given.PracticeAsync(p => p.ReminderLeads = "6,3");
        await sink.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await bench.DisposeAsync();
        await sink.DisposeAsync();
    }

    [Fact]
    public async Task Outage_OfSixHours_EachIsRemindedOnceOrSkippedWithItsReason()
    {
        var claire = await bench.Domain.Given.CoachAsync();
        var ids = await FillAsync(claire);
        var worker = bench.Domain.Services.GetRequiredService<OutboxWorker>();
        await worker.StartAsync(Cancel);

        await PassTimeAsync(until: Back);
        Assert.Empty(sink.Received);
        // In the second in which the server is back: every reminder is in the outbox, and none has left.
        var changed = await ChangeSomeAsync(claire, ids);
        sink.Answer = line =>
        {
            if (line == ".")
                bench.Domain.Clock.Advance(PerMessage);
            return null;
        };
        sink.Start();
        await PassTimeAsync(until: Begin + TimeSpan.FromHours(13));
        await worker.StopAsync(Cancel);

        var rows = await RemindersAsync();
        AssertEachOnce(ids.Except(changed).ToList(), rows);
        AssertServerAndLedgerAgree(rows);
        Assert.DoesNotContain(rows, row => changed.Contains(row.SessionId) && row.Mail.State == MailState.Accepted);
        Summarise(rows, changed.Count);
    }

    [Fact]
    public async Task Cancelled_OneSecondBeforeItIsDue_IsNotReminded()
    {
        var claire = await bench.Domain.Given.CoachAsync();
        var id = await bench.Domain.Given.ToldSessionAsync(claire, await bench.Domain.Given.ClientAsync(claire), "2026-11-23 17:00");
        bench.Domain.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 23, 9, 59, 59, TimeSpan.Zero));
        await CancelAsync(claire, id);
        bench.Domain.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, await bench.Get<ReminderScan>().EnqueueDueAsync(Now, Cancel));
        Assert.Empty(await RemindersAsync());
    }

    private async Task<List<int>> FillAsync(Actor claire)
    {
        var clients = new List<Actor>();
        for (var i = 0; i < ClientCount; i++)
            clients.Add(await bench.Domain.Given.ClientAsync(claire, $"Anna{i} Petit"));
        await using var db = bench.Domain.Db();
        var sessions = Enumerable.Range(0, Sessions).Select(i =>
        {
            // Evenly over the six hours after the outage, on whole minutes.
            var start = Back + TimeSpan.FromMinutes((int)((i + 1) * Outage.TotalMinutes / Sessions));
            var change = new SessionChange(
                clients[i % ClientCount].Id, claire.Id, start, Given.Zone, LocalDateTime.FromDateTime(start).PlusHours(1), 50, null, "12 rue des Lilas", null, 8000,
                SessionStatus.Booked, PaymentStatus.Pending, null, null);
            return Session.Create(change, claire.Id, Now).Value;
        }).ToList();
        db.AddRange(sessions);
        await db.SaveChangesAsync(Cancel);
        return sessions.ConvertAll(s => s.Id);
    }

    /// <summary>Of the sessions that would be reminded, some move, are cancelled, lose their client or are stopped.</summary>
    private async Task<HashSet<int>> ChangeSomeAsync(Actor claire, List<int> ids)
    {
        var some = ids.Skip(Sessions / 3).Where((_, i) => i % 8 == 0).ToList();
        foreach (var (i, id) in some.Index())
        {
            switch (i % 4)
            {
                case 0:
                    await SaveAsync(claire, id, input => input with { Date = input.Date!.Value.PlusDays(1) });
                    break;
                case 1:
                    await CancelAsync(claire, id);
                    break;
                case 2:
                    await SaveAsync(claire, id, input => input with { ClientId = null, Status = SessionStatus.Available });
                    break;
                default:
                    Assert.True((await bench.Get<ReminderService>().StopAsync(claire, id, Cancel)).Ok);
                    break;
            }
        }

        return [.. some];
    }

    private Task CancelAsync(Actor claire, int id) => SaveAsync(claire, id, input => input with { Status = SessionStatus.Cancelled });

    private async Task SaveAsync(Actor claire, int id, Func<SessionInput, SessionInput> with)
    {
        var now = (await bench.Get<SessionQueries>().FindAsync(claire, id, Cancel)).Value;
        var input = new SessionInput
        {
            ClientId = now.Row.ClientId,
            CoachId = claire.Id,
            Date = now.LocalStart.Date,
            Time = now.LocalStart.TimeOfDay,
            ZoneId = now.ZoneId,
            DurationMinutes = now.Row.DurationMinutes,
            Location = now.Row.Location,
            Price = 80,
            Status = now.Row.Status,
            OverlapReason = "group",
        };
        var saved = await bench.Get<SessionService>().SaveAsync(claire, new SaveSession(with(input)) { Id = id, ExpectedVersion = now.Row.Version, TellCancellation = false }, Cancel);
        Assert.Null(saved.Problem);
    }

    /// <summary>The scan runs each minute, as the job does; time passes while the sender has nothing to do, or the server is down.</summary>
    private async Task PassTimeAsync(DateTime until)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(240));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var (scan, health) = (bench.Get<ReminderScan>(), bench.Get<SenderHealth>());
        for (var scanned = DateTime.MinValue; Now < until || (health.DownBecause is null && await AnyOpenAsync());)
        {
            if (Now - scanned >= Grain)
            {
                scanned = Now;
                await scan.EnqueueDueAsync(scanned, Cancel);
            }

            // A minute that passes at once while a message is on its way would be a server that keeps silent for a minute: it may
            // only pass while there is nothing to send. The sender's wait for a server that is down is shorter than a server's patience.
            if (health.DownBecause is not null)
                bench.Domain.Clock.Advance(Patience);
            else if (!await AnyOpenAsync())
                bench.Domain.Clock.Advance(Grain);
            await pace.WaitForNextTickAsync(limit.Token);
        }
    }

    // In one question: between two of them a mail could be claimed.
    private async Task<bool> AnyOpenAsync()
    {
        var now = Now;
        await using var db = bench.Domain.Db();
        return await db.Set<MailMessage>().AnyAsync(
            m => m.State == MailState.Claimed || ((m.State == MailState.Queued || m.State == MailState.Retry) && m.NextAttemptUtc <= now), Cancel);
    }

    private async Task<List<Reminder>> RemindersAsync()
    {
        await using var db = bench.Domain.Db();
        return await (
            from mail in db.Set<MailMessage>().AsNoTracking()
            where mail.Type == MailType.Reminder
            join about in db.Set<MailAbout>() on mail.Id equals about.MailId
            orderby mail.Id
            select new Reminder(about.SessionId, mail)).ToListAsync(Cancel);
    }

    private static void AssertEachOnce(List<int> ids, List<Reminder> rows)
    {
        var bySession = rows.ToLookup(row => row.SessionId);
        foreach (var id in ids)
        {
            var own = bySession[id].ToList();
            Assert.Equal(2, own.Count);
            Assert.Equal(2, own.Select(row => row.Lead).Distinct().Count());
            Assert.All(own, AssertSettled);
            // After the later of the two was due the client is told once, whichever of them does it.
            var later = own.Max(row => row.Start - row.Lead);
            Assert.True(own.Count(row => row.Mail.AcceptedAtUtc >= later) <= 1, "two mails at once about the same thing");
            foreach (var row in own.Where(row => row.Mail.SkipReason == SkipReasons.JustTold))
                Assert.Contains(own, other => other.Mail.AcceptedAtUtc >= row.Start - row.Lead);
        }
    }

    private static void AssertSettled(Reminder row)
    {
        if (row.Mail.State == MailState.Accepted)
        {
            Assert.True(row.Mail.AcceptedAtUtc < row.Start, "accepted after the session began");
            Assert.InRange(row.Mail.AcceptedAtUtc!.Value, row.Start - row.Lead, ReminderRule.LatestSend(row.Start, row.Lead) + Outbox.Lease);
        }
        else
        {
            Assert.Equal(MailState.Skipped, row.Mail.State);
            Assert.Contains(row.Mail.SkipReason, new[] { SkipReasons.TooLate, SkipReasons.JustTold });
        }
    }

    private void AssertServerAndLedgerAgree(List<Reminder> rows)
    {
        var received = sink.Received.Select(mail =>
        {
            using var message = mail.Message;
            return message.MessageId!;
        }).ToList();
        Assert.Equal(received.Distinct().Count(), received.Count);
        Assert.Equal(rows.Where(row => row.Mail.State == MailState.Accepted).Select(row => row.Mail.MessageId).Order(), received.Order());
    }

    private void Summarise(List<Reminder> rows, int changed)
    {
        string Of(string? reason) => rows.Count(row => row.Mail.State == MailState.Skipped && row.Mail.SkipReason == reason).ToString(CultureInfo.InvariantCulture);
        var accepted = rows.Where(row => row.Mail.State == MailState.Accepted).ToList();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Sessions} sessions, {rows.Count} reminders due over a six-hour outage: {accepted.Count} accepted once, {Of(SkipReasons.TooLate)} too late, {Of(SkipReasons.JustTold)} just told, "
            + $"{Of(SkipReasons.NoLongerTrue)} no longer true, {Of(SkipReasons.Stopped)} stopped ({changed} sessions changed in the same second); 0 accepted after the session began, "
            + $"closest {accepted.Min(row => row.Start - row.Mail.AcceptedAtUtc!.Value).TotalMinutes:0} min before it"));
    }

    private sealed record Reminder(int SessionId, MailMessage Mail)
    {
        public DateTime Start { get; } = ReminderKey.StartOf(Mail.DedupeKey);

        public TimeSpan Lead { get; } = ReminderKey.LeadOf(Mail.DedupeKey);
    }
}
