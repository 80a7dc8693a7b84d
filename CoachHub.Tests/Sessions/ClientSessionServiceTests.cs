using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Sessions;

/// <summary>A client cancels: when that is allowed, what follows, and who else may have been faster.</summary>
public sealed class ClientSessionServiceTests : IAsyncLifetime
{
    // The practice's window is 24 hours; the session begins on 1 December at 10:00 in Paris.
    private static readonly DateTimeOffset Deadline = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);

    private DomainHarness app = null!;
    private Actor coach = null!;
    private Actor anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ClientSessionService Service => app.Get<ClientSessionService>();

    public async ValueTask InitializeAsync()
    {
        app = await DomainHarness.CreateAsync();
        coach = await app.Given.CoachAsync("Claire Dubois", user => user.PhoneNumber = "+33 6 12 34 56 78");
        anna = await app.Given.ClientAsync(coach);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Cancel_InTime_MailsClientAndCoachAtOnce()
    {
        var id = await app.Given.ToldSessionAsync(coach, anna);

        var done = await CancelAsync(id);

        Assert.Null(done.Problem);
        Assert.Equal((false, await EmailAsync(anna), true), (done.Value.WasCalledOff, done.Value.MailedTo, done.Value.CoachIsTold));
        var session = await FindAsync(id);
        Assert.Equal((SessionStatus.Cancelled, PaymentStatus.Cancelled), (session.Status, session.Payment));
        var mails = await MailsAsync();
        Assert.Equal([(MailType.Cancellation, anna.Id), (MailType.ClientCancelled, coach.Id)], mails.Select(m => (m.Type, m.ToUserId)));
        // Second thoughts are for staff: what a client does goes out.
        Assert.All(mails, mail => Assert.Equal(app.NowUtc, mail.NotBeforeUtc));
    }

    [Fact]
    public async Task Cancel_OfASessionNobodyWasToldOf_TellsTheClientToo()
    {
        var id = await app.Given.SessionAsync(coach, anna);

        await CancelAsync(id);

        Assert.Contains(await MailsAsync(), mail => mail.Type == MailType.Cancellation && mail.ToUserId == anna.Id);
    }

    [Fact]
    public async Task Cancel_WhatIsPaid_StaysPaid()
    {
        var id = await app.Given.SessionAsync(coach, anna);
        await using (var db = app.Db())
            await db.Set<Session>().ExecuteUpdateAsync(set => set.SetProperty(s => s.Payment, PaymentStatus.Paid), Cancel);

        Assert.True((await CancelAsync(id)).Ok);

        Assert.Equal(PaymentStatus.Paid, (await FindAsync(id)).Payment);
    }

    [Fact]
    public async Task Cancel_AtTheLastInstant_IsAllowed()
    {
        var id = await app.Given.ToldSessionAsync(coach, anna);
        app.Clock.SetUtcNow(Deadline);

        Assert.True((await CancelAsync(id)).Ok);
    }

    [Fact]
    public async Task Cancel_OneMinuteInsideTheWindow_NamesTheCoachAndDoesNothing()
    {
        var id = await app.Given.ToldSessionAsync(coach, anna);
        app.Clock.SetUtcNow(Deadline.AddMinutes(1));

        var done = await CancelAsync(id);

        Assert.Equal("session.cancel_too_late", done.Problem?.Code);
        Assert.Equal([Deadline.UtcDateTime, "Claire Dubois", await EmailAsync(coach), "+33 6 12 34 56 78"], done.Problem!.Arguments);
        Assert.Equal(SessionStatus.Booked, (await FindAsync(id)).Status);
        Assert.Empty(await MailsAsync());
    }

    [Fact]
    public async Task Cancel_WithoutAWindow_IsAllowedUntilTheStart()
    {
        await app.Given.PracticeAsync(practice => practice.CancellationWindowHours = 0);
        var id = await app.Given.ToldSessionAsync(coach, anna);
        app.Clock.SetUtcNow(Deadline.AddHours(24));
        Assert.Equal("session.cancel_too_late", (await CancelAsync(id)).Problem?.Code);
    }

    [Fact]
    public async Task Cancel_Twice_MailsOnce()
    {
        var id = await app.Given.ToldSessionAsync(coach, anna);
        var mark = (await FindAsync(id)).SeenMark;

        var both = await Task.WhenAll(Service.CancelAsync(anna, id, mark, Cancel), Service.CancelAsync(anna, id, mark, Cancel));

        Assert.Equal([false, true], both.Select(done => done.Value.WasCalledOff).Order());
        Assert.Equal(2, (await MailsAsync()).Count);
    }

    [Fact]
    public async Task Cancel_OfASessionThatMovedMeanwhile_IsToldAndNotDone()
    {
        var id = await app.Given.ToldSessionAsync(coach, anna);
        var mark = (await FindAsync(id)).SeenMark;
        await using (var db = app.Db())
        {
            var session = await db.Set<Session>().SingleAsync(Cancel);
            session.Change(session.Values() with { StartsAtUtc = session.StartsAtUtc.AddHours(2) });
            await db.SaveChangesAsync(Cancel);
        }

        var done = await Service.CancelAsync(anna, id, mark, Cancel);

        Assert.Equal("session.changed_since", done.Problem?.Code);
        Assert.Equal(SessionStatus.Booked, (await FindAsync(id)).Status);
    }

    [Fact]
    public async Task Cancel_WhileStaffMoveTheSession_OneOfTheTwoWins()
    {
        var id = await app.Given.ToldSessionAsync(coach, anna);
        var seen = await FindAsync(id);
        var input = new SessionInput
        {
            ClientId = anna.Id,
            CoachId = coach.Id,
            Date = new NodaTime.LocalDate(2026, 12, 2),
            Time = new NodaTime.LocalTime(10, 0),
            ZoneId = Given.Zone,
            Location = seen.Location,
            Price = 80,
            DurationMinutes = 60,
        };

        var moving = app.Get<SessionService>().SaveAsync(coach, new SaveSession(input) { Id = id, ExpectedVersion = seen.Version }, Cancel);
        var cancelling = Service.CancelAsync(anna, id, seen.SeenMark, Cancel);
        var (moved, cancelled) = (await moving, await cancelling);

        Assert.True(moved.Ok != cancelled.Ok, $"{moved.Problem} {cancelled.Problem}");
        Assert.Equal(cancelled.Ok ? SessionStatus.Cancelled : SessionStatus.Booked, (await FindAsync(id)).Status);
    }

    [Fact]
    public async Task Cancel_AfterADocumentCame_IsDone()
    {
        var id = await app.Given.ToldSessionAsync(coach, anna);
        var mark = (await FindAsync(id)).SeenMark;
        await app.Given.AttachAsync(id, await app.Given.DocumentAsync(coach));

        Assert.True((await Service.CancelAsync(anna, id, mark, Cancel)).Ok);
    }

    [Fact]
    public async Task Cancel_OfWhatIsClosed_IsRefused()
    {
        var id = await app.Given.SessionAsync(coach, anna, status: SessionStatus.Completed);

        Assert.Equal("session.not_booked", (await CancelAsync(id)).Problem?.Code);
    }

    [Fact]
    public async Task CoachsMail_WithoutAnInvitationBefore_TakesNothingOutOfTheCalendar()
    {
        await CancelAsync(await app.Given.ToldSessionAsync(coach, anna));

        await app.DeliverAsync(Cancel);

        var mail = Assert.Single(app.MailServer.Taken, m => m.Text.Contains("ClientCancelledMail", StringComparison.Ordinal));
        Assert.Equal(await EmailAsync(coach), mail.ToAddress);
        Assert.Contains("Invitation = ,", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CoachsMail_AfterAnInvitation_TakesItOutEachTime()
    {
        var administrator = await app.Given.AdministratorAsync();
        var id = await BookAsync(administrator);
        await app.DeliverAsync(Cancel);

        await CancelAsync(id);
        await app.DeliverAsync(Cancel);

        var mail = Assert.Single(app.MailServer.Taken, m => m.Text.Contains("ClientCancelledMail", StringComparison.Ordinal));
        Assert.Contains("Method = Cancel", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CoachsMail_OfASessionThatIsOnAgain_IsNotSent()
    {
        var id = await app.Given.ToldSessionAsync(coach, anna);
        await CancelAsync(id);
        await app.Get<SessionQuickService>().ChangeAsync(
            await app.Given.AdministratorAsync(), new QuickChange(id, SessionStatus.Cancelled, PaymentStatus.Cancelled) { Status = SessionStatus.Booked }, Cancel);

        await app.DeliverAsync(Cancel);

        Assert.Equal(MailState.Skipped, Assert.Single(await MailsAsync(), mail => mail.Type == MailType.ClientCancelled).State);
    }

    [Fact]
    public async Task CoachsMail_SwitchedOff_IsInTheLogAndNotSent()
    {
        await app.Given.PracticeAsync(practice => practice.DisabledMails = "client_cancelled");

        var done = await CancelAsync(await app.Given.ToldSessionAsync(coach, anna));

        Assert.False(done.Value.CoachIsTold);
        Assert.Equal((MailState.Skipped, SkipReasons.SwitchedOff), Assert.Single((await MailsAsync()).Where(m => m.Type == MailType.ClientCancelled).Select(m => (m.State, m.SkipReason))));
    }

    [Fact]
    public async Task Cancel_IsInTheHistoryUnderTheClientsName()
    {
        var id = await app.Given.ToldSessionAsync(coach, anna);

        await CancelAsync(id);

        await using var db = app.Db();
        var entry = await db.Set<HistoryEntry>().OrderByDescending(e => e.Id).FirstAsync(e => e.Subject == nameof(Session) && e.SubjectId == id && e.Changes.Contains("Status"), Cancel);
        Assert.Equal(anna.Name, entry.ActorName);
    }

    private async Task<Result<ClientCancellation>> CancelAsync(int id) => await Service.CancelAsync(anna, id, (await FindAsync(id)).SeenMark, Cancel);

    private async Task<int> BookAsync(Actor by)
    {
        var input = new SessionInput
        {
            ClientId = anna.Id,
            CoachId = coach.Id,
            Date = new NodaTime.LocalDate(2026, 12, 2),
            Time = new NodaTime.LocalTime(10, 0),
            ZoneId = Given.Zone,
        };
        return (await app.Get<SessionService>().SaveAsync(by, new SaveSession(input) { Notify = true }, Cancel)).Value.Id;
    }

    private async Task<string> EmailAsync(Actor person)
    {
        await using var db = app.Db();
        return (await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == person.Id, Cancel)).Email!;
    }

    private async Task<Session> FindAsync(int id)
    {
        await using var db = app.Db();
        return await db.Set<Session>().AsNoTracking().SingleAsync(s => s.Id == id, Cancel);
    }

    private async Task<List<MailMessage>> MailsAsync()
    {
        await using var db = app.Db();
        return await db.Set<MailMessage>().AsNoTracking().OrderBy(m => m.Id).ToListAsync(Cancel);
    }
}
