using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Import;
using CoachHub.Tests.Insights;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Payments;

/// <summary>What counts as money that does not fit its session, and what it costs to find it.</summary>
public sealed class PaymentDisagreementServiceTests : IAsyncLifetime
{
    private DomainHarness app = null!;
    private Actor coach = null!, anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await ImportRun.HarnessAsync();
        coach = await app.Given.CoachAsync();
        anna = await app.Given.ClientAsync(coach);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData("booked", "pending", 0, 0, 0, null)]
    [InlineData("booked", "pending", 1, 3000, 0, null)]
    [InlineData("booked", "paid", 1, 8000, 0, null)]
    [InlineData("booked", "paid", 1, 8000, 3000, null)]
    [InlineData("booked", "refunded", 1, 8000, 8000, null)]
    [InlineData("booked", "cancelled", 0, 0, 0, null)]
    [InlineData("cancelled", "refunded", 1, 8000, 8000, null)]
    [InlineData("cancelled", "pending", 1, 3000, 0, "PaidForCancelled")]
    [InlineData("cancelled", "paid", 1, 8000, 0, "PaidForCancelled")]
    [InlineData("booked", "paid", 2, 8000, 0, "PaidTwice")]
    [InlineData("booked", "paid", 1, 7000, 0, "AmountDiffers")]
    [InlineData("booked", "paid", 1, 9000, 500, "AmountDiffers")]
    [InlineData("booked", "paid", 0, 0, 0, "PaidWithoutMoney")]
    [InlineData("booked", "pending", 1, 8000, 0, "MoneyWithoutPaid")]
    [InlineData("booked", "refunded", 1, 8000, 3000, "RefundedWithRest")]
    public async Task List_HoldsEachSessionAgainstItsRows(string status, string payment, int times, long minor, long refunded, string? kind)
    {
        var id = await BookedAsync(status, payment, times, minor, refunded);

        var list = await ListAsync(coach);

        Assert.Equal(kind is null ? [] : [(kind, (int?)id, (times * minor) - refunded)], list.Select(odd => (odd.Kind.ToString(), odd.SessionId, odd.MoneyMinor)));
    }

    [Fact]
    public async Task List_VoidedRows_CountForNothing()
    {
        var id = await BookedAsync("booked", "pending", 0, 0, 0);
        await using (var db = app.Db())
            await FinanceWorld.BookAsync(db, id, PaymentKind.Payment, 8000, new DateOnly(2026, 11, 20), voided: true);

        Assert.Empty(await ListAsync(coach));
    }

    [Fact]
    public async Task List_AskedByMany_WalksOnceInAWhileAndForgetsAtOnceWhatWasPutInOrder()
    {
        var first = await BookedAsync("booked", "paid", 0, 0, 0);
        Assert.Equal([first], (await ListAsync(Actor.System)).Select(odd => odd.SessionId!.Value));

        // Put in order, and another one out of it.
        await using (var db = app.Db())
            await FinanceWorld.BookAsync(db, first, PaymentKind.Payment, 8000, new DateOnly(2026, 11, 20));
        var second = await BookedAsync("booked", "paid", 0, 0, 0, "2026-12-02 10:00");
        app.Feed.Publish(Topics.Sessions, second);
        Assert.Empty(await ListAsync(Actor.System));

        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([second], (await ListAsync(Actor.System)).Select(odd => odd.SessionId!.Value));
    }

    [Fact]
    public async Task List_OfACoach_HoldsTheOwnSessionsOnly()
    {
        await BookedAsync("booked", "paid", 0, 0, 0);
        var marc = await app.Given.CoachAsync("Marc Leroy");

        Assert.Single(await ListAsync(Actor.System));
        Assert.Empty(await ListAsync(marc));
    }

    [Fact]
    public async Task List_Statements_WalkNeitherSessionsNorPayments()
    {
        app.Get<FakeGateway>().Mode = PaymentMode.Live;
        await BookedAsync("booked", "paid", 0, 0, 0);

        var statements = await Statements.OfAsync(app.Services, async () =>
        {
            foreach (var actor in new[] { Actor.System, coach })
                await ListAsync(actor);
        });

        Assert.Contains(statements, sql => sql.Contains("\"Payments\"", StringComparison.Ordinal));
        await QueryPlans.AssertNoScansAsync(app, statements, "Sessions", "Payments");
    }

    private async Task<IReadOnlyList<PaymentDisagreement>> ListAsync(Actor actor) => (await app.Get<PaymentDisagreementService>().ListAsync(actor, Cancel)).Value;

    /// <summary>A session of 80 with this status and these rows, however little they fit.</summary>
    private async Task<int> BookedAsync(string status, string payment, int times, long minor, long refunded, string at = "2026-12-01 10:00")
    {
        var id = await app.Given.SessionAsync(coach, anna, at);
        await using var db = app.Db();
        await db.Database.ExecuteSqlAsync($"UPDATE Sessions SET Status = {status}, Payment = {payment} WHERE Id = {id}", Cancel);
        for (var i = 0; i < times; i++)
            await FinanceWorld.BookAsync(db, id, PaymentKind.Payment, minor, new DateOnly(2026, 11, 20));
        if (refunded > 0)
            await FinanceWorld.BookAsync(db, id, PaymentKind.Refund, refunded, new DateOnly(2026, 11, 21));
        return id;
    }
}
