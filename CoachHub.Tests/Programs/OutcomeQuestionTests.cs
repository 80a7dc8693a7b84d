using Bunit;
using CoachHub.App;
using CoachHub.App.Components.ClientArea;
using CoachHub.App.Components.Insights;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Programs;

/// <summary>What follows for a bundle is said, and asked, before the click: in the menu of a row, in the modal, for many, at home, and to the client.</summary>
public sealed class OutcomeQuestionTests : SessionScreen
{
    private const string Gone = "The last day of the bundle is over: what returns expires at once.";
    private const string Used = "The session is used up; the fee is €20.00.";

    [Fact]
    public async Task Menu_NoShowOfABundledSession_AsksFirstAndTakesTheProposal()
    {
        var (coach, _, id) = await BundledAsync();
        SignIn(coach);
        var page = await ListAsync(id);

        await ChooseAsync(page, id, "No-show");

        Eventually(page, () => Assert.Contains(Used, page.Find("#row-menu fieldset").TextContent, StringComparison.Ordinal));
        Assert.Contains("What follows for the bundle Two sessions", page.Find("#row-menu legend").TextContent, StringComparison.Ordinal);
        Assert.Equal(SessionStatus.Booked, (await FindAsync(id)).Status);
        Button(page, "Mark as no-show").Click();
        Eventually(page, () => Assert.Contains("No-show", Row(page, id).TextContent, StringComparison.Ordinal));
        Assert.Equal(new Outcome(CreditOutcome.Consume, 2000), await OutcomeAsync(id));
    }

    [Fact]
    public async Task Menu_Waive_WantsAReasonAndKeepsIt()
    {
        var (coach, _, id) = await BundledAsync();
        SignIn(coach);
        var page = await ListAsync(id);
        await ChooseAsync(page, id, "No-show");
        Eventually(page, () => Assert.Equal(3, page.FindAll("#row-menu [type=radio]").Count));

        page.Find("#row-menu [value=Waive]").Change("Waive");
        Button(page, "Mark as no-show").Click();
        Eventually(page, () => Assert.Equal("This is not what the policy proposes: say why.", ProblemAt(page, "Reason")));
        Assert.Equal(SessionStatus.Booked, (await FindAsync(id)).Status);
        Field(page, "Reason").Change("was ill");
        Button(page, "Mark as no-show").Click();

        Eventually(page, () => Assert.Contains("No-show", Row(page, id).TextContent, StringComparison.Ordinal));
        Assert.Equal(Outcome.Waived, await OutcomeAsync(id));
    }

