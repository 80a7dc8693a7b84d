using CoachHub.Domain.Clients;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Insights;

public sealed class InsightsTests : IAsyncLifetime
{
    private DomainHarness app = null!;
    private Actor administrator = null!;
    private Actor coach = null!;
    private Actor client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await DomainHarness.CreateAsync();
        administrator = await app.Given.AdministratorAsync();
        coach = await app.Given.CoachAsync();
        client = await app.Given.ClientAsync(coach);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Dashboard_Today_IsTheReadersDayOfAllCoaches()
    {
        var marc = await app.Given.CoachAsync("Marc Lenoir");
        await app.Given.SessionAsync(coach, client, "2026-11-22 23:30");
        var first = await app.Given.SessionAsync(coach, client, "2026-11-23 00:00");
        var last = await app.Given.SessionAsync(marc, client, "2026-11-23 23:30");
        await app.Given.SessionAsync(coach, client, "2026-11-24 00:00");

        var day = await DashboardAsync();

        Assert.Equal([first, last], day.Today.Select(session => session.Id));
    }

    [Fact]
    public async Task Dashboard_Views_CountWhatNeedsAttention()
    {
        await app.Given.SessionAsync(coach, client);
        await app.Given.ToldSessionAsync(coach, client, "2026-12-02 10:00");
        await app.Given.SessionAsync(coach, client, "2026-11-20 10:00", priceMinor: 5000);

        var day = await DashboardAsync();

        Assert.Equal(1, day.Views[SessionView.NotTold].Count);
        Assert.Equal(1, day.Views[SessionView.PastNotClosed].Count);
        Assert.Equal(0, day.Views[SessionView.FailedMail].Count);
        Assert.Equal((3, 21000L), (day.Views[SessionView.Unpaid].Count, day.UnpaidMinor));
    }

    [Fact]
    public async Task Dashboard_OwnScope_LeavesOutWhatOthersCreated()
    {
        await app.Given.SessionAsync(coach, client, "2026-11-23 15:00");
        await app.Given.PracticeAsync(practice => practice.AdministratorScope = AdministratorScope.OwnSessions);

        var day = await DashboardAsync();

        Assert.Empty(day.Today);
        Assert.All(day.Views.Values, count => Assert.Equal(0, count.Count));
        Assert.Equal(0, day.UnpaidMinor);
    }

    [Fact]
    public async Task Dashboard_ForOthers_IsForbidden()
    {
        Assert.Equal(ProblemKind.Forbidden, (await app.Get<DashboardQueries>().ReadAsync(coach, Cancel)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await app.Get<DashboardQueries>().ReadAsync(client, Cancel)).Problem?.Kind);
    }

    [Fact]
    public async Task Figures_Months_AreCountedInTheCoachsZone()
    {
        // 31 October, 23:30 in Paris is still October there, though the next month in Auckland.
        await app.Given.SessionAsync(coach, client, "2026-10-31 23:30", status: SessionStatus.Completed);
        await app.Given.SessionAsync(coach, client, "2026-11-02 10:00", status: SessionStatus.Completed);
        await app.Given.SessionAsync(coach, client, "2026-11-03 10:00", status: SessionStatus.LateCancelled);
        await app.Given.SessionAsync(coach, client, "2026-11-04 10:00", status: SessionStatus.NoShow);
        await app.Given.SessionAsync(coach, client, "2026-11-30 10:00");
        await app.Given.SessionAsync(coach, null, "2026-11-29 10:00");

        var figures = await FiguresAsync();

        Assert.Equal(new MonthFigures(new DateOnly(2026, 11, 1), 4, 1, 1, 1, 0), figures.Months[0]);
        Assert.Equal(new MonthFigures(new DateOnly(2026, 10, 1), 1, 1, 0, 0, 0), figures.Months[1]);
        Assert.Equal((1, 1), (figures.Clients, figures.Upcoming));
    }

    [Fact]
    public async Task Figures_OtherCoachesSessions_AreNotCounted()
    {
        var marc = await app.Given.CoachAsync("Marc Lenoir");
        await app.Given.SessionAsync(marc, await app.Given.ClientAsync(marc, "Zoé Blanc"), "2026-11-10 10:00", status: SessionStatus.Completed);

        var figures = await FiguresAsync();

        Assert.Equal(0, figures.Months[0].Sessions);
        Assert.Equal(1, figures.Clients);
    }

    [Fact]
    public async Task RecentClients_AreThoseMetLast_EachOnce()
    {
        var ben = await app.Given.ClientAsync(coach, "Ben Roy");
        var gone = await app.Given.ClientAsync(coach, "Gone Away");
        await app.Given.SessionAsync(coach, client, "2026-11-20 10:00");
        await app.Given.SessionAsync(coach, ben, "2026-11-21 10:00");
        await app.Given.SessionAsync(coach, client, "2026-11-22 10:00");
        await app.Given.SessionAsync(coach, gone, "2026-11-22 12:00");
        await app.Given.SessionAsync(coach, ben, "2026-11-29 10:00");
        await using (var db = app.Db())
            await db.Set<Client>().Where(c => c.Id == gone.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.ArchivedAtUtc, app.NowUtc), Cancel);

        var recent = (await app.Get<HomeQueries>().RecentClientsAsync(coach, 5, Cancel)).Value;

        Assert.Equal([client.Id, ben.Id], recent.Select(one => one.ClientId));
        Assert.Equal(new DateTime(2026, 11, 22, 9, 0, 0), recent[0].LastUtc);
    }

    [Fact]
    public async Task Dashboard_PendingToday_LeavesOutWhatIsPaidOrCalledOff()
    {
        await app.Given.SessionAsync(coach, client, "2026-11-23 15:00", priceMinor: 5000);
        await app.Given.SessionAsync(coach, client, "2026-11-23 16:00", priceMinor: 7000, status: SessionStatus.Cancelled);
        await app.Given.SessionAsync(coach, client, "2026-11-24 15:00", priceMinor: 9000);

        Assert.Equal(5000, (await DashboardAsync()).PendingTodayMinor);
    }

    [Theory]
    [InlineData("anna", 1, 2)]
    [InlineData("quarter", 0, 1)]
    [InlineData("  ", 0, 0)]
    public async Task Search_FindsPeopleAndSessions(string text, int people, int sessions)
    {
        await app.Given.SessionAsync(coach, client, "2026-11-25 10:00", title: "Goals for the quarter");
        await app.Given.SessionAsync(coach, client, "2026-11-26 10:00");

        var hits = (await app.Get<SearchQueries>().FindAsync(administrator, text, Cancel)).Value;

        Assert.Equal((people, sessions), (hits.Clients.Count, hits.Sessions.Count));
    }

    [Fact]
    public async Task Figures_ForOthers_AreForbidden()
    {
        Assert.Equal(ProblemKind.Forbidden, (await app.Get<HomeQueries>().FiguresAsync(client, 6, Cancel)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await app.Get<HomeQueries>().FiguresAsync(administrator, 6, Cancel)).Problem?.Kind);
    }

    private async Task<DashboardDay> DashboardAsync() => (await app.Get<DashboardQueries>().ReadAsync(administrator, Cancel)).Value;

    private async Task<CoachFigures> FiguresAsync() => (await app.Get<HomeQueries>().FiguresAsync(coach, 6, Cancel)).Value;
}
