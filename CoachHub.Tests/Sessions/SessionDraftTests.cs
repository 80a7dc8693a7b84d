using Bunit;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Sessions;

/// <summary>What is typed into the modal and not saved.</summary>
public sealed class SessionDraftTests : SessionScreen
{
    private Actor claire = null!, admin = null!;
    private int id;

    private DraftService Drafts => Services.GetRequiredService<DraftService>();

    private DraftKey Key => new(SaveSession.DraftForm, id);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        claire = await Given.CoachAsync();
        admin = await Given.AdministratorAsync();
        id = await Given.SessionAsync(claire, await Given.ClientAsync(claire));
        SignIn(claire);
    }

    [Fact]
    public async Task Letters_AfterThePause_AreKept()
    {
        var dialog = Open();

        Field(dialog, "Title").Input("Half a ti");
        Assert.Null(await Drafts.FindAsync(claire, Key, Cancel));
        Clock.Advance(DraftKeeper.Pause);

        await KeptAsync(dialog, "Half a ti");
    }

    [Fact]
    public async Task Letters_WithoutAPause_AreKeptAllTheSame()
    {
        var dialog = Open();
        for (var letters = 1; letters <= 4; letters++)
        {
            Field(dialog, "Private notes").Input(new string('x', letters));
            Clock.Advance(TimeSpan.FromSeconds(0.5));
        }

        await KeptAsync(dialog, "xxx");
    }

    [Fact]
    public async Task Draft_AfterACrash_IsOfferedAndUsed()
    {
        await KeepAsync(title: "From before");

        var dialog = Open();
        Assert.Contains("You had typed this on Mon 23 Nov 2026, 10:00.", dialog.Find(".offer").TextContent, StringComparison.Ordinal);
        Assert.Contains("Title: From before", dialog.Find(".offer").TextContent, StringComparison.Ordinal);
        Button(dialog, "Use it").Click();

        Eventually(dialog, () => Assert.Equal("From before", Field(dialog, "Title").GetAttribute("value")));
        Assert.Empty(dialog.FindAll(".offer"));
        dialog.Find("form").Submit();
        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));
        Assert.Equal("From before", (await FindAsync(id)).Title);
        Assert.Null(await Drafts.FindAsync(claire, Key, Cancel));
    }

    [Fact]
    public async Task Draft_Discarded_IsGone()
    {
        await KeepAsync(title: "From before");
        var dialog = Open();

        Button(dialog, "Discard").Click();

        Eventually(dialog, () => Assert.Empty(dialog.FindAll(".offer")));
        Assert.Null(await Drafts.FindAsync(claire, Key, Cancel));
        Assert.NotEqual("From before", Field(dialog, "Title").GetAttribute("value"));
    }

    [Fact]
    public async Task Draft_OthersSavedSince_IsBroughtTogetherWithTheirs()
    {
        await KeepAsync(title: "Mine", location: "Studio 3");
        var saved = SessionInput.Of(await FindAsync(id), "EUR");
        await Service.SaveAsync(admin, new SaveSession(saved with { Location = "Studio 2", Price = 95 }) { Id = id }, Cancel);

        var dialog = Open();
        Button(dialog, "Use it").Click();

        Eventually(dialog, () => Assert.Single(dialog.FindAll(".clash")));
        Assert.Equal(("Mine", "95.00"), (Field(dialog, "Title").GetAttribute("value"), Field(dialog, "Price").GetAttribute("value")));
        Assert.Contains("Theirs (Ada Martin,", dialog.Find(".clash").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draft_OfWhatIsSavedMeanwhile_IsNotOffered()
    {
        await KeepAsync(title: "Mine");
        await Service.SaveAsync(claire, new SaveSession(SessionInput.Of(await FindAsync(id), "EUR") with { Title = "Mine" }) { Id = id }, Cancel);

        var dialog = Open();

        Assert.Empty(dialog.FindAll(".offer"));
        Assert.Null(await Drafts.FindAsync(claire, Key, Cancel));
    }

    [Fact]
    public async Task Draft_OfANewSession_IsOfferedInTheNextEmptyModal()
    {
        var dialog = Open("/sessions?new_session=1");
        Field(dialog, "Location").Input("Studio 4");

        // The window goes away before the pause is over: the last letters count too.
        await DisposeComponentsAsync();
        var other = Open("/sessions?new_session=1");
        Button(other, "Use it").Click();

        Eventually(other, () => Assert.Equal("Studio 4", Field(other, "Location").GetAttribute("value")));
    }

    [Fact]
    public async Task Close_DiscardingTheChanges_DiscardsTheDraft()
    {
        var dialog = Open();
        Field(dialog, "Title").Input("Typed");
        Clock.Advance(DraftKeeper.Pause);
        await KeptAsync(dialog, "Typed");

        Button(dialog, "Close").Click();
        Button(dialog, "Discard the changes").Click();

        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));
        Assert.Null(await Drafts.FindAsync(claire, Key, Cancel));
    }

    [Fact]
    public async Task Typed_TakenBackByHand_LeavesNoDraft()
    {
        var dialog = Open();
        Field(dialog, "Title").Input("Typed");
        Clock.Advance(DraftKeeper.Pause);
        await KeptAsync(dialog, "Typed");

        Field(dialog, "Title").Input("");
        Clock.Advance(DraftKeeper.Pause);

        await EventuallyAsync(dialog, async () => Assert.Null(await Drafts.FindAsync(claire, Key, Cancel)));
    }

    [Fact]
    public async Task Session_DeletedWhileOpen_LeavesTheTypedAsText()
    {
        var dialog = Open();
        Field(dialog, "Title").Input("Precious");

        await Service.DeleteAsync(admin, id, Cancel);
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Eventually(dialog, () => Assert.Contains("Title: Precious", dialog.Find(".lost textarea").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain(dialog.FindAll("button"), button => button.TextContent.Trim() == "Save");
        Button(dialog, "Discard the text").Click();
        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));
        Assert.Null(await Drafts.FindAsync(claire, Key, Cancel));
    }

    [Fact]
    public async Task Session_DeletedWhileAway_OffersTheDraftAsText()
    {
        await KeepAsync(title: "Precious");
        await Service.DeleteAsync(admin, id, Cancel);
        Navigation.NavigateTo($"/sessions?open_session={id}");

        var stage = Show<SessionDialogHost>();
        Eventually(stage, () => Assert.Contains("Title: Precious", stage.Find(".lost textarea").TextContent, StringComparison.Ordinal));
        Button(stage, "Discard the text").Click();

        Eventually(stage, () => Assert.Empty(stage.FindAll("[role=dialog]")));
        Assert.Null(await Drafts.FindAsync(claire, Key, Cancel));
    }

    private IRenderedComponent<Stage> Open(string? address = null)
    {
        Navigation.NavigateTo(address ?? $"/sessions?open_session={id}");
        var stage = Show<SessionDialogHost>();
        Eventually(stage, () => Button(stage, "Save"));
        return stage;
    }

    private Task KeptAsync(IRenderedComponent<Stage> dialog, string text) =>
        EventuallyAsync(dialog, async () => Assert.Contains(text, (await Drafts.FindAsync(claire, Key, Cancel))?.Content ?? "", StringComparison.Ordinal));

    /// <summary>Keeping happens on the form's own thread, after the clock was moved.</summary>
    private static async Task EventuallyAsync(IRenderedComponent<Stage> stage, Func<Task> assertion)
    {
        for (var tries = 0; ; tries++)
        {
            await stage.InvokeAsync(() => Task.CompletedTask);
            try
            {
                await assertion();
                return;
            }
            catch (Exception missing) when (missing is Xunit.Sdk.XunitException && tries < 2000)
            {
                await Task.Yield();
            }
        }
    }

    private async Task KeepAsync(string title, string? location = null)
    {
        var session = await FindAsync(id);
        await using var db = Db();
        var client = await db.Set<Domain.Accounts.User>().SingleAsync(u => u.Id == session.ClientId, Cancel);
        var start = new SessionFormModel
        {
            Client = new Domain.Clients.ClientChoice(client.Id, client.DisplayName, client.Email!, null),
            CoachId = session.CoachId,
            Date = new DateOnly(2026, 12, 1),
            Time = new TimeOnly(10, 0),
            ZoneId = session.ZoneId,
            Location = session.Location,
            Price = "80.00",
        };
        var mine = start.Copy();
        (mine.Title, mine.Location) = (title, location ?? start.Location);
        Assert.True((await Drafts.KeepAsync(claire, Key, session.Version, new SessionDraft(start, mine).Write(), Cancel)).Ok);
    }
}
