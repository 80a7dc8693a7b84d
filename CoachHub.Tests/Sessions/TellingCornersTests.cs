using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Xunit;

namespace CoachHub.Tests.Sessions;

/// <summary>What happens to mails when a session changes its client, its status or its facts while they are under way.</summary>
public sealed class TellingCornersTests : IAsyncLifetime
{
    private static readonly DeliveryAnswer NoAnswer = new(DeliveryOutcome.Unknown, "connection lost");
    private static readonly DeliveryAnswer Later = new(DeliveryOutcome.Temporary, "451 later");

    private DomainHarness harness = null!;
    private Actor admin = null!, claire = null!, anna = null!, julia = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SessionService Service => harness.Get<SessionService>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        admin = await harness.Given.AdministratorAsync();
        claire = await harness.Given.CoachAsync();
        anna = await harness.Given.ClientAsync(claire);
        julia = await harness.Given.ClientAsync(claire, "Julia Brandt");
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task NewBooking_StatusThereAndBack_TellsTheCoachOnce()
    {
        var id = await SaveAsync(admin, null, Input);
        await SaveAsync(admin, id, Input with { Status = SessionStatus.Completed });

        await SaveAsync(admin, id, Input);

        Assert.Single(await MailsAsync(), m => m.Type == MailType.NewBooking);
    }

    [Fact]
    public async Task NewBooking_SlotGivenToAnotherClient_TellsTheCoachOfBoth()
    {
        var slot = Input with { ClientId = null, Status = SessionStatus.Available };
        var id = await SaveAsync(admin, null, slot);
        await SaveAsync(admin, id, Input);
        await SaveAsync(admin, id, slot);

        await SaveAsync(admin, id, Input with { ClientId = julia.Id });

        Assert.Equal(2, (await MailsAsync()).Count(m => m.Type == MailType.NewBooking));
    }

    [Fact]
    public async Task Acknowledge_FactsThatWereAcknowledgedBeforeOtherOnes_CountsAgain()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        await AcknowledgeAsync(id);
        await SaveAsync(claire, id, Input with { Time = new LocalTime(15, 0) }, notify: true);
        await harness.DeliverAsync(Cancel);
        await SaveAsync(claire, id, Input);
        Assert.Equal(ToldState.Outdated, (await FindAsync(id)).Told);
        Assert.False((await harness.Get<ClientSessionQueries>().OutlookAsync(anna, Cancel)).Ahead.Single().Acknowledged);

        await AcknowledgeAsync(id);

