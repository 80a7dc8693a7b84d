using Bunit;
using CoachHub.App.Components.Insights;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Hosting;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Insights;

/// <summary>The place of each role: what it shows, that it follows changes made elsewhere, and that it lets go.</summary>
public sealed class PlacesPageTests : Ui
{
    [Fact]
    public async Task Dashboard_SessionMadeElsewhere_ShowsByItself()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        SignIn(await Given.AdministratorAsync());
        var page = Show<DashboardPage>();
        page.WaitForState(() => page.Markup.Contains("No sessions today", StringComparison.Ordinal));

        var id = await Given.SessionAsync(coach, client, "2026-11-23 15:00");
        Announce(id);

        page.WaitForAssertion(() => Assert.Contains("Anna Petit", page.Find($"[data-session-id='{id}']").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dashboard_NothingOpen_IsGoodNews()
    {
        SignIn(await Given.AdministratorAsync());

        var page = Show<DashboardPage>();

        page.WaitForAssertion(() => Assert.Contains("Every client has the current facts", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Home_SessionMadeElsewhere_ShowsByItself()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        SignIn(coach);
        var page = Show<HomePage>();
        page.WaitForState(() => page.Markup.Contains("There are no upcoming sessions.", StringComparison.Ordinal));

        var id = await Given.SessionAsync(coach, client);
        Announce(id);

        page.WaitForAssertion(() => Assert.Contains("Never told", page.Find($"[data-session-id='{id}']").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Home_PastSessionStillBooked_IsListedAsNotClosed()
    {
        var coach = await Given.CoachAsync();
        await Given.SessionAsync(coach, await Given.ClientAsync(coach), "2026-11-20 10:00");
        SignIn(coach);

        var page = Show<HomePage>();

        page.WaitForAssertion(() => Assert.Contains("Anna Petit", page.Find("section[aria-labelledby=open-title]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task My_Session_IsInTheClientsOwnZoneWithThePracticesBeside()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach, with: user => user.ZoneId = "Europe/Helsinki");
        var id = await Given.SessionAsync(coach, client);
        SignIn(client);

        var page = Show<MyPage>();

        page.WaitForAssertion(() =>
        {
            var card = page.Find($"[data-session-id='{id}']").TextContent;
            Assert.Contains("11:00", card, StringComparison.Ordinal);
            Assert.Contains("10:00 in Paris", card, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task My_GotIt_CountsAsToldAndShowsIt()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        var id = await Given.SessionAsync(coach, client);
        SignIn(client);
        var page = Show<MyPage>();
        page.WaitForElement("button:not([role=tab])");

        await page.Find($"[data-session-id='{id}'] button").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("You have seen this", page.Markup, StringComparison.Ordinal));
        await using var db = Db();
        Assert.Equal(ToldState.Acknowledged, (await db.Set<Session>().SingleAsync(TestContext.Current.CancellationToken)).Told);
    }

    [Fact]
    public async Task My_PrivateNotes_AreNowhereOnThePage()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        await Given.SessionAsync(coach, client);
        await using (var db = Db())
        {
            await db.Set<Session>().ExecuteUpdateAsync(
                set => set.SetProperty(s => s.PrivateNotes, "seems tired").SetProperty(s => s.SharedNote, "bring a pen"), TestContext.Current.CancellationToken);
        }

        SignIn(client);
        var page = Show<MyPage>();

        page.WaitForAssertion(() => Assert.Contains("bring a pen", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("seems tired", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Places_AfterTheyAreLeft_ListenToNothing()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        var administrator = await Given.AdministratorAsync();
        // The directories that pages ask listen for good; they begin with the first question.
        Services.GetRequiredService<CurrentActor>();
        var before = Feed.SubscriberCount;
        foreach (var (actor, show) in new (Actor, Action)[] { (administrator, () => Show<DashboardPage>()), (coach, () => Show<HomePage>()), (client, () => Show<MyPage>()) })
        {
            SignIn(actor);
            show();
            Assert.True(Feed.SubscriberCount > before);
            await DisposeComponentsAsync();
            Assert.Equal(before, Feed.SubscriberCount);
        }
    }

    private void Announce(int sessionId)
    {
        Feed.Publish(Topics.Sessions, sessionId);
        Clock.Advance(TimeSpan.FromMilliseconds(100));
    }
}
