using System.Globalization;
using CoachHub.App;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachHub.Tests.EndToEnd;

/// <summary>Many sessions at once, and taking it back, with the grace that a practice has.</summary>
public sealed class BulkJourneys(Chromium chromium, BulkJourneys.GraceServer server)
    : Journey(chromium, server.App.Address), IClassFixture<BulkJourneys.GraceServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Notify_SessionsOfTwoClients_OneMailEachAndUndoWithdrawsThem(ColorScheme scheme, int width)
    {
        var admin = await server.Given.AdministratorAsync(with: user =>
        {
            user.Coaches = true;
            server.GivePassword(user);
        });
        var (anna, bob) = (await server.Given.ClientAsync(admin, $"Anna {Guid.NewGuid():N}"[..14]), await server.Given.ClientAsync(admin, $"Bob {Guid.NewGuid():N}"[..14]));
        foreach (var (client, time) in new[] { (anna, "09:00"), (anna, "10:00"), (bob, "11:00") })
            await server.Given.SessionAsync(admin, client, JourneyServer.At(12, time));
        var page = await BrowserAsync(scheme, width: width);
        await SignInAsync(page, await server.EmailAsync(admin));

        await NotifyAllAsync(page, admin);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).PressAsync("Enter");
        await Expect(page.GetByText("Undone: the mails about 3 sessions are withdrawn.")).ToBeVisibleAsync();
        await using (var db = server.Db())
            Assert.Equal([MailState.Undone, MailState.Undone], await db.Set<MailMessage>().Where(m => m.ToUserId == anna.Id || m.ToUserId == bob.Id).Select(m => m.State).ToListAsync(Cancel));
        await Expect(page.Locator("[data-session-id] td.told").Filter(new() { HasText = "Never told" })).ToHaveCountAsync(3);

        await NotifyAllAsync(page, admin);
        var (annas, bobs) = (await server.EmailAsync(anna), await server.EmailAsync(bob));
        ReceivedMail[] mails = [await server.Mail.NextAsync(cancel: Cancel), await server.Mail.NextAsync(cancel: Cancel)];
        var several = Ical.Net.Calendar.Load(mails.Single(mail => mail.To.Contains(annas)).Calendar!)!;
        var one = Ical.Net.Calendar.Load(mails.Single(mail => mail.To.Contains(bobs)).Calendar!)!;
        Assert.Equal(("PUBLISH", 2), (several.Method, several.Events.Count));
        Assert.All(several.Events, published => Assert.Empty(published.Attendees));
        Assert.Equal(("REQUEST", 1), (one.Method, one.Events.Count));
        await Expect(page.Locator("[data-session-id] td.told").Filter(new() { HasTextRegex = new System.Text.RegularExpressions.Regex(@"^\W*Told\s*$") })).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task SaveAndNotify_UndoneFromTheMessage_NobodyIsMailed()
    {
        var admin = await server.Given.AdministratorAsync(with: user =>
        {
            user.Coaches = true;
            server.GivePassword(user);
        });
        var anna = await server.Given.ClientAsync(admin, $"Anna {Guid.NewGuid():N}"[..14]);
        var id = await server.Given.SessionAsync(admin, anna, JourneyServer.At(20, "09:00"));
        var page = await BrowserAsync();
        await SignInAsync(page, await server.EmailAsync(admin));
        await OpenAsync(page, AppRoutes.OpenSession(AppRoutes.Sessions, id));
        var dialog = await OpenedAsync(page, "Edit session");
        await Button(dialog, "Save and notify").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();

        await Expect(page.GetByText("Undone: the mail is withdrawn. What you saved stays.")).ToBeVisibleAsync();
        await ExpectToldAsync(Row(page, id.ToString(CultureInfo.InvariantCulture)), "Never told");
    }

    /// <summary>Selects the whole page of the coach's sessions and tells their clients, with an eye on what axe thinks of the dialog.</summary>
    private static async Task NotifyAllAsync(IPage page, Actor admin)
    {
        await OpenAsync(page, AppRoutes.With(AppRoutes.Sessions, ("coach", admin.Id.ToString(CultureInfo.InvariantCulture))));
        foreach (var box in await page.Locator("[data-session-id] td.pick input").AllAsync())
            await box.CheckAsync();
        await page.GetByRole(AriaRole.Toolbar, new() { Name = "Selection" }).GetByRole(AriaRole.Button, new() { Name = "Notify", Exact = true }).ClickAsync();
        var dialog = Dialog(page, "Notify the clients");
        await Expect(Button(dialog, "Send 2 mails")).ToBeEnabledAsync();
        var result = await dialog.RunAxe();
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(v => $"{v.Id}: {v.Help}: {v.Nodes[0].Html}")));
        await Button(dialog, "Send 2 mails").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    /// <summary>A practice whose mails wait long enough to be taken back by a slow machine.</summary>
    public sealed class GraceServer : JourneyServer
    {
        protected override int GraceSeconds => 12;
    }
}
