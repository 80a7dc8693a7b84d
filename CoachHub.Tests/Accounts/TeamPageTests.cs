using Bunit;
using CoachHub.App.Components.Accounts;
using CoachHub.App.Components.Kit;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Accounts;

public sealed class TeamPageTests : Ui
{
    private static readonly CoachInvitation Marc = new("Marc", "Roux", "marc@example.org", "Europe/Paris", "fr");

    private Actor admin = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TeamService Team => Services.GetRequiredService<TeamService>();

    [Fact]
    public async Task Page_CoachInvitedElsewhere_ShowsAfterTheBurst()
    {
        var page = await ShowPageAsync();

        await Team.InviteCoachAsync(admin, Marc, Cancel);
        Clock.Advance(TimeSpan.FromMilliseconds(150));

        Eventually(page, () => Assert.Contains("Marc Roux", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Invited", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_Left_LeavesNothingSubscribed()
    {
        var practice = await Given.PracticeAsync();
        admin = await Given.AdministratorAsync();
        Services.GetRequiredService<ActorDirectory>();
        var before = Feed.SubscriberCount;
        var page = ShowFor(new Reader(admin, practice));
        page.WaitForElement(".member");
        Assert.True(Feed.SubscriberCount > before);

        await DisposeComponentsAsync();

        Assert.Equal(before, Feed.SubscriberCount);
    }

    [Fact]
    public async Task SwitchOff_AsksOnceMore_ThenTheAccountIsOff()
    {
        var coach = await Given.CoachAsync("Claire Dubois");
        var page = await ShowPageAsync();

        await page.Find("[aria-label='Switch off Claire Dubois']").ClickAsync();
        Assert.NotNull(await Services.GetRequiredService<ActorDirectory>().FindAsync(coach.Id, Cancel));
        await page.Find(".btn.danger").ClickAsync();

        Eventually(page, () => Assert.Contains("Claire Dubois is switched off.", page.Markup, StringComparison.Ordinal));
        Assert.Null(await Services.GetRequiredService<ActorDirectory>().FindAsync(coach.Id, Cancel));
    }

    [Fact]
    public async Task OwnRow_CannotBeSwitchedOff()
    {
        var page = await ShowPageAsync();
        Assert.Empty(page.FindAll("[aria-label='Switch off Ada Martin']"));
    }

    [Fact]
    public async Task Invite_AnAddressThatSomebodyHas_SaysSoAtTheFieldAndKeepsWhatWasTyped()
    {
        await Given.AdministratorAsync();
        var page = await ShowPageAsync();
        await Team.InviteCoachAsync(admin, Marc, Cancel);

        // The click lasts until the dialog is closed.
        _ = page.FindAll("button").Single(button => button.TextContent.Trim() == "Invite a coach").ClickAsync();
        page.WaitForElement("#invite-coach");
        await InputAsync(page, "First name", "Marcel");
        await InputAsync(page, "Last name", "Roux");
        await InputAsync(page, "Email", "MARC@example.org");
        await page.Find("#invite-coach").SubmitAsync();

        Eventually(page, () => Assert.Contains("Somebody has this address already.", page.Find(".field-error").TextContent, StringComparison.Ordinal));
        Assert.Equal("Marcel", Input(page, "First name").GetAttribute("value"));
    }

    private static void Eventually(IRenderedComponent<Stage> page, Action assertion) => page.WaitForAssertion(assertion, TimeSpan.FromSeconds(10));

    private static AngleSharp.Dom.IElement Input(IRenderedComponent<Stage> page, string label) =>
        page.Find($"#{page.FindAll("label").Single(found => found.TextContent.Trim() == label).GetAttribute("for")}");

    private static Task InputAsync(IRenderedComponent<Stage> page, string label, string value) =>
        Input(page, label).ChangeAsync(new ChangeEventArgs { Value = value });

    private async Task<IRenderedComponent<Stage>> ShowPageAsync()
    {
        admin = await Given.AdministratorAsync();
        var page = ShowFor(new Reader(admin, await Given.PracticeAsync()));
        page.WaitForElement(".member");
        return page;
    }

    private IRenderedComponent<Stage> ShowFor(Reader reader)
    {
        SignIn(reader.Actor);
        return Show<TeamPage>(page => page.AddCascadingValue(reader));
    }
}
