using System.Globalization;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Payments;

/// <summary>
/// The books over random histories of staff and provider. <c>COACHHUB_PAYMENT_HISTORIES=10000</c> plays ten thousand; a failure names the
/// seed of its history.
/// </summary>
public sealed class PaymentHistoryTests : IAsyncLifetime
{
    private static readonly int Histories = int.TryParse(Environment.GetEnvironmentVariable("COACHHUB_PAYMENT_HISTORIES"), CultureInfo.InvariantCulture, out var count) ? count : 120;

    private readonly Dictionary<string, long> online = [];
    private DomainHarness app = null!;
    private Actor coach = null!;
    private Actor[] clients = [];
    private int references;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await DomainHarness.CreateAsync();
        coach = await app.Given.CoachAsync();
        clients = [await app.Given.ClientAsync(coach), await app.Given.ClientAsync(coach, "Bob Roux")];
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Books_AfterAnyHistory_AddUpAndAgreeWithTheStatus()
    {
        for (var seed = 1; seed <= Histories; seed++)
        {
            var dice = new Random(seed);
            int[] ids = [.. await Task.WhenAll(Enumerable.Range(0, 2).Select(n => NewAsync(seed, n, dice.Next(4) == 0 ? null : dice.Next(1, 9) * 1000)))];
            online.Clear();
            for (var act = dice.Next(2, 9); act > 0; act--)
            {
                await ActAsync(dice, ids);
                foreach (var id in ids)
                    await CheckAsync(seed, id);
            }

            if (seed % 40 == 0 || seed == Histories)
                await CheckSumsAsync(seed);
        }
    }