        Assert.Equal(ToldState.Acknowledged, (await FindAsync(id)).Told);
    }

    [Fact]
    public async Task TryAgain_MailOfAFormerClient_TellsNobodyOfTheNewClientsSession()
    {
        harness.MailServer.Answer = _ => FakeMailServer.Refused;
        var id = await SaveAsync(claire, null, Input, notify: true);
        await harness.DeliverAsync(Cancel);
        await SaveAsync(claire, id, Input with { ClientId = julia.Id });
        Assert.Equal(ToldState.Never, (await FindAsync(id)).Told);

        harness.MailServer.Answer = _ => FakeMailServer.Accepted;
        Assert.True((await harness.Get<MailService>().TryAgainAsync(claire, (await MailsAsync()).Single().Id, Cancel)).Ok);
        await harness.DeliverAsync(Cancel);

        Assert.Empty(harness.MailServer.Taken);
        Assert.Equal(ToldState.Never, (await FindAsync(id)).Told);
    }

    [Fact]
    public async Task Client_WhoMayHaveTheMail_CannotBeExchanged()
    {
        harness.MailServer.Answer = _ => NoAnswer;
        var id = await SaveAsync(claire, null, Input, notify: true);
        await harness.DeliverAsync(Cancel);
        harness.Clock.Advance(TimeSpan.FromMinutes(2));
        await harness.DeliverAsync(Cancel);
        Assert.Equal(MailState.Unknown, (await MailsAsync()).Single().State);

        var refused = await Service.SaveAsync(claire, new SaveSession(Input with { ClientId = julia.Id }) { Id = id }, Cancel);

        Assert.Equal(("session.client_fixed", nameof(SessionInput.ClientId)), (refused.Problem?.Code, refused.Problem?.Field));
    }

    [Fact]
    public async Task Cancel_AfterAnInvitationThatMayHaveArrived_TakesItOutOfTheCalendar()
    {
        harness.MailServer.Answer = _ => NoAnswer;
        var id = await SaveAsync(claire, null, Input, notify: true);
        await harness.DeliverAsync(Cancel);

        harness.MailServer.Answer = _ => FakeMailServer.Accepted;
        await SaveAsync(claire, id, Input with { Status = SessionStatus.Cancelled });
        await harness.DeliverAsync(Cancel);

        Assert.Contains("Method = Cancel", Assert.Single(harness.MailServer.Taken).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queued_TypeSwitchedOffBeforeItLeft_IsSkipped()
    {
        await SaveAsync(claire, null, Input, notify: true);
        await harness.Given.PracticeAsync(p => p.DisabledMails = EnumCode.Of(MailType.BookingConfirmation));

        await harness.DeliverAsync(Cancel);

        Assert.Empty(harness.MailServer.Taken);
        Assert.Equal(SkipReasons.SwitchedOff, (await MailsAsync()).Single().SkipReason);
    }

    [Fact]
    public async Task Preview_BookingAgainWhileTheCancellationWaits_PromisesNoCancellation()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        await SaveAsync(claire, id, Input with { Status = SessionStatus.Cancelled });

        var preview = (await harness.Get<SessionPreviewer>().PreviewAsync(claire, new SaveSession(Input) { Id = id }, Cancel)).Value;

        Assert.Equal((null, NothingToTell.NothingNew, false), (preview.Notify.Type, preview.Notify.WhyNot, preview.Notify.AlreadyQueued));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Preview_CancellingWhileCancellationsAreSwitchedOff_SaysBeforehandThatNobodyIsTold(bool off)
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        await harness.Given.PracticeAsync(p => p.DisabledMails = off ? EnumCode.Of(MailType.Cancellation) : "");
        var cancelled = Input with { Status = SessionStatus.Cancelled };

        var preview = (await harness.Get<SessionPreviewer>().PreviewAsync(claire, new SaveSession(cancelled) { Id = id }, Cancel)).Value;
        await SaveAsync(claire, id, cancelled);
        await harness.DeliverAsync(Cancel);

        Assert.Equal(off, preview.Cancellation!.SwitchedOff);
        Assert.Equal(off ? 0 : 1, harness.MailServer.Taken.Count);
    }

    [Fact]
    public async Task Reminder_ClientExchangedBeforeItLeft_GoesToTheNewOne()
    {
        var id = await harness.Given.SessionAsync(claire, anna, "2026-11-24 09:00");
        await ScanAsync();
        await SaveAsync(claire, id, Tomorrow with { ClientId = julia.Id });

        await harness.DeliverAsync(Cancel);
        await ScanAsync();
        await harness.DeliverAsync(Cancel);

        Assert.StartsWith("julia", Assert.Single(harness.MailServer.Taken).ToAddress, StringComparison.Ordinal);
        Assert.Equal(ToldState.Told, (await FindAsync(id)).Told);
    }

    [Fact]
    public async Task Reminder_SessionMovedAwayAndBack_IsSentAfterAll()
    {
        var id = await harness.Given.SessionAsync(claire, anna, "2026-11-24 09:00");
        await ScanAsync();
        await SaveAsync(claire, id, Tomorrow with { Date = new LocalDate(2026, 12, 3) });
        await harness.DeliverAsync(Cancel);
        await SaveAsync(claire, id, Tomorrow);

        await ScanAsync();
        await harness.DeliverAsync(Cancel);

        Assert.Contains("ReminderMail", Assert.Single(harness.MailServer.Taken).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "CancellationMail")]
    [InlineData(false, "ReminderMail")]
    public async Task Reminder_ThatWaitsForItsNextAttempt_StatesNoOldFacts(bool cancelled, string last)
    {
        var id = await harness.Given.SessionAsync(
            claire, anna, "2026-11-24 09:00", then: s => s.TellOutside(claire.Name, harness.NowUtc.AddDays(-3)));
        await ScanAsync();
        harness.MailServer.Answer = _ => Later;
        await harness.DeliverAsync(Cancel);
        Assert.Equal(MailState.Retry, (await MailsAsync()).Single().State);

        await SaveAsync(claire, id, cancelled ? Tomorrow with { Status = SessionStatus.Cancelled } : Tomorrow with { Location = "Studio 2" });
        harness.MailServer.Answer = _ => FakeMailServer.Accepted;
        harness.Clock.Advance(TimeSpan.FromMinutes(5));
        await ScanAsync();
        await harness.DeliverAsync(Cancel);

        var sent = Assert.Single(harness.MailServer.Taken).Text;
        Assert.Contains(last, sent, StringComparison.Ordinal);
        Assert.Equal(!cancelled, sent.Contains("Location = Studio 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Notify_ThatWaitsForItsNextAttempt_IsWithdrawnWhenTheClientIsRightAgain()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        harness.MailServer.Answer = _ => Later;
        await SaveAsync(claire, id, Input with { Time = new LocalTime(15, 0) }, notify: true);
        await harness.DeliverAsync(Cancel);

        await SaveAsync(claire, id, Input);
        harness.MailServer.Answer = _ => FakeMailServer.Accepted;
        harness.Clock.Advance(TimeSpan.FromMinutes(5));
        await harness.DeliverAsync(Cancel);

        Assert.Empty(harness.MailServer.Taken);
        Assert.Equal(ToldState.Told, (await FindAsync(id)).Told);
    }

    [Fact]
    public async Task Cancel_WhileTheOnlyMailIsAReminderOnItsWay_IsTold()
    {
        var id = await harness.Given.SessionAsync(claire, anna, "2026-11-24 09:00");
        await ScanAsync();
        Assert.Single(await harness.Get<Outbox>().ClaimDueAsync(10, Cancel));

        var cancelled = await Service.SaveAsync(
            claire, new SaveSession(Tomorrow with { Status = SessionStatus.Cancelled }) { Id = id, TellCancellation = false }, Cancel);

        Assert.Equal(MailType.Cancellation, cancelled.Value.Telling.Queued);
    }

    /// <summary>The session that <see cref="Given.SessionAsync"/> makes, as input.</summary>
    private SessionInput Input => new()
    {
        ClientId = anna.Id,
        CoachId = claire.Id,
        Date = new LocalDate(2026, 12, 1),
        Time = new LocalTime(10, 0),
        ZoneId = Given.Zone,
        Location = "12 rue des Lilas",
        Price = 80,
    };

    private SessionInput Tomorrow => Input with { Date = new LocalDate(2026, 11, 24), Time = new LocalTime(9, 0) };

    private async Task<int> SaveAsync(Actor actor, int? id, SessionInput input, bool notify = false)
    {
        var saved = await Service.SaveAsync(actor, new SaveSession(input) { Id = id, Notify = notify }, Cancel);
        Assert.Null(saved.Problem);
        return saved.Value.Id;
    }

    private async Task AcknowledgeAsync(int id) =>
        Assert.Null((await Service.AcknowledgeAsync(anna, id, (await FindAsync(id)).FactsHash, Cancel)).Problem);

    private Task<int> ScanAsync() => harness.Get<ReminderScan>().EnqueueDueAsync(harness.NowUtc, Cancel);

    private async Task<Session> FindAsync(int id)
    {
        await using var db = harness.Db();
        return await db.Set<Session>().AsNoTracking().SingleAsync(s => s.Id == id, Cancel);
    }

    private async Task<List<MailMessage>> MailsAsync()
    {
        await using var db = harness.Db();
        return await db.Set<MailMessage>().AsNoTracking().OrderBy(m => m.Id).ToListAsync(Cancel);
    }
}
