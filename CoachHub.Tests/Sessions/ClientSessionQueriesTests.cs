using System.Text.Json;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Sessions;

/// <summary>What clients see of their own sessions, and what not.</summary>
public sealed class ClientSessionQueriesTests : IAsyncLifetime
{
    private DomainHarness app = null!;
    private Actor coach = null!;
    private Actor anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ClientSessionQueries Queries => app.Get<ClientSessionQueries>();

    public async ValueTask InitializeAsync()
    {
        app = await DomainHarness.CreateAsync();
        coach = await app.Given.CoachAsync();
        anna = await app.Given.ClientAsync(coach);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Outlook_SortsByTimeAndSaysWhatIsOff()
    {
        var later = await app.Given.SessionAsync(coach, anna, "2026-12-08 10:00");
        var running = await app.Given.SessionAsync(coach, anna, "2026-11-23 09:30");
        var off = await app.Given.SessionAsync(coach, anna, "2026-12-02 10:00", status: SessionStatus.Cancelled);
        await app.Given.SessionAsync(coach, anna, "2026-11-22 10:00");
        await app.Given.SessionAsync(coach, anna, "2026-11-01 10:00", minutes: 90, status: SessionStatus.Completed);
        await app.Given.SessionAsync(coach, anna, "2026-11-02 10:00", status: SessionStatus.Completed);

        var outlook = await Queries.OutlookAsync(anna, Cancel);

        Assert.Equal([running, later], outlook.Ahead.Select(s => s.Id));
        Assert.Equal([off], outlook.CalledOff.Select(s => s.Id));
        Assert.Equal(new ClientFigures(2, 2, 150), outlook.Figures);
    }

    [Fact]
    public async Task Outlook_LeavesOutWhatCardsDoNotShow()
    {
        await app.Given.PracticeAsync(practice => practice.ClientCardShows = EnumCode.Of(ClientCardPart.Coach));
        var id = await app.Given.SessionAsync(coach, anna);

        var card = (await Queries.OutlookAsync(anna, Cancel)).Ahead.Single();

        Assert.Equal((null, null, null, null, coach.Name), (card.Facts.Location, card.Facts.VideoLink, card.Facts.PriceMinor, card.Payment, card.Facts.CoachName));
        // The session's own page says what the mails say.
        Assert.NotNull((await Queries.FindAsync(anna, id, Cancel)).Value.Session.Facts.Location);
    }

    [Fact]
    public async Task NothingThatClientsRead_HoldsWhatIsPrivate()
    {
        var id = await app.Given.SessionAsync(coach, anna, "2026-11-20 10:00");
        await app.Given.SessionAsync(coach, anna);
        await using (var db = app.Db())
        {
            await db.Set<Session>().ExecuteUpdateAsync(set => set.SetProperty(s => s.PrivateNotes, "seems tired").SetProperty(s => s.OverlapReason, "as a favour"), Cancel);
            await db.Set<Domain.Clients.Client>().ExecuteUpdateAsync(set => set.SetProperty(c => c.CoachNotes, "a difficult year"), Cancel);
        }

        object[] read =
        [
            await Queries.OutlookAsync(anna, Cancel), (await Queries.FindAsync(anna, id, Cancel)).Value, await Queries.HistoryAsync(anna, 1, Cancel),
            await Queries.PaymentsAsync(anna, 1, Cancel), (await Queries.CalendarEntryAsync(anna, id, Cancel)).Value,
        ];

        var text = string.Join('\n', read.Select(one => JsonSerializer.Serialize(one, one.GetType())));
        Assert.Contains("12 rue des Lilas", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("seems tired|as a favour|a difficult year", text);
    }

    [Fact]
    public async Task Payments_SumWhatIsOwedPaidAndGivenBack()
    {
        await app.Given.SessionAsync(coach, anna, "2026-11-10 10:00", priceMinor: 5000, then: s => s.Change(s.Values() with { Payment = PaymentStatus.Paid }));
        await app.Given.SessionAsync(coach, anna, "2026-11-11 10:00", priceMinor: 3000, then: s => s.Change(s.Values() with { Payment = PaymentStatus.Refunded }));
        await app.Given.SessionAsync(coach, anna, "2026-11-12 10:00", priceMinor: 7000);
        await app.Given.SessionAsync(coach, anna, "2026-12-12 10:00", priceMinor: 8000);
        await app.Given.SessionAsync(coach, anna, "2026-12-13 10:00", priceMinor: null);
        await app.Given.SessionAsync(coach, anna, "2026-12-14 10:00", priceMinor: 9000, then: s => s.Change(s.Values() with { Status = SessionStatus.Cancelled }));

        var payments = await Queries.PaymentsAsync(anna, 1, Cancel);

        Assert.Equal((15000, 5000, 3000), (payments.OwedMinor, payments.PaidMinor, payments.RefundedMinor));
        Assert.Equal([7000L, 8000L], payments.Owed.Select(line => line.PriceMinor!.Value));
        Assert.Equal([PaymentStatus.Refunded, PaymentStatus.Paid], payments.Settled.Lines.Select(line => line.Payment));
    }

    [Fact]
    public async Task History_IsReadInPages()
    {
        for (var day = 1; day <= 21; day++)
            await app.Given.SessionAsync(coach, anna, $"2026-10-{day:00} 10:00", status: SessionStatus.Completed);

        var first = await Queries.HistoryAsync(anna, 1, Cancel);
        var second = await Queries.HistoryAsync(anna, 2, Cancel);

        Assert.Equal((20, true, 1, false), (first.Lines.Count, first.HasNext, second.Lines.Count, second.HasNext));
        Assert.Equal(new DateTime(2026, 10, 21, 8, 0, 0, DateTimeKind.Utc), first.Lines[0].StartsAtUtc);
        Assert.Empty((await Queries.HistoryAsync(anna, 3, Cancel)).Lines);
    }
}
