using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoachHub.Tests.Sessions;

/// <summary>D14, with a lead of 24 hours. The clock begins at 2026-11-23 09:00 UTC, 10:00 in Paris.</summary>
public sealed class ReminderScanTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor claire = null!, anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        claire = await harness.Given.CoachAsync();
        anna = await harness.Given.ClientAsync(claire);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Scan_DueSession_IsRemindedOnceHoweverOftenItRuns()
    {
        await harness.Given.SessionAsync(claire, anna, "2026-11-24 09:00");

        await ScanAsync();
        await Task.WhenAll(ScanAsync(), ScanAsync(), ScanAsync());
        await harness.DeliverAsync(Cancel);
        await ScanAsync();

        Assert.Equal(MailState.Accepted, Assert.Single(await RemindersAsync()).State);
        Assert.Single(harness.MailServer.Taken);
    }

    [Fact]
    public async Task Scan_NotDueYet_SendsNothing()
    {
        await harness.Given.SessionAsync(claire, anna, "2026-11-24 10:01");

        await ScanAsync();

        Assert.Empty(await RemindersAsync());
    }

    [Fact]
    public async Task Reminder_AcceptedCountsAsTelling()
    {
        var id = await harness.Given.SessionAsync(claire, anna, "2026-11-24 09:00");

        await ScanAsync();
        await harness.DeliverAsync(Cancel);

        await using var db = harness.Db();
        Assert.Equal(ToldState.Told, (await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel)).Told);
    }

    [Theory]
    [InlineData("2026-11-23 11:01", MailState.Queued)]
    [InlineData("2026-11-23 10:59", MailState.Skipped)]
    public async Task Scan_Late_IsAllowedUntilAnHourBefore(string at, MailState state)
    {
        await harness.Given.SessionAsync(claire, anna, at);

        await ScanAsync();

        var reminder = Assert.Single(await RemindersAsync());
        Assert.Equal((state, state == MailState.Skipped ? SkipReasons.TooLate : null), (reminder.State, reminder.SkipReason));
    }

    [Fact]
    public async Task Reminder_SessionCancelledBeforeItLeft_IsSkipped()
    {
        var id = await harness.Given.SessionAsync(claire, anna, "2026-11-24 09:00");
        await ScanAsync();
        await ChangeAsync(id, s => s with { Status = SessionStatus.Cancelled });

        await harness.DeliverAsync(Cancel);

        Assert.Empty(harness.MailServer.Taken);
        Assert.Equal(SkipReasons.NoLongerTrue, Assert.Single(await RemindersAsync()).SkipReason);
    }

    [Fact]
    public async Task Reminder_SessionMoved_IsSkippedAndANewOneBecomesDue()
    {
        var id = await harness.Given.SessionAsync(claire, anna, "2026-11-24 09:00");
        await ScanAsync();
        await ChangeAsync(id, s => s with { StartsAtUtc = s.StartsAtUtc.AddMinutes(-30), LocalStart = s.LocalStart.PlusMinutes(-30) });
        await harness.DeliverAsync(Cancel);
        await ScanAsync();
        await harness.DeliverAsync(Cancel);

        Assert.Equal([MailState.Skipped, MailState.Accepted], (await RemindersAsync()).Select(m => m.State));
        Assert.Single(harness.MailServer.Taken);
    }

    [Fact]
    public async Task Reminder_ClientJustTold_IsSkipped()
    {
        // Told after the reminder was due, with the same facts.
        await harness.Given.SessionAsync(claire, anna, "2026-11-24 09:00", then: s => s.TellOutside(claire.Name, harness.NowUtc));

        await ScanAsync();
        await harness.DeliverAsync(Cancel);

        Assert.Equal(SkipReasons.JustTold, Assert.Single(await RemindersAsync()).SkipReason);
    }

    [Fact]
    public async Task Reminder_WaitsBehindAConfirmationThatIsUnderWay()
    {
        var id = await harness.Given.SessionAsync(claire, anna, "2026-11-24 09:00");
        await harness.Get<SessionService>().NotifyAsync(claire, id, Cancel);
        await ScanAsync();

        await harness.DeliverAsync(Cancel);

        Assert.Contains("BookingConfirmationMail", Assert.Single(harness.MailServer.Taken).Text, StringComparison.Ordinal);
        Assert.Equal(SkipReasons.JustTold, Assert.Single(await RemindersAsync()).SkipReason);
    }

    [Fact]
    public async Task Scan_SwitchedOff_SendsNothing()
    {
        await harness.Given.SessionAsync(claire, anna, "2026-11-24 09:00");
        await harness.Given.PracticeAsync(p => p.RemindersOn = false);

        await ScanAsync();

        Assert.Empty(await RemindersAsync());
    }

    private Task<int> ScanAsync() => harness.Get<ReminderScan>().EnqueueDueAsync(harness.NowUtc, Cancel);

    private async Task ChangeAsync(int id, Func<SessionChange, SessionChange> with)
    {
        await using var db = harness.Db();
        var s = await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel);
        s.Change(with(new SessionChange(
            s.ClientId, s.CoachId, s.StartsAtUtc, s.ZoneId, s.LocalStart, s.DurationMinutes, s.Title, s.Location, s.VideoLink, s.PriceMinor, s.Status, s.Payment, null, null)));
        await db.SaveChangesAsync(Cancel);
    }

    private async Task<List<MailMessage>> RemindersAsync()
    {
        await using var db = harness.Db();
        return await db.Set<MailMessage>().AsNoTracking().Where(m => m.Type == MailType.Reminder).OrderBy(m => m.Id).ToListAsync(Cancel);
    }
}
