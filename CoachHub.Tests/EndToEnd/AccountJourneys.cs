using System.Net;
using System.Text.RegularExpressions;
using CoachHub.App;
using CoachHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachHub.Tests.EndToEnd;

/// <summary>Getting in, and not getting further than one may.</summary>
public sealed partial class AccountJourneys(Chromium chromium, JourneyServer server)
    : Journey(chromium, server.App.Address), IClassFixture<JourneyServer>
{
    [Fact]
    public async Task Client_ByMailedLink_SeesSessionsInTheOwnZone()
    {
        var coach = await server.Given.CoachAsync();
        var client = await server.Given.ClientAsync(coach, "Nora York", user => user.ZoneId = "America/New_York");
        await server.Given.SessionAsync(coach, client, JourneyServer.At(7, "15:00"), title: "Second talk");
        var address = await server.EmailAsync(client);
        var page = await BrowserAsync();

        await page.GotoAsync(AppRoutes.Login);
        await page.GetByLabel("Email", new() { Exact = true }).FillAsync(address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Mail me a sign-in link" }).ClickAsync();
        var mail = await server.Mail.NextAsync(cancel: TestContext.Current.CancellationToken);
        Assert.Equal([address], mail.To);
        await page.GotoAsync(Link().Match(mail.Message.TextBody!).Value);
        // The landing page waits for a click: mail scanners open links.
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).ClickAsync();

        await page.WaitForURLAsync("**/my");
        await Expect(page.GetByText("Second talk")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("09:00");
    }

    [Fact]
    public async Task Link_UsedTwice_OpensOnce()
    {
        var client = await server.Given.ClientAsync(null, "Once Only");
        var address = await server.EmailAsync(client);
        var page = await BrowserAsync();
        await page.GotoAsync(AppRoutes.Login);
        await page.GetByLabel("Email", new() { Exact = true }).FillAsync(address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Mail me a sign-in link" }).ClickAsync();
        var link = Link().Match((await server.Mail.NextAsync(cancel: TestContext.Current.CancellationToken)).Message.TextBody!).Value;
        await page.GotoAsync(link);
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).ClickAsync();
        await page.WaitForURLAsync("**/my");

        var other = await BrowserAsync();
        await other.GotoAsync(link);
        if (await other.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).CountAsync() > 0)
            await other.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).First.ClickAsync();

        await Expect(other.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("Once Only");
        await other.GotoAsync(AppRoutes.My);
        await other.WaitForURLAsync(new Regex(Regex.Escape(AppRoutes.Login)));
    }

    [Fact]
    public async Task Coach_AtAnotherCoachsClient_FindsNothing()
    {
        var theirs = await server.Given.ClientAsync(await server.Given.CoachAsync("Marc Leroy"), "Private Person");
        var coach = await server.Given.CoachAsync("Claire Dubois", server.GivePassword);
        var mine = await server.Given.ClientAsync(coach, "Open Person");
        var page = await BrowserAsync();
        await SignInAsync(page, await server.EmailAsync(coach));

        var allowed = await page.GotoAsync(AppRoutes.Client(mine.Id));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Open Person" })).ToBeVisibleAsync();
        var refused = await page.GotoAsync(AppRoutes.Client(theirs.Id));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), ((HttpStatusCode)allowed!.Status, (HttpStatusCode)refused!.Status));
        await Expect(page.Locator("body")).Not.ToContainTextAsync("Private Person");
    }

    [GeneratedRegex(@"http://\S+/account/link/\S+")]
    private static partial Regex Link();
}
