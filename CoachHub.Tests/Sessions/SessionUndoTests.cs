using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Tests.Sessions;

/// <summary>What a member of staff takes back within the grace, and what comes too late (part 4.10).</summary>
public sealed class SessionUndoTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor admin = null!, claire = null!, anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SessionService Service => harness.Get<SessionService>();

    private SessionUndo Undo => harness.Get<SessionUndo>();

    private Outbox Outbox => harness.Get<Outbox>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        admin = await harness.Given.AdministratorAsync();
        claire = await harness.Given.CoachAsync();
        anna = await harness.Given.ClientAsync(claire);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Notify_Undone_NoMailGoesAndTheSaveStays()
    {
        var id = await harness.Given.SessionAsync(claire, anna);
        var saved = await SaveAsync(claire, id, input => input with { Location = "Studio" }, notify: true);

        var undone = await Undo.UndoAsync(claire, saved.Telling.Undo!, Cancel);

        Assert.Equal([id], undone.Value.Undone);
        var session = await FindAsync(id);
        Assert.Equal(("Studio", ToldState.Never), (session.Location, session.Told));
        Assert.Equal(MailState.Undone, (await MailsAsync()).Single().State);
        Assert.Empty(await DeliverAsync());
        Assert.Contains("\"undone\"", (await HistoryAsync(id)).Last().Changes, StringComparison.Ordinal);
        Assert.Equal((claire.Id, claire.Name), ((await HistoryAsync(id)).Last().ActorId, (await HistoryAsync(id)).Last().ActorName));
    }

    [Fact]
    public async Task Notify_AgainAfterUndo_IsMailed()
    {
        var id = await harness.Given.SessionAsync(claire, anna);
        var first = await Service.NotifyAsync(claire, id, Cancel);
        Assert.True((await Undo.UndoAsync(claire, first.Value.Undo!, Cancel)).Ok);

        await Service.NotifyAsync(claire, id, Cancel);

        Assert.Single(await DeliverAsync());
        Assert.Equal(ToldState.Told, (await FindAsync(id)).Told);
    }

    [Fact]
    public async Task Notify_SavedAgainBeforeItLeft_UndoWithdrawsTheOneMail()
    {
        var id = await harness.Given.SessionAsync(claire, anna);
        await SaveAsync(claire, id, input => input with { Location = "Studio" }, notify: true);
        var second = await SaveAsync(claire, id, input => input with { Location = "Garden" }, notify: true);

        Assert.True((await Undo.UndoAsync(claire, second.Telling.Undo!, Cancel)).Ok);

        Assert.Empty(await DeliverAsync());
        Assert.Equal(ToldState.Never, (await FindAsync(id)).Told);
    }

    [Fact]
    public async Task Notify_AfterAFailure_UndoShowsTheFailureAgain()
    {
        var id = await harness.Given.SessionAsync(claire, anna);
        harness.MailServer.Answer = _ => FakeMailServer.Refused;
        await Service.NotifyAsync(claire, id, Cancel);
        await DeliverAsync();
        var again = await Service.NotifyAsync(claire, id, Cancel);
        Assert.Equal(ToldState.Queued, (await FindAsync(id)).Told);

        Assert.True((await Undo.UndoAsync(claire, again.Value.Undo!, Cancel)).Ok);

        Assert.Equal(ToldState.Failed, (await FindAsync(id)).Told);
    }

    [Theory]
    [InlineData(SessionStatus.Cancelled)]
    [InlineData(SessionStatus.LateCancelled)]
    public async Task Cancel_Undone_SameSessionNoMailStillTold(SessionStatus status)
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var before = await FindAsync(id);
        var saved = await SaveAsync(claire, id, input => input with { Status = status, PrivateNotes = "ill" });
        Assert.Equal((ToldState.Queued, PaymentStatus.Cancelled), ((await FindAsync(id)).Told, (await FindAsync(id)).Payment));

        Assert.True((await Undo.UndoAsync(claire, saved.Telling.Undo!, Cancel)).Ok);

        var session = await FindAsync(id);
        Assert.Equal((SessionStatus.Booked, PaymentStatus.Pending, ToldState.Told), (session.Status, session.Payment, session.Told));
        Assert.Equal((before.CalendarUid, before.FactsHash, "ill"), (session.CalendarUid, session.FactsHash, session.PrivateNotes));
        Assert.Empty(await DeliverAsync());
        Assert.Contains("\"Status\":[\"Cancelled\",\"Booked\"]".Replace("Cancelled", status.ToString(), StringComparison.Ordinal), (await HistoryAsync(id)).Last().Changes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PaymentStatus.Paid)]
    [InlineData(PaymentStatus.Cancelled)]
    [InlineData(PaymentStatus.Refunded)]
    public async Task Cancel_Undone_PaymentIsAsItWas(PaymentStatus payment)
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        await SaveAsync(claire, id, input => input with { Payment = payment });
        var saved = await SaveAsync(claire, id, input => input with { Status = SessionStatus.Cancelled, Payment = payment });

        Assert.True((await Undo.UndoAsync(claire, saved.Telling.Undo!, Cancel)).Ok);

        Assert.Equal(payment, (await FindAsync(id)).Payment);
    }

    [Fact]
    public async Task Cancel_OverAPendingConfirmation_UndoLetsTheConfirmationGo()
    {
        var id = await harness.Given.SessionAsync(claire, anna);
        await Service.NotifyAsync(claire, id, Cancel);
        var saved = await SaveAsync(claire, id, input => input with { Status = SessionStatus.Cancelled });
        Assert.NotNull(saved.Telling.Queued);

        Assert.True((await Undo.UndoAsync(claire, saved.Telling.Undo!, Cancel)).Ok);

        Assert.Equal(ToldState.Queued, (await FindAsync(id)).Told);
        Assert.StartsWith(nameof(BookingConfirmationMail), Body(Assert.Single(await DeliverAsync())), StringComparison.Ordinal);
        Assert.Equal(ToldState.Told, (await FindAsync(id)).Told);
    }

    [Fact]
    public async Task Cancel_ThatMailedNobody_UndoRestoresWithinTheGrace()
    {
        var id = await harness.Given.SessionAsync(claire, anna);
        var saved = await Service.SaveAsync(claire, new SaveSession((await InputAsync(id)) with { Status = SessionStatus.Cancelled }) { Id = id, TellCancellation = false }, Cancel);
        Assert.Empty(await MailsAsync());

        Assert.True((await Undo.UndoAsync(claire, saved.Value.Telling.Undo!, Cancel)).Ok);

        Assert.Equal((SessionStatus.Booked, ToldState.Never), ((await FindAsync(id)).Status, (await FindAsync(id)).Told));
    }

    [Fact]
    public async Task Undo_AfterTheGrace_IsRefusedAndNothingChanges()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var saved = await SaveAsync(claire, id, input => input with { Status = SessionStatus.Cancelled });
        harness.Clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal("undo.too_late", (await Undo.UndoAsync(claire, saved.Telling.Undo!, Cancel)).Problem?.Code);

        Assert.Equal((SessionStatus.Cancelled, ToldState.Queued), ((await FindAsync(id)).Status, (await FindAsync(id)).Told));
        Assert.Single(await DeliverAsync());
    }

    [Fact]
    public async Task Undo_OfAMailThatWasClaimed_IsRefused()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var saved = await SaveAsync(claire, id, input => input with { Status = SessionStatus.Cancelled });
        harness.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Single(await Outbox.ClaimDueAsync(10, Cancel));

        Assert.Equal("undo.sent", (await Undo.UndoAsync(claire, saved.Telling.Undo!, Cancel)).Problem?.Code);

        Assert.Equal(SessionStatus.Cancelled, (await FindAsync(id)).Status);
    }

    [Fact]
    public async Task Undo_Twice_IsRefusedTheSecondTime()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var saved = await SaveAsync(claire, id, input => input with { Status = SessionStatus.Cancelled });
        Assert.True((await Undo.UndoAsync(claire, saved.Telling.Undo!, Cancel)).Ok);
        var version = (await FindAsync(id)).Version;

        Assert.Equal("undo.already", (await Undo.UndoAsync(claire, saved.Telling.Undo!, Cancel)).Problem?.Code);

        Assert.Equal(version, (await FindAsync(id)).Version);
    }

    [Fact]
    public async Task Undo_AfterSomebodyElsesEdit_IsRefusedAndTheMailStillGoes()
    {
        var id = await harness.Given.SessionAsync(claire, anna);
        var saved = await SaveAsync(claire, id, input => input with { Location = "Studio" }, notify: true);
        await SaveAsync(admin, id, input => input with { PrivateNotes = "called her" });

        Assert.Equal("undo.changed", (await Undo.UndoAsync(claire, saved.Telling.Undo!, Cancel)).Problem?.Code);

        Assert.Single(await DeliverAsync());
    }

    [Fact]
    public async Task Undo_BySomebodyElse_IsForbidden()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var saved = await SaveAsync(claire, id, input => input with { Status = SessionStatus.Cancelled });

        Assert.Equal(ProblemKind.Forbidden, (await Undo.UndoAsync(admin, saved.Telling.Undo!, Cancel)).Problem?.Kind);
        // A ticket that says something else than the ledger convinces nobody.
        Assert.Equal("undo.changed", (await Undo.UndoAsync(admin, saved.Telling.Undo! with { ActorId = admin.Id }, Cancel)).Problem?.Code);

        Assert.Equal(SessionStatus.Cancelled, (await FindAsync(id)).Status);
    }

    [Fact]
    public async Task Undo_WhereTheTimeWasTakenSince_IsRefusedAndTheCancellationGoes()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var saved = await SaveAsync(claire, id, input => input with { Status = SessionStatus.Cancelled });
        await harness.Given.SessionAsync(claire, await harness.Given.ClientAsync(claire, "Bob Grand"), "2026-12-01 10:30");

        Assert.Equal("undo.taken", (await Undo.UndoAsync(claire, saved.Telling.Undo!, Cancel)).Problem?.Code);

        Assert.Equal((SessionStatus.Cancelled, ToldState.Queued), ((await FindAsync(id)).Status, (await FindAsync(id)).Told));
        Assert.StartsWith(nameof(CancellationMail), Body(Assert.Single(await DeliverAsync())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_OfManyAtOnce_TellsWhichCameTooLate()
    {
        var items = new List<UndoSession>();
        DateTime until = default;
        var ids = new List<int>();
        for (var hour = 0; hour < 50; hour++)
        {
            var id = await harness.Given.ToldSessionAsync(claire, anna, $"2026-12-{1 + (hour / 8):00} {8 + (hour % 8):00}:00");
            var saved = await SaveAsync(claire, id, input => input with { Status = SessionStatus.Cancelled });
            items.AddRange(saved.Telling.Undo!.Sessions);
            (until, ids) = (saved.Telling.Undo.UntilUtc, [.. ids, id]);
        }

        await SaveAsync(admin, ids[7], input => input with { PrivateNotes = "called her" });

        var undone = await Undo.UndoAsync(claire, new UndoTicket(claire.Id, until, items), Cancel);

        Assert.Equal((49, ids[7]), (undone.Value.Undone.Count, Assert.Single(undone.Value.Refused).Id));
        Assert.Single(await DeliverAsync());
        await using var db = harness.Db();
        Assert.Equal(49, await db.Set<Session>().CountAsync(s => s.Status == SessionStatus.Booked && s.Told == ToldState.Told, Cancel));
    }

    [Fact]
    public async Task Save_ByTheSystemOrAClient_HasNoUndo()
    {
        var id = await harness.Given.SessionAsync(claire, anna);

        var byTheSystem = await Service.SaveAsync(Actor.System, new SaveSession((await InputAsync(id)) with { Status = SessionStatus.Cancelled }) { Id = id }, Cancel);

        Assert.Null(byTheSystem.Value.Telling.Undo);
    }

    [Fact]
    public async Task Save_WithoutAMail_HasNoUndo()
    {
        var id = await harness.Given.SessionAsync(claire, anna);

        Assert.Null((await SaveAsync(claire, id, input => input with { Location = "Studio" })).Telling.Undo);
    }

    private async Task<SavedSession> SaveAsync(Actor actor, int id, Func<SessionInput, SessionInput> with, bool notify = false)
    {
        var saved = await Service.SaveAsync(actor, new SaveSession(with(await InputAsync(id))) { Id = id, Notify = notify }, Cancel);
        Assert.Null(saved.Problem);
        return saved.Value;
    }

    private async Task<SessionInput> InputAsync(int id)
    {
        var session = await FindAsync(id);
        return new SessionInput
        {
            ClientId = session.ClientId,
            CoachId = session.CoachId,
            Date = session.LocalStart.Date,
            Time = session.LocalStart.TimeOfDay,
            ZoneId = session.ZoneId,
            DurationMinutes = session.DurationMinutes,
            Location = session.Location,
            Price = session.PriceMinor / 100m,
            Status = session.Status,
            Payment = session.Payment,
            PrivateNotes = session.PrivateNotes,
        };
    }

    /// <summary>What a server gets once the grace is over.</summary>
    private Task<IReadOnlyList<ClaimedMail>> DeliverAsync() => harness.DeliverAsync(Cancel);

    private static string Body(ClaimedMail mail) => System.Text.Encoding.UTF8.GetString(mail.Mime).Split("\r\n\r\n")[1];

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

    private async Task<List<HistoryEntry>> HistoryAsync(int id)
    {
        await using var db = harness.Db();
        return await db.Set<HistoryEntry>().AsNoTracking().Where(e => e.Subject == nameof(Session) && e.SubjectId == id).OrderBy(e => e.Id).ToListAsync(Cancel);
    }
}
