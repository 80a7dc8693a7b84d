using System.Globalization;
using CoachHub.App;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachHub.Tests.EndToEnd;

/// <summary>Two people, one session, nothing lost (part 4.6).</summary>
[Collection(nameof(MeasuredJourneys))]
public sealed class TogetherJourneys(Chromium chromium, JourneyServer server) : Journey(chromium, server.App.Address), IClassFixture<JourneyServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoBrowsers_DifferentGroups_BothSurvive_TheSameGroup_IsChosen()
    {
        var (ada, marc, id) = await PeopleAsync();
        var mine = await OpenAsync(ada, id);
        var theirs = await OpenAsync(marc, id);

        // Different groups: theirs shows here at once, mine stays as it is typed, and both are saved.
        await mine.GetByLabel("Title", new() { Exact = true }).PressSequentiallyAsync("Review of the ye");
        await theirs.GetByLabel("Location", new() { Exact = true }).FillAsync("Studio 2");
        await Button(theirs, "Save").ClickAsync();
        await Expect(theirs).ToBeHiddenAsync();
        await Expect(mine.GetByLabel("Location", new() { Exact = true })).ToHaveValueAsync("Studio 2", new() { Timeout = 3000 });
        await Expect(mine.GetByLabel("Title", new() { Exact = true })).ToHaveValueAsync("Review of the ye");
        await Expect(mine.GetByRole(AriaRole.Status).Filter(new() { HasText = "Marc Lenoir changed the location" })).ToBeVisibleAsync();
        await mine.GetByLabel("Title", new() { Exact = true }).PressSequentiallyAsync("ar");
        await Button(mine, "Save").ClickAsync();
        await Expect(mine.Page.GetByText("Saved together with Marc Lenoir's change of the location.")).ToBeVisibleAsync();
        Assert.Equal(("Review of the year", "Studio 2"), await StoredAsync(id));

        // The same group: before, theirs and mine, chosen with the keyboard.
        mine = await OpenModalAsync(mine.Page, id);
        theirs = await OpenModalAsync(theirs.Page, id);
        await mine.GetByLabel("Location", new() { Exact = true }).FillAsync("Studio 3");
        await theirs.GetByLabel("Location", new() { Exact = true }).FillAsync("Studio 4");
        await Button(theirs, "Save").ClickAsync();
        var choice = mine.GetByRole(AriaRole.Group, new() { Name = "Location and video link" });
        await Expect(choice).ToContainTextAsync("Studio 2");
        await Expect(choice.GetByRole(AriaRole.Radio, new() { Name = "Theirs" })).ToHaveAccessibleNameAsync(new System.Text.RegularExpressions.Regex("Studio 4"));
        await ExpectNoViolationAsync(mine);
        await Button(mine, "Save").ClickAsync();
        await Expect(mine).ToContainTextAsync("Choose first what stays");
        await choice.GetByRole(AriaRole.Radio, new() { Name = "Theirs" }).FocusAsync();
        await mine.Page.Keyboard.PressAsync("Space");
        await Expect(mine.GetByLabel("Location", new() { Exact = true })).ToHaveValueAsync("Studio 4");
        await mine.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(mine.GetByLabel("Location", new() { Exact = true })).ToHaveValueAsync("Studio 3");
        await Button(mine, "Save").ClickAsync();
        await Expect(mine).ToBeHiddenAsync();
        Assert.Equal(("Review of the year", "Studio 3"), await StoredAsync(id));
    }

    [Fact]
    public async Task Kill_WhileTyping_TheDraftIsOfferedAfterTheRestart()
    {
        var (ada, _, id) = await PeopleAsync();
        var dialog = await OpenAsync(ada, id);
        await dialog.GetByLabel("Private notes", new() { Exact = true }).PressSequentiallyAsync("She wants to talk about the new job");
        await KeptAsync(ada, id, "the new job");

        await server.App.KillAsync();
        await server.App.StartAsync();

        // Another device: nothing is left of the first browser.
        var other = await OpenAsync(ada, id, ColorScheme.Dark);
        var offer = other.GetByRole(AriaRole.Status).Filter(new() { HasText = "You had typed this on" });
        await Expect(offer).ToContainTextAsync("She wants to talk about the new job");
        await ExpectNoViolationAsync(other);
        await Button(other, "Use it").ClickAsync();
        await Expect(other.GetByLabel("Private notes", new() { Exact = true })).ToHaveValueAsync("She wants to talk about the new job");
        await Button(other, "Save").ClickAsync();
        await Expect(other).ToBeHiddenAsync();
        await Expect(await OpenModalAsync(other.Page, id)).Not.ToContainTextAsync("You had typed this on");
    }

    [Fact]
    public async Task Preview_Move_AndBookNext_LeadToTheNextStep()
    {
        var (ada, _, id) = await PeopleAsync();
        var other = await server.Given.ClientAsync(ada, $"Bob {Guid.NewGuid().ToString("N")[..6]}");
        var dialog = await OpenAsync(ada, id);
        var page = dialog.Page;

        await dialog.GetByLabel("Location", new() { Exact = true }).FillAsync("Studio 5");
        await dialog.GetByLabel("Location", new() { Exact = true }).BlurAsync();
        await dialog.GetByLabel("Personal line in the mail").FillAsync("<b>See you</b> there");
        await Button(dialog, "Preview the mail").ClickAsync();
        var preview = Dialog(page, "What will be mailed");
        await Expect(preview.FrameLocator("iframe").Locator("body")).ToContainTextAsync("<b>See you</b> there");
        await Expect(preview.FrameLocator("iframe").Locator("body")).ToContainTextAsync("Studio 5");
        // axe waits for ever for a frame in which no script runs.
        await Button(preview, "Text").ClickAsync();
        await Expect(preview.Locator("pre")).ToContainTextAsync("<b>See you</b> there");
        await ExpectNoViolationAsync(preview);
        await Button(preview, "Close").ClickAsync();
        await Button(dialog, "Close").ClickAsync();
        await Button(dialog, "Discard the changes").ClickAsync();

        dialog = await OpenModalAsync(page, id);
        await Button(dialog, "Move to another client").ClickAsync();
        var move = await OpenedAsync(page, "Move to another client");
        var box = move.GetByRole(AriaRole.Combobox, new() { Name = "New client", Exact = true });
        await box.ClickAsync();
        await box.PressSequentiallyAsync(other.Name, new() { Delay = 40 });
        await move.GetByRole(AriaRole.Option, new() { Name = other.Name }).ClickAsync();
        await Expect(move).ToContainTextAsync("is mailed: cancellation.");
        await ExpectNoViolationAsync(move);
        await Button(move, "Cancel and make the copy").ClickAsync();
        dialog = await OpenedAsync(page, "Edit session");
        await Expect(dialog.GetByRole(AriaRole.Combobox, new() { Name = "Client", Exact = true })).ToHaveValueAsync(other.Name);

        var date = await dialog.GetByLabel("Date", new() { Exact = true }).InputValueAsync();
        await dialog.GetByRole(AriaRole.Link, new() { Name = "Book next", Exact = true }).ClickAsync();
        var next = await OpenedAsync(page, "New session");
        await Expect(next.GetByRole(AriaRole.Combobox, new() { Name = "Client", Exact = true })).ToHaveValueAsync(other.Name);
        var weekLater = DateOnly.Parse(date, CultureInfo.InvariantCulture).AddDays(7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await Expect(next.GetByLabel("Date", new() { Exact = true })).ToHaveValueAsync(weekLater);
        await Expect(next.GetByLabel("Time", new() { Exact = true })).ToHaveValueAsync("10:00");
        await Button(next, "Save").ClickAsync();
        await Expect(next).ToBeHiddenAsync();
    }

    private static async Task ExpectNoViolationAsync(ILocator dialog)
    {
        var result = await dialog.RunAxe();
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}")));
    }

    private static async Task<ILocator> OpenModalAsync(IPage page, int id)
    {
        await Row(page, id.ToString(CultureInfo.InvariantCulture)).ClickAsync();
        var dialog = await OpenedAsync(page, "Edit session");
        await Expect(dialog.GetByLabel("Time", new() { Exact = true })).ToBeVisibleAsync();
        return dialog;
    }

    private async Task<ILocator> OpenAsync(Actor person, int id, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await BrowserAsync(scheme);
        await SignInAsync(page, await server.EmailAsync(person));
        await OpenAsync(page, AppRoutes.OpenSession(AppRoutes.Sessions, id));
        var dialog = await OpenedAsync(page, "Edit session");
        await Expect(Button(dialog, "Save")).ToBeVisibleAsync();
        return dialog;
    }

    private async Task KeptAsync(Actor person, int id, string text)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        await using var db = server.Db();
        while (!await db.Set<Draft>().AnyAsync(d => d.UserId == person.Id && d.Form == SaveSession.DraftForm && d.RecordId == id && d.Content.Contains(text), patience.Token))
            await Task.Yield();
    }

    private async Task<(string? Title, string? Location)> StoredAsync(int id)
    {
        await using var db = server.Db();
        var session = await db.Set<Session>().AsNoTracking().SingleAsync(s => s.Id == id, Cancel);
        return (session.Title, session.Location);
    }

    private async Task<(Actor Ada, Actor Marc, int Id)> PeopleAsync()
    {
        var ada = await server.Given.AdministratorAsync(with: user =>
        {
            user.Coaches = true;
            server.GivePassword(user);
        });
        var marc = await server.Given.AdministratorAsync("Marc Lenoir", server.GivePassword);
        var anna = await server.Given.ClientAsync(ada, $"Anna {Guid.NewGuid().ToString("N")[..6]}");
        return (ada, marc, await server.Given.ToldSessionAsync(ada, anna, JourneyServer.At(6, "10:00")));
    }
}
