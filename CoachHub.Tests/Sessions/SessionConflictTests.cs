using AngleSharp.Dom;
using Bunit;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Sessions;

/// <summary>The modal while somebody else saves the same session.</summary>
public sealed class SessionConflictTests : SessionScreen
{
    private Actor claire = null!, admin = null!;
    private int id;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        claire = await Given.CoachAsync();
        admin = await Given.AdministratorAsync();
        id = await Given.ToldSessionAsync(claire, await Given.ClientAsync(claire));
        SignIn(claire);
    }

    [Fact]
    public async Task OtherGroup_SavedElsewhere_FollowsWhileTheTypedStays()
    {
        var dialog = Open();
        Field(dialog, "Title").Input("Mi");

        await TheySaveAsync(input => input with { Location = "Studio 2" });

        Eventually(dialog, () => Assert.Equal("Studio 2", Field(dialog, "Location").GetAttribute("value")));
        Assert.Equal("Mi", Field(dialog, "Title").GetAttribute("value"));
        Assert.Contains("Ada Martin changed the location from 12 rue des Lilas to Studio 2", dialog.Find(".followed").TextContent, StringComparison.Ordinal);
        Assert.Empty(dialog.FindAll(".clash"));

        dialog.Find("form").Submit();
        Eventually(dialog, () => Assert.Contains("Saved together with Ada Martin's change of the location.", dialog.Markup, StringComparison.Ordinal));
        Assert.Equal(("Mi", "Studio 2"), ((await FindAsync(id)).Title, (await FindAsync(id)).Location));
    }

    [Fact]
    public async Task SameGroup_SavedElsewhere_AsksWhichStaysBeforeItSaves()
    {
        var dialog = Open();
        Field(dialog, "Location").Change("Studio 3");
        await TheySaveAsync(input => input with { Location = "Studio 2" });
        Eventually(dialog, () => Assert.Single(dialog.FindAll(".clash")));

        var said = dialog.FindAll(".clash .said").Select(value => value.TextContent).ToList();
        Assert.Equal(["12 rue des Lilas", "Studio 2", "Studio 3"], said);
        Assert.Contains("Theirs (Ada Martin,", dialog.Find(".clash").TextContent, StringComparison.Ordinal);
        Assert.All(dialog.FindAll(".clash input"), radio => Assert.Equal("radio", radio.GetAttribute("type")));

        dialog.Find("form").Submit();
        Assert.Contains("Choose first what stays", dialog.Markup, StringComparison.Ordinal);
        Assert.Equal("Studio 2", (await FindAsync(id)).Location);

        Radio(dialog, "Theirs").Change(true);
        Eventually(dialog, () => Assert.Equal("Studio 2", Field(dialog, "Location").GetAttribute("value")));
        Radio(dialog, "Mine").Change(true);
        Eventually(dialog, () => Assert.Equal("Studio 3", Field(dialog, "Location").GetAttribute("value")));
        dialog.Find("form").Submit();
        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));
        Assert.Equal("Studio 3", (await FindAsync(id)).Location);
    }

    [Fact]
    public async Task SameGroup_TheyTakeItBack_NeedsNoChoiceAnyMore()
    {
        var dialog = Open();
        Field(dialog, "Location").Change("Studio 3");
        await TheySaveAsync(input => input with { Location = "Studio 2" });
        Eventually(dialog, () => Assert.Single(dialog.FindAll(".clash")));

        await TheySaveAsync(input => input with { Location = "12 rue des Lilas" });

        Eventually(dialog, () => Assert.Empty(dialog.FindAll(".clash")));
        Assert.Equal("Studio 3", Field(dialog, "Location").GetAttribute("value"));
    }

    [Fact]
    public async Task SaveAndNotify_TheySavedUnseen_SaysToLookAgainAndThenMails()
    {
        var dialog = Open();
        Field(dialog, "Title").Change("Review");
        Eventually(dialog, () => Assert.False(Button(dialog, "Save and notify").HasAttribute("disabled")));
        // Saved, and the news of it is not here yet.
        await TheySaveAsync(input => input with { Location = "Studio 2" }, heard: false);

        Button(dialog, "Save and notify").Click();
        Eventually(dialog, () => Assert.Contains("Look again", dialog.Find(".followed").TextContent, StringComparison.Ordinal));
        Assert.Contains("new location, new title", dialog.Find(".foot").TextContent, StringComparison.Ordinal);
        Assert.Null((await FindAsync(id)).PendingMailId);

        Button(dialog, "Save and notify").Click();
        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));
        Assert.NotNull((await FindAsync(id)).PendingMailId);
    }

    private static IElement Radio(IRenderedComponent<Stage> stage, string words) =>
        stage.FindAll(".clash label").Single(label => label.TextContent.Trim().StartsWith(words, StringComparison.Ordinal)).QuerySelector("input")!;

    private IRenderedComponent<Stage> Open()
    {
        Navigation.NavigateTo($"/sessions?open_session={id}");
        var stage = Show<SessionDialogHost>();
        Eventually(stage, () => Button(stage, "Save"));
        return stage;
    }

    private async Task TheySaveAsync(Func<SessionInput, SessionInput> change, bool heard = true)
    {
        var input = SessionInput.Of(await FindAsync(id), "EUR");
        Assert.True((await Service.SaveAsync(admin, new SaveSession(change(input)) { Id = id }, Cancel)).Ok);
        if (heard)
            Clock.Advance(TimeSpan.FromMilliseconds(200));
    }
}
