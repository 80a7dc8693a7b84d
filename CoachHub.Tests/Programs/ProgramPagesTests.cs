using Bunit;
using CoachHub.App;
using CoachHub.App.Components.Clients;
using CoachHub.App.Components.Programs;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Programs;

/// <summary>The hub, its templates, a bundle's page, and bundles where their client is shown: what they say, and that they follow.</summary>
public sealed class ProgramPagesTests : SessionScreen
{
    [Fact]
    public async Task Hub_WithoutBundles_SaysWhyAndOffersTheFirst()
    {
        SignIn(await Given.CoachAsync());

        var page = Hub();

        Eventually(page, () => Assert.Contains("There are no bundles yet.", page.Markup, StringComparison.Ordinal));
        _ = Button(page, "Make the first bundle").ClickAsync(new());
        Eventually(page, () => Assert.Equal("New bundle", page.Find("[role=dialog] h2").TextContent));
    }

    [Fact]
    public async Task Hub_BundleMadeElsewhere_ShowsAndLetsGo()
    {
        var (coach, client) = await PeopleAsync();
        SignIn(coach);
        var before = Subscriptions;
        var page = Hub();
        Eventually(page, () => Assert.Contains("There are no bundles yet.", page.Markup, StringComparison.Ordinal));

        var id = await Given.BundleAsync(coach, client, sessions: 3);
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Eventually(page, () => Assert.Contains("0 of 3 completed", page.Find($"[data-bundle-id='{id}']").TextContent, StringComparison.Ordinal));
        await DisposeComponentsAsync();
        Assert.Equal(before, Feed.SubscriberCount);
    }

    [Fact]
    public async Task Hub_StatusInTheAddress_ShowsThoseAndTheWayBack()
    {
        var (coach, client) = await PeopleAsync();
        await Given.BundleAsync(coach, client, sessions: 3);
        SignIn(coach);

        var page = Hub("&status=paused");

        Eventually(page, () => Assert.Contains("No bundle matches.", page.Markup, StringComparison.Ordinal));
        Assert.Contains(page.FindAll("a"), link => link.TextContent == "Clear the filters");
    }

    [Fact]
    public async Task Templates_OneMadeElsewhere_ShowsAndLetsGo()
    {
        var coach = await Given.CoachAsync();
        SignIn(coach);
        var before = Subscriptions;
        var page = Hub(tab: "templates");
        Eventually(page, () => Assert.Contains("There are no templates yet.", page.Markup, StringComparison.Ordinal));

        await TemplateAsync(coach, "Ten hours");
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Eventually(page, () => Assert.Contains("10 sessions of 60 min · €850.00", page.Find("[data-template-id]").TextContent, StringComparison.Ordinal));
        await DisposeComponentsAsync();
        Assert.Equal(before, Feed.SubscriberCount);
    }

    [Fact]
    public async Task Template_BadInput_SaysSoAtEachFieldAndStays()
    {
        SignIn(await Given.CoachAsync());
        var page = Hub(tab: "templates");
        Eventually(page, () => Button(page, "Make the first template"));
        _ = Button(page, "Make the first template").ClickAsync(new());
        Eventually(page, () => page.Find("[role=dialog] form"));
        Assert.DoesNotContain("once you save", page.Find("[role=dialog]").TextContent, StringComparison.Ordinal);

        Field(page, "Number of sessions").Change("500");
        Field(page, "Price").Change("free");
        Field(page, "Validity").Change("-1");
        page.Find("[role=dialog] form").Submit();

        Assert.Equal("Enter whole sessions, from 1 to 200.", ProblemAt(page, "Number of sessions"));
        Assert.NotNull(ProblemAt(page, "Name"));
        Assert.NotNull(ProblemAt(page, "Price"));
        Assert.NotNull(ProblemAt(page, "Validity"));
    }

