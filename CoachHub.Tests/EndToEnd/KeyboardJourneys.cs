using CoachHub.App;
using CoachHub.Domain.Accounts;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachHub.Tests.EndToEnd;

/// <summary>Windows and the keyboard: it goes in with the window, and comes back to where it was.</summary>
[Collection(nameof(MeasuredJourneys))]
public sealed class KeyboardJourneys(Chromium chromium, JourneyServer server) : Journey(chromium, server.App.Address), IClassFixture<JourneyServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Windows_TakeTheKeyboardAndGiveItBack()
    {
        var admin = await server.Given.AdministratorAsync();
        var coach = await server.Given.CoachAsync();
        var id = await server.Given.SessionAsync(coach, await server.Given.ClientAsync(coach), JourneyServer.At(3, "10:00"));
        await using (var db = server.Db())
        {
            server.GivePassword(await db.Set<User>().SingleAsync(user => user.Id == admin.Id, Cancel));
            await db.SaveChangesAsync(Cancel);
        }

        var page = await BrowserAsync();
        await SignInAsync(page, await server.EmailAsync(admin));

        // A session is opened, looked at and closed without the mouse.
        await OpenAsync(page, AppRoutes.Sessions);
        var row = page.Locator($"[data-session-id='{id}']");
        await row.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Dialog(page, "Edit session")).ToBeVisibleAsync();
        await Expect(page.Locator(".sheet")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(row).ToBeFocusedAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "New session" }).ClickAsync();
        await Expect(Dialog(page, "New session").GetByRole(AriaRole.Combobox, new() { Name = "Client" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "New session" })).ToBeFocusedAsync();

        // The address alone opens a window too, though the navigation that tidies it closes windows.
        await OpenAsync(page, AppRoutes.AddClient);
        await Expect(Dialog(page, "Add client")).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new Uri(Address, AppRoutes.Clients).ToString());
        await Expect(Dialog(page, "Add client")).ToBeVisibleAsync();
    }
}
