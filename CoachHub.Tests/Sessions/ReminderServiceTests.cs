using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Sessions;

/// <summary>What is said of reminders beforehand, and stopping them. One lead of 24 hours; the clock begins at 2026-11-23 09:00 UTC, 10:00 in Paris.</summary>
public sealed class ReminderServiceTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor claire = null!, anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ReminderService Service => harness.Get<ReminderService>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        claire = await harness.Given.CoachAsync();
        anna = await harness.Given.ClientAsync(claire);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Outlook_Ahead_NamesTheTimeAndTheAddress()
    {
        var id = await harness.Given.SessionAsync(claire, anna, "2026-11-26 10:00");

        var reminders = (await Service.ForSessionAsync(claire, id, Cancel)).Value;

        var one = Assert.Single(reminders.Outlook);
        Assert.Equal((ReminderVerdict.Waits, new DateTime(2026, 11, 25, 9, 0, 0, DateTimeKind.Utc), null), (one.Verdict, one.DueAtUtc, one.State));
        Assert.StartsWith("anna", reminders.ToAddress, StringComparison.Ordinal);
    }

    /// <summary>Whatever is said now is what happens when the scan and the sender run now.</summary>
    [Theory]
    [InlineData("ahead", ReminderVerdict.Waits, null, null)]
    [InlineData("due", ReminderVerdict.Send, MailState.Accepted, null)]
    [InlineData("due and stopped", ReminderVerdict.Stopped, null, null)]
    [InlineData("due and off", ReminderVerdict.SwitchedOff, null, null)]
    [InlineData("due and type off", ReminderVerdict.TypeOff, MailState.Skipped, SkipReasons.SwitchedOff)]
    [InlineData("due and no address", ReminderVerdict.NoAddress, null, null)]
    [InlineData("due and archived", ReminderVerdict.NoAddress, null, null)]
    [InlineData("due and just told", ReminderVerdict.JustTold, MailState.Skipped, SkipReasons.JustTold)]
    [InlineData("late", ReminderVerdict.TooLate, MailState.Skipped, SkipReasons.TooLate)]
    public async Task Outlook_InEveryCase_SaysWhatThenHappens(string @case, ReminderVerdict verdict, MailState? state, string? reason)
    {
        var at = @case switch { "ahead" => "2026-11-26 10:00", "late" => "2026-11-23 10:30", _ => "2026-11-24 09:00" };
        var id = await harness.Given.SessionAsync(claire, anna, at, then: s =>
        {
            if (@case == "due and just told")
                s.TellOutside(claire.Name, harness.NowUtc);
        });
        if (@case == "due and stopped")
            Assert.True((await Service.StopAsync(claire, id, Cancel)).Ok);
        if (@case == "due and off")
            await harness.Given.PracticeAsync(p => p.RemindersOn = false);
        if (@case == "due and type off")
            await harness.Given.PracticeAsync(p => p.DisabledMails = "reminder");
        if (@case is "due and no address" or "due and archived")
            await UnreachAsync(archive: @case == "due and archived");

        var said = Assert.Single((await Service.ForSessionAsync(claire, id, Cancel)).Value.Outlook);
        await harness.Get<ReminderScan>().EnqueueDueAsync(harness.NowUtc, Cancel);
        await harness.DeliverAsync(Cancel);

        Assert.Equal(verdict, said.Verdict);
        await using var db = harness.Db();
        var mail = await db.Set<MailMessage>().SingleOrDefaultAsync(Cancel);
        Assert.Equal((state, reason), (mail?.State, mail?.SkipReason));
        var then = Assert.Single((await Service.ForSessionAsync(claire, id, Cancel)).Value.Outlook);
        Assert.Equal((state, reason), (then.State, then.SkipReason));
    }

    [Theory]
    [InlineData(SessionStatus.Cancelled)]
    [InlineData(SessionStatus.Completed)]
    public async Task Outlook_NotBooked_HasNothingToSay(SessionStatus status)
    {
        var id = await harness.Given.SessionAsync(claire, anna, "2026-11-26 10:00", status: status);

        Assert.Empty((await Service.ForSessionAsync(claire, id, Cancel)).Value.Outlook);
    }

    [Fact]
    public async Task Stop_Session_IsInTheHistoryTellsNothingAndRaisesNoVersion()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var before = await FindAsync(id);

        Assert.True((await Service.StopAsync(claire, id, Cancel)).Ok);
        Assert.True((await Service.StopAsync(claire, id, Cancel)).Ok);

        var after = await FindAsync(id);
        Assert.Equal((before.Version, before.Revision, before.FactsHash, ToldState.Told), (after.Version, after.Revision, after.FactsHash, after.Told));
        var line = Assert.Single((await harness.Get<SessionQueries>().HistoryAsync(claire, id, 0, 10, Cancel)).Value.Changes, change => change.Field == SessionReminders.Field);
        Assert.Equal((claire.Name, SessionReminders.Stopped), (line.ActorName, line.After));
        Assert.Equal(claire.Name, (await Service.ForSessionAsync(claire, id, Cancel)).Value.StoppedBy);
    }

    [Fact]
    public async Task Stop_WhileSomebodyEdits_CostsTheirSaveNothing()
    {
        var id = await harness.Given.SessionAsync(claire, anna);
        var seen = (await harness.Get<SessionQueries>().FindAsync(claire, id, Cancel)).Value;
        Assert.True((await Service.StopAsync(claire, id, Cancel)).Ok);

        var input = new SessionInput
        {
            ClientId = anna.Id,
            CoachId = claire.Id,
            Date = seen.LocalStart.Date,
            Time = seen.LocalStart.TimeOfDay,
            ZoneId = seen.ZoneId,
            DurationMinutes = 90,
            Status = SessionStatus.Booked,
        };
        var saved = await harness.Get<SessionService>().SaveAsync(claire, new SaveSession(input) { Id = id, ExpectedVersion = seen.Row.Version }, Cancel);

        Assert.Null(saved.Problem);
        Assert.Equal(claire.Id, (await FindAsync(id)).RemindersStoppedById);
    }

    [Fact]
    public async Task StopAndStart_AroundTheDueTime_SendsItOnceStartedAgain()
    {
        var id = await harness.Given.SessionAsync(claire, anna, "2026-11-24 09:00");
        Assert.True((await Service.StopAsync(claire, id, Cancel)).Ok);
        await ScanAndDeliverAsync();
        Assert.Empty(harness.MailServer.Taken);

        Assert.True((await Service.StartAsync(claire, id, Cancel)).Ok);
        await ScanAndDeliverAsync();
        await ScanAndDeliverAsync();

        Assert.Single(harness.MailServer.Taken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_ReminderThatIsQueuedOrWaitsForItsNextAttempt_IsNotSent(bool refusedOnce)
    {
        var id = await harness.Given.SessionAsync(claire, anna, "2026-11-24 09:00");
        await harness.Get<ReminderScan>().EnqueueDueAsync(harness.NowUtc, Cancel);
        if (refusedOnce)
        {
            harness.MailServer.Answer = _ => new DeliveryAnswer(DeliveryOutcome.Temporary, "451 later");
            await harness.DeliverAsync(Cancel);
            harness.MailServer.Answer = _ => FakeMailServer.Accepted;
        }

        Assert.True((await Service.StopAsync(claire, id, Cancel)).Ok);
        harness.Clock.Advance(TimeSpan.FromMinutes(5));
        await ScanAndDeliverAsync();

        Assert.Empty(harness.MailServer.Taken);
        await using var db = harness.Db();
        Assert.Equal(SkipReasons.Stopped, (await db.Set<MailMessage>().SingleAsync(Cancel)).SkipReason);
    }

    [Fact]
    public async Task Stop_AnotherCoachsSession_IsNotFound()
    {
        var id = await harness.Given.SessionAsync(claire, anna);
        var marc = await harness.Given.CoachAsync("Marc Roux");

        Assert.Equal("session.not_found", (await Service.StopAsync(marc, id, Cancel)).Problem?.Code);
        Assert.Equal("session.not_found", (await Service.ForSessionAsync(marc, id, Cancel)).Problem?.Code);
    }

    private async Task ScanAndDeliverAsync()
    {
        await harness.Get<ReminderScan>().EnqueueDueAsync(harness.NowUtc, Cancel);
        await harness.DeliverAsync(Cancel);
    }

    private async Task UnreachAsync(bool archive)
    {
        await using var db = harness.Db();
        if (archive)
            (await db.Set<Client>().SingleAsync(c => c.Id == anna.Id, Cancel)).ArchivedAtUtc = harness.NowUtc;
        else
            (await db.Set<User>().SingleAsync(u => u.Id == anna.Id, Cancel)).DisabledAtUtc = harness.NowUtc;
        await db.SaveChangesAsync(Cancel);
    }

    private async Task<Session> FindAsync(int id)
    {
        await using var db = harness.Db();
        return await db.Set<Session>().AsNoTracking().SingleAsync(s => s.Id == id, Cancel);
    }
}
