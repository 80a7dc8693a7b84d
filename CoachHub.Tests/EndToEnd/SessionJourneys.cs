using System.Globalization;
using CoachHub.App;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Support;
using Ical.Net.CalendarComponents;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachHub.Tests.EndToEnd;

/// <summary>The main job: a session, from the modal to the client's mailbox.</summary>
[Collection(nameof(MeasuredJourneys))]
public sealed class SessionJourneys(Chromium chromium, JourneyServer server, ITestOutputHelper output)
    : Journey(chromium, server.App.Address), IClassFixture<JourneyServer>
{
    private const int Saves = 30;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_FromSaveToCancellation_TheClientIsToldWhatIsTrue()
    {
        var (admin, client) = await PeopleAsync();
        var address = await server.EmailAsync(client);
        var page = await BrowserAsync();
        await SignInAsync(page, await server.EmailAsync(admin));

        var id = await CreateAsync(page, client, "15:00");
        var row = Row(page, id);
        await ExpectToldAsync(row, "Never told");

        await EditAsync(page, id, dialog => Button(dialog, "Save and notify").ClickAsync());
        var confirmation = Event(await NextToAsync(address), "REQUEST");
        await OpenAsync(page, AppRoutes.Sessions);
        await ExpectToldAsync(row, "Told");

        await EditAsync(page, id, dialog => SaveAtAsync(dialog, "16:00", "Save"));
        await ExpectToldAsync(row, "Told old facts");
        await Expect(row).ToContainTextAsync("16:00");
        await Expect(row).ToContainTextAsync("15:00");

        await EditAsync(page, id, dialog => Button(dialog, "Save and notify").ClickAsync());
        var update = Event(await NextToAsync(address), "REQUEST");
        Assert.Equal(confirmation.Uid, update.Uid);
        Assert.True(update.Sequence > confirmation.Sequence, $"SEQUENCE {confirmation.Sequence} then {update.Sequence}");
        Assert.Equal(confirmation.Start!.AsUtc.AddHours(1), update.Start!.AsUtc);
        await ExpectToldAsync(row, "Told");

        await EditAsync(page, id, dialog => SaveAtAsync(dialog, "17:00", "Save"));
        await ExpectToldAsync(row, "Told old facts");
        await EditAsync(page, id, dialog => SaveAtAsync(dialog, "16:00", "Save"));
        await ExpectToldAsync(row, "Told");

        await EditAsync(page, id, async dialog =>
        {
            await dialog.GetByLabel("Status", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Cancelled" });
            await Expect(dialog).ToContainTextAsync(address);
            await Button(dialog, "Save").ClickAsync();
        });
        var cancellation = Event(await NextToAsync(address), "CANCEL");
        Assert.Equal((confirmation.Uid, "CANCELLED"), (cancellation.Uid, cancellation.Status));
        Assert.True(cancellation.Sequence > update.Sequence);
        await ExpectToldAsync(row, "Told");
        Assert.Equal(3, server.Mail.Received.Count(mail => mail.To.Contains(address)));
    }

    [Fact]
    public async Task SaveAndNotify_MailServerDown_IsAsFastAndEachIsToldOnceLater()
    {
        var (admin, client) = await PeopleAsync();
        var address = await server.EmailAsync(client);
        var page = await BrowserAsync();
        await SignInAsync(page, await server.EmailAsync(admin));
        List<double> up = [], down = [];
        await SaveAndNotifyMeasuredAsync(page, await server.Given.SessionAsync(admin, client, JourneyServer.At(10, "08:00")), "to warm up");

        for (var day = 0; day < Saves; day++)
            up.Add(await SaveAndNotifyMeasuredAsync(page, await server.Given.SessionAsync(admin, client, JourneyServer.At(11 + day, "09:00")), $"Room {day}"));
        for (var mails = 0; mails <= Saves; mails++)
            await NextToAsync(address);
        await server.Mail.StopAsync();
        for (var day = 0; day < Saves; day++)
            down.Add(await SaveAndNotifyMeasuredAsync(page, await server.Given.SessionAsync(admin, client, JourneyServer.At(11 + day, "14:00")), $"Hall {day}"));

        var (medianUp, medianDown) = (Median(up), Median(down));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"save and notify, median of {Saves}: mail server up {medianUp:0.0} ms, down {medianDown:0.0} ms, ratio {medianDown / medianUp:0.00}"));
        await ExpectRowsAsync(page, client, "queued", Saves);

        // A kill in between loses nothing: the intents are in the database.
        await server.App.KillAsync();
        server.Mail.Start();
        await server.App.StartAsync();
        for (var mails = 0; mails < Saves; mails++)
            await NextToAsync(address);
        await ExpectRowsAsync(page, client, "told", 2 * Saves + 1);
        var told = server.Mail.Received.Where(mail => mail.To.Contains(address)).Select(mail => Ical.Net.Calendar.Load(mail.Calendar!)!.Events.Single().Uid);
        Assert.Equal(2 * Saves + 1, told.Distinct().Count());
        Assert.Equal(2 * Saves + 1, told.Count());
        Assert.True(medianDown <= 1.2 * medianUp, $"down {medianDown:0.0} ms, up {medianUp:0.0} ms");
    }

    [Fact]
    public async Task Change_InOneBrowser_ShowsInTheOthersListWithinASecond()
    {
        var (admin, client) = await PeopleAsync();
        var id = (await server.Given.SessionAsync(admin, client, JourneyServer.At(5, "11:00"))).ToString(CultureInfo.InvariantCulture);
        var mine = await BrowserAsync();
        var theirs = await BrowserAsync();
        await SignInAsync(mine, await server.EmailAsync(admin));
        await SignInAsync(theirs, await server.EmailAsync(admin));
        await OpenAsync(mine, AppRoutes.Sessions);
        await OpenAsync(theirs, AppRoutes.Sessions);
        await Expect(Row(mine, id)).ToContainTextAsync("11:00");
        // Both lists answer to clicks, so both circuits listen.
        await OpenModalAsync(mine, id);
        await Button(Dialog(mine, "Edit session"), "Close").ClickAsync();

        await EditAsync(theirs, id, dialog => SaveAtAsync(dialog, "12:30", "Save"));

        await Expect(Row(mine, id)).ToContainTextAsync("12:30", new() { Timeout = 1000 });
    }

    private static CalendarEvent Event(ReceivedMail mail, string method)
    {
        var calendar = Ical.Net.Calendar.Load(mail.Calendar ?? throw new InvalidOperationException("The mail has no calendar file."))!;
        Assert.Equal(method, calendar.Method);
        return Assert.Single(calendar.Events);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<ILocator> OpenModalAsync(IPage page, string id)
    {
        await Row(page, id).ClickAsync();
        var dialog = await OpenedAsync(page, "Edit session");
        await Expect(dialog.GetByLabel("Time", new() { Exact = true })).ToBeVisibleAsync();
        return dialog;
    }

    private static async Task EditAsync(IPage page, string id, Func<ILocator, Task> act)
    {
        var dialog = await OpenModalAsync(page, id);
        await act(dialog);
        await Expect(dialog).ToBeHiddenAsync();
    }

    private static async Task SaveAtAsync(ILocator dialog, string time, string button)
    {
        await dialog.GetByLabel("Time", new() { Exact = true }).FillAsync(time);
        await Button(dialog, button).ClickAsync();
    }

    private static async Task<string> CreateAsync(IPage page, Actor client, string time)
    {
        await OpenAsync(page, AppRoutes.Sessions);
        await page.GetByRole(AriaRole.Button, new() { Name = "New session", Exact = true }).ClickAsync();
        var dialog = await OpenedAsync(page, "New session");
        var box = dialog.GetByRole(AriaRole.Combobox, new() { Name = "Client", Exact = true });
        await box.FillAsync(client.Name);
        await dialog.GetByRole(AriaRole.Option, new() { Name = client.Name }).ClickAsync();
        await dialog.GetByLabel("Date", new() { Exact = true }).FillAsync(JourneyServer.DateOf(7));
        await dialog.GetByLabel("Time", new() { Exact = true }).FillAsync(time);
        await dialog.GetByLabel("Location", new() { Exact = true }).FillAsync("12 rue des Lilas");
        await dialog.GetByLabel("Price", new() { Exact = true }).FillAsync("80");
        await Button(dialog, "Save").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        await page.GetByRole(AriaRole.Link, new() { NameRegex = new System.Text.RegularExpressions.Regex("^Not told") }).ClickAsync();
        var row = page.Locator("[data-session-id]").Filter(new() { HasText = client.Name });
        await Expect(row).ToHaveCountAsync(1);
        return (await row.GetAttributeAsync("data-session-id"))!;
    }

    /// <summary>Milliseconds from the click to the closed dialog, measured inside the page.</summary>
    private static async Task<double> SaveAndNotifyMeasuredAsync(IPage page, int id, string location)
    {
        await OpenAsync(page, AppRoutes.OpenSession(AppRoutes.Sessions, id));
        var dialog = await OpenedAsync(page, "Edit session");
        var field = dialog.GetByLabel("Location", new() { Exact = true });
        await field.FillAsync(location);
        await field.BlurAsync();
        await Expect(Button(dialog, "Save and notify")).ToBeEnabledAsync();
        return await page.EvaluateAsync<double>(
            """
            () => new Promise(done => {
                const dialog = document.querySelector('[role=dialog]');
                const button = [...dialog.querySelectorAll('button')].find(b => b.textContent.trim() === 'Save and notify');
                const start = performance.now();
                new MutationObserver((_, observer) => {
                    if (!document.contains(dialog)) {
                        observer.disconnect();
                        done(performance.now() - start);
                    }
                }).observe(document.body, { childList: true, subtree: true });
                button.click();
            })
            """);
    }

    private static async Task ExpectRowsAsync(IPage page, Actor client, string told, int count)
    {
        await OpenAsync(page, AppRoutes.With(AppRoutes.Sessions, ("client", client.Id.ToString(CultureInfo.InvariantCulture)), ("told", told), ("size", "100")));
        await Expect(page.Locator("[data-session-id]")).ToHaveCountAsync(count);
    }

    private Task<ReceivedMail> NextToAsync(string address) => server.NextToAsync(address, Cancel);

    private async Task<(Actor Admin, Actor Client)> PeopleAsync()
    {
        var admin = await server.Given.AdministratorAsync(with: user =>
        {
            user.Coaches = true;
            server.GivePassword(user);
        });
        var name = $"Anna {(char)('A' + Random.Shared.Next(26))}{Guid.NewGuid().ToString("N")[..6]}";
        return (admin, await server.Given.ClientAsync(admin, name));
    }
}
