using System.Text.RegularExpressions;
using CoachHub.App;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachHub.Tests.EndToEnd;

/// <summary>A client on a phone: in by a mailed link, what comes next, answering it, cancelling in time, and too late.</summary>
public sealed partial class ClientJourneys(Chromium chromium, JourneyServer server)
    : Journey(chromium, server.App.Address), IClassFixture<JourneyServer>
{
    [Fact]
    public async Task Client_OnAPhone_SignsInByMailAnswersAndCancels()
    {
        var cancel = TestContext.Current.CancellationToken;
        var coach = await server.Given.CoachAsync("Claire Dubois", user => user.PhoneNumber = "+33 6 12 34 56 78");
        var client = await server.Given.ClientAsync(coach, "Nora York", user => user.ZoneId = "America/New_York");
        var soon = await server.Given.SessionAsync(coach, client, Soon(), title: "Very soon", then: session => session.TellOutside(coach.Name, DateTime.UtcNow));
        var later = await server.Given.SessionAsync(coach, client, JourneyServer.At(7, "15:00"), title: "Second talk");
        var address = await server.EmailAsync(client);
        var page = await BrowserAsync(width: 390, height: 844);

        await SignInByMailAsync(page, address);

        // The next session first, in the own zone with the plan's beside it.
        var next = page.Locator("article").First;
        await Expect(next).ToContainTextAsync("Very soon");
        var card = Row(page, $"{later}");
        await Expect(card).ToContainTextAsync("09:00");
        await Expect(card).ToContainTextAsync("15:00 in Paris");
        await Button(card, "Got it").ClickAsync();
        await Expect(card).ToContainTextAsync("You have seen this");
        Assert.Equal(ToldState.Acknowledged, (await SessionAsync(later)).Told);

        // In time.
        await Button(card, "Cancel session").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("You can cancel until");
        await Button(dialog, "Cancel session").ClickAsync();
        await Expect(page.GetByText("Your coach is told")).ToBeVisibleAsync();
        await Expect(card.GetByText("Cancelled", new() { Exact = true }).Last).ToBeVisibleAsync();
        var told = await server.NextToAsync([address, await server.EmailAsync(coach)], cancel);
        Assert.All(told, mail => Assert.Single(mail.To));

        // Too late: no button, and the coach's contact on the session's page.
        await Expect(Row(page, $"{soon}").GetByRole(AriaRole.Button, new() { Name = "Cancel session" })).ToHaveCountAsync(0);
        await OpenAsync(page, AppRoutes.MySession(soon));
        await Expect(page.GetByText("It could be cancelled here until")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "+33 6 12 34 56 78" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Client_WhoseTimeRunsOutInTheDialog_IsToldWhomToCall()
    {
        var coach = await server.Given.CoachAsync("Marc Leroy", user => user.PhoneNumber = "+33 7 00 00 00 01");
        var client = await server.Given.ClientAsync(coach, "Late Person", server.GivePassword);
        var id = await server.Given.SessionAsync(coach, client, JourneyServer.At(4, "15:00"), title: "Third talk");
        var page = await BrowserAsync(width: 390, height: 844);
        await SignInAsync(page, await server.EmailAsync(client));
        await OpenAsync(page, AppRoutes.MySession(id));
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel session" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("You can cancel until");

        // Another process moves the session to where it is too late: this one is not told of it.
        await using (var db = server.Db())
        {
            var session = await db.Set<Session>().SingleAsync(s => s.Id == id, TestContext.Current.CancellationToken);
            session.Change(session.Values() with { StartsAtUtc = DateTime.UtcNow.AddHours(3) });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await Button(dialog, "Cancel session").ClickAsync();

        await Expect(dialog).ToContainTextAsync("This session was changed meanwhile:");
        await Expect(dialog).ToContainTextAsync("It is too late to cancel here");
        await Expect(dialog.GetByRole(AriaRole.Link, new() { Name = "+33 7 00 00 00 01" })).ToBeVisibleAsync();
        Assert.Equal(SessionStatus.Booked, (await SessionAsync(id)).Status);
    }

    [Fact]
    public async Task Client_ByTheLinkInTheMail_AnswersWithoutSigningIn()
    {
        var coach = await server.Given.CoachAsync("Claire Dubois", server.GivePassword);
        var client = await server.Given.ClientAsync(coach, "Mail Reader");
        var id = await server.Given.SessionAsync(coach, client, JourneyServer.At(9, "15:00"), title: "Fourth talk");
        var staff = await BrowserAsync();
        await SignInAsync(staff, await server.EmailAsync(coach));
        await OpenAsync(staff, AppRoutes.OpenSession(AppRoutes.Sessions, id));
        await staff.GetByRole(AriaRole.Button, new() { Name = "Send confirmation" }).ClickAsync();
        var mail = await server.NextToAsync(await server.EmailAsync(client), TestContext.Current.CancellationToken);
        var page = await BrowserAsync(width: 390, height: 844);

        await page.GotoAsync(Seen().Match(mail.Message.TextBody!).Value);
        await page.GetByRole(AriaRole.Button, new() { Name = "Got it" }).ClickAsync();

        await Expect(page.GetByText("Your coach knows that you have seen it.")).ToBeVisibleAsync();
        Assert.Equal(ToldState.Acknowledged, (await SessionAsync(id)).Told);
    }

    [Fact]
    public async Task Client_Profile_ChangesTheAddressByTheLinkInItsMailbox()
    {
        var client = await server.Given.ClientAsync(null, "Moving Person", server.GivePassword);
        var old = await server.EmailAsync(client);
        var page = await BrowserAsync(width: 390, height: 844);
        await SignInAsync(page, old);
        await OpenAsync(page, AppRoutes.MyTab("profile"));

        await page.GetByLabel("Phone").FillAsync("+1 555 0100");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        await page.Locator("main[data-live]").WaitForAsync();
        await Expect(page.GetByLabel("Phone")).ToHaveValueAsync("+1 555 0100");
        await page.GetByLabel("New email address").FillAsync("moved@example.org");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change address" }).ClickAsync();
        await Expect(page.GetByText("a link is on its way there")).ToBeVisibleAsync();
        var mail = await server.NextToAsync("moved@example.org", TestContext.Current.CancellationToken);
        await page.GotoAsync(AddressLink().Match(mail.Message.TextBody!).Value);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use this address" }).ClickAsync();

        await Expect(page.GetByText("Your address is changed.")).ToBeVisibleAsync();
        await Expect(page.GetByText("moved@example.org")).ToBeVisibleAsync();
        Assert.Contains("moved@example.org", (await server.NextToAsync(old, TestContext.Current.CancellationToken)).Message.TextBody!, StringComparison.Ordinal);
    }

    // Inside the practice's window of 24 hours, whatever time it is now; the wall clock of Paris.
    private static string Soon() => NodaTime.SystemClock.Instance.GetCurrentInstant().Plus(NodaTime.Duration.FromHours(5))
        .InZone(NodaTime.DateTimeZoneProviders.Tzdb[Given.Zone]).ToString("uuuu-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private async Task SignInByMailAsync(IPage page, string address)
    {
        await page.GotoAsync(AppRoutes.Login);
        await page.GetByLabel("Email", new() { Exact = true }).FillAsync(address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Mail me a sign-in link" }).ClickAsync();
        var mail = await server.NextToAsync(address, TestContext.Current.CancellationToken);
        await page.GotoAsync(Link().Match(mail.Message.TextBody!).Value);
        // The landing page waits for a click: mail scanners open links.
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).ClickAsync();
        await page.WaitForURLAsync("**/my");
        await page.Locator("main[data-live]").WaitForAsync();
    }

    private async Task<Session> SessionAsync(int id)
    {
        await using var db = server.Db();
        return await db.Set<Session>().AsNoTracking().SingleAsync(s => s.Id == id, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"http://\S+/account/link/\S+")]
    private static partial Regex Link();

    [GeneratedRegex(@"http://\S+/seen/\S+")]
    private static partial Regex Seen();

    [GeneratedRegex(@"http://\S+/account/address/\S+")]
    private static partial Regex AddressLink();
}
