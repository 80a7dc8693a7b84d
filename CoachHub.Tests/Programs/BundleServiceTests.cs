using CoachHub.Domain.Kernel;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Tests.Programs;

public sealed class BundleServiceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_TwelveSessions_ReservesEachAndSharesThePrice()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);

        var id = await app.Get<BundleService>().CreateAsync(coach, Twelve(coach, client) with { Price = 1000.01m }, Cancel);

        var bundle = await ReadAsync(app, coach, id.Value);
        Assert.Equal(new BundleBalance(12, 0, 12, 0, 0), bundle.Row.Balance);
        Assert.Equal(12, bundle.Sessions.Count);
        Assert.Equal(100_001, bundle.Sessions.Sum(s => s.Row.PriceMinor));
        Assert.All(bundle.Sessions, s => Assert.InRange(s.Row.PriceMinor!.Value, 8333, 8334));
        Assert.Equal((100_001L, false), (bundle.BilledMinor, bundle.PricesDiffer));
        Assert.All(bundle.Sessions, s => Assert.Equal(("Studio 3", ToldState.Never), (s.Row.Location!, s.Row.Told)));
        Assert.Empty(await app.DeliverAsync(Cancel));
        await using var db = app.Db();
        Assert.Equal(12, await db.Set<HistoryEntry>().CountAsync(e => e.Subject == nameof(Session) && e.Action == "added", Cancel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(null)]
    public async Task Create_WithNoSessionsOrFarTooMany_IsRefusedAndWritesNothing(int? sessions)
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);

        var made = await app.Get<BundleService>().CreateAsync(coach, Twelve(coach, client) with { Sessions = sessions }, Cancel);

        Assert.Equal(("bundle.sessions", nameof(BundleInput.Sessions)), (made.Problem!.Code, made.Problem.Field));
        await NothingIsThereAsync(app, sessions: 0);
    }

    [Fact]
    public async Task Create_AllDatesTaken_NamesEachDateAndWritesNothing()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var input = Twelve(coach, client);
        foreach (var date in input.Dates)
            await app.Given.SessionAsync(coach, client, $"{date.Date:uuuu-MM-dd} 10:30");

        var made = await app.Get<BundleService>().CreateAsync(coach, input, Cancel);

        Assert.Equal("bundle.dates_refused", made.Problem!.Code);
        Assert.Equal(Enumerable.Range(0, 12), DateRefusal.In(made.Problem).Select(refusal => refusal.Index));
        Assert.All(DateRefusal.In(made.Problem), refusal => Assert.Equal("session.overlap", refusal.Problem.Code));
        await NothingIsThereAsync(app, sessions: 12);
        Assert.True((await app.Get<BundleService>().CreateAsync(coach, input with { OverlapReason = "two rooms" }, Cancel)).Ok);
    }

    [Fact]
    public async Task Create_DatesThatCollideWithEachOther_AreRefusedToo()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var day = new LocalDate(2026, 12, 1);
        var input = Twelve(coach, client) with { Dates = [new PlannedDate(day, new LocalTime(10, 0)), new PlannedDate(day, new LocalTime(10, 30)), new PlannedDate(day, new LocalTime(11, 0))] };

        var made = await app.Get<BundleService>().CreateAsync(coach, input, Cancel);

        Assert.Equal([1], DateRefusal.In(made.Problem!).Select(refusal => refusal.Index));
        await NothingIsThereAsync(app, sessions: 0);
    }

    [Fact]
    public async Task Create_DiskFullOnTheWay_LeavesNothingBehind()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var input = Twelve(coach, client) with
        {
            Sessions = Bundle.MostSessions,
            Dates = [.. Enumerable.Range(0, Bundle.MostSessions).Select(day => new PlannedDate(new LocalDate(2026, 12, 1).PlusDays(day), new LocalTime(10, 0)))],
        };
        app.Get<SickDisk>().Fill();

        var made = await app.Get<BundleService>().CreateAsync(coach, input, Cancel);

        Assert.Equal("storage.full", made.Problem!.Code);
        app.Get<SickDisk>().Mend();
        await NothingIsThereAsync(app, sessions: 0);
        Assert.True((await app.Get<BundleService>().CreateAsync(coach, input, Cancel)).Ok);
    }

    [Fact]
    public async Task Create_TimeThatTheClocksSkip_IsRefusedByName()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var input = Twelve(coach, client) with { Dates = [new PlannedDate(new LocalDate(2027, 3, 28), new LocalTime(2, 30))] };

        var made = await app.Get<BundleService>().CreateAsync(coach, input, Cancel);

        Assert.Equal("time.skipped", Assert.Single(DateRefusal.In(made.Problem!)).Problem.Code);
    }

    [Fact]
    public async Task Create_TemplateDeletedMeanwhile_KeepsWhatWasFilledIn()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var templates = app.Get<BundleTemplateService>();
        var template = await templates.SaveAsync(coach, null, new BundleTemplateInput { Name = "Ten" }, Cancel);
        Assert.True((await templates.DeleteAsync(coach, template.Value, Cancel)).Ok);

        var made = await app.Get<BundleService>().CreateAsync(coach, Twelve(coach, client) with { TemplateId = template.Value }, Cancel);

        Assert.Null((await ReadAsync(app, coach, made.Value)).TemplateName);
    }

    [Fact]
    public async Task Create_WithDocumentsOfATemplate_GivesThemToEverySession()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var other = await app.Given.CoachAsync("Marc Leroy");
        var document = await app.Given.DocumentAsync(other);
        var template = await app.Get<BundleTemplateService>().SaveAsync(other, null, new BundleTemplateInput { Name = "Ten", Documents = [document] }, Cancel);

        var made = await app.Get<BundleService>().CreateAsync(coach, Twelve(coach, client) with { TemplateId = template.Value, Documents = [document] }, Cancel);

        var first = (await ReadAsync(app, coach, made.Value)).Sessions[0].Row.Id;
        Assert.Equal([document], (await app.Get<SessionQueries>().FindAsync(coach, first, Cancel)).Value.Documents.Select(d => d.Id));
    }

    [Fact]
    public async Task Create_DocumentOfSomebodyElse_IsRefused()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var document = await app.Given.DocumentAsync(await app.Given.CoachAsync("Marc Leroy"));

        var made = await app.Get<BundleService>().CreateAsync(coach, Twelve(coach, client) with { Documents = [document] }, Cancel);

        Assert.Equal("document.not_found", made.Problem!.Code);
        await NothingIsThereAsync(app, sessions: 0);
    }

    [Fact]
    public async Task Plan_AfterACancellation_GivesTheReplacementTheSameShare()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var id = await app.Given.BundleAsync(coach, client, sessions: 3, price: 100);
        var first = (await ReadAsync(app, coach, id)).Sessions[0].Row;
        await SetAsync(app, coach, first.Id, SessionStatus.Cancelled);
        Assert.Equal(new BundleBalance(3, 0, 2, 1, 0), (await ReadAsync(app, coach, id)).Row.Balance);

        Assert.True((await app.Get<BundleService>().PlanAsync(coach, new PlanMore(id, [new PlannedDate(new LocalDate(2027, 2, 2), new LocalTime(9, 0))]), Cancel)).Ok);

        var bundle = await ReadAsync(app, coach, id);
        Assert.Equal(first.PriceMinor, bundle.Sessions[^1].Row.PriceMinor);
        Assert.Equal((10_000L, new BundleBalance(3, 0, 3, 0, 0)), (bundle.BilledMinor, bundle.Row.Balance));
        Assert.Equal("bundle.nothing_left", (await app.Get<BundleService>().PlanAsync(coach, new PlanMore(id, [new PlannedDate(new LocalDate(2027, 3, 2), new LocalTime(9, 0))]), Cancel)).Problem!.Code);
    }

    [Fact]
    public async Task Rebooking_WhenTheCreditWentElsewhere_LeavesTheBundle()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var id = await app.Given.BundleAsync(coach, client, sessions: 1);
        var only = (await ReadAsync(app, coach, id)).Sessions[0].Row.Id;
        await SetAsync(app, coach, only, SessionStatus.Cancelled);
        Assert.True((await app.Get<BundleService>().PlanAsync(coach, new PlanMore(id, [new PlannedDate(new LocalDate(2027, 2, 2), new LocalTime(9, 0))]), Cancel)).Ok);

        await SetAsync(app, coach, only, SessionStatus.Booked);

        var bundle = await ReadAsync(app, coach, id);
        Assert.DoesNotContain(bundle.Sessions, s => s.Row.Id == only);
        Assert.Equal(new BundleBalance(1, 0, 1, 0, 0), bundle.Row.Balance);
    }

    [Fact]
    public async Task Statuses_OfItsSessions_MoveTheBalanceAndCompleteTheBundle()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var id = await app.Given.BundleAsync(coach, client, sessions: 2, first: "2026-11-10 10:00");
        var sessions = (await ReadAsync(app, coach, id)).Sessions.Select(s => s.Row.Id).ToList();

        await SetAsync(app, coach, sessions[0], SessionStatus.Completed);
        Assert.Equal((1, BundleStatus.Active), (await RowAsync(app, coach, id)) is var one ? (one.Completed, one.Status) : default);
        await SetAsync(app, coach, sessions[1], SessionStatus.Completed);
        Assert.Equal((2, BundleStatus.Completed), (await RowAsync(app, coach, id)) is var two ? (two.Completed, two.Status) : default);
        await SetAsync(app, coach, sessions[1], SessionStatus.Booked);
        Assert.Equal(BundleStatus.Active, (await RowAsync(app, coach, id)).Status);
    }

    [Fact]
    public async Task SetStatus_ByHand_StaysWhateverTheSessionsDo()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var id = await app.Given.BundleAsync(coach, client, sessions: 2, first: "2026-11-10 10:00");

        Assert.True((await app.Get<BundleStateService>().SetStatusAsync(coach, id, BundleStatus.Active, BundleStatus.Completed, Cancel)).Ok);
        await SetAsync(app, coach, (await ReadAsync(app, coach, id)).Sessions[0].Row.Id, SessionStatus.Completed);

        Assert.Equal(BundleStatus.Completed, (await RowAsync(app, coach, id)).Status);
        Assert.Equal("bundle.changed", (await app.Get<BundleStateService>().SetStatusAsync(coach, id, BundleStatus.Active, BundleStatus.Paused, Cancel)).Problem!.Code);
    }

    [Fact]
    public async Task NoShow_ByThePolicy_IsUsedUpAndMayBeWaivedWithAReason()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var admin = await app.Given.AdministratorAsync();
        Assert.True((await app.Get<OutcomePolicyService>().SaveAsync(admin, new OutcomePolicyInput(CreditOutcome.Return, null, CreditOutcome.Consume, 20, 0), Cancel)).Ok);
        var id = await app.Given.BundleAsync(coach, client, sessions: 2, price: 100, first: "2026-11-10 10:00");
        var missed = (await ReadAsync(app, coach, id)).Sessions[0].Row.Id;

        await SetAsync(app, coach, missed, SessionStatus.NoShow);
        var after = await ReadAsync(app, coach, id);
        Assert.Equal((new Outcome(CreditOutcome.Consume, 2000), false), (after.Sessions[0].Outcome!.Value, after.Sessions[0].Decided));
        Assert.Equal((new BundleBalance(2, 1, 1, 0, 0), PaymentStatus.Pending), (after.Row.Balance, after.Sessions[0].Row.Payment));

        var states = app.Get<BundleStateService>();
        Assert.Equal("outcome.reason", (await states.DecideAsync(coach, missed, OutcomeChoice.Waive(" "), Cancel)).Problem!.Code);
        Assert.True((await states.DecideAsync(coach, missed, OutcomeChoice.Waive("was ill"), Cancel)).Ok);

        var waived = await ReadAsync(app, coach, id);
        Assert.Equal((Outcome.Waived, true, "was ill"), (waived.Sessions[0].Outcome!.Value, waived.Sessions[0].Decided, waived.Sessions[0].Reason));
        Assert.Equal((new BundleBalance(2, 0, 1, 1, 0), PaymentStatus.Cancelled, "was ill"), (waived.Row.Balance, waived.Sessions[0].Row.Payment, waived.Entries[^1].Reason));
        var mine = Assert.Single((await app.Get<BundleQueries>().MineAsync(client, Cancel)).Value);
        Assert.Equal((waived.Row.Balance, Outcome.Waived), (mine.Balance, Assert.Single(mine.Outcomes).Outcome));
    }

    [Fact]
    public async Task LateCancellation_UsedUp_StaysOwedAndIsSaidBeforehand()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var id = await app.Given.BundleAsync(coach, client, sessions: 2, price: 100);
        var session = (await ReadAsync(app, coach, id)).Sessions[0].Row.Id;
        var policy = app.Get<OutcomePolicyService>();

        Assert.Equal(new Outcome(CreditOutcome.Consume, null), (await policy.ForeseeAsync(client, session, SessionStatus.LateCancelled, Cancel)).Value!.Outcome);
        Assert.Equal(Outcome.Waived, (await policy.ForeseeAsync(client, session, SessionStatus.Cancelled, Cancel)).Value!.Outcome);
        await SetAsync(app, coach, session, SessionStatus.LateCancelled);
        Assert.Equal((10_000L, PaymentStatus.Pending), (await ReadAsync(app, coach, id)) is var late ? (late.BilledMinor, late.Sessions[0].Row.Payment) : default);

        await SetAsync(app, coach, session, SessionStatus.Cancelled);
        var bundle = await ReadAsync(app, coach, id);
        Assert.Equal((5_000L, PaymentStatus.Cancelled, null), (bundle.BilledMinor, bundle.Sessions[0].Row.Payment, bundle.Sessions[0].Outcome));
    }

    [Fact]
    public async Task Undo_OfACancellation_TakesTheCreditAgain()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var id = await app.Given.BundleAsync(coach, client, sessions: 2, price: 100);
        var session = (await ReadAsync(app, coach, id)).Sessions[0].Row.Id;
        var cancelled = await app.Get<SessionQuickService>().ChangeAsync(coach, new QuickChange(session, SessionStatus.Booked, PaymentStatus.Pending) { Status = SessionStatus.Cancelled }, Cancel);
        Assert.Equal(1, (await RowAsync(app, coach, id)).Balance.Left);

        Assert.True((await app.Get<SessionUndo>().UndoAsync(coach, cancelled.Value.Telling.Undo!, Cancel)).Ok);

        var bundle = await ReadAsync(app, coach, id);
        Assert.Equal((new BundleBalance(2, 0, 2, 0, 0), PaymentStatus.Pending), (bundle.Row.Balance, bundle.Sessions[0].Row.Payment));
    }

    [Fact]
    public async Task Delete_OfASession_ReturnsItsCredit()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var id = await app.Given.BundleAsync(coach, client, sessions: 2);

        Assert.True((await app.Get<SessionService>().DeleteAsync(coach, (await ReadAsync(app, coach, id)).Sessions[0].Row.Id, Cancel)).Ok);

        Assert.Equal(new BundleBalance(2, 0, 1, 1, 0), (await RowAsync(app, coach, id)).Balance);
    }

    [Fact]
    public async Task BulkComplete_OfAllItsSessions_MovesTheBalanceInOneSave()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var id = await app.Given.BundleAsync(coach, client, sessions: 3, first: "2026-11-02 10:00");
        var picks = (await ReadAsync(app, coach, id)).Sessions.Select(s => new SessionPick(s.Row.Id)).ToList();

        Assert.Equal(3, (await app.Get<SessionBulkService>().RunAsync(coach, new BulkAct(BulkKind.Complete), picks, null, Cancel)).Value.Done.Count);

        var row = await RowAsync(app, coach, id);
        Assert.Equal((new BundleBalance(3, 3, 0, 0, 0), BundleStatus.Completed), (row.Balance, row.Status));
    }

    [Fact]
    public async Task Expiry_IsSeenAtOnceWrittenOnceAndComesBackWhenItIsMoved()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var id = await app.Given.BundleAsync(coach, client, sessions: 4, planned: 1, lastDay: new LocalDate(2026, 11, 30));
        app.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 30, 22, 59, 0, TimeSpan.Zero));
        Assert.Equal(new BundleBalance(4, 0, 1, 3, 0), (await RowAsync(app, coach, id)).Balance);

        // Midnight in Paris.
        app.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 30, 23, 0, 0, TimeSpan.Zero));
        Assert.Equal(new BundleBalance(4, 0, 1, 0, 3), (await RowAsync(app, coach, id)).Balance);
        Assert.Equal("bundle.nothing_left", (await app.Get<BundleService>().PlanAsync(coach, new PlanMore(id, [new PlannedDate(new LocalDate(2027, 2, 2), new LocalTime(9, 0))]), Cancel)).Problem!.Code);
        Assert.Equal(1, await app.Get<BundleExpiry>().ExpireDueAsync(app.NowUtc, Cancel));
        Assert.Equal(0, await app.Get<BundleExpiry>().ExpireDueAsync(app.NowUtc, Cancel));

        var bundle = await ReadAsync(app, coach, id);
        Assert.Equal(BundleEntryKind.Expired, bundle.Entries[^1].Kind);
        Assert.True((await app.Get<BundleStateService>().EditAsync(coach, new BundleEdit(id, bundle.Version, "Longer", new LocalDate(2026, 12, 31)), Cancel)).Ok);
        Assert.Equal(new BundleBalance(4, 0, 1, 3, 0), (await RowAsync(app, coach, id)).Balance);
    }

    [Fact]
    public async Task Paused_RestsItsRemindersAndItsSending_UntilItGoesOn()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var id = await app.Given.BundleAsync(coach, client, sessions: 1, first: "2026-11-24 08:00");
        var states = app.Get<BundleStateService>();
        Assert.True((await states.SetStatusAsync(coach, id, BundleStatus.Active, BundleStatus.Paused, Cancel)).Ok);

        Assert.Equal(0, await app.Get<ReminderScan>().EnqueueDueAsync(app.NowUtc, Cancel));
        Assert.Equal("bundle.paused", (await app.Get<BundleQueries>().ToTellAsync(coach, id, Cancel)).Problem!.Code);
        Assert.True((await states.SetStatusAsync(coach, id, BundleStatus.Paused, BundleStatus.Active, Cancel)).Ok);
        Assert.Equal(1, await app.Get<ReminderScan>().EnqueueDueAsync(app.NowUtc, Cancel));
        // Paused while it waited: it is not sent, and due again later.
        Assert.True((await states.SetStatusAsync(coach, id, BundleStatus.Active, BundleStatus.Paused, Cancel)).Ok);
        Assert.Empty(await app.DeliverAsync(Cancel));
        Assert.True((await states.SetStatusAsync(coach, id, BundleStatus.Paused, BundleStatus.Active, Cancel)).Ok);
        Assert.Equal(1, await app.Get<ReminderScan>().EnqueueDueAsync(app.NowUtc, Cancel));
        Assert.Single(await app.DeliverAsync(Cancel));
    }

    [Fact]
    public async Task SendConfirmations_TwelveSessions_IsOneMail()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var id = await app.Given.BundleAsync(coach, client);

        var picks = (await app.Get<BundleQueries>().ToTellAsync(coach, id, Cancel)).Value;
        Assert.Equal(1, (await app.Get<SessionBulkService>().RunAsync(coach, new BulkAct(BulkKind.Notify), picks, null, Cancel)).Value.Mails);

        Assert.Single(await app.DeliverAsync(Cancel));
        Assert.All((await ReadAsync(app, coach, id)).Sessions, s => Assert.Equal(ToldState.Told, s.Row.Told));
    }

    [Fact]
    public async Task Session_OfABundle_CannotBeGivenToAnotherClient()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, client) = await PeopleAsync(app);
        var other = await app.Given.ClientAsync(coach, "Bob Grand");
        var id = await app.Given.BundleAsync(coach, client, sessions: 1);
        await using var db = app.Db();
        var session = await db.Set<Session>().SingleAsync(s => s.BundleId == id, Cancel);

        var saved = await app.Get<SessionService>().SaveAsync(coach, new SaveSession(SessionInput.Of(session, "EUR") with { ClientId = other.Id }) { Id = session.Id, ExpectedVersion = session.Version }, Cancel);

        Assert.Equal("session.client_in_bundle", saved.Problem!.Code);
    }

    internal static BundleInput Twelve(Actor coach, Actor client) => new()
    {
        ClientId = client.Id,
        CoachId = coach.Id,
        Name = "Twelve sessions",
        Sessions = 12,
        Price = 1000,
        Location = " Studio 3 ",
        ZoneId = coach.ZoneId,
        Dates = [.. Enumerable.Range(0, 12).Select(week => new PlannedDate(new LocalDate(2026, 12, 1).PlusWeeks(week), new LocalTime(10, 0)))],
    };

    private static async Task<(Actor Coach, Actor Client)> PeopleAsync(DomainHarness app)
    {
        var coach = await app.Given.CoachAsync();
        return (coach, await app.Given.ClientAsync(coach));
    }

    private static async Task<BundleDetails> ReadAsync(DomainHarness app, Actor actor, int id) => (await app.Get<BundleQueries>().FindAsync(actor, id, Cancel)).Value;

    private static async Task<BundleRow> RowAsync(DomainHarness app, Actor actor, int id) => (await ReadAsync(app, actor, id)).Row;

    private static async Task SetAsync(DomainHarness app, Actor actor, int sessionId, SessionStatus status)
    {
        var row = (await app.Get<SessionQueries>().FindAsync(actor, sessionId, Cancel)).Value.Row;
        var changed = await app.Get<SessionQuickService>().ChangeAsync(actor, new QuickChange(sessionId, row.Status, row.Payment) { Status = status }, Cancel);
        Assert.Null(changed.Problem);
    }

    private static async Task NothingIsThereAsync(DomainHarness app, int sessions)
    {
        await using var db = app.Db();
        Assert.Equal((0, 0, sessions), (await db.Set<Bundle>().CountAsync(Cancel), await db.Set<BundleEntry>().CountAsync(Cancel), await db.Set<Session>().CountAsync(Cancel)));
    }
}
