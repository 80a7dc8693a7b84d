using System.Globalization;
using System.Text.RegularExpressions;
using CoachHub.App;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using NodaTime;
using static Microsoft.Playwright.Assertions;

namespace CoachHub.Tests.EndToEnd;

/// <summary>A day in a practice: the coach between two appointments with a phone, the administrator in the morning.</summary>
public sealed class PeopleJourneys(Chromium chromium, JourneyServer server) : Journey(chromium, server.App.Address), IClassFixture<JourneyServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Coach_OnAPhone_ClosesTheSessionTakesTheMoneyAndTellsTheNextOne()
    {
        var coach = await server.Given.CoachAsync("Claire Dubois", server.GivePassword);
        var client = await server.Given.ClientAsync(coach, $"Anna {Guid.NewGuid():N}"[..14]);
        // It is running: of today, unless today is ten minutes old.
        var began = SystemClock.Instance.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb[Given.Zone]).LocalDateTime.PlusMinutes(-10);
        if (began.Date != began.PlusMinutes(10).Date)
            began = began.PlusMinutes(10);
        var id = await server.Given.SessionAsync(coach, client, began.ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture), priceMinor: 6500);
        var page = await BrowserAsync(width: 390, height: 844);
        await SignInAsync(page, await server.EmailAsync(coach));
        await OpenAsync(page, AppRoutes.Home);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Today", Exact = true })).ToBeVisibleAsync();

        var card = page.Locator($"article[data-session-id='{id}']");
        await card.Locator("[data-menu=status]").ClickAsync();
        await page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Completed" }).ClickAsync();
        await Expect(card).ToBeHiddenAsync();
        var closed = page.Locator($"li[data-session-id='{id}']");
        await closed.Locator("[data-menu=payment]").ClickAsync();
        await page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Paid" }).ClickAsync();
        await Expect(closed).ToContainTextAsync("Paid");

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "+ Session" }).ClickAsync();
        var dialog = await OpenedAsync(page, "New session");
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Client", Exact = true }).FillAsync(client.Name);
        await dialog.GetByRole(AriaRole.Option, new() { Name = client.Name }).ClickAsync();
        await dialog.GetByLabel("Date", new() { Exact = true }).FillAsync(JourneyServer.DateOf(7));
        await Button(dialog, "Save and notify").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        var mail = await server.Mail.NextAsync(cancel: Cancel);
        Assert.Equal([await server.EmailAsync(client)], mail.To);
        Assert.Equal("REQUEST", Ical.Net.Calendar.Load(mail.Calendar!)!.Method);
        await using var db = server.Db();
        var done = await db.Set<Session>().AsNoTracking().SingleAsync(s => s.Id == id, Cancel);
        Assert.Equal((SessionStatus.Completed, PaymentStatus.Paid), (done.Status, done.Payment));
    }

    [Fact]
    public async Task Administrator_InTheMorning_TellsEverybodyWhoIsNotTold()
    {
        var admin = await server.Given.AdministratorAsync(with: user =>
        {
            user.Coaches = true;
            server.GivePassword(user);
        });
        Actor[] clients = [await server.Given.ClientAsync(admin, "Bob Ray"), await server.Given.ClientAsync(admin, "Cleo Sand")];
        foreach (var (client, time) in clients.Zip(["09:00", "11:00"]))
            await server.Given.SessionAsync(admin, client, JourneyServer.At(9, time));
        var page = await BrowserAsync();
        await SignInAsync(page, await server.EmailAsync(admin));
        await OpenAsync(page, AppRoutes.Dashboard);

        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { NameRegex = new Regex("Not told") }).ClickAsync();
        await Expect(page.Locator("[data-session-id]")).ToHaveCountAsync(2);
        foreach (var box in await page.Locator("[data-session-id] td.pick input").AllAsync())
            await box.CheckAsync();
        await page.GetByRole(AriaRole.Toolbar, new() { Name = "Selection" }).GetByRole(AriaRole.Button, new() { Name = "Notify", Exact = true }).ClickAsync();
        var dialog = Dialog(page, "Notify the clients");
        await Button(dialog, "Send 2 mails").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        ReceivedMail[] mails = [await server.Mail.NextAsync(cancel: Cancel), await server.Mail.NextAsync(cancel: Cancel)];
        Assert.Equal(
            [await server.EmailAsync(clients[0]), await server.EmailAsync(clients[1])],
            mails.SelectMany(mail => mail.To).Order());
        await OpenAsync(page, AppRoutes.Dashboard);
        await Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "0 Not told" })).ToBeVisibleAsync();
    }
}
