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

/// <summary>A package from the offer to its balance: what a coach sells, plans, tells and counts, and what the client sees of it.</summary>
public sealed class BundleJourneys(Chromium chromium, JourneyServer server) : Journey(chromium, server.App.Address), IClassFixture<JourneyServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bundle_OfTwelve_IsPlannedToldMovedCountedAndSeenByTheClient()
    {
        var coach = await server.Given.CoachAsync(with: server.GivePassword);
        var client = await server.Given.ClientAsync(coach, $"Anna {Guid.NewGuid():N}"[..14], server.GivePassword);
        var page = await BrowserAsync();
        await SignInAsync(page, await server.EmailAsync(coach));

        await MakeTemplateAsync(page);
        await MakeBundleAsync(page, client);
        await ExpectBalanceAsync(page, used: 0, planned: 12, left: 0);
        var sessions = await SessionsAsync(client);

        await MoveAsync(page, sessions[4]);
        await SendAsync(page, await server.EmailAsync(client));

        // The first three took place, to the fourth nobody came.
        foreach (var id in sessions.Take(3))
            await SetAsync(page, id, "Completed");
        await ExpectBalanceAsync(page, used: 3, planned: 9, left: 0);
        await MissAsync(page, sessions[3]);
        await ExpectBalanceAsync(page, used: 4, planned: 8, left: 0);
        await Expect(page.Locator($"[data-outcome-of='{sessions[3]}']")).ToContainTextAsync("The session is used up.");

        await WaiveAsync(page, sessions[3]);
        await ExpectBalanceAsync(page, used: 3, planned: 8, left: 1);

        var area = await BrowserAsync(ColorScheme.Dark, width: 390);
        await SignInAsync(area, await server.EmailAsync(client));
        await OpenAsync(area, AppRoutes.My);
        await ExpectBalanceAsync(area, used: 3, planned: 8, left: 1);
        await Expect(area.GetByText("3 of 12 completed")).ToBeVisibleAsync();
        await ExpectNoViolationAsync(area);
        await ExpectConsequenceAsync(area);
    }

    private static async Task MakeTemplateAsync(IPage page)
    {
        await OpenAsync(page, AppRoutes.ProgramsTab("templates"));
        await Button(page.Locator("header"), "New template").ClickAsync();
        var dialog = await OpenedAsync(page, "New template");
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Twelve hours");
        await dialog.GetByLabel("Number of sessions").FillAsync("12");
        await dialog.GetByLabel("Price", new() { Exact = true }).FillAsync("1000");
        await dialog.GetByLabel("Location").FillAsync("Studio 3");
        await Button(dialog, "Save").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByText("12 sessions of 60 min · €1,000.00")).ToBeVisibleAsync();
    }

    private static async Task MakeBundleAsync(IPage page, Actor client)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Use for a client Twelve hours" }).ClickAsync();
        var dialog = await OpenedAsync(page, "New bundle");
        await Expect(dialog.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Twelve hours");
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Client" }).FillAsync(client.Name);
        await dialog.Locator(".combobox [role=option]").First.ClickAsync();
        await ExpectNoViolationAsync(page);
        await Button(dialog, "Next").ClickAsync();

        await dialog.GetByLabel("Monday").CheckAsync(new() { Force = true });
        await dialog.GetByLabel("Thursday").CheckAsync(new() { Force = true });
        await dialog.GetByLabel("Days to skip").FillAsync(JourneyServer.DateOf(9));
        await Button(dialog, "Generate dates").ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.List, new() { Name = "Dates" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(12);
        await ExpectNoViolationAsync(page);
        await Button(dialog, "Next").ClickAsync();
        await Expect(dialog.GetByText("Planned now: 12. Left to plan later: 0.")).ToBeVisibleAsync();
        await Button(dialog, "Back").ClickAsync();
        await Button(dialog, "Next").ClickAsync();
        await Button(dialog, "Create bundle").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Twelve hours" })).ToBeVisibleAsync();
    }

    private static async Task MoveAsync(IPage page, int id)
    {
        await Row(page, id.ToString(CultureInfo.InvariantCulture)).GetByRole(AriaRole.Link).ClickAsync();
        var dialog = await OpenedAsync(page, "Edit session");
        await dialog.GetByLabel("Time", new() { Exact = true }).FillAsync("16:15");
        await Button(dialog, "Save").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(Row(page, id.ToString(CultureInfo.InvariantCulture))).ToContainTextAsync("16:15");
    }

    private async Task SendAsync(IPage page, string address)
    {
        await Button(page.Locator("header"), "Send confirmations").ClickAsync();
        var dialog = Dialog(page, "Notify the clients");
        await Button(dialog, "Send 1 mail").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        var mail = await server.Mail.NextAsync(cancel: Cancel);
        Assert.Contains(address, mail.To);
        Assert.Equal(12, Ical.Net.Calendar.Load(mail.Calendar!)!.Events.Count);
    }

    private static async Task SetAsync(IPage page, int id, string status)
    {
        await Row(page, id.ToString(CultureInfo.InvariantCulture)).Locator("[data-menu=status]").ClickAsync();
        await page.Locator("#row-menu").GetByRole(AriaRole.Menuitemradio, new() { Name = status, Exact = false }).First.ClickAsync();
        await Expect(Row(page, id.ToString(CultureInfo.InvariantCulture)).Locator("[data-menu=status]")).ToContainTextAsync(status);
    }

    /// <summary>Nobody came: what follows is said before it is set, and the keyboard stands where Enter takes the proposal.</summary>
    private static async Task MissAsync(IPage page, int id)
    {
        var row = Row(page, id.ToString(CultureInfo.InvariantCulture));
        await row.Locator("[data-menu=status]").ClickAsync();
        await page.Locator("#row-menu").GetByRole(AriaRole.Menuitemradio, new() { Name = "No-show", Exact = false }).ClickAsync();
        await Expect(page.Locator("#row-menu fieldset")).ToContainTextAsync("The session is used up.");
        await Expect(page.Locator("#row-menu [data-first]")).ToBeFocusedAsync();
        await ExpectNoViolationAsync(page);
        await page.Keyboard.PressAsync("Enter");
        await Expect(row.Locator("[data-menu=status]")).ToContainTextAsync("No-show");
    }

    /// <summary>The client reads what cancelling would do to the package, and keeps the session.</summary>
    private static async Task ExpectConsequenceAsync(IPage area)
    {
        await Button(area.Locator("main"), "Cancel session").Last.ClickAsync();
        var dialog = Dialog(area, "Cancel session");
        await Expect(dialog.GetByText("This session goes back into your package Twelve hours.")).ToBeVisibleAsync();
        await ExpectNoViolationAsync(area);
        await Button(dialog, "Keep it").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    private static async Task WaiveAsync(IPage page, int id)
    {
        await page.Locator($"[data-outcome-of='{id}']").GetByRole(AriaRole.Button).ClickAsync();
        var dialog = await OpenedAsync(page, "Outcome");
        await Button(dialog, "Waive").ClickAsync();
        await Expect(dialog.GetByText("This is not what the policy proposes: say why.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Reason").FillAsync("was ill");
        await Button(dialog, "Waive").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await ExpectNoViolationAsync(page);
    }

    private static async Task ExpectBalanceAsync(IPage page, int used, int planned, int left)
    {
        foreach (var (name, count) in new[] { ("Bought", 12), ("Used", used), ("Planned", planned), ("Left", left) })
        {
            await Expect(page.Locator(".balance dl div").Filter(new() { Has = page.GetByText(name, new() { Exact = true }) }).Locator("dd"))
                .ToHaveTextAsync(count.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static async Task ExpectNoViolationAsync(IPage page)
    {
        var result = await page.RunAxe();
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(v => $"{v.Id}: {v.Help}: {v.Nodes[0].Html}")));
    }

    private async Task<List<int>> SessionsAsync(Actor client)
    {
        await using var db = server.Db();
        return await db.Set<Session>().Where(s => s.ClientId == client.Id).OrderBy(s => s.StartsAtUtc).Select(s => s.Id).ToListAsync(Cancel);
    }
}
