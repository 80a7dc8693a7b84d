using Bunit;
using CoachHub.App;
using CoachHub.App.Components.ClientArea;
using CoachHub.App.Components.Insights;
using CoachHub.App.Components.Layout;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Smtp;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
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
    public async Task Dashboard_LeftOpenOverNight_ShowsTheNewDay()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        var today = await Given.SessionAsync(coach, client, "2026-11-23 15:00");
        var tomorrow = await Given.SessionAsync(coach, client, "2026-11-24 09:00");
        SignIn(await Given.AdministratorAsync());
        var page = Show<DashboardPage>();
        page.WaitForElement($"[data-session-id='{today}']");

        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero));

        page.WaitForElement($"[data-session-id='{tomorrow}']");
        Assert.Empty(page.FindAll($"[data-session-id='{today}']"));
        Assert.Contains("Tuesday 24 November", page.Find(".page-head").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dashboard_SessionThatEnds_CountsAsNotClosed()
    {
        var coach = await Given.CoachAsync();
        await Given.SessionAsync(coach, await Given.ClientAsync(coach), "2026-11-23 11:00");
        SignIn(await Given.AdministratorAsync());
        var page = Show<DashboardPage>();
        page.WaitForState(() => NotClosed(page) == "0");

        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 23, 11, 1, 0, TimeSpan.Zero));

        page.WaitForState(() => NotClosed(page) == "1");
    }

    [Fact]
    public async Task Dashboard_OfOwnSessionsOnly_SaysWhatItCounts()
    {
        await Given.PracticeAsync(practice => practice.AdministratorScope = AdministratorScope.OwnSessions);
        SignIn(await Given.AdministratorAsync());

        var page = Show<DashboardPage>();

        page.WaitForAssertion(() => Assert.Contains("Counted here: sessions that you created.", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Nothing is left open in the sessions that you created.", page.Markup, StringComparison.Ordinal);
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
    public async Task Home_ChangesOneAfterAnother_ListsAtOnceAndSumsAFewSecondsLater()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        SignIn(coach);
        var page = Show<HomePage>();
        page.WaitForState(() => page.Markup.Contains("There are no upcoming sessions.", StringComparison.Ordinal));
        await AddedAsync("2026-11-24 10:00");
        page.WaitForAssertion(() => Assert.Equal("1", Upcoming()));

        await AddedAsync("2026-11-25 10:00");
        Assert.Equal("1", Upcoming());
        Clock.Advance(FinanceRereads.Pace);

        page.WaitForAssertion(() => Assert.Equal("2", Upcoming()));

        string Upcoming() => page.FindAll("dl.sums > div, dl > div.card").Single(card => card.TextContent.Contains("Upcoming", StringComparison.Ordinal)).QuerySelector("dd")!.TextContent;

        async Task AddedAsync(string at)
        {
            var id = await Given.SessionAsync(coach, client, at);
            Announce(id);
            page.WaitForElement($"[data-session-id='{id}']");
        }
    }

    [Fact]
    public async Task Dashboard_ChangesOneAfterAnother_CountsAtOnceAndTheSumAFewSecondsLater()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        SignIn(await Given.AdministratorAsync());
        var page = Show<DashboardPage>();
        page.WaitForState(() => page.Markup.Contains("No sessions today", StringComparison.Ordinal));
        await AddedAsync("2026-11-23 15:00");
        page.WaitForAssertion(() => Assert.Contains("€80.00 pending", Unpaid(), StringComparison.Ordinal));

        await AddedAsync("2026-11-23 17:00");
        Assert.Contains("€80.00 pending", Unpaid(), StringComparison.Ordinal);
        Clock.Advance(FinanceRereads.Pace);

        page.WaitForAssertion(() => Assert.Contains("€160.00 pending", Unpaid(), StringComparison.Ordinal));

        string Unpaid() => page.FindAll("a").Single(alert => alert.TextContent.Contains("Unpaid", StringComparison.Ordinal)).TextContent;

        async Task AddedAsync(string at)
        {
            var id = await Given.SessionAsync(coach, client, at);
            Announce(id);
            page.WaitForElement($"[data-session-id='{id}']");
        }
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

    [Theory]
    [InlineData(12, "12", false)]
    [InlineData(13, "12+", true)]
    public async Task Home_PastSessions_AreCountedToTheLimitAndNotBeyond(int sessions, string count, bool leadsToAll)
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        for (var day = 1; day <= sessions; day++)
            await Given.SessionAsync(coach, client, $"2026-11-{day:00} 10:00");
        SignIn(coach);

        var page = Show<HomePage>();

        var panel = page.WaitForElement("section[aria-labelledby=open-title]");
        Assert.Equal(count, panel.QuerySelector(".count")!.TextContent);
        Assert.Equal(12, panel.QuerySelectorAll("li").Length);
        Assert.Equal(leadsToAll, panel.TextContent.Contains("Show all", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Home_OfACoachWithoutSessions_DoesNotSayThatThereAreNoClients()
    {
        await Given.PracticeAsync(practice => practice.CoachCapabilities = EnumCode.Of(Capability.ViewClients));
        var coach = await Given.CoachAsync();
        await Given.ClientAsync(coach);
        SignIn(coach);

        var page = Show<HomePage>();

        Assert.Equal(AppRoutes.Clients, page.WaitForElement("section[aria-labelledby=recent-title] a").GetAttribute("href"));
        Assert.DoesNotContain("Nobody yet.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_PastSession_IsClosedWithOneTap_AndTakenBack()
    {
        var coach = await Given.CoachAsync();
        var id = await Given.SessionAsync(coach, await Given.ClientAsync(coach), "2026-11-20 10:00");
        SignIn(coach);
        var page = Show<HomePage>();
        page.WaitForElement("button[aria-label='Done: Anna Petit']");

        await page.Find("button[aria-label='Done: Anna Petit']").ClickAsync(new());

        Assert.Equal(SessionStatus.Completed, await StatusAsync(id));
        page.WaitForAssertion(() => Assert.Contains("Anna Petit: Completed.", page.Markup, StringComparison.Ordinal));
        await page.FindAll("button").Single(button => button.TextContent.Trim() == "Undo").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Undone.", page.Markup, StringComparison.Ordinal));
        Assert.Equal(SessionStatus.Booked, await StatusAsync(id));
    }

    [Fact]
    public async Task Home_SessionClosedToday_WaitsForItsPaymentAndTheNextOne()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        var today = await Given.SessionAsync(coach, client, "2026-11-23 08:00", status: SessionStatus.Completed);
        await Given.SessionAsync(coach, client, "2026-11-22 08:00", status: SessionStatus.Completed);
        SignIn(coach);

        var page = Show<HomePage>();

        page.WaitForAssertion(() => Assert.Equal([$"{today}"], page.FindAll("li.done").Select(row => row.GetAttribute("data-session-id"))));
        var row = page.Find("li.done");
        Assert.Contains("Pending", row.QuerySelector("[data-menu=payment]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(AppRoutes.BookNextQuery, row.QuerySelector("a.btn")!.GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_LeftOpenOverNight_HasClosedNothingToday()
    {
        var coach = await Given.CoachAsync();
        await Given.SessionAsync(coach, await Given.ClientAsync(coach), "2026-11-23 08:00", status: SessionStatus.Completed);
        SignIn(coach);
        var page = Show<HomePage>();
        page.WaitForElement("li.done");

        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 23, 23, 5, 0, TimeSpan.Zero));

        page.WaitForState(() => page.FindAll("li.done").Count == 0);
    }

    [Fact]
    public async Task Home_PhoneWithAnExtension_CallsTheNumberBeforeIt()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach, with: user => user.PhoneNumber = "+33 (0)6 12 34 56 78 ext. 9");
        await Given.SessionAsync(coach, client, "2026-11-23 15:00");
        SignIn(coach);

        var page = Show<HomePage>();

        page.WaitForElement("a[href='tel:+33612345678']");
        Assert.StartsWith("sms:+33612345678?", page.FindAll("a").Single(link => link.TextContent.Trim() == "Running late").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_ClientWhoWasNeverTold_IsToldFromTheCard()
    {
        var coach = await Given.CoachAsync();
        var id = await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        SignIn(coach);
        var page = Show<HomePage>();
        page.WaitForElement($"[data-session-id='{id}']");

        await page.FindAll("button").Single(button => button.TextContent.Trim() == "Tell Anna").ClickAsync(new());

        await using var db = Db();
        Assert.Equal(ToldState.Queued, (await db.Set<Session>().SingleAsync(TestContext.Current.CancellationToken)).Told);
    }

    [Fact]
    public async Task Home_ChangeOfOneSession_DrawsItsCardOnly()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        await Given.SessionAsync(coach, client, "2026-11-23 15:00");
        var second = await Given.SessionAsync(coach, client, "2026-11-24 15:00");
        var third = await Given.SessionAsync(coach, client, "2026-11-25 15:00");
        SignIn(coach);
        var page = Show<HomePage>();
        page.WaitForElement($"[data-session-id='{third}']");
        var cards = page.FindComponents<SessionCard>().ToDictionary(card => card.Instance.Session.Id);
        var before = cards.ToDictionary(card => card.Key, card => card.Value.RenderCount);

        await using (var db = Db())
        {
            await db.Set<Session>().Where(session => session.Id == second)
                .ExecuteUpdateAsync(set => set.SetProperty(session => session.Location, "Room 9"), TestContext.Current.CancellationToken);
        }

        Announce(second);

        page.WaitForAssertion(() => Assert.Contains("Room 9", page.Find($"[data-session-id='{second}']").TextContent, StringComparison.Ordinal));
        Assert.Equal(before[third], cards[third].RenderCount);
        Assert.True(cards[second].RenderCount > before[second]);
    }

    [Fact]
    public async Task Home_OnceTheNextSessionIsOver_TheOneAfterItIsNext()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        var first = await Given.SessionAsync(coach, client, "2026-11-23 15:00");
        var second = await Given.SessionAsync(coach, client, "2026-11-24 15:00");
        SignIn(coach);
        var page = Show<HomePage>();
        page.WaitForElement($".next[data-session-id='{first}']");

        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 23, 15, 30, 0, TimeSpan.Zero));

        page.WaitForElement($".next[data-session-id='{second}']");
        Assert.Contains("Anna Petit", page.Find("section[aria-labelledby=open-title]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_NextCard_CallsMapsAndSaysLateInTheClientsLanguageAndZone()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach, with: user => (user.PhoneNumber, user.Language, user.ZoneId) = ("+33 1 23 45", "fr", "Europe/London"));
        await Given.SessionAsync(coach, client, "2026-11-23 15:00");
        SignIn(coach);

        var page = Show<HomePage>();

        page.WaitForElement("a[href='tel:+3312345']");
        var late = Uri.UnescapeDataString(page.FindAll("a").Single(link => link.TextContent.Trim() == "Running late").GetAttribute("href")!);
        Assert.StartsWith("sms:+3312345?&body=", late, StringComparison.Ordinal);
        Assert.Contains("séance de 14:00", late, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dashboard_WithoutAMailServer_SaysThatNobodyIsReached()
    {
        SignIn(await Given.AdministratorAsync());

        var page = Show<DashboardPage>();

        page.WaitForAssertion(() => Assert.Contains("reach nobody", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dashboard_LastFailure_LeadsToTheMailLog()
    {
        await using (var db = Db())
        {
            var now = Clock.GetUtcNow().UtcDateTime;
            db.Add(new MailMessage
            {
                Type = MailType.BookingConfirmation,
                ToAddress = "anna@example.org",
                DedupeKey = "x",
                MessageId = "x@x",
                State = MailState.Failed,
                CreatedAtUtc = now.AddDays(-1),
                NextAttemptUtc = now,
            });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        SignIn(await Given.AdministratorAsync());

        var page = Show<DashboardPage>();

        Assert.Equal("Mon 23 Nov 2026, 10:00", page.WaitForElement($"a[href='{AppRoutes.SettingsMailTab("log")}']").TextContent);
    }

    [Fact]
    public async Task Search_EnterGoesToTheFirstHit()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        SignIn(coach);
        var page = Show<GlobalSearch>();
        page.Find("[data-global-search]").Click();

        page.WaitForElement("[role=combobox]").Input("anna");
        Clock.Advance(TimeSpan.FromMilliseconds(250));
        page.WaitForElement("[role=option]");
        page.Find("[role=combobox]").KeyDown(Key.Enter);

        Assert.EndsWith(AppRoutes.Client(client.Id), Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_Session_OpensOnThePageThatOneIsOn()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        var id = await Given.SessionAsync(coach, client, title: "Annual review");
        SignIn(coach);
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo(AppRoutes.With(AppRoutes.Client(client.Id, "contact"), (AppRoutes.NewSessionQuery, "1")));
        var page = Show<GlobalSearch>();
        page.Find("[data-global-search]").Click();

        page.WaitForElement("[role=combobox]").Input("annual");
        Clock.Advance(TimeSpan.FromMilliseconds(250));
        page.WaitForElement("[role=option]");
        page.Find("[role=combobox]").KeyDown(Key.Enter);

        Assert.EndsWith(AppRoutes.OpenSession(AppRoutes.Client(client.Id, "contact"), id), navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Places_AfterTheyAreLeft_ListenToNothing()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        var administrator = await Given.AdministratorAsync();
        // The directories that pages ask listen for good; they begin with the first question.
        Services.GetRequiredService<CurrentActor>();
        Services.GetRequiredService<MailSettingsSource>();
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

    protected override void Configure(IServiceCollection services)
    {
        services.AddSingleton<SenderHealth>();
        var configuration = new ConfigurationBuilder().Build();
        services.AddSingleton<IConfiguration>(configuration).AddSingleton(AppSettings.Read(configuration));
        services.AddSingleton<MailSettingsSource>().AddDataProtection().UseEphemeralDataProtectionProvider();
    }

    private static string NotClosed(IRenderedComponent<Stage> page) =>
        page.FindAll("a.alert").Where(alert => alert.TextContent.Contains("Past, not closed", StringComparison.Ordinal))
            .Select(alert => alert.QuerySelector(".figure")!.TextContent.Trim()).SingleOrDefault("0");

    private async Task<SessionStatus> StatusAsync(int id)
    {
        await using var db = Db();
        return await db.Set<Session>().Where(s => s.Id == id).Select(s => s.Status).SingleAsync(TestContext.Current.CancellationToken);
    }

    private void Announce(int sessionId)
    {
        Feed.Publish(Topics.Sessions, sessionId);
        Clock.Advance(TimeSpan.FromMilliseconds(100));
    }
}
