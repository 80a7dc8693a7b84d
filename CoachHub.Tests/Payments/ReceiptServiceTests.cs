using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Insights;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Payments;

/// <summary>Receipts: numbers without gaps, fixed once given; who sees them is in ServiceExpectations.</summary>
public sealed class ReceiptServiceTests : IAsyncLifetime
{
    private DomainHarness app = null!;
    private Actor coach = null!;
    private Actor anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ReceiptService Receipts => app.Get<ReceiptService>();

    public async ValueTask InitializeAsync()
    {
        app = await DomainHarness.CreateAsync();
        coach = await app.Given.CoachAsync();
        anna = await app.Given.ClientAsync(coach);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Numbers_AskedForAtOnce_AreInARowWithoutGaps()
    {
        var ids = new List<int>();
        for (var day = 1; day <= 8; day++)
            ids.Add(await PaidAsync($"2026-11-{day:00} 10:00"));

        var numbers = await Task.WhenAll(ids.Concat(ids).Select(id => Task.Run(() => Receipts.IssueAsync(anna, id, Cancel))));

        Assert.Equal(Enumerable.Range(1, 8), numbers.Select(number => number.Value).Distinct().Order());
    }

    [Fact]
    public async Task Receipt_OnceGiven_StaysAsItWas()
    {
        var id = await PaidAsync("2026-11-02 10:00");
        var number = (await Receipts.IssueAsync(anna, id, Cancel)).Value;
        await using (var db = app.Db())
        {
            await db.Set<Session>().ExecuteUpdateAsync(set => set.SetProperty(s => s.PriceMinor, 1).SetProperty(s => s.Payment, PaymentStatus.Refunded), Cancel);
            await db.Set<User>().ExecuteUpdateAsync(set => set.SetProperty(u => u.LastName, "Renamed"), Cancel);
        }

        var receipt = (await Receipts.FindAsync(anna, number, Cancel)).Value;

        Assert.Equal((new Money(8000, "EUR"), "Anna Petit", "Claire Dubois", true), (receipt.Amount, receipt.ClientName, receipt.CoachName, receipt.IsRefunded));
        Assert.Equal(number, (await Receipts.IssueAsync(anna, id, Cancel)).Value);
    }

    [Fact]
    public async Task Receipt_SaysHowItWasPaidWhenItWasIssued_AndWhatWasGivenBackSince()
    {
        var id = await PaidAsync("2026-11-02 10:00");
        await using (var db = app.Db())
        {
            await FinanceWorld.ForgetAsync(db, id);
            await FinanceWorld.BookAsync(db, id, PaymentKind.Payment, 3000, new(2026, 11, 2), PaymentMethod.Cash);
            await FinanceWorld.BookAsync(db, id, PaymentKind.Payment, 4500, new(2026, 11, 3), PaymentMethod.Transfer);
            await FinanceWorld.BookAsync(db, id, PaymentKind.Payment, 1, new(2026, 11, 4), PaymentMethod.Check, voided: true);
        }

        app.Clock.Advance(TimeSpan.FromMinutes(5));
        var number = (await Receipts.IssueAsync(anna, id, Cancel)).Value;
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        await using (var db = app.Db())
        {
            // The transfer was a mistake, or so somebody says later; a part was given back.
            await db.Set<Payment>().Where(p => p.Method == PaymentMethod.Transfer).ExecuteUpdateAsync(set => set.SetProperty(p => p.VoidedAtUtc, app.NowUtc), Cancel);
            await FinanceWorld.BookAsync(db, id, PaymentKind.Refund, 1000, new(2026, 11, 20), PaymentMethod.Cash);
        }

        var receipt = (await Receipts.FindAsync(anna, number, Cancel)).Value;

        Assert.Equal(7500, receipt.Amount.Minor);
        Assert.Equal([(PaymentMethod.Cash, 3000L), (PaymentMethod.Transfer, 4500L)], receipt.Payments.Select(payment => (payment.Method, payment.Amount.Minor)));
        Assert.Equal([(new DateOnly(2026, 11, 20), 1000L)], receipt.Refunds.Select(refund => (refund.On, refund.Amount.Minor)));
    }

    [Theory]
    [InlineData(PaymentStatus.Pending, 8000L)]
    [InlineData(PaymentStatus.Refunded, 8000L)]
    [InlineData(PaymentStatus.Paid, 0L)]
    [InlineData(PaymentStatus.Paid, null)]
    public async Task Session_ThatNobodyPaid_HasNoReceipt(PaymentStatus payment, long? price)
    {
        var id = await app.Given.SessionAsync(coach, anna, priceMinor: price, then: session => session.Change(session.Values() with { Payment = payment }));

        Assert.Equal("receipt.not_found", (await Receipts.IssueAsync(anna, id, Cancel)).Problem?.Code);
        await using var db = app.Db();
        Assert.Empty(await db.Set<Receipt>().ToListAsync(Cancel));
    }

    [Fact]
    public async Task Session_WithAReceipt_IsNotDeleted()
    {
        var id = await PaidAsync("2026-11-02 10:00");
        await Receipts.IssueAsync(anna, id, Cancel);
        await using (var db = app.Db())
            await db.Set<Session>().ExecuteUpdateAsync(set => set.SetProperty(s => s.Payment, PaymentStatus.Pending), Cancel);

        var deleted = await app.Get<SessionService>().DeleteAsync(await app.Given.AdministratorAsync(), id, Cancel);

        Assert.Equal("session.delete_paid", deleted.Problem?.Code);
    }

    private Task<int> PaidAsync(string at) =>
        app.Given.SessionAsync(coach, anna, at, then: session => session.Change(session.Values() with { Payment = PaymentStatus.Paid }));
}
