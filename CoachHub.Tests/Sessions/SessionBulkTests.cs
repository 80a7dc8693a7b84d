using System.Diagnostics;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Tests.Sessions;

/// <summary>Acts on many sessions at once: what is previewed, what is done, what is left and why.</summary>
public sealed class SessionBulkTests(ITestOutputHelper output) : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor admin = null!, claire = null!, anna = null!, bob = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SessionService Service => harness.Get<SessionService>();

    private SessionUndo Undo => harness.Get<SessionUndo>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        admin = await harness.Given.AdministratorAsync();
        claire = await harness.Given.CoachAsync();
        anna = await harness.Given.ClientAsync(claire);
        bob = await harness.Given.ClientAsync(claire, "Bob Grand");
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Notify_SeveralSessionsOfTwoClients_OneMailEachAndEachSessionIsTold()
    {
        var ids = await OfBothAsync(3, 1);
        var preview = await PreviewAsync(claire, BulkKind.Notify, ids);
        Assert.Equal([("Anna Petit", 3, 3), ("Bob Grand", 1, 1)], preview.Mails.Select(m => (m.ClientName, m.Sessions, m.NeverTold)));

        var outcome = await RunAsync(claire, BulkKind.Notify, preview.Ready);

        Assert.Equal((4, 2, 0), (outcome.Done.Count, outcome.Mails, outcome.Refused.Count));
        Assert.All(await SessionsAsync(), session => Assert.Equal(ToldState.Queued, session.Told));
        var sent = await DeliverAsync();
        Assert.Equal([nameof(BookingConfirmationMail), nameof(SessionsMail)], sent.Select(Kind).Order());
        Assert.All(await SessionsAsync(), session => Assert.Equal((ToldState.Told, session.FactsHash), (session.Told, session.ToldFactsHash)));
        foreach (var id in ids)
            Assert.Equal(MailState.Accepted, Assert.Single((await harness.Get<MailLogQueries>().ForSessionAsync(claire, id, Cancel)).Value).State);
    }

    [Fact]
    public async Task Notify_Again_TellsNobodyTwice()
    {
        var ids = await OfBothAsync(3, 1);
        await RunAsync(claire, BulkKind.Notify, Picks(ids));

        var waiting = await RunAsync(claire, BulkKind.Notify, Picks(ids));
        await DeliverAsync();
        var told = await RunAsync(claire, BulkKind.Notify, Picks(ids));

        Assert.Equal(["bulk.waiting"], waiting.Refused.Select(skip => skip.Problem.Code).Distinct());
        Assert.Equal(["bulk.nothing_new"], told.Refused.Select(skip => skip.Problem.Code).Distinct());
        Assert.Empty(await DeliverAsync());
    }

    [Fact]
    public async Task Notify_NewAndChangedTogether_OneMailSaysWhatEachIs()
    {
        var told = await harness.Given.ToldSessionAsync(claire, anna, "2026-12-01 10:00");
        await MoveAsync(told, minutes: 60);
        var fresh = await harness.Given.SessionAsync(claire, anna, "2026-12-02 10:00");

        var preview = await PreviewAsync(claire, BulkKind.Notify, [told, fresh]);

        Assert.Equal([MailType.BookingConfirmation, MailType.SessionUpdate], Assert.Single(preview.Mails).Types.Keys.Order());
        Assert.Equal(1, (await RunAsync(claire, BulkKind.Notify, preview.Ready)).Mails);
        Assert.Equal(nameof(SessionsMail), Kind(Assert.Single(await DeliverAsync())));
        Assert.All(await SessionsAsync(), session => Assert.Equal(ToldState.Told, session.Told));
    }

    [Fact]
    public async Task Notify_TypeSwitchedOff_TellsTheOthersAndTheLogSaysWhy()
    {
        await harness.Given.PracticeAsync(practice => practice.DisabledMails = EnumCode.Of(MailType.SessionUpdate));
        var told = await harness.Given.ToldSessionAsync(claire, anna, "2026-12-01 10:00");
        await MoveAsync(told, minutes: 60);
        var fresh = await harness.Given.SessionAsync(claire, anna, "2026-12-02 10:00");
        Assert.Equal([MailType.SessionUpdate], (await PreviewAsync(claire, BulkKind.Notify, [told, fresh])).SwitchedOff);

        var outcome = await RunAsync(claire, BulkKind.Notify, Picks([told, fresh]));

        Assert.Equal((1, "bulk.switched_off"), (outcome.Done.Count, Assert.Single(outcome.Refused).Problem.Code));
        Assert.Equal((MailState.Skipped, SkipReasons.SwitchedOff), Assert.Single((await harness.Get<MailLogQueries>().ForSessionAsync(claire, told, Cancel)).Value) is var row ? (row.State, row.Reason) : default);
        Assert.Single(await DeliverAsync());
        Assert.Equal([ToldState.Outdated, ToldState.Told], (await SessionsAsync()).Select(s => s.Told));
    }

    [Fact]
    public async Task Notify_OneCancelledBeforeItLeft_TheMailTellsOfTheOthersOnly()
    {
        var ids = await OfBothAsync(3, 0);
        await RunAsync(claire, BulkKind.Notify, Picks(ids));
        var cancelled = await Service.SaveAsync(claire, new SaveSession(Input(await FindAsync(ids[1])) with { Status = SessionStatus.Cancelled }) { Id = ids[1], TellCancellation = false }, Cancel);
        Assert.Null(cancelled.Problem);

        var sent = Assert.Single(await DeliverAsync());

        Assert.Equal([ids[0], ids[2]], await AboutAsync(sent.Id));
        Assert.Equal([ToldState.Told, ToldState.Never, ToldState.Told], (await SessionsAsync()).Select(s => s.Told));
        Assert.Equal(MailState.Superseded, Assert.Single((await harness.Get<MailLogQueries>().ForSessionAsync(claire, ids[1], Cancel)).Value).State);
    }

    [Fact]
    public async Task Notify_OneClosedBeforeItLeft_IsLeftOutWithItsReason()
    {
        var ids = await OfBothAsync(3, 0);
        await RunAsync(claire, BulkKind.Notify, Picks(ids));
        harness.Clock.Advance(TimeSpan.FromDays(7));
        await using (var db = harness.Db())
            await db.Set<Session>().Where(s => s.Id == ids[0]).ExecuteUpdateAsync(set => set.SetProperty(s => s.Status, SessionStatus.Completed), Cancel);

        await DeliverAsync();

        var row = Assert.Single((await harness.Get<MailLogQueries>().ForSessionAsync(claire, ids[0], Cancel)).Value);
        Assert.Equal((MailState.Skipped, SkipReasons.NoLongerTrue), (row.State, row.Reason));
        Assert.Equal([ToldState.Never, ToldState.Told, ToldState.Told], (await SessionsAsync()).Select(s => s.Told));
    }

    [Fact]
    public async Task Notify_InRetry_ACancellationFollowsItAndNothingIsLost()
    {
        var ids = await OfBothAsync(2, 0);
        await RunAsync(claire, BulkKind.Notify, Picks(ids));
        harness.MailServer.Answer = _ => new DeliveryAnswer(DeliveryOutcome.Temporary, "450 later");
        await DeliverAsync();
        harness.MailServer.Answer = _ => FakeMailServer.Accepted;

        var saved = await Service.SaveAsync(claire, new SaveSession(Input(await FindAsync(ids[0])) with { Status = SessionStatus.Cancelled }) { Id = ids[0], TellCancellation = false }, Cancel);

        // The fixed text tells of it, so its reader must learn that it is off.
        Assert.Equal(MailType.Cancellation, saved.Value.Telling.Queued);
        harness.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(nameof(SessionsMail), Kind(Assert.Single(await DeliverAsync())));
        Assert.Equal(nameof(CancellationMail), Kind(Assert.Single(await DeliverAsync())));
        Assert.All(await SessionsAsync(), session => Assert.Equal(ToldState.Told, session.Told));
    }

    [Fact]
    public async Task Notify_FiftyUndone_NoMailGoes()
    {
        var ids = await ManyAsync(50, anna, bob);
        var outcome = await RunAsync(claire, BulkKind.Notify, Picks(ids));
        Assert.Equal((50, 2), (outcome.Done.Count, outcome.Mails));

        var undone = await Undo.UndoAsync(claire, outcome.Undo!, Cancel);

        Assert.Equal(50, undone.Value.Undone.Count);
        Assert.Empty(await DeliverAsync());
        Assert.All(await SessionsAsync(), session => Assert.Equal(ToldState.Never, session.Told));
    }

    [Fact]
    public async Task Notify_UndoneAfterOneWasEdited_TheMailTellsOfThatOneOnly()
    {
        var ids = await OfBothAsync(3, 0);
        var outcome = await RunAsync(claire, BulkKind.Notify, Picks(ids));
        await MoveAsync(ids[2], minutes: 60);

        var undone = await Undo.UndoAsync(claire, outcome.Undo!, Cancel);

        Assert.Equal([ids[0], ids[1]], undone.Value.Undone);
        Assert.Equal("undo.changed", Assert.Single(undone.Value.Refused).Problem.Code);
        Assert.Equal(nameof(BookingConfirmationMail), Kind(Assert.Single(await DeliverAsync())));
        Assert.Equal([ToldState.Never, ToldState.Never, ToldState.Told], (await SessionsAsync()).Select(s => s.Told));
    }

    [Fact]
    public async Task Cancel_FiftyUndone_SameEventsNoMailStillTold()
    {
        var ids = await ManyAsync(50, anna, bob, told: true);
        var before = await SessionsAsync();
        var outcome = await RunAsync(claire, BulkKind.Cancel, Picks(ids));
        Assert.Equal((50, 2), (outcome.Done.Count, outcome.Mails));
        Assert.All(await SessionsAsync(), session => Assert.Equal((SessionStatus.Cancelled, PaymentStatus.Cancelled, ToldState.Queued), (session.Status, session.Payment, session.Told)));

        Assert.Equal(50, (await Undo.UndoAsync(claire, outcome.Undo!, Cancel)).Value.Undone.Count);

        Assert.Empty(await DeliverAsync());
        Assert.Equal(before.Select(s => (s.CalendarUid, s.FactsHash, SessionStatus.Booked, PaymentStatus.Pending, ToldState.Told)),
            (await SessionsAsync()).Select(s => (s.CalendarUid, s.FactsHash, s.Status, s.Payment, s.Told)));
    }

    [Fact]
    public async Task Cancel_SeveralOfAClient_OneCancellationTellsAll()
    {
        var ids = await ManyAsync(4, anna, bob, told: true);

        await RunAsync(claire, BulkKind.Cancel, Picks(ids));

        var sent = await DeliverAsync();
        Assert.Equal([nameof(SessionsMail), nameof(SessionsMail)], sent.Select(Kind));
        Assert.All(await SessionsAsync(), session => Assert.Equal((ToldState.Told, session.FactsHash), (session.Told, session.ToldFactsHash)));
    }

    [Fact]
    public async Task Cancel_ClientsNeverTold_AreToldOnlyWhereStaffSaySo()
    {
        var told = await harness.Given.ToldSessionAsync(claire, anna, "2026-12-01 10:00");
        var never = await harness.Given.SessionAsync(claire, bob, "2026-12-02 10:00");
        var preview = await PreviewAsync(claire, BulkKind.Cancel, [told, never]);
        Assert.Equal([0, 1], preview.Mails.Select(mail => mail.NeverTold));

        var outcome = (await harness.Get<SessionBulkService>().RunAsync(claire, new BulkAct(BulkKind.Cancel) { TellNeverTold = false }, preview.Ready, null, Cancel)).Value;

        Assert.Equal((2, 1), (outcome.Done.Count, outcome.Mails));
        Assert.Equal("Anna Petit", Name(Assert.Single(await DeliverAsync())));
    }

    [Theory]
    [InlineData(BulkKind.Complete, SessionStatus.Completed)]
    [InlineData(BulkKind.NoShow, SessionStatus.NoShow)]
    public async Task Close_PastAndAhead_ClosesThePastOnly(BulkKind kind, SessionStatus status)
    {
        var past = await harness.Given.SessionAsync(claire, anna, "2026-11-20 10:00");
        var ahead = await harness.Given.SessionAsync(claire, anna, "2026-12-01 10:00");
        var off = await harness.Given.SessionAsync(claire, anna, "2026-11-19 10:00", status: SessionStatus.Cancelled);
        var slot = await harness.Given.SessionAsync(claire, null, "2026-11-18 10:00");

        var outcome = await RunAsync(claire, kind, Picks([past, ahead, off, slot]));

        Assert.Equal([past], outcome.Done);
        Assert.Equal(status, (await FindAsync(past)).Status);
        Assert.Equal(["bulk.ahead", "bulk.called_off", "bulk.slot"], outcome.Refused.Select(skip => skip.Problem.Code).Order());
        Assert.Null(outcome.Undo);
    }

    [Fact]
    public async Task Run_RowsThatChangedVanishedOrBecameForbidden_AreReportedAndTheRestGoesThrough()
    {
        var marc = await harness.Given.CoachAsync("Marc Leroy");
        var ids = await ManyAsync(5, anna, bob);
        var preview = await PreviewAsync(claire, BulkKind.Notify, ids);
        var touched = await Service.SaveAsync(admin, new SaveSession(Input(await FindAsync(ids[0])) with { PrivateNotes = "called her" }) { Id = ids[0] }, Cancel);
        Assert.Null(touched.Problem);
        await Service.DeleteAsync(admin, ids[1], Cancel);
        var handed = await Service.SaveAsync(admin, new SaveSession(Input(await FindAsync(ids[2])) with { CoachId = marc.Id }) { Id = ids[2] }, Cancel);
        Assert.Null(handed.Problem);

        var outcome = await RunAsync(claire, BulkKind.Notify, preview.Ready);

        Assert.Equal([ids[3], ids[4]], outcome.Done.Order());
        Assert.Equal([(ids[0], "bulk.changed"), (ids[1], "session.not_found"), (ids[2], "session.not_found")], outcome.Refused.Select(skip => (skip.Id, skip.Problem.Code)).Order());
        Assert.All(outcome.Refused.Where(skip => skip.Problem.Code == "session.not_found"), skip => Assert.Null(skip.ClientName));
    }

    [Fact]
    public async Task Move_ByAWeekOverAClockChange_KeepsTheTimeOnTheWall()
    {
        // In Paris the clocks go forward on 28 March 2027.
        var id = await harness.Given.SessionAsync(claire, anna, "2027-03-24 10:00");

        await RunAsync(claire, new BulkAct(BulkKind.Move) { Days = 7 }, [id]);

        var session = await FindAsync(id);
        Assert.Equal((new LocalDateTime(2027, 3, 31, 10, 0), new DateTime(2027, 3, 31, 8, 0, 0, DateTimeKind.Utc)), (session.LocalStart, session.StartsAtUtc));
    }

    [Fact]
    public async Task Move_OntoASkippedHour_IsLeftOut()
    {
        var night = await harness.Given.SessionAsync(claire, anna, "2027-03-21 02:30");
        var day = await harness.Given.SessionAsync(claire, anna, "2027-03-21 10:00");

        var preview = (await harness.Get<SessionBulkPreviewer>().PreviewAsync(claire, new BulkAct(BulkKind.Move) { Days = 7 }, Picks([night, day]), Cancel)).Value;

        Assert.Equal([day], preview.Ready.Select(pick => pick.Id));
        Assert.Equal((night, "time.skipped"), (Assert.Single(preview.Skipped).Id, preview.Skipped[0].Problem.Code));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(-60)]
    [InlineData(1440)]
    public async Task Move_BackToBackSetTogether_DoesNotStandInItsOwnWay(int minutes)
    {
        var ids = new List<int>();
        for (var hour = 8; hour < 18; hour++)
            ids.Add(await harness.Given.SessionAsync(claire, anna, $"2026-12-01 {hour:00}:00"));
        var act = new BulkAct(BulkKind.Move) { Minutes = minutes };
        Assert.Equal(10, (await harness.Get<SessionBulkPreviewer>().PreviewAsync(claire, act, Picks(ids), Cancel)).Value.Ready.Count);

        var outcome = await RunAsync(claire, act, ids);

        Assert.Equal((10, 0), (outcome.Done.Count, outcome.Refused.Count));
        Assert.Equal(Enumerable.Range(8, 10).Select(hour => new LocalDateTime(2026, 12, 1, hour, 0).PlusMinutes(minutes)), (await SessionsAsync()).Select(s => s.LocalStart));
    }

    [Fact]
    public async Task Move_OntoAnother_StaysAndSoDoesWhatWouldFollowIt()
    {
        var first = await harness.Given.SessionAsync(claire, anna, "2026-12-01 08:00");
        var second = await harness.Given.SessionAsync(claire, anna, "2026-12-01 09:00");
        var free = await harness.Given.SessionAsync(claire, anna, "2026-12-02 09:00");
        await harness.Given.SessionAsync(claire, bob, "2026-12-01 10:30");
        var act = new BulkAct(BulkKind.Move) { Minutes = 60 };

        var preview = (await harness.Get<SessionBulkPreviewer>().PreviewAsync(claire, act, Picks([first, second, free]), Cancel)).Value;
        var outcome = await RunAsync(claire, act, [first, second, free]);

        Assert.Equal([free], preview.Ready.Select(pick => pick.Id));
        Assert.All(preview.Skipped, skip => Assert.Equal(("bulk.overlap", true), (skip.Problem.Code, skip.TakenBy is not null && skip.WouldStartUtc is not null)));
        Assert.Equal([free], outcome.Done);
        Assert.Equal([first, second], outcome.Refused.Select(skip => skip.Id).Order());
    }

    [Fact]
    public async Task Move_OverlappingByAReason_MayGoOnOverlappingEachOther()
    {
        var one = await harness.Given.SessionAsync(claire, anna, "2026-12-01 08:00");
        var other = await harness.Given.SessionAsync(claire, bob, "2026-12-01 08:30");

        var outcome = await RunAsync(claire, new BulkAct(BulkKind.Move) { Minutes = 30 }, [one, other]);

        Assert.Equal(2, outcome.Done.Count);
    }

    [Theory]
    [InlineData(BulkKind.Move, 0, 0, 1, "bulk.move_nothing")]
    [InlineData(BulkKind.Move, 5000, 0, 1, "bulk.move_range")]
    [InlineData(BulkKind.Move, int.MinValue, int.MinValue, 1, "bulk.move_range")]
    [InlineData(BulkKind.Notify, 0, 0, 0, "bulk.nothing_chosen")]
    [InlineData(BulkKind.Notify, 0, 0, 5001, "bulk.too_many")]
    [InlineData((BulkKind)77, 0, 0, 1, "bulk.act")]
    public async Task Act_OutOfRange_IsRefused(BulkKind kind, int days, int minutes, int chosen, string code)
    {
        var act = new BulkAct(kind) { Days = days, Minutes = minutes };
        var picks = Enumerable.Range(1, chosen).Select(id => new SessionPick(id)).ToList();

        Assert.Equal(code, (await harness.Get<SessionBulkPreviewer>().PreviewAsync(claire, act, picks, Cancel)).Problem?.Code);
        Assert.Equal(code, (await harness.Get<SessionBulkService>().RunAsync(claire, act, picks, null, Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task Run_StoppedInTheMiddle_LeavesWholeBatchesAndTheirMailsGo()
    {
        var ids = await ManyAsync(200, anna, bob, told: true);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var progress = new Sync(_ => stop.Cancel());

        var outcome = (await harness.Get<SessionBulkService>().RunAsync(claire, new BulkAct(BulkKind.Cancel), Picks(ids), progress, stop.Token)).Value;

        Assert.True(outcome is { Stopped: true, Done.Count: > 0 and < 200 });
        var sessions = await SessionsAsync();
        Assert.Equal(outcome.Done.Order(), sessions.Where(s => s.Status == SessionStatus.Cancelled).Select(s => s.Id).Order());
        await DeliverAsync();
        Assert.All(await SessionsAsync(), session => Assert.Equal(ToldState.Told, session.Told));
    }

    [Fact]
    public async Task Run_FiveThousand_CountsStatementsAndKeepsTheLockShort()
    {
        var clients = new List<Actor>();
        for (var i = 0; i < 50; i++)
            clients.Add(await harness.Given.ClientAsync(claire, $"Client {i:000}"));
        var ids = await ManyAsync(BulkAct.Most, [.. clients]);
        var watch = Stopwatch.StartNew();
        BulkPreview preview = null!;
        var previewed = await Statements.CountAsync(harness.Services, async () => preview = await PreviewAsync(claire, BulkKind.Notify, ids));
        var (looked, longest, last) = (watch.Elapsed, TimeSpan.Zero, watch.Elapsed);
        var progress = new Sync(_ => (longest, last) = (watch.Elapsed - last > longest ? watch.Elapsed - last : longest, watch.Elapsed));
        BulkOutcome outcome = null!;
        var ran = await Statements.CountAsync(harness.Services, async () =>
            outcome = (await harness.Get<SessionBulkService>().RunAsync(claire, new BulkAct(BulkKind.Notify), preview.Ready, progress, Cancel)).Value);
        output.WriteLine($"preview of 5,000: {looked.TotalMilliseconds:0} ms, {previewed} statements; notify: {(watch.Elapsed - looked).TotalMilliseconds:0} ms, {ran} statements, longest batch with its rest {longest.TotalMilliseconds:0} ms, {outcome.Mails} mails");

        Assert.Equal((5_000, 0), (outcome.Done.Count, outcome.Refused.Count));
        Assert.Equal(50, outcome.Mails);
        Assert.True(previewed <= 60, $"{previewed} statements for the preview");
        Assert.True(ran <= 5_000 * 2.5, $"{ran} statements for the run");
    }

    private static IReadOnlyList<SessionPick> Picks(IEnumerable<int> ids) => [.. ids.Select(id => new SessionPick(id))];

    private async Task<BulkPreview> PreviewAsync(Actor actor, BulkKind kind, IEnumerable<int> ids) =>
        (await harness.Get<SessionBulkPreviewer>().PreviewAsync(actor, new BulkAct(kind), Picks(ids), Cancel)).Value;

    private async Task<BulkOutcome> RunAsync(Actor actor, BulkKind kind, IReadOnlyList<SessionPick> picks) =>
        (await harness.Get<SessionBulkService>().RunAsync(actor, new BulkAct(kind), picks, null, Cancel)).Value;

    private async Task<BulkOutcome> RunAsync(Actor actor, BulkAct act, IEnumerable<int> ids) =>
        (await harness.Get<SessionBulkService>().RunAsync(actor, act, Picks(ids), null, Cancel)).Value;

    /// <summary>Sessions of Anna on one day, and of Bob on the next.</summary>
    private async Task<List<int>> OfBothAsync(int annas, int bobs)
    {
        var ids = new List<int>();
        for (var hour = 0; hour < annas; hour++)
            ids.Add(await harness.Given.SessionAsync(claire, anna, $"2026-12-01 {8 + hour:00}:00"));
        for (var hour = 0; hour < bobs; hour++)
            ids.Add(await harness.Given.SessionAsync(claire, bob, $"2026-12-02 {8 + hour:00}:00"));
        return ids;
    }

    /// <summary>Sessions one after another, by turns of these clients.</summary>
    private async Task<List<int>> ManyAsync(int count, Actor one, Actor other, bool told = false) => await ManyAsync(count, [one, other], told);

    private async Task<List<int>> ManyAsync(int count, Actor[] clients, bool told = false)
    {
        await using var db = harness.Db();
        var start = new LocalDateTime(2026, 12, 1, 8, 0);
        var sessions = new List<Session>();
        for (var i = 0; i < count; i++)
        {
            var local = start.PlusDays(i / 10).PlusHours(i % 10);
            var change = new SessionChange(
                clients[i % clients.Length].Id, claire.Id, Domain.Calendar.ZoneClock.ToUtc(local, Given.Zone).Value, Given.Zone, local, 60, null, null, null, 8000,
                SessionStatus.Booked, PaymentStatus.Pending, null, null);
            sessions.Add(Session.Create(change, claire.Id, harness.NowUtc).Value);
        }

        db.AddRange(sessions);
        await db.SaveChangesAsync(Cancel);
        if (told)
            sessions.ForEach(session => session.TellOutside(claire.Name, harness.NowUtc));
        await db.SaveChangesAsync(Cancel);
        return sessions.ConvertAll(session => session.Id);
    }

    private async Task MoveAsync(int id, int minutes)
    {
        var input = Input(await FindAsync(id));
        var saved = await Service.SaveAsync(admin, new SaveSession(input with { Time = input.Time!.Value.PlusMinutes(minutes) }) { Id = id }, Cancel);
        Assert.Null(saved.Problem);
    }

    private static SessionInput Input(Session session) => new()
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
    };

    private async Task<IReadOnlyList<ClaimedMail>> DeliverAsync()
    {
        harness.Clock.Advance(TimeSpan.FromSeconds(11));
        var outbox = harness.Get<Outbox>();
        var claimed = await outbox.ClaimDueAsync(100, Cancel);
        foreach (var mail in claimed)
            await outbox.SettleAsync(mail, await harness.MailServer.SendAsync(mail.ToAddress, mail.Mime, Cancel), null, Cancel);
        return claimed;
    }

    private static string Text(ClaimedMail mail) => System.Text.Encoding.UTF8.GetString(mail.Mime).Split("\r\n\r\n")[1];

    private static string Kind(ClaimedMail mail) => Text(mail).Split(' ')[0];

    private static string Name(ClaimedMail mail) => Text(mail).Split("Name = ")[1].Split(',')[0];

    private async Task<List<int>> AboutAsync(int mailId)
    {
        await using var db = harness.Db();
        return await db.Set<MailAbout>().Where(a => a.MailId == mailId).Select(a => a.SessionId).Order().ToListAsync(Cancel);
    }

    private async Task<Session> FindAsync(int id) => (await SessionsAsync()).Single(session => session.Id == id);

    private async Task<List<Session>> SessionsAsync()
    {
        await using var db = harness.Db();
        return await db.Set<Session>().AsNoTracking().OrderBy(s => s.Id).ToListAsync(Cancel);
    }

    private sealed class Sync(Action<BulkProgress> report) : IProgress<BulkProgress>
    {
        public void Report(BulkProgress value) => report(value);
    }
}
