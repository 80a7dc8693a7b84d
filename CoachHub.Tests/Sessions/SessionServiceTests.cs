using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Xunit;

namespace CoachHub.Tests.Sessions;

public sealed class SessionServiceTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor admin = null!, claire = null!, marc = null!, anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SessionService Service => harness.Get<SessionService>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        admin = await harness.Given.AdministratorAsync();
        claire = await harness.Given.CoachAsync();
        marc = await harness.Given.CoachAsync("Marc Lenoir");
        anna = await harness.Given.ClientAsync(claire);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Save_New_IsBookedPendingAndNeverTold()
    {
        var saved = await Service.SaveAsync(claire, new SaveSession(At(10)), Cancel);

        var session = await FindAsync(saved.Value.Id);
        Assert.Equal((SessionStatus.Booked, PaymentStatus.Pending, ToldState.Never), (session.Status, session.Payment, session.Told));
        Assert.Equal(new DateTime(2026, 12, 1, 9, 0, 0, DateTimeKind.Utc), session.StartsAtUtc);
        Assert.Empty(await MailsAsync());
    }

    [Fact]
    public async Task Save_OverAnotherSession_IsRefusedUntilAReasonIsGiven()
    {
        await Service.SaveAsync(claire, new SaveSession(At(10)), Cancel);

        var refused = await Service.SaveAsync(claire, new SaveSession(At(10, minute: 59)), Cancel);
        var allowed = await Service.SaveAsync(claire, new SaveSession(At(10, minute: 59) with { OverlapReason = "joint session" }), Cancel);

        Assert.Equal(("session.overlap", nameof(SessionInput.OverlapReason)), (refused.Problem!.Code, refused.Problem.Field));
        Assert.Equal("joint session", (await FindAsync(allowed.Value.Id)).OverlapReason);
    }

    [Theory]
    [InlineData(11, 0, true)]
    [InlineData(10, 59, false)]
    [InlineData(9, 0, true)]
    [InlineData(9, 1, false)]
    public async Task Save_BackToBack_IsNoOverlap(int hour, int minute, bool fits)
    {
        await Service.SaveAsync(claire, new SaveSession(At(10)), Cancel);

        Assert.Equal(fits, (await Service.SaveAsync(claire, new SaveSession(At(hour, minute)), Cancel)).Ok);
    }

    [Fact]
    public async Task Save_FortyPeopleForOneHour_OneWins()
    {
        var starts = Enumerable.Range(0, 40).Select(n => At(10, n));

        var results = await Task.WhenAll(starts.Select(start => Task.Run(() => Service.SaveAsync(claire, new SaveSession(start), Cancel), Cancel)));

        Assert.Single(results, r => r.Ok);
        Assert.All(results.Where(r => !r.Ok), r => Assert.Equal("session.overlap", r.Problem!.Code));
    }

    [Fact]
    public async Task Save_CancelledSessionsHour_IsFree()
    {
        var first = await Service.SaveAsync(claire, new SaveSession(At(10)), Cancel);
        await Service.SaveAsync(claire, Edit(first.Value, At(10) with { Status = SessionStatus.Cancelled }), Cancel);

        Assert.True((await Service.SaveAsync(claire, new SaveSession(At(10)), Cancel)).Ok);
        var back = await Service.SaveAsync(claire, new SaveSession(At(10)) { Id = first.Value.Id }, Cancel);
        Assert.Equal("session.overlap", back.Problem!.Code);
    }

    [Fact]
    public async Task Save_OverSomebodyElsesSave_SaysWhoChangedWhat()
    {
        var made = (await Service.SaveAsync(claire, new SaveSession(At(10)), Cancel)).Value;
        await Service.SaveAsync(admin, Edit(made, At(10) with { Location = "Studio 2" }), Cancel);

        var mine = await Service.SaveAsync(claire, Edit(made, At(10) with { Title = "Mine" }), Cancel);

        Assert.Equal((ProblemKind.Conflict, "session.changed_meanwhile"), (mine.Problem!.Kind, mine.Problem.Code));
        var change = Assert.Single((await harness.Get<SessionQueries>().ChangesSinceAsync(claire, made.Id, made.Version, Cancel)).Value);
        Assert.Equal((admin.Name, nameof(Session.Location), "Studio 2"), (change.ActorName, change.Field, change.After));
        Assert.Null((await FindAsync(made.Id)).Title);
    }

    [Fact]
    public async Task Save_WhileAMailIsAccepted_IsNoConflict()
    {
        var made = (await Service.SaveAsync(claire, new SaveSession(At(10)) { Notify = true }, Cancel)).Value;
        await harness.DeliverAsync(Cancel);

        Assert.True((await Service.SaveAsync(claire, Edit(made, At(10) with { PrivateNotes = "later" }), Cancel)).Ok);
    }

    [Fact]
    public async Task Save_ForAnotherCoachsClient_IsRefusedAtTheField()
    {
        var stranger = await harness.Given.ClientAsync(marc, "Tom Okafor");

        var refused = await Service.SaveAsync(claire, new SaveSession(At(10) with { ClientId = stranger.Id }), Cancel);

        Assert.Equal(("session.client_unknown", nameof(SessionInput.ClientId)), (refused.Problem!.Code, refused.Problem.Field));
    }

    [Fact]
    public async Task Save_IntoAnotherCoachsTime_IsAnAdministratorsAct()
    {
        Assert.Equal("session.coach_own", (await Service.SaveAsync(claire, new SaveSession(At(10) with { CoachId = marc.Id }), Cancel)).Problem!.Code);
        Assert.True((await Service.SaveAsync(admin, new SaveSession(At(10) with { CoachId = marc.Id }), Cancel)).Ok);
        Assert.Equal("session.coach_unknown", (await Service.SaveAsync(admin, new SaveSession(At(10) with { CoachId = anna.Id }), Cancel)).Problem!.Code);
    }

    [Fact]
    public async Task Save_ForgedId_DoesNotExist()
    {
        var marcs = await harness.Given.SessionAsync(marc, await harness.Given.ClientAsync(marc, "Tom Okafor"));

        Assert.Equal(ProblemKind.NotFound, (await Service.SaveAsync(claire, new SaveSession(At(10)) { Id = marcs }, Cancel)).Problem!.Kind);
        Assert.Equal(ProblemKind.NotFound, (await Service.SaveAsync(admin, new SaveSession(At(10)) { Id = -4 }, Cancel)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Service.SaveAsync(anna, new SaveSession(At(10)), Cancel)).Problem!.Kind);
    }

    [Fact]
    public async Task SaveAndNotify_ChoosesTheMailByWhatTheClientKnows()
    {
        var made = (await Service.SaveAsync(claire, new SaveSession(At(10)) { Notify = true }, Cancel)).Value;
        Assert.Equal(MailType.BookingConfirmation, made.Telling.Queued);
        await harness.DeliverAsync(Cancel);
        Assert.Equal(ToldState.Told, (await FindAsync(made.Id)).Told);

        var notes = await Service.SaveAsync(claire, new SaveSession(At(10) with { PrivateNotes = "n" }) { Id = made.Id, Notify = true }, Cancel);
        Assert.Equal((null, NothingToTell.NothingNew), (notes.Value.Telling.Queued, notes.Value.Telling.WhyNot));

        var moved = await Service.SaveAsync(claire, new SaveSession(At(12)) { Id = made.Id, Notify = true }, Cancel);
        Assert.Equal(MailType.SessionUpdate, moved.Value.Telling.Queued);
        await harness.DeliverAsync(Cancel);
        Assert.Equal(["BookingConfirmationMail", "SessionUpdateMail"], (await MailsAsync()).Select(m => m.Subject));
    }

    [Fact]
    public async Task SilentMove_AwayAndBack_IsToldAgain()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);

        await Service.SaveAsync(claire, new SaveSession(Told() with { Time = new LocalTime(15, 0) }) { Id = id }, Cancel);
        var away = await FindAsync(id);
        await Service.SaveAsync(claire, new SaveSession(Told()) { Id = id }, Cancel);
        var back = await FindAsync(id);

        Assert.Equal((ToldState.Outdated, ToldState.Told), (away.Told, back.Told));
        Assert.True(back.Revision > away.Revision);
    }

    [Fact]
    public async Task Notify_WhileAMailWaits_SendsOneMailWithTheLatestFacts()
    {
        var made = (await Service.SaveAsync(claire, new SaveSession(At(10)) { Notify = true }, Cancel)).Value;
        await Service.SaveAsync(claire, new SaveSession(At(12)) { Id = made.Id }, Cancel);
        await Service.NotifyAsync(claire, made.Id, Cancel);
        await harness.DeliverAsync(Cancel);

        Assert.Single(harness.MailServer.Taken);
        Assert.Equal(new DateTime(2026, 12, 1, 11, 0, 0, DateTimeKind.Utc), SessionFacts.FromJson((await FindAsync(made.Id)).ToldFacts)!.StartsAtUtc);
        Assert.Equal(ToldState.Told, (await FindAsync(made.Id)).Told);
    }

    [Fact]
    public async Task Cancel_ToldClient_IsMailedOnceByItself()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);

        var cancelled = await Service.SaveAsync(claire, new SaveSession(Told() with { Status = SessionStatus.Cancelled }) { Id = id }, Cancel);
        await Service.SaveAsync(claire, new SaveSession(Told() with { Status = SessionStatus.Cancelled, Payment = PaymentStatus.Cancelled, PrivateNotes = "x" }) { Id = id }, Cancel);
        await harness.DeliverAsync(Cancel);

        Assert.Equal(MailType.Cancellation, cancelled.Value.Telling.Queued);
        Assert.Single(harness.MailServer.Taken);
        var session = await FindAsync(id);
        Assert.Equal((ToldState.Told, PaymentStatus.Cancelled), (session.Told, session.Payment));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Cancel_NeverToldClient_IsMailedWhereStaffSaySo(bool tell, int mails)
    {
        var id = await harness.Given.SessionAsync(claire, anna);

        await Service.SaveAsync(claire, new SaveSession(Told() with { Status = SessionStatus.Cancelled }) { Id = id, TellCancellation = tell }, Cancel);
        await harness.DeliverAsync(Cancel);

        Assert.Equal(mails, harness.MailServer.Taken.Count);
    }

    [Fact]
    public async Task Cancel_WhileANotifyWaits_ReplacesIt()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        await Service.SaveAsync(claire, new SaveSession(Told() with { Location = "Elsewhere" }) { Id = id, Notify = true }, Cancel);

        await Service.SaveAsync(claire, new SaveSession(Told() with { Location = "Elsewhere", Status = SessionStatus.LateCancelled }) { Id = id }, Cancel);
        await harness.DeliverAsync(Cancel);

        Assert.Equal([MailState.Superseded, MailState.Accepted], (await MailsAsync()).Select(m => m.State));
        Assert.Contains("CancellationMail", Assert.Single(harness.MailServer.Taken).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BookAgain_BeforeTheCancellationLeft_SendsNothingAndRevivesThePayment()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        await Service.SaveAsync(claire, new SaveSession(Told() with { Status = SessionStatus.Cancelled }) { Id = id }, Cancel);

        await Service.SaveAsync(claire, new SaveSession(Told() with { Payment = PaymentStatus.Cancelled }) { Id = id }, Cancel);
        await harness.DeliverAsync(Cancel);

        Assert.Empty(harness.MailServer.Taken);
        var session = await FindAsync(id);
        Assert.Equal((ToldState.Told, PaymentStatus.Pending), (session.Told, session.Payment));
    }

    [Fact]
    public async Task ChangeOfCoach_TellsBothCoaches()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);

        await Service.SaveAsync(admin, new SaveSession(Told() with { CoachId = marc.Id }) { Id = id }, Cancel);
        await harness.DeliverAsync(Cancel);

        Assert.Equal([MailType.NewBooking, MailType.SessionHandedOver], (await MailsAsync()).Select(m => m.Type).Order());
        Assert.Equal(ToldState.Outdated, (await FindAsync(id)).Told);
    }

    [Fact]
    public async Task Notify_TypeSwitchedOff_SavesAndSaysSoInTheLog()
    {
        await harness.Given.PracticeAsync(p => p.DisabledMails = EnumCode.Of(MailType.BookingConfirmation));

        var made = (await Service.SaveAsync(claire, new SaveSession(At(10)) { Notify = true }, Cancel)).Value;

        Assert.True(made.Telling.SwitchedOff);
        var mail = Assert.Single(await MailsAsync());
        Assert.Equal((MailState.Skipped, SkipReasons.SwitchedOff), (mail.State, mail.SkipReason));
        Assert.Equal(ToldState.Never, (await FindAsync(made.Id)).Told);
    }

    [Fact]
    public async Task Notify_MailFailedForGood_ShowsFailedAndSendsAgain()
    {
        harness.MailServer.Answer = _ => FakeMailServer.Refused;
        var made = (await Service.SaveAsync(claire, new SaveSession(At(10)) { Notify = true }, Cancel)).Value;
        await harness.DeliverAsync(Cancel);
        Assert.Equal(ToldState.Failed, (await FindAsync(made.Id)).Told);

        harness.MailServer.Answer = _ => FakeMailServer.Accepted;
        Assert.Equal(MailType.BookingConfirmation, (await Service.NotifyAsync(claire, made.Id, Cancel)).Value.Queued);
        await harness.DeliverAsync(Cancel);
        Assert.Equal(ToldState.Told, (await FindAsync(made.Id)).Told);
    }

    [Fact]
    public async Task Client_OfAToldSession_CannotBeExchanged()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var julia = await harness.Given.ClientAsync(claire, "Julia Brandt");

        var refused = await Service.SaveAsync(claire, new SaveSession(Told() with { ClientId = julia.Id }) { Id = id }, Cancel);

        Assert.Equal("session.client_fixed", refused.Problem!.Code);
    }

    [Fact]
    public async Task Acknowledge_FactsThatChangedMeanwhile_IsRefused()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var seen = (await FindAsync(id)).FactsHash;
        await Service.SaveAsync(claire, new SaveSession(Told() with { Location = "Elsewhere" }) { Id = id }, Cancel);

        Assert.Equal("session.changed_meanwhile", (await Service.AcknowledgeAsync(anna, id, seen, Cancel)).Problem!.Code);
        Assert.True((await Service.AcknowledgeAsync(anna, id, (await FindAsync(id)).FactsHash, Cancel)).Ok);
        Assert.Equal(ToldState.Acknowledged, (await FindAsync(id)).Told);
    }

    [Fact]
    public async Task Delete_OnlyWhatNobodyWasToldOrPaid()
    {
        var told = await harness.Given.ToldSessionAsync(claire, anna);
        var untold = await harness.Given.SessionAsync(claire, anna, "2026-12-02 10:00");

        Assert.Equal("session.delete_told", (await Service.DeleteAsync(claire, told, Cancel)).Problem!.Code);
        Assert.True((await Service.DeleteAsync(claire, untold, Cancel)).Ok);
    }

    [Fact]
    public async Task Delete_CoachWasMailedOfTheBooking_IsAllowed()
    {
        var admin = await harness.Given.AdministratorAsync();
        var saved = await Service.SaveAsync(admin, new SaveSession(At(10)), Cancel);
        await using (var db = harness.Db())
            Assert.Equal([MailType.NewBooking], await db.Set<MailMessage>().Select(m => m.Type).ToListAsync(Cancel));

        Assert.True((await Service.DeleteAsync(claire, saved.Value.Id, Cancel)).Ok);
    }

    [Theory]
    [InlineData(MailState.Unknown, false)]
    [InlineData(MailState.Accepted, false)]
    [InlineData(MailState.Retry, false)]
    [InlineData(MailState.Failed, true)]
    [InlineData(MailState.Undone, true)]
    [InlineData(MailState.Skipped, true)]
    public async Task Delete_ClientWasMailed_DependsOnWhetherItMayHaveArrived(MailState state, bool mayGo)
    {
        var id = await harness.Given.SessionAsync(claire, anna, "2026-12-02 10:00");
        await using (var db = harness.Db())
        {
            var mail = new MailMessage { Type = MailType.BookingConfirmation, ToUserId = anna.Id, ToAddress = "anna@example.org", DedupeKey = "a", MessageId = "a@example.org", State = state };
            db.Add(mail);
            await db.SaveChangesAsync(Cancel);
            db.Add(new MailAbout { MailId = mail.Id, SessionId = id });
            await db.SaveChangesAsync(Cancel);
        }

        Assert.Equal(mayGo ? null : "session.delete_told", (await Service.DeleteAsync(claire, id, Cancel)).Problem?.Code);
    }

    [Theory]
    [InlineData(PaymentStatus.Paid)]
    [InlineData(PaymentStatus.Refunded)]
    public async Task Delete_PaidOnce_IsRefused(PaymentStatus payment)
    {
        var id = await harness.Given.SessionAsync(claire, anna, "2026-12-02 10:00");
        await using (var db = harness.Db())
            await db.Set<Session>().Where(s => s.Id == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.Payment, payment), Cancel);

        Assert.Equal("session.delete_paid", (await Service.DeleteAsync(claire, id, Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task Save_DatabaseLocked_SaysSoAndChangesNothing()
    {
        await using var other = harness.Db();
        await using (await other.BeginWriteAsync([], Cancel))
        {
            var refused = await Service.SaveAsync(claire, new SaveSession(At(10)), Cancel);
            Assert.Equal("storage.busy", refused.Problem!.Code);
        }

        Assert.True((await Service.SaveAsync(claire, new SaveSession(At(10)), Cancel)).Ok);
    }

    [Fact]
    public async Task Save_CostsFewStatements()
    {
        var count = await Statements.CountAsync(harness.Services, () => Service.SaveAsync(claire, new SaveSession(At(10)) { Notify = true }, Cancel));

        Assert.InRange(count, 1, 16);
    }

    private SessionInput At(int hour, int minute = 0) => new()
    {
        ClientId = anna.Id,
        CoachId = claire.Id,
        Date = new LocalDate(2026, 12, 1),
        Time = new LocalTime(hour, minute),
        ZoneId = Given.Zone,
    };

    /// <summary>The session that <see cref="Given.ToldSessionAsync"/> makes, as input.</summary>
    private SessionInput Told() => At(10) with { Location = "12 rue des Lilas", Price = 80 };

    private static SaveSession Edit(SavedSession saved, SessionInput input) => new(input) { Id = saved.Id, ExpectedVersion = saved.Version };

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

    /// <summary>The grace passes and the sender works until nothing is due.</summary>
}
