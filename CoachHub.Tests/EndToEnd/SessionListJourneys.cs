using CoachHub.App;
using CoachHub.Domain.Kernel;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachHub.Tests.EndToEnd;

/// <summary>The list and the modal without a mouse, and what stands in the list while somebody works in it.</summary>
[Collection(nameof(MeasuredJourneys))]
public sealed class SessionListJourneys(Chromium chromium, JourneyServer server)
    : Journey(chromium, server.App.Address), IClassFixture<JourneyServer>
{
    [Fact]
    public async Task Keys_AreEnough_ForTheListAndTheModal()
    {
        var (admin, anna) = await PeopleAsync();
        var ids = new List<int>();
        for (var day = 1; day <= 27; day++)
            ids.Add(await server.Given.ToldSessionAsync(admin, anna, JourneyServer.At(day, "10:00")));
        var page = await BrowserAsync();
        await SignInAsync(page, await server.EmailAsync(admin));
        await OpenAsync(page, AppRoutes.With(AppRoutes.Sessions, ("client", $"{anna.Id}"), ("size", "25")));
        var keys = page.Keyboard;

        await keys.PressAsync("?");
        await Expect(Dialog(page, "Keyboard").GetByRole(AriaRole.Checkbox)).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Expect(Dialog(page, "Keyboard")).ToBeHiddenAsync();

        // Rows: move, select, a range, over pages and a reload.
        await keys.PressAsync("j");
        await Expect(Row(page, $"{ids[0]}")).ToBeFocusedAsync();
        await keys.PressAsync("x");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Shift+Space");
        await Expect(Bar(page)).ToContainTextAsync("3 selected");
        await keys.PressAsync("]");
        await Expect(Row(page, $"{ids[25]}")).ToBeFocusedAsync();
        await keys.PressAsync("Space");
        await Expect(Bar(page)).ToContainTextAsync("4 selected");
        await page.ReloadAsync();
        await page.Locator("main[data-live]").WaitForAsync();
        await Expect(Bar(page)).ToContainTextAsync("4 selected");
        await keys.PressAsync("[");
        await Expect(Row(page, $"{ids[1]}").Locator(".pick input")).ToBeCheckedAsync();
        await keys.PressAsync("c");
        await Expect(Bar(page)).ToHaveCountAsync(0);

        // Status and payment in the row; the focus is the row's again.
        await keys.PressAsync("j");
        var row = Row(page, $"{ids[0]}");
        await Expect(row).ToBeFocusedAsync();
        await keys.PressAsync("s");
        await Expect(page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Booked" })).ToBeFocusedAsync();
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await Expect(row.Locator(".status")).ToHaveTextAsync("Completed");
        await Expect(row).ToBeFocusedAsync();
        await keys.PressAsync("u");
        await Expect(row.Locator(".status")).ToHaveTextAsync("Booked");
        await keys.PressAsync("p");
        await Expect(page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Pending" })).ToBeFocusedAsync();
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await Expect(row.Locator(".pay")).ToHaveTextAsync("Paid");
        await keys.PressAsync("s");
        await Expect(page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Booked" })).ToBeFocusedAsync();
        await keys.PressAsync("End");
        await keys.PressAsync("ArrowUp");
        await keys.PressAsync("Enter");
        await Expect(page.Locator("#row-menu")).ToContainTextAsync(await server.EmailAsync(anna));
        await Expect(page.Locator("#row-menu .danger")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(row.Locator(".status")).ToHaveTextAsync("Cancelled");
        await Expect(row).ToBeFocusedAsync();

        // The modal, and back to the row.
        await keys.PressAsync("ArrowDown");
        row = Row(page, $"{ids[1]}");
        await Expect(row).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        var dialog = await OpenedAsync(page, "Edit session");
        await Expect(dialog.Locator(".sheet")).ToBeFocusedAsync();
        await Expect(dialog.GetByLabel("Title", new() { Exact = true })).ToBeVisibleAsync();
        await TabToAsync(page, dialog.GetByLabel("Title", new() { Exact = true }));
        await keys.TypeAsync("By keys");
        await keys.PressAsync("Enter");
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(row).ToContainTextAsync("By keys");
        await Expect(row).ToBeFocusedAsync();

        // A new session, the search, a date.
        await keys.PressAsync("n");
        await Expect(Dialog(page, "New session").GetByLabel("Date", new() { Exact = true })).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await Expect(Dialog(page, "New session")).ToBeHiddenAsync();
        await keys.PressAsync("g");
        await keys.PressAsync("d");
        await Expect(page.GetByLabel("Go to date")).ToBeFocusedAsync();
        await TabToAsync(page, row, "Shift+Tab");
        await keys.PressAsync("/");
        await Expect(page.GetByRole(AriaRole.Searchbox, new() { Name = "Search sessions" })).ToBeFocusedAsync();
        await keys.TypeAsync("By keys");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("[?&]q=By%20keys(&|$)"));
        await Expect(page.Locator("tbody [data-session-id]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task LetterKeys_SwitchedOff_TypeNothingByAccident()
    {
        var (admin, anna) = await PeopleAsync();
        var id = await server.Given.ToldSessionAsync(admin, anna, JourneyServer.At(40, "10:00"));
        var page = await BrowserAsync();
        await SignInAsync(page, await server.EmailAsync(admin));
        await OpenAsync(page, AppRoutes.With(AppRoutes.Sessions, ("client", $"{anna.Id}")));

        await page.Keyboard.PressAsync("?");
        await Expect(Dialog(page, "Keyboard").GetByRole(AriaRole.Checkbox)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Space");
        await Expect(Dialog(page, "Keyboard").Locator(".off")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("[data-keys=off]")).ToBeAttachedAsync();
        await page.Keyboard.PressAsync("n");
        await Row(page, $"{id}").FocusAsync();
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("Space");

        await Expect(Bar(page)).ToContainTextAsync("1 selected");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task List_InEveryState_HasNoViolation(ColorScheme scheme, int width)
    {
        var (admin, anna) = await PeopleAsync();
        var id = await server.Given.ToldSessionAsync(admin, anna, JourneyServer.At(41, "10:00"));
        var page = await BrowserAsync(scheme, width: width);
        await SignInAsync(page, await server.EmailAsync(admin));
        await OpenAsync(page, AppRoutes.With(AppRoutes.Sessions, ("client", $"{anna.Id}"), ("status", "booked")));
        var row = Row(page, $"{id}");

        await row.Locator(".pick").ClickAsync();
        await Expect(Bar(page)).ToBeVisibleAsync();
        await CheckAsync(page, "selection");
        await row.Locator(".status button").ClickAsync();
        await Expect(page.Locator("#row-menu")).ToBeVisibleAsync();
        await CheckAsync(page, "menu");
        await page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Late cancelled" }).ClickAsync();
        await Expect(page.Locator("#row-menu .danger")).ToBeEnabledAsync();
        await CheckAsync(page, "confirmation");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as a view" }).ClickAsync();
        await Expect(Dialog(page, "Save as a view").GetByLabel("Name")).ToBeFocusedAsync();
        await CheckAsync(page, "view");
        await page.Keyboard.PressAsync("Escape");
        await Expect(Dialog(page, "Save as a view")).ToBeHiddenAsync();
        if (width < 700)
            return;
        await page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).ClickAsync();
        await CheckAsync(page, "columns");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await Expect(Dialog(page, "Keyboard")).ToBeVisibleAsync();
        await CheckAsync(page, "keys");
    }

    [Fact]
    public async Task Colleague_AtASession_IsSeenInTheListAndInTheModal()
    {
        var (admin, anna) = await PeopleAsync();
        var (other, _) = await PeopleAsync();
        var id = await server.Given.ToldSessionAsync(admin, anna, JourneyServer.At(42, "10:00"));
        var address = AppRoutes.With(AppRoutes.Sessions, ("client", $"{anna.Id}"));
        var mine = await BrowserAsync();
        await SignInAsync(mine, await server.EmailAsync(admin));
        await OpenAsync(mine, address);
        var theirs = await BrowserAsync();
        await SignInAsync(theirs, await server.EmailAsync(other));

        await OpenAsync(theirs, AppRoutes.OpenSession(address, id));
        await Expect(Row(mine, $"{id}").Locator(".editing")).ToHaveAttributeAsync("title", $"{other.Name} is editing");
        await Row(mine, $"{id}").Locator(".when").ClickAsync();
        await Expect(Dialog(mine, "Edit session")).ToContainTextAsync($"{other.Name} has this open too.");
        await Expect(Dialog(theirs, "Edit session")).ToContainTextAsync($"{admin.Name} has this open too.");

        await theirs.CloseAsync();
        await Expect(Dialog(mine, "Edit session")).Not.ToContainTextAsync("has this open too.", new() { Timeout = 60_000 });
    }

    private static ILocator Bar(IPage page) => page.GetByRole(AriaRole.Toolbar, new() { Name = "Selection" });

    private static async Task TabToAsync(IPage page, ILocator target, string key = "Tab")
    {
        for (var i = 0; i < 400; i++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
                return;
            await page.Keyboard.PressAsync(key);
        }

        Assert.Fail("The keyboard does not get there.");
    }

    private static async Task CheckAsync(IPage page, string state)
    {
        var result = await page.RunAxe();
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(violation =>
            $"{state}: {violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}")));
    }

    private async Task<(Actor Admin, Actor Client)> PeopleAsync()
    {
        var mark = Guid.NewGuid().ToString("N")[..6];
        var admin = await server.Given.AdministratorAsync($"Ada {mark}", user =>
        {
            user.Coaches = true;
            server.GivePassword(user);
        });
        return (admin, await server.Given.ClientAsync(admin, $"Anna {mark}"));
    }
}
