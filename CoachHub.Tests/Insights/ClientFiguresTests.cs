using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Insights;

public sealed class ClientFiguresTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor coach = null!;
    private Actor client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ClientFigureQueries Figures => harness.Get<ClientFigureQueries>();

    private Given Given => harness.Given;

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        coach = await Given.CoachAsync();
        client = await Given.ClientAsync(coach);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Read_Client_CountsByStatusTimeAndPayment()
    {
        await PaidAsync("2026-11-02 10:00", 8000, PaymentStatus.Paid);
        await PaidAsync("2026-11-03 10:00", 5000, PaymentStatus.Refunded);
        await PaidAsync("2026-11-04 10:00", null, PaymentStatus.Pending);
        await Given.SessionAsync(coach, client, "2026-11-05 10:00", status: SessionStatus.NoShow, priceMinor: 7000);
        await Given.SessionAsync(coach, client, "2026-11-20 10:00", priceMinor: 6000);
        await Given.SessionAsync(coach, client, "2026-12-01 10:00", priceMinor: 9000);
        await PaidAsync("2026-11-06 10:00", 4000, PaymentStatus.Cancelled, SessionStatus.LateCancelled);

        var read = (await Figures.ReadAsync(coach, client.Id, Cancel)).Value;

        Assert.Equal((3, 180, 1, 1, 1), (read.Completed, read.CompletedMinutes, read.Upcoming, read.NoShows, read.Cancelled));
        Assert.Equal(new DateTime(2026, 11, 4, 9, 0, 0, DateTimeKind.Utc), read.LastUtc);
        Assert.Equal(new DateTime(2026, 12, 1, 9, 0, 0, DateTimeKind.Utc), read.NextUtc);
        Assert.Equal(new ClientMoney(Billable: 5, BilledMinor: 35000, PaidMinor: 8000, PendingMinor: 22000, RefundedMinor: 5000), read.Money);
    }

    [Fact]
    public async Task Billable_ByPayment_ListsWhatTheSumsCount()
    {
        var paid = await PaidAsync("2026-11-02 10:00", 8000, PaymentStatus.Paid);
        var pending = await Given.SessionAsync(coach, client, "2026-12-01 10:00");
        await PaidAsync("2026-11-06 10:00", 4000, PaymentStatus.Cancelled);
        await PaidAsync("2026-11-07 10:00", 0, PaymentStatus.Pending);

        Assert.Equal([pending, paid], await IdsAsync(coach, null));
        Assert.Equal([paid], await IdsAsync(coach, PaymentStatus.Paid));
        Assert.Empty(await IdsAsync(coach, PaymentStatus.Refunded));
    }

    [Fact]
    public async Task Read_CoachWithoutFinances_GetsNoAmounts()
    {
        await Given.SessionAsync(coach, client);
        await Given.PracticeAsync(practice => practice.CoachCapabilities = $"{EnumCode.Of(Capability.ViewClients)},{EnumCode.Of(Capability.ViewSessions)}");
        var narrow = await Given.ActorAsync(coach.Id);

        Assert.Null((await Figures.ReadAsync(narrow, client.Id, Cancel)).Value.Money);
        Assert.Equal(ProblemKind.Forbidden, (await Figures.BillableAsync(narrow, client.Id, null, 0, 20, Cancel)).Problem?.Kind);
    }

    [Fact]
    public async Task Read_CoachWhoSharesTheClient_CountsOwnSessionsOnly()
    {
        var other = await Given.CoachAsync("Marc Other");
        await Given.SessionAsync(coach, client, "2026-12-01 10:00");
        await Given.SessionAsync(other, client, "2026-12-02 10:00");

        Assert.Equal(1, (await Figures.ReadAsync(other, client.Id, Cancel)).Value.Upcoming);
        Assert.Single(await IdsAsync(other, null));
    }

    [Fact]
    public async Task Timeline_OfAClient_MergesAccountAndSessionMails()
    {
        var other = await Given.CoachAsync("Marc Other");
        var mine = await Given.SessionAsync(coach, client, "2026-12-01 10:00");
        var theirs = await Given.SessionAsync(other, client, "2026-12-02 10:00");
        await harness.Get<SessionService>().NotifyAsync(coach, mine, Cancel);
        await harness.Get<SessionService>().NotifyAsync(other, theirs, Cancel);
        await harness.Get<Domain.Clients.ClientSignInService>().ResendAsync(coach, client.Id, Cancel);
        await harness.DeliverAsync(Cancel);

        var all = (await harness.Get<MailTimelineQueries>().ForClientAsync(await Given.AdministratorAsync(), client.Id, 20, Cancel)).Value;
        var own = (await harness.Get<MailTimelineQueries>().ForClientAsync(coach, client.Id, 20, Cancel)).Value;

        Assert.Equal([MailType.Welcome, MailType.BookingConfirmation, MailType.BookingConfirmation], all.Select(row => row.Mail.Type));
        Assert.Equal([MailType.Welcome, MailType.BookingConfirmation], own.Select(row => row.Mail.Type));
        Assert.Equal((false, null), (own[0].Mail.HasText, own[0].Mail.Subject));
        Assert.True(own[1].Mail.HasText);
        Assert.Equal([mine], own[1].Sessions.Select(session => session.SessionId));
    }

    private Task<int> PaidAsync(string at, long? price, PaymentStatus payment, SessionStatus status = SessionStatus.Completed) =>
        Given.SessionAsync(coach, client, at, priceMinor: price, status: status, then: session => session.Change(session.Values() with { Payment = payment }));

    private async Task<IEnumerable<int>> IdsAsync(Actor actor, PaymentStatus? payment) =>
        (await Figures.BillableAsync(actor, client.Id, payment, 0, 20, Cancel)).Value.Select(row => row.Id);
}
