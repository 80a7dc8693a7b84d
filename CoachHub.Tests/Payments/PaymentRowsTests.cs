using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Import;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CoachHub.Tests.Payments;

/// <summary>Every way to change a payment status writes the rows behind it (D25).</summary>
public sealed class PaymentRowsTests : IAsyncLifetime
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    private DomainHarness app = null!;
    private Actor coach = null!, anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SessionQuickService Quick => app.Get<SessionQuickService>();

    private PaymentRecorder Recorder => app.Get<PaymentRecorder>();

    public async ValueTask InitializeAsync()
    {
        app = await ImportRun.HarnessAsync();
        coach = await app.Given.CoachAsync();
        anna = await app.Given.ClientAsync(coach);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Paid_WithoutAWordAboutHow_IsTheWholePriceToday()
    {
        var id = await app.Given.SessionAsync(coach, anna);

        await SetAsync(id, PaymentStatus.Pending, PaymentStatus.Paid);

        var row = Assert.Single(await RowsAsync(id));
        Assert.Equal(
            (PaymentKind.Payment, 8000L, "EUR", PaymentMethod.Unspecified, Today, anna.Id, (int?)coach.Id),
            (row.Kind, row.AmountMinor, row.Currency, row.Method, row.PaidOn, row.ClientId, row.RecordedById));
        await using var db = app.Db();
        Assert.Equal(1, await db.Set<HistoryEntry>().CountAsync(h => h.Subject == nameof(Payment) && h.SubjectId == row.Id, Cancel));
    }

    [Fact]
    public async Task Paid_InCashLastWeek_IsKeptSo()
    {
        var id = await app.Given.SessionAsync(coach, anna);

        await SetAsync(id, PaymentStatus.Pending, PaymentStatus.Paid, new PaidBy(PaymentMethod.Cash, new DateOnly(2026, 11, 16)));

        Assert.Equal((PaymentMethod.Cash, new DateOnly(2026, 11, 16)), await RowsAsync(id) is [var row] ? (row.Method, row.PaidOn) : default);
    }

    [Theory]
    [InlineData(PaymentMethod.Online, "2026-11-23", "payment.method")]
    [InlineData((PaymentMethod)99, "2026-11-23", "payment.method")]
    [InlineData(PaymentMethod.Cash, "2026-11-24", "payment.date")]
    [InlineData(PaymentMethod.Cash, "0206-11-24", "payment.date")]
    public async Task Paid_InAWayThatCannotBe_IsRefused(PaymentMethod method, string on, string code)
    {
        var id = await app.Given.SessionAsync(coach, anna);

        var saved = await Quick.ChangeAsync(coach, Seen(id) with { Payment = PaymentStatus.Paid, PaidBy = new PaidBy(method, DateOnly.Parse(on, null)) }, Cancel);

        Assert.Equal(code, saved.Problem?.Code);
        Assert.Equal((0, PaymentStatus.Pending), ((await RowsAsync(id)).Count, await StatusAsync(id)));
    }

    [Fact]
    public async Task NewSession_ThatIsPaid_HasItsRow()
    {
        var saved = await app.Get<SessionService>().SaveAsync(coach, new SaveSession(Input() with { Payment = PaymentStatus.Paid }) { PaidBy = new PaidBy(PaymentMethod.Card) }, Cancel);

        var row = Assert.Single(await RowsAsync(saved.Value.Id));
        Assert.Equal((8000L, PaymentMethod.Card, saved.Value.Id), (row.AmountMinor, row.Method, row.SessionId));
        Assert.Equal(1, saved.Value.Version);
    }

    [Fact]
    public async Task Refunded_GivesBackWhatIsLeft()
    {
        var id = await PaidAsync();

        await SetAsync(id, PaymentStatus.Paid, PaymentStatus.Refunded, new PaidBy(PaymentMethod.Transfer));

        Assert.Equal((8000L, 8000L), await SumsAsync(id));
        Assert.Equal(PaymentMethod.Transfer, (await RowsAsync(id))[^1].Method);
    }

    [Fact]
    public async Task Refunded_WithoutHavingBeenPaid_WasPaidFirst()
    {
        var id = await app.Given.SessionAsync(coach, anna);

        await SetAsync(id, PaymentStatus.Pending, PaymentStatus.Refunded);

        Assert.Equal((8000L, 8000L), await SumsAsync(id));
    }

    [Fact]
    public async Task Pending_AfterASlip_VoidsTheRow()
    {
        var id = await PaidAsync();

        await SetAsync(id, PaymentStatus.Paid, PaymentStatus.Pending);

        Assert.Equal((0L, 0L), await SumsAsync(id));
        var row = Assert.Single(await RowsAsync(id));
        Assert.Equal((app.NowUtc, (int?)coach.Id), (row.VoidedAtUtc!.Value, row.VoidedById));
    }

    [Fact]
    public async Task PaidAgain_AfterTheSlipRefunded_TakesTheRefundBack()
    {
        var id = await PaidAsync();
        await SetAsync(id, PaymentStatus.Paid, PaymentStatus.Refunded);

        await SetAsync(id, PaymentStatus.Refunded, PaymentStatus.Paid);

        Assert.Equal((8000L, 0L), await SumsAsync(id));
        Assert.Equal(2, (await RowsAsync(id)).Count);
    }

    [Fact]
    public async Task PaidAgain_InCash_IsAnotherPayment()
    {
        var id = await PaidAsync();
        await SetAsync(id, PaymentStatus.Paid, PaymentStatus.Refunded);

        await SetAsync(id, PaymentStatus.Refunded, PaymentStatus.Paid, new PaidBy(PaymentMethod.Cash));

        Assert.Equal((16000L, 8000L), await SumsAsync(id));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    public async Task FreeSession_Paid_HasNoRow(long? price)
    {
        var id = await app.Given.SessionAsync(coach, anna, priceMinor: price);

        await SetAsync(id, PaymentStatus.Pending, PaymentStatus.Paid);

        Assert.Empty(await RowsAsync(id));
    }

    [Fact]
    public async Task Price_OfAPaidSession_WhenItComes_IsPaid_WhenItChanges_IsNot()
    {
        var id = await app.Given.SessionAsync(coach, anna, priceMinor: null);
        await SetAsync(id, PaymentStatus.Pending, PaymentStatus.Paid);

        await EditAsync(id, input => input with { Price = 50 });
        Assert.Equal((5000L, 0L), await SumsAsync(id));

        await EditAsync(id, input => input with { Price = 70 });
        Assert.Equal((5000L, 0L), await SumsAsync(id));
        Assert.Equal(PaymentStatus.Paid, await StatusAsync(id));
    }

    [Fact]
    public async Task Client_NotedDownWrong_TheMoneyFollows()
    {
        var id = await PaidAsync();
        var bob = await app.Given.ClientAsync(coach, "Bob Roux");

        await EditAsync(id, input => input with { ClientId = bob.Id });

        Assert.Equal(bob.Id, Assert.Single(await RowsAsync(id)).ClientId);
    }

    [Fact]
    public async Task Cancelling_APaidSession_LeavesTheMoney_AndUndoLeavesItToo()
    {
        var id = await PaidAsync();
        var saved = await Quick.ChangeAsync(coach, new QuickChange(id, SessionStatus.Booked, PaymentStatus.Paid) { Status = SessionStatus.Cancelled }, Cancel);
        Assert.Equal(((8000L, 0L), PaymentStatus.Paid), (await SumsAsync(id), await StatusAsync(id)));

        await app.Get<SessionUndo>().UndoAsync(coach, saved.Value.Telling.Undo!, Cancel);

        Assert.Equal(((8000L, 0L), PaymentStatus.Paid), (await SumsAsync(id), await StatusAsync(id)));
        Assert.Single(await RowsAsync(id));
    }

    [Theory]
    [InlineData(PaymentStatus.Refunded)]
    [InlineData(PaymentStatus.Pending)]
    public async Task CancelledTogetherWithTheMoney_Undone_IsAsItWas(PaymentStatus payment)
    {
        var id = await PaidAsync(new PaidBy(PaymentMethod.Check, new DateOnly(2026, 11, 2)));
        var saved = await Quick.ChangeAsync(
            coach, new QuickChange(id, SessionStatus.Booked, PaymentStatus.Paid) { Status = SessionStatus.Cancelled, Payment = payment }, Cancel);

        await app.Get<SessionUndo>().UndoAsync(coach, saved.Value.Telling.Undo!, Cancel);

        Assert.Equal(((8000L, 0L), PaymentStatus.Paid), (await SumsAsync(id), await StatusAsync(id)));
        var row = Assert.Single(await RowsAsync(id), row => row.Counts);
        Assert.Equal((PaymentMethod.Check, new DateOnly(2026, 11, 2)), (row.Method, row.PaidOn));
    }

    [Fact]
    public async Task ManyCancelled_OnlyThePaidKeepMoney()
    {
        int[] ids = [await PaidAsync(), await app.Given.SessionAsync(coach, anna, "2026-12-02 10:00")];

        var done = await app.Get<SessionBulkService>().RunAsync(coach, new BulkAct(BulkKind.Cancel), [.. ids.Select(id => new SessionPick(id))], progress: null, Cancel);

        Assert.Equal(2, done.Value.Done.Count);
        Assert.Equal((PaymentStatus.Paid, (8000L, 0L)), (await StatusAsync(ids[0]), await SumsAsync(ids[0])));
        Assert.Equal((PaymentStatus.Cancelled, (0L, 0L)), (await StatusAsync(ids[1]), await SumsAsync(ids[1])));
    }

    [Fact]
    public async Task ClientCancels_ThePaymentStays()
    {
        var id = await app.Given.SessionAsync(coach, anna, then: session => session.TellOutside(coach.Name, app.NowUtc));
        await SetAsync(id, PaymentStatus.Pending, PaymentStatus.Paid);
        string mark;
        await using (var db = app.Db())
            mark = (await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel)).SeenMark;

        Assert.True((await app.Get<ClientSessionService>().CancelAsync(anna, id, mark, Cancel)).Ok);

        Assert.Equal((PaymentStatus.Paid, (8000L, 0L)), (await StatusAsync(id), await SumsAsync(id)));
    }

    [Fact]
    public async Task MovedToAnotherClient_TheMoneyStaysWithTheOneWhoPaid()
    {
        var id = await app.Given.ToldSessionAsync(coach, anna);
        await SetAsync(id, PaymentStatus.Pending, PaymentStatus.Paid);
        var bob = await app.Given.ClientAsync(coach, "Bob Roux");

        var moved = await app.Get<SessionMoveService>().MoveAsync(coach, id, bob.Id, Cancel);

        Assert.Equal((8000L, 0L), await SumsAsync(id));
        Assert.Equal((PaymentStatus.Pending, (0L, 0L)), (await StatusAsync(moved.Value.NewId), await SumsAsync(moved.Value.NewId)));
    }

    [Fact]
    public async Task Import_OfPaidSessions_MakesTheirRows()
    {
        var (client, by) = (await EmailAsync(anna), await EmailAsync(coach));
        string Row(string id, string day, string payment, string price = "80") =>
            $"{id},{day}T09:00:00Z,60,{client},{by},,,,{price},booked,{payment},,,,,\n";
        var file = "id,start_utc,duration_minutes,client_email,coach_email,title,location,video_link,price,status,payment,confirmation_sent_at,notes,shared_note,zone,client_name\n"
            + Row("a", "2026-10-05", "paid") + Row("b", "2026-10-06", "pending") + Row("c", "2026-10-07", "refunded") + Row("d", "2026-12-08", "paid") + Row("e", "2026-10-09", "paid", "");

        Assert.Equal(0, (await ImportRun.OfTextAsync(app, "sessions", file)).Exit);

        await using var db = app.Db();
        var rows = await db.Set<Payment>().Join(db.Set<Session>(), p => p.SessionId, s => s.Id, (p, s) => new { s.ExternalId, p.Kind, p.AmountMinor, p.PaidOn, p.ClientId }).ToListAsync(Cancel);
        Assert.Equal(
            [("a", PaymentKind.Payment, new DateOnly(2026, 10, 5)), ("c", PaymentKind.Payment, new DateOnly(2026, 10, 7)), ("c", PaymentKind.Refund, new DateOnly(2026, 10, 7)), ("d", PaymentKind.Payment, Today)],
            rows.Select(row => (row.ExternalId!, row.Kind, row.PaidOn)).Order());
        Assert.All(rows, row => Assert.Equal((8000L, anna.Id), (row.AmountMinor, row.ClientId)));
    }

    [Fact]
    public async Task TwoPeopleAtOnce_OneRow()
    {
        var id = await app.Given.SessionAsync(coach, anna);
        var admin = await app.Given.AdministratorAsync();

        var saved = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Task.Run(() =>
            Quick.ChangeAsync(n % 2 == 0 ? coach : admin, Seen(id) with { Payment = PaymentStatus.Paid, PaidBy = new PaidBy(PaymentMethod.Cash) }, Cancel))));

        Assert.Single(saved, one => one.Ok);
        Assert.Single(await RowsAsync(id));
    }

    [Fact]
    public async Task PaidSession_CannotBeDeleted_AlsoWhenThePaymentWasASlip()
    {
        var id = await PaidAsync();
        await SetAsync(id, PaymentStatus.Paid, PaymentStatus.Pending);

        Assert.Equal("session.delete_paid", (await app.Get<SessionService>().DeleteAsync(await app.Given.AdministratorAsync(), id, Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task Provider_ToldTwice_IsInTheBooksOnce()
    {
        int[] ids = [await app.Given.SessionAsync(coach, anna), await app.Given.SessionAsync(coach, anna, "2026-12-02 10:00")];

        await PayOnlineAsync("pi_1", ids);
        var again = await PayOnlineAsync("pi_1", ids);

        Assert.Empty(again.SessionIds);
        foreach (var id in ids)
        {
            var row = Assert.Single(await RowsAsync(id));
            Assert.Equal((PaymentMethod.Online, "pi_1", (int?)null, PaymentStatus.Paid), (row.Method, row.ProviderRef, row.RecordedById, await StatusAsync(id)));
        }
    }

    [Fact]
    public async Task OnlineMoney_CannotBeTalkedAway()
    {
        var id = await app.Given.SessionAsync(coach, anna);
        await PayOnlineAsync("pi_1", id);

        foreach (var payment in new[] { PaymentStatus.Pending, PaymentStatus.Cancelled })
        {
            var refused = await Quick.ChangeAsync(coach, new QuickChange(id, SessionStatus.Booked, PaymentStatus.Paid) { Payment = payment }, Cancel);
            Assert.Equal(("payment.online_refund_first", new Money(8000, "EUR")), (refused.Problem?.Code, refused.Problem?.Arguments[0]));
        }

        var bob = await app.Given.ClientAsync(coach, "Bob Roux");
        Assert.Equal("payment.of_client", (await EditAsync(id, input => input with { ClientId = bob.Id })).Problem?.Code);
        Assert.Equal(((8000L, 0L), PaymentStatus.Paid), (await SumsAsync(id), await StatusAsync(id)));
    }

    [Fact]
    public async Task ProviderRefund_OfAPart_LeavesPaid_OfTheRest_IsRefunded()
    {
        var id = await app.Given.SessionAsync(coach, anna);
        await PayOnlineAsync("pi_1", id);

        await RefundOnlineAsync("re_1", "pi_1", 3000);
        Assert.Equal(((8000L, 3000L), PaymentStatus.Paid), (await SumsAsync(id), await StatusAsync(id)));

        await RefundOnlineAsync("re_2", "pi_1", 5000);
        await RefundOnlineAsync("re_2", "pi_1", 5000);
        Assert.Equal(((8000L, 8000L), PaymentStatus.Refunded), (await SumsAsync(id), await StatusAsync(id)));
    }

    [Fact]
    public async Task ProviderRefund_OverSeveralSessions_TakesTheLastFirst_AndNeverMoreThanThereIs()
    {
        int[] ids = [await app.Given.SessionAsync(coach, anna), await app.Given.SessionAsync(coach, anna, "2026-12-02 10:00")];
        await PayOnlineAsync("pi_1", ids);

        await RefundOnlineAsync("re_1", "pi_1", 10_000);
        var rest = await RefundOnlineAsync("re_2", "pi_1", 9_000);

        Assert.Equal(3000, rest.UnplacedMinor);
        Assert.Equal([PaymentStatus.Refunded, PaymentStatus.Refunded], [await StatusAsync(ids[0]), await StatusAsync(ids[1])]);
        Assert.Equal([(8000L, 8000L), (8000L, 8000L)], [await SumsAsync(ids[0]), await SumsAsync(ids[1])]);
    }

    [Fact]
    public async Task ProviderRefund_ThatStaffNotedByHandBefore_CountsOnce()
    {
        var id = await app.Given.SessionAsync(coach, anna);
        await PayOnlineAsync("pi_1", id);
        await SetAsync(id, PaymentStatus.Paid, PaymentStatus.Refunded);

        await RefundOnlineAsync("re_1", "pi_1", 8000);

        Assert.Equal(((8000L, 8000L), PaymentStatus.Refunded), (await SumsAsync(id), await StatusAsync(id)));
        Assert.True(Assert.Single(await RowsAsync(id), row => row is { Kind: PaymentKind.Refund, Counts: true }).IsOnline);
    }

    [Fact]
    public async Task ProviderPayment_WhileAPersonEditsTheTime_IsNoConflict()
    {
        var id = await app.Given.SessionAsync(coach, anna);
        var (input, version) = await OpenedAsync(id);
        await PayOnlineAsync("pi_1", id);

        var saved = await app.Get<SessionService>().SaveAsync(
            coach, new SaveSession(input with { Location = "Studio" }) { Id = id, ExpectedVersion = version, Base = input }, Cancel);

        Assert.Null(saved.Problem);
        Assert.Equal(((8000L, 0L), PaymentStatus.Paid), (await SumsAsync(id), await StatusAsync(id)));
    }

    [Fact]
    public async Task Migration_OfADatabaseFromBefore_WritesTheRows()
    {
        int[] ids = [await PaidAsync(), await app.Given.SessionAsync(coach, anna, "2026-10-02 10:00"), await app.Given.SessionAsync(coach, anna, "2026-10-03 10:00")];
        await SetAsync(ids[2], PaymentStatus.Pending, PaymentStatus.Refunded);
        await using (var db = app.Db())
        {
            var migrator = db.GetService<IMigrator>();
            await migrator.MigrateAsync("OnlinePayment", Cancel);
            await migrator.MigrateAsync(null, Cancel);
        }

        Assert.Equal([(8000L, 0L), (0L, 0L), (8000L, 8000L)], [await SumsAsync(ids[0]), await SumsAsync(ids[1]), await SumsAsync(ids[2])]);
        var row = (await RowsAsync(ids[2]))[0];
        Assert.Equal((new DateOnly(2026, 10, 3), "EUR", PaymentMethod.Unspecified, (int?)null), (row.PaidOn, row.Currency, row.Method, row.RecordedById));
    }

    private async Task<string> EmailAsync(Actor actor)
    {
        await using var db = app.Db();
        return (await db.Set<User>().Where(u => u.Id == actor.Id).Select(u => u.Email).SingleAsync(Cancel))!;
    }

    private static QuickChange Seen(int id) => new(id, SessionStatus.Booked, PaymentStatus.Pending);

    private SessionInput Input() => new()
    {
        ClientId = anna.Id,
        CoachId = coach.Id,
        ZoneId = Given.Zone,
        Date = new NodaTime.LocalDate(2026, 12, 5),
        Time = new NodaTime.LocalTime(10, 0),
        Price = 80,
    };

    private async Task<int> PaidAsync(PaidBy? by = null)
    {
        var id = await app.Given.SessionAsync(coach, anna);
        await SetAsync(id, PaymentStatus.Pending, PaymentStatus.Paid, by);
        return id;
    }

    private async Task SetAsync(int id, PaymentStatus from, PaymentStatus to, PaidBy? by = null) =>
        Assert.Null((await Quick.ChangeAsync(coach, new QuickChange(id, SessionStatus.Booked, from) { Payment = to, PaidBy = by }, Cancel)).Problem);

    private async Task<(SessionInput Input, int Version)> OpenedAsync(int id)
    {
        await using var db = app.Db();
        var session = await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel);
        return (SessionInput.Of(session, "EUR"), session.Version);
    }

    private async Task<Result<SavedSession>> EditAsync(int id, Func<SessionInput, SessionInput> with)
    {
        var (input, version) = await OpenedAsync(id);
        return await app.Get<SessionService>().SaveAsync(coach, new SaveSession(with(input)) { Id = id, ExpectedVersion = version, Base = input }, Cancel);
    }

    private async Task<RecordedMoney> PayOnlineAsync(string reference, params int[] ids)
    {
        await using var db = app.Db();
        await using var write = await db.BeginWriteAsync([], Cancel);
        var recorded = await Recorder.PayAsync(db, new ProviderPayment(reference, "EUR", app.NowUtc, [.. ids.Select(id => new PaymentShare(id, 8000))]), Cancel);
        await db.SaveChangesAsync(Cancel);
        await write.CommitAsync(Cancel);
        return recorded;
    }

    private async Task<RecordedMoney> RefundOnlineAsync(string reference, string payment, long amount)
    {
        await using var db = app.Db();
        await using var write = await db.BeginWriteAsync([], Cancel);
        var recorded = await Recorder.RefundAsync(db, new ProviderRefund(reference, payment, amount, app.NowUtc), Cancel);
        await db.SaveChangesAsync(Cancel);
        await write.CommitAsync(Cancel);
        return recorded;
    }

    private async Task<IReadOnlyList<Payment>> RowsAsync(int id)
    {
        await using var db = app.Db();
        return await db.Set<Payment>().AsNoTracking().Where(p => p.SessionId == id).OrderBy(p => p.Id).ToListAsync(Cancel);
    }

    private async Task<(long Collected, long Refunded)> SumsAsync(int id)
    {
        var book = PaymentBook.Of(await RowsAsync(id));
        return (book.CollectedMinor, book.RefundedMinor);
    }

    private async Task<PaymentStatus> StatusAsync(int id)
    {
        await using var db = app.Db();
        return await db.Set<Session>().Where(s => s.Id == id).Select(s => s.Payment).SingleAsync(Cancel);
    }
}