    [Fact]
    public async Task Menu_LateCancellation_SaysWhomItMailsAndWhatFollows()
    {
        var (coach, _, id) = await BundledAsync();
        SignIn(coach);
        var page = await ListAsync(id);

        await ChooseAsync(page, id, "Late cancelled");

        Eventually(page, () => Assert.Contains("The session is used up.", page.Find("#row-menu fieldset").TextContent, StringComparison.Ordinal));
        Assert.NotEmpty(page.FindAll("#row-menu .note"));
        Button(page, "Cancel the session").Click();
        Eventually(page, () => Assert.Contains("Late cancelled", Row(page, id).TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Menu_SessionOutsideBundles_IsMarkedAtOnce()
    {
        var (coach, client, _) = await BundledAsync();
        var id = await Given.SessionAsync(coach, client, "2026-11-12 15:00");
        SignIn(coach);
        var page = await ListAsync(id);

        await ChooseAsync(page, id, "No-show");

        Eventually(page, () => Assert.Contains("No-show", Row(page, id).TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("#row-menu fieldset"));
    }

    [Fact]
    public async Task Menu_CoachWithoutPrograms_ReadsWhatFollowsAndDecidesNothing()
    {
        var (coach, _, id) = await BundledAsync();
        await Given.PracticeAsync(practice => practice.CoachCapabilities = EnumCode.List([Capability.ViewSessions, Capability.EditSessions]));
        SignIn(await Given.ActorAsync(coach.Id));
        var page = await ListAsync(id);

        await ChooseAsync(page, id, "No-show");

        Eventually(page, () => Assert.Contains(Used, page.Find("#row-menu fieldset").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("#row-menu [type=radio]"));
    }

    [Fact]
    public async Task Modal_OfABundledSession_SaysThatItsPriceLeavesTheTotalAlone()
    {
        var (coach, _, id) = await BundledAsync();
        SignIn(coach);

        var dialog = Modal(id);

        Eventually(dialog, () => Assert.Contains("Another price here leaves its total of €100.00 as it is.", dialog.Find(".bundle").TextContent, StringComparison.Ordinal));
        Assert.EndsWith("/programs/bundles/1", dialog.Find(".bundle a").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Empty(dialog.FindAll(".bundle fieldset"));
        Field(dialog, "Price").Change("70");
        dialog.Find("form").Submit();
        Eventually(dialog, () => Assert.Empty(dialog.FindAll(".session-dialog")));
        await using var db = Db();
        Assert.Equal((10_000L, 7_000L), ((await db.Set<Bundle>().SingleAsync(Cancel)).TotalMinor, (await FindAsync(id)).PriceMinor));
    }

    [Fact]
    public async Task Modal_NoShowDecidedOtherwise_WantsAReasonThenSavesBoth()
    {
        var (coach, _, id) = await BundledAsync();
        SignIn(coach);
        var dialog = Modal(id);
        Eventually(dialog, () => dialog.Find(".bundle"));

        Field(dialog, "Status").Change("NoShow");
        Eventually(dialog, () => Assert.Contains(Used, dialog.Find(".bundle fieldset").TextContent, StringComparison.Ordinal));
        dialog.Find(".bundle [value=Otherwise]").Change("Otherwise");
        Field(dialog, "What becomes of the session").Change("Return");
        Field(dialog, "Fee").Change("x");
        dialog.Find("form").Submit();
        Eventually(dialog, () => Assert.StartsWith("Enter an amount", ProblemAt(dialog, "Fee"), StringComparison.Ordinal));
        Field(dialog, "Fee").Change("5");
        Field(dialog, "Reason").Change("half an hour late");
        dialog.Find("form").Submit();

        Eventually(dialog, () => Assert.Empty(dialog.FindAll(".session-dialog")));
        Assert.Equal((SessionStatus.NoShow, new Outcome(CreditOutcome.Return, 500)), ((await FindAsync(id)).Status, await OutcomeAsync(id)));
    }

    [Fact]
    public async Task Modal_StatusPutBack_AsksNothingAndSavesNothingOfTheAnswer()
    {
        var (coach, _, id) = await BundledAsync();
        SignIn(coach);
        var dialog = Modal(id);
        Eventually(dialog, () => dialog.Find(".bundle"));
        Field(dialog, "Status").Change("NoShow");
        Eventually(dialog, () => dialog.Find(".bundle [value=Waive]").Change("Waive"));

        Field(dialog, "Status").Change("Completed");
        Eventually(dialog, () => Assert.Empty(dialog.FindAll(".bundle fieldset")));
        dialog.Find("form").Submit();

        Eventually(dialog, () => Assert.Empty(dialog.FindAll(".session-dialog")));
        Assert.Equal(SessionStatus.Completed, (await FindAsync(id)).Status);
    }

    [Fact]
    public async Task Bulk_NoShow_SaysHowManyAreOfBundlesAndDecidesForThem()
    {
        var (coach, client, id) = await BundledAsync();
        var outside = await Given.SessionAsync(coach, client, "2026-11-12 15:00");
        SignIn(coach);
        var reader = new Reader(coach, await Services.GetRequiredService<PracticeReader>().GetAsync(Cancel));
        var stage = Show<SkeletonRows>();
        _ = stage.InvokeAsync(() => Services.GetRequiredService<SessionBulkLauncher>().OpenAsync(reader, BulkKind.NoShow, [new SessionPick(id), new SessionPick(outside)]));

        Eventually(stage, () => Assert.Contains("Sessions of bundles: 1. For each of them:", stage.Find("[role=dialog] legend").TextContent, StringComparison.Ordinal));
        stage.Find("[role=dialog] [value=Waive]").Change("Waive");
        await stage.InvokeAsync(() => stage.FindAll("[role=dialog] .btn.primary").Single().Click());
        Eventually(stage, () => Assert.Equal("This is not what the policy proposes: say why.", ProblemAt(stage, "Reason")));
        Field(stage, "Reason").Change("snow");
        await stage.InvokeAsync(() => stage.FindAll("[role=dialog] .btn.primary").Single().Click());

        Eventually(stage, () => Assert.Contains("2 sessions marked as no-show.", stage.Markup, StringComparison.Ordinal));
        Assert.Equal(Outcome.Waived, await OutcomeAsync(id));
    }

    [Fact]
    public async Task Home_NoShowOfABundledSession_AsksInAWindow()
    {
        var (coach, _, id) = await BundledAsync();
        SignIn(coach);
        var page = Show<HomePage>();
        page.WaitForElement("button[aria-label='No-show: Anna Petit']", TimeSpan.FromSeconds(10));

        _ = page.Find("button[aria-label='No-show: Anna Petit']").ClickAsync(new());
        Eventually(page, () => Assert.Contains(Used, page.Find("[role=dialog] fieldset").TextContent, StringComparison.Ordinal));
        Assert.Equal(SessionStatus.Booked, (await FindAsync(id)).Status);
        page.Find("[role=dialog] form").Submit();

        Eventually(page, () => Assert.Contains("Anna Petit: No-show.", page.Markup, StringComparison.Ordinal));
        Assert.Equal(new Outcome(CreditOutcome.Consume, 2000), await OutcomeAsync(id));
    }

    [Fact]
    public async Task Client_CancelsInTime_ReadsThatItGoesBackIntoThePackage()
    {
        var (_, client, _) = await BundledAsync(first: "2026-12-01 10:00");
        SignIn(client);
        var page = Show<MyPage>();
        page.WaitForElement("[data-session-id]");

        _ = page.FindAll("button").First(button => button.TextContent.Trim() == "Cancel session").ClickAsync(new());

        var follows = page.WaitForElement("[role=dialog] .follows").TextContent;
        Assert.Contains("This session goes back into your package Two sessions.", follows, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing is to be paid", follows, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_PackageWhoseLastDayHasPassed_ReadsThatTheSessionIsLost()
    {
        var (coach, client, _) = await BundledAsync(first: "2026-12-01 10:00");
        Assert.True((await Services.GetRequiredService<BundleStateService>().EditAsync(coach, new BundleEdit(1, 1, "Two sessions", new NodaTime.LocalDate(2026, 11, 22)), Cancel)).Ok);
        SignIn(client);
        var page = Show<MyPage>();
        page.WaitForElement("[data-session-id]");

        _ = page.FindAll("button").First(button => button.TextContent.Trim() == "Cancel session").ClickAsync(new());

        Assert.Contains("The last day of your package Two sessions has passed", page.WaitForElement("[role=dialog] .follows").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_TooLate_ReadsWhatTheCoachsCancellationCosts()
    {
        var (_, client, _) = await BundledAsync(first: "2026-12-01 10:00");
        SignIn(client);
        var page = Show<MyPage>();
        page.WaitForElement("[data-session-id]");
        _ = page.FindAll("button").First(button => button.TextContent.Trim() == "Cancel session").ClickAsync(new());
        page.WaitForElement("[role=dialog] .follows");

        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 30, 9, 1, 0, TimeSpan.Zero));
        await page.FindAll("[role=dialog] button").Single(button => button.TextContent.Trim() == "Cancel session").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains(
            "If your coach cancels it for you now: This session counts as used in your package Two sessions.", page.Find("[role=dialog]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Menu_LastDayIsOver_SaysThatWhatReturnsExpires()
    {
        var (_, id) = await OverAsync();
        var page = await ListAsync(id);

        await ChooseAsync(page, id, "Cancelled");

        Eventually(page, () => Assert.Contains($"The session returns to the balance. {Gone}", page.Find("#row-menu fieldset").TextContent, StringComparison.Ordinal));
        Assert.Equal(SessionStatus.Booked, (await FindAsync(id)).Status);
    }

    [Fact]
    public async Task Menu_LastDayIsOver_SaysSoOfWaivingAndOfDecidingOtherwise_NotOfWhatIsUsed()
    {
        var (_, id) = await OverAsync();
        var page = await ListAsync(id);
        await ChooseAsync(page, id, "No-show");
        Eventually(page, () => Assert.Equal(3, page.FindAll("#row-menu [type=radio]").Count));

        Assert.Equal([Used, $"The session returns to the balance. {Gone}", ""], page.FindAll("#row-menu .block").Select(more => more.TextContent));
        page.Find("#row-menu [value=Otherwise]").Change("Otherwise");
        Assert.DoesNotContain(page.FindAll("#row-menu fieldset > p"), note => note.TextContent == Gone);
        Field(page, "What becomes of the session").Change("Return");

        Eventually(page, () => Assert.Contains(page.FindAll("#row-menu fieldset > p"), note => note.TextContent == Gone));
    }

    [Fact]
    public async Task Modal_LastDayIsOver_SaysThatWhatReturnsExpires()
    {
        var (_, id) = await OverAsync();
        var dialog = Modal(id);
        Eventually(dialog, () => dialog.Find(".bundle"));

        Field(dialog, "Status").Change("Cancelled");

        Eventually(dialog, () => Assert.Contains(Gone, dialog.Find(".bundle fieldset").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bulk_SomeBundlesAreOver_SaysForHowMany()
    {
        var (coach, id) = await OverAsync();
        var other = await Given.BundleAsync(coach, await Given.ClientAsync(coach, "Elise Fabre"), sessions: 2, first: "2026-12-03 10:00", planned: 1, name: "Two more");
        await using var db = Db();
        var going = await db.Set<Session>().Where(s => s.BundleId == other).Select(s => s.Id).SingleAsync(Cancel);
        var reader = new Reader(coach, await Services.GetRequiredService<PracticeReader>().GetAsync(Cancel));
        var stage = Show<SkeletonRows>();

        _ = stage.InvokeAsync(() => Services.GetRequiredService<SessionBulkLauncher>().OpenAsync(reader, BulkKind.Cancel, [new SessionPick(id), new SessionPick(going)]));

        Eventually(stage, () => Assert.Contains(
            "The session returns to the balance. For 1 of them the last day of the bundle is over: what returns expires at once.", stage.Find("[role=dialog] fieldset").TextContent, StringComparison.Ordinal));
    }

    /// <summary>A session ahead, of a bundle whose last day is over.</summary>
    private async Task<(Actor Coach, int Session)> OverAsync()
    {
        var (coach, _, id) = await BundledAsync(first: "2026-12-01 10:00");
        Assert.True((await Services.GetRequiredService<BundleStateService>().EditAsync(coach, new BundleEdit(1, 1, "Two sessions", new NodaTime.LocalDate(2026, 11, 22)), Cancel)).Ok);
        SignIn(coach);
        return (coach, id);
    }

    private async Task<(Actor Coach, Actor Client, int Session)> BundledAsync(string first = "2026-11-10 10:00")
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        var admin = await Given.AdministratorAsync();
        Assert.True((await Services.GetRequiredService<OutcomePolicyService>().SaveAsync(admin, new OutcomePolicyInput(CreditOutcome.Consume, null, CreditOutcome.Consume, 20, 0), Cancel)).Ok);
        var bundle = await Given.BundleAsync(coach, client, sessions: 2, price: 100, first: first, planned: 1, name: "Two sessions");
        await using var db = Db();
        return (coach, client, await db.Set<Session>().Where(s => s.BundleId == bundle).Select(s => s.Id).SingleAsync(Cancel));
    }

    private async Task<Outcome> OutcomeAsync(int sessionId)
    {
        await using var db = Db();
        var outcome = await db.Set<SessionOutcome>().SingleAsync(o => o.SessionId == sessionId, Cancel);
        return new Outcome(outcome.Credit, outcome.FeeMinor);
    }

    private async Task<IRenderedComponent<Stage>> ListAsync(int id)
    {
        Navigation.NavigateTo(AppRoutes.Sessions + "?from=2026-11-01");
        var page = Show<SessionsPage>();
        await page.WaitForStateAsync(() => page.FindAll($"tr[data-session-id='{id}']").Count == 1, TimeSpan.FromSeconds(10));
        return page;
    }

    private static async Task ChooseAsync(IRenderedComponent<Stage> page, int id, string word)
    {
        await page.Find("tbody").TriggerEventAsync("onrowmenu", new RowMenuEventArgs { Id = $"{id}", Kind = "status" });
        Eventually(page, () => page.FindAll("#row-menu [role=menuitemradio]").Single(item => item.TextContent.EndsWith(word, StringComparison.Ordinal)).Click());
    }

    private IRenderedComponent<Stage> Modal(int id)
    {
        Navigation.NavigateTo(AppRoutes.OpenSession(AppRoutes.Sessions, id));
        var stage = Show<SessionDialogHost>();
        Eventually(stage, () => Button(stage, "Save"));
        return stage;
    }
}