    [Fact]
    public async Task Template_ChangedByAColleague_IsNotWrittenOver()
    {
        var coach = await Given.CoachAsync();
        var id = await TemplateAsync(coach, "Ten hours");
        SignIn(coach);
        var page = Hub(tab: "templates");
        Eventually(page, () => page.Find("[data-template-id]"));
        _ = page.FindAll("[data-template-id] button").Single(button => button.TextContent.StartsWith("Edit", StringComparison.Ordinal)).ClickAsync(new());
        Eventually(page, () => page.Find("[role=dialog] form"));

        Assert.True((await Services.GetRequiredService<BundleTemplateService>().SaveAsync(coach, id, new BundleTemplateInput { Name = "Eleven hours", Sessions = 11, Version = 1 }, Cancel)).Ok);
        Field(page, "Name").Change("Nine hours");
        page.Find("[role=dialog] form").Submit();

        Eventually(page, () => Assert.Contains("Somebody changed this template meanwhile.", page.Find("[role=dialog]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bundle_SessionCompletedElsewhere_ShowsInBalanceAndLedgerAndLetsGo()
    {
        var (coach, client) = await PeopleAsync();
        var id = await Given.BundleAsync(coach, client, sessions: 2, first: "2026-11-10 10:00");
        SignIn(coach);
        var before = Subscriptions;
        var page = Page(id);
        Eventually(page, () => Assert.Contains("0 of 2 completed", page.Markup, StringComparison.Ordinal));

        await SetAsync(coach, await FirstAsync(id), SessionStatus.Completed);
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Eventually(page, () => Assert.Contains("1 of 2 completed", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Ledger: 4 rows", page.Find(".ledger summary").TextContent, StringComparison.Ordinal);
        await DisposeComponentsAsync();
        Assert.Equal(before, Feed.SubscriberCount);
    }

    [Fact]
    public async Task Bundle_OfAnotherCoach_IsNotFound()
    {
        var (coach, client) = await PeopleAsync();
        var id = await Given.BundleAsync(coach, client, sessions: 2);
        SignIn(await Given.CoachAsync("Marc Leroy"));
        var missing = false;
        Navigation.OnNotFound += (_, _) => missing = true;

        Page(id);

        Assert.True(missing);
    }

    [Fact]
    public async Task Bundle_Paused_SendsNothingAndSaysSo()
    {
        var (coach, client) = await PeopleAsync();
        var id = await Given.BundleAsync(coach, client, sessions: 2);
        SignIn(coach);
        var page = Page(id);
        Eventually(page, () => Assert.False(Button(page, "Send confirmations").HasAttribute("disabled")));

        await page.Find("select.status").ChangeAsync("Paused");

        Eventually(page, () => Assert.Contains("Paused: no reminders and no confirmations go out", page.Markup, StringComparison.Ordinal));
        Assert.True(Button(page, "Send confirmations").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Bundle_PriceOfOneSessionChanged_ShowsThatTheTotalStays()
    {
        var (coach, client) = await PeopleAsync();
        var id = await Given.BundleAsync(coach, client, sessions: 2, price: 100);
        await using (var db = Db())
            await db.Set<Session>().Where(s => s.BundleId == id && s.StartsAtUtc < new DateTime(2026, 12, 3)).ExecuteUpdateAsync(set => set.SetProperty(s => s.PriceMinor, 7_000L), Cancel);
        SignIn(coach);

        var page = Page(id);

        Eventually(page, () => Assert.Contains("Its sessions come to €120.00: prices of single sessions leave the total alone.", page.Markup, StringComparison.Ordinal));
        Assert.Contains("€100.00", page.Find("[aria-labelledby=offer]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outcome_ChangedOnTheBundlesPage_WantsAReasonAndMovesTheBalance()
    {
        var (coach, client) = await PeopleAsync();
        var id = await Given.BundleAsync(coach, client, sessions: 2, price: 100, first: "2026-11-10 10:00");
        var first = await FirstAsync(id);
        await SetAsync(coach, first, SessionStatus.NoShow);
        SignIn(coach);
        var page = Page(id);
        Eventually(page, () => Assert.Contains("The session is used up.", page.Find($"[data-outcome-of='{first}']").TextContent, StringComparison.Ordinal));

        _ = page.Find($"[data-outcome-of='{first}'] button").ClickAsync(new());
        Eventually(page, () => page.Find("[role=dialog] form"));
        Button(page, "Waive").Click();
        Eventually(page, () => Assert.Equal("This is not what the policy proposes: say why.", ProblemAt(page, "Reason")));
        Field(page, "Reason").Change("was ill");
        Button(page, "Waive").Click();
        Eventually(page, () => Assert.Empty(page.FindAll("[role=dialog]")));
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Eventually(page, () => Assert.Contains("The session returns to the balance.was ill", string.Concat(page.Find($"[data-outcome-of='{first}'] .grow").TextContent.Split('\n').Select(part => part.Trim())), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Policy_WithAFeeThatIsNone_StaysWithTheReason()
    {
        SignIn(await Given.AdministratorAsync());
        var page = Hub();
        _ = Button(page, "Cancellation policy").ClickAsync(new());
        Eventually(page, () => page.Find("[role=dialog] form"));

        Field(page, "Fee for a no-show").Change("-1");
        page.Find("[role=dialog] form").Submit();

        Eventually(page, () => Assert.StartsWith("Enter an amount", ProblemAt(page, "Fee for a no-show"), StringComparison.Ordinal));
        Field(page, "Fee for a no-show").Change("20");
        page.Find("[role=dialog] form").Submit();
        Eventually(page, () => Assert.Empty(page.FindAll("[role=dialog]")));
        await using var db = Db();
        Assert.Equal(2_000L, (await db.Set<OutcomePolicy>().SingleAsync(Cancel)).NoShowFeeMinor);
    }

    [Fact]
    public async Task ClientsBundles_MadeElsewhere_ShowOnTheProfileAndLetGo()
    {
        var (coach, client) = await PeopleAsync();
        SignIn(coach);
        var before = Subscriptions;
        Navigation.NavigateTo(AppRoutes.Client(client.Id, "programs"));
        var page = Show<ClientProfilePage>(with => with.Add(p => p.Id, client.Id));
        Eventually(page, () => Assert.Contains("This client has no bundle yet.", page.Markup, StringComparison.Ordinal));

        await Given.BundleAsync(coach, client, sessions: 3);
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Eventually(page, () => Assert.NotEmpty(page.FindAll("[data-bundle-id]")));
        await DisposeComponentsAsync();
        Assert.Equal(before, Feed.SubscriberCount);
    }

    [Fact]
    public async Task ClientsOwnBundles_ChangedByTheCoach_FollowAndLetGo()
    {
        var (coach, client) = await PeopleAsync();
        var id = await Given.BundleAsync(coach, client, sessions: 2, first: "2026-11-10 10:00");
        SignIn(client);
        var before = Subscriptions;
        var page = Show<MyBundlesPanel>();
        Eventually(page, () => Assert.Contains("0 of 2 completed", page.Markup, StringComparison.Ordinal));

        await SetAsync(coach, await FirstAsync(id), SessionStatus.NoShow);
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Eventually(page, () => Assert.Contains("The session is used up.", page.Find("ul.outcomes").TextContent, StringComparison.Ordinal));
        await DisposeComponentsAsync();
        Assert.Equal(before, Feed.SubscriberCount);
    }

    private IRenderedComponent<Stage> Hub(string more = "", string tab = "bundles")
    {
        Navigation.NavigateTo(AppRoutes.ProgramsTab(tab) + more);
        return Show<ProgramsPage>();
    }

    private IRenderedComponent<Stage> Page(int id)
    {
        Navigation.NavigateTo(AppRoutes.Bundle(id));
        return Show<BundlePage>(page => page.Add(p => p.Id, id));
    }

    private async Task<(Actor Coach, Actor Client)> PeopleAsync()
    {
        var coach = await Given.CoachAsync();
        return (coach, await Given.ClientAsync(coach));
    }

    private async Task<int> TemplateAsync(Actor coach, string name) =>
        (await Services.GetRequiredService<BundleTemplateService>().SaveAsync(coach, null, new BundleTemplateInput { Name = name, Sessions = 10, Price = 850 }, Cancel)).Value;

    private async Task<int> FirstAsync(int bundleId)
    {
        await using var db = Db();
        return await db.Set<Session>().Where(s => s.BundleId == bundleId).OrderBy(s => s.StartsAtUtc).Select(s => s.Id).FirstAsync(Cancel);
    }

    private async Task SetAsync(Actor coach, int id, SessionStatus status) =>
        Assert.Null((await Services.GetRequiredService<SessionQuickService>().ChangeAsync(coach, new QuickChange(id, SessionStatus.Booked, PaymentStatus.Pending) { Status = status }, Cancel)).Problem);
}