    private Task<int> NewAsync(int seed, int n, long? price) => app.Given.SessionAsync(
        coach, clients[n], new DateTime(2027, 1, 1, 8 + (4 * n), 0, 0).AddDays(seed).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), priceMinor: price);

    // What is refused changes nothing: that is part of the history, too.
    private async Task ActAsync(Random dice, int[] ids)
    {
        app.Clock.Advance(TimeSpan.FromSeconds(dice.Next(4) == 0 ? 0 : dice.Next(1, 100_000)));
        var id = ids[dice.Next(ids.Length)];
        var session = await FindAsync(id);
        PaidBy? by = dice.Next(2) == 0 ? null : new PaidBy((PaymentMethod)dice.Next(0, 5));
        switch (dice.Next(9))
        {
            case 0 or 1 or 2:
                await QuickAsync(dice, new QuickChange(id, session.Status, session.Payment) { Payment = (PaymentStatus)dice.Next(4), PaidBy = by });
                break;
            case 3:
                await QuickAsync(dice, new QuickChange(id, session.Status, session.Payment) { Status = session.Status == SessionStatus.Booked ? SessionStatus.Cancelled : SessionStatus.Booked });
                break;
            case 4:
                await app.Get<PaymentService>().RecordAsync(coach, new RecordPayment(id, (PaymentKind)dice.Next(2), dice.Next(1, 60), by ?? default), Cancel);
                break;
            case 5:
                await VoidAsync(dice, id);
                break;
            case 6:
                await EditAsync(dice, session);
                break;
            case 7:
                await OnlineAsync(db => app.Get<PaymentRecorder>().PayAsync(db, Payment(dice, ids), Cancel));
                break;
            default:
                await RefundAsync(dice);
                break;
        }
    }

    private async Task QuickAsync(Random dice, QuickChange change)
    {
        var before = (Status: (await FindAsync(change.Id)).Payment, Book: await BookAsync(change.Id));
        var saved = await app.Get<SessionQuickService>().ChangeAsync(coach, change, Cancel);
        if (!saved.Ok || change.Payment is null || change.Payment == change.SeenPayment || dice.Next(3) > 0)
            return;
        var back = new QuickChange(change.Id, change.SeenStatus, change.Payment.Value) { Payment = change.SeenPayment, TakesBack = true };
        if ((await app.Get<SessionQuickService>().ChangeAsync(coach, back, Cancel)).Ok)
            Assert.Equal(before.Status, (await FindAsync(change.Id)).Payment);
    }

    private async Task VoidAsync(Random dice, int id)
    {
        var money = (await app.Get<PaymentService>().FindAsync(coach, id, Cancel)).Value;
        if (money.Rows.Count > 0)
            await app.Get<PaymentService>().VoidAsync(coach, money.Rows[dice.Next(money.Rows.Count)].Id, Cancel);
    }

    private async Task EditAsync(Random dice, Session session)
    {
        var input = SessionInput.Of(session, "EUR");
        input = dice.Next(3) == 0 ? input with { ClientId = clients[dice.Next(2)].Id } : input with { Price = dice.Next(5) == 0 ? null : dice.Next(0, 9) * 10 };
        await app.Get<SessionService>().SaveAsync(coach, new SaveSession(input) { Id = session.Id, ExpectedVersion = session.Version, TellCancellation = false }, Cancel);
    }

    private ProviderPayment Payment(Random dice, int[] ids)
    {
        // Some are told a second time.
        var isNew = online.Count == 0 || dice.Next(3) > 0;
        var reference = isNew ? $"pi_{++references}" : online.Keys.First().Split('/')[0];
        PaymentShare[] shares = isNew
            ? [.. ids.Where(_ => dice.Next(2) == 0).Select(id => new PaymentShare(id, dice.Next(1, 9) * 1000))]
            : [.. online.Where(pair => pair.Key.StartsWith(reference + "/", StringComparison.Ordinal)).Select(pair => new PaymentShare(int.Parse(pair.Key.Split('/')[1], CultureInfo.InvariantCulture), 1000))];
        foreach (var share in shares.Where(_ => isNew))
            online[$"{reference}/{share.SessionId}"] = share.AmountMinor;
        return new ProviderPayment(reference, "EUR", app.NowUtc, shares);
    }

    private async Task RefundAsync(Random dice)
    {
        if (online.Count == 0)
            return;
        var reference = online.Keys.ElementAt(dice.Next(online.Count)).Split('/')[0];
        var refund = new ProviderRefund($"re_{++references}", reference, dice.Next(1, 20) * 500, app.NowUtc);
        var left = online.Where(pair => pair.Key.StartsWith(reference + "/", StringComparison.Ordinal)).Sum(pair => pair.Value);
        for (var told = dice.Next(1, 3); told > 0; told--)
            await OnlineAsync(db => app.Get<PaymentRecorder>().RefundAsync(db, refund, Cancel));
        var given = Math.Min(left, refund.AmountMinor);
        foreach (var key in online.Keys.Where(key => key.StartsWith(reference + "/", StringComparison.Ordinal)).OrderByDescending(key => int.Parse(key.Split('/')[1], CultureInfo.InvariantCulture)).ToList())
        {
            var share = Math.Min(given, online[key]);
            online[key] -= share;
            given -= share;
        }
    }

    private async Task OnlineAsync(Func<Domain.Kernel.Data.AppDbContext, Task<RecordedMoney>> record)
    {
        await using var db = app.Db();
        await using var write = await db.BeginWriteAsync([], Cancel);
        await record(db);
        await db.SaveChangesAsync(Cancel);
        await write.CommitAsync(Cancel);
    }

    private async Task CheckAsync(int seed, int id)
    {
        var (session, book) = (await FindAsync(id), await BookAsync(id));
        var onlineNet = online.Where(pair => pair.Key.EndsWith($"/{id}", StringComparison.Ordinal)).Sum(pair => pair.Value);
        Assert.True(
            book.Fits(session.Payment, session.PriceMinor) && book.NetMinor == book.CollectedMinor - book.RefundedMinor && book.NetMinor >= 0 && book.OnlineMinor == onlineNet,
            $"Seed {seed}, session {id}: {session.Payment} at {session.PriceMinor}, {book}, online {onlineNet}.");
    }

    private async Task CheckSumsAsync(int seed)
    {
        await using var db = app.Db();
        var rows = await db.Set<Payment>().AsNoTracking().Where(p => p.VoidedAtUtc == null).ToListAsync(Cancel);
        var sessions = await db.Set<Session>().AsNoTracking().ToListAsync(Cancel);
        foreach (var client in clients)
        {
            var own = PaymentBook.Of(rows.Where(row => row.ClientId == client.Id));
            var figures = (await app.Get<ClientFigureQueries>().ReadAsync(coach, client.Id, Cancel)).Value.Money!;
            var theirs = await app.Get<ClientMoneyQueries>().PaymentsAsync(client, 1, Cancel);
            var billable = sessions.Where(s => s.ClientId == client.Id && s.PriceMinor > 0 && s.Payment != PaymentStatus.Cancelled).ToList();
            var owed = billable.Where(s => s.Payment == PaymentStatus.Pending).Sum(s => s.PriceMinor!.Value - PaymentBook.Of(rows.Where(row => row.SessionId == s.Id)).NetMinor);
            Assert.Equal((seed, own.NetMinor, own.RefundedMinor, billable.Sum(s => s.PriceMinor!.Value), owed), (seed, figures.PaidMinor, figures.RefundedMinor, figures.BilledMinor, figures.PendingMinor));
            Assert.Equal((seed, own.NetMinor, own.RefundedMinor, owed), (seed, theirs.PaidMinor, theirs.RefundedMinor, theirs.OwedMinor));
        }

        var months = (await app.Get<HomeQueries>().FiguresAsync(coach, 24, Cancel)).Value.Months;
        foreach (var month in months)
            Assert.Equal((seed, PaymentBook.Of(rows.Where(row => row.PaidOn.Year == month.Month.Year && row.PaidOn.Month == month.Month.Month)).NetMinor), (seed, month.RevenueMinor!.Value));
    }

    private async Task<Session> FindAsync(int id)
    {
        await using var db = app.Db();
        return await db.Set<Session>().AsNoTracking().SingleAsync(s => s.Id == id, Cancel);
    }

    private async Task<PaymentBook> BookAsync(int id)
    {
        await using var db = app.Db();
        return PaymentBook.Of(await db.Set<Payment>().AsNoTracking().Where(p => p.SessionId == id).ToListAsync(Cancel));
    }
}
