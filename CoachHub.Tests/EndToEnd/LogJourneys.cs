using System.Globalization;
using System.Text.RegularExpressions;
using CoachHub.App;
using CoachHub.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachHub.Tests.EndToEnd;

/// <summary>A day in a practice, with its slips and its troubles. Afterwards the log is searched for everything that is nobody's business.</summary>
public sealed partial class LogJourneys(Chromium chromium, LogJourneys.NewPractice practice)
    : Journey(chromium, practice.App.Address), IClassFixture<LogJourneys.NewPractice>
{
    private const string Administrator = "ada.lovett@elan.example", Client = "zoe.quillfeather@client.example";
    private const string MailUser = "relay-user-71", MailPassword = "relay-word-brass-otter", WrongPassword = "wrong-word-copper-stoat", NewPassword = "new word silver badger";

    private readonly List<string> secrets =
    [
        Password, NewPassword, WrongPassword, MailPassword, MailUser, Administrator, Client,
        "Lovett", "Quillfeather", "+33 6 55 44 33 22", "12 rue Zanzibar", "Divorce talk", "cries at work", "bring the brown diary",
    ];

    private static string Password => JourneyServer.Password;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_OfAWholeDay_HoldsNoSecretAndNoPersonalWord()
    {
        await SetUpAsync();
        var page = await BrowserAsync();
        await SignInAsync(page, Administrator);
        await RememberCookiesAsync(page);
        await AddClientAsync(page);
        var welcome = await TokenAsync();

        practice.Mail.Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? $"421 4.7.0 <{Client}> is deferred" : null;
        await BookAndNotifyAsync(page);
        await practice.LogSaysAsync("The mail server cannot be used");
        practice.Mail.Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? $"550 5.1.1 <{Client}> unknown" : null;
        await page.GotoAsync(AppRoutes.With(AppRoutes.Sessions, ("q", "Quillfeather")));
        await Expect(page.Locator("[data-session-id] td.told")).ToContainTextAsync("Failed", new() { Timeout = 45_000 });
        practice.Mail.Answer = _ => null;

        using var browser = practice.App.Browser();
        await UseLinkAsync(browser, welcome, ("Input.NewPassword", "seven blue spoons " + WrongPassword));
        await ForgetAsync(browser);
        await MistypeAsync(browser);
        await StumbleAsync(browser);

        Assert.DoesNotContain(practice.App.Output.Split('\n'), line => secrets.Exists(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
        // The log was listened to at the right place: what went wrong is in it.
        Assert.Contains("is locked after too many wrong passwords", practice.App.Output, StringComparison.Ordinal);
        Assert.Contains("no such table: AccountLinks", practice.App.Output, StringComparison.Ordinal);
        Assert.Contains("/account/link/…", practice.App.Output, StringComparison.Ordinal);
    }

    private async Task SetUpAsync()
    {
        using var browser = practice.App.Browser();
        using var done = await WebForm.SendAsync(
            browser, AppRoutes.Setup, "setup", Cancel, true,
            ("Input.PracticeName", "Elan"), ("Input.ZoneId", "Europe/Paris"), ("Input.Currency", "EUR"), ("Input.Language", "en"),
            ("Input.FirstName", "Ada"), ("Input.LastName", "Lovett"), ("Input.Email", Administrator), ("Input.Password", Password), ("Input.Coaches", "true"),
            ("Input.MailHost", "127.0.0.1"), ("Input.MailPort", practice.Mail.Port.ToString(CultureInfo.InvariantCulture)), ("Input.MailSecurity", "None"),
            ("Input.MailUser", MailUser), ("Input.MailPassword", MailPassword), ("Input.Act", "done"));
        Remember(done);
    }

    private static async Task AddClientAsync(IPage page)
    {
        await OpenAsync(page, AppRoutes.Clients);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add client" }).First.ClickAsync();
        var dialog = await OpenedAsync(page, "Add client");
        foreach (var (label, text) in new[] { ("First name", "Zoe"), ("Last name", "Quillfeather"), ("Email", Client), ("Phone", "+33 6 55 44 33 22") })
            await dialog.GetByLabel(label, new() { Exact = true }).FillAsync(text);
        await Button(dialog, "Add and send login details").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    private static async Task BookAndNotifyAsync(IPage page)
    {
        await OpenAsync(page, AppRoutes.NewSession());
        var dialog = await OpenedAsync(page, "New session");
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Client", Exact = true }).FillAsync("Quillfeather");
        await dialog.GetByRole(AriaRole.Option, new() { Name = "Zoe Quillfeather" }).ClickAsync();
        foreach (var (label, text) in new[] { ("Title", "Divorce talk"), ("Location", "12 rue Zanzibar"), ("Private notes", "cries at work"), ("Shared note", "bring the brown diary") })
            await dialog.GetByLabel(label, new() { Exact = true }).FillAsync(text);
        await Button(dialog, "Save and notify").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    /// <summary>A landing page whose form was sent by somebody else first, and then as it should be.</summary>
    private async Task UseLinkAsync(HttpClient browser, string token, params (string, string)[] values)
    {
        using var forged = await WebForm.SendAsync(browser, AppRoutes.AccountLink(token), "link", Cancel, false, values);
        using var used = await WebForm.SendAsync(browser, AppRoutes.AccountLink(token), "link", Cancel, true, values);
        Assert.EndsWith(AppRoutes.Root, used.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Remember(used);
    }

    private async Task ForgetAsync(HttpClient browser)
    {
        using var link = await WebForm.SendAsync(browser, AppRoutes.Login, "login", Cancel, true, ("Input.Email", Client), ("Input.Act", "link"));
        await UseLinkAsync(browser, await TokenAsync());
        using var reset = await WebForm.SendAsync(browser, AppRoutes.Forgot, "forgot", Cancel, true, ("Email", Client));
        await UseLinkAsync(browser, await TokenAsync(), ("Input.NewPassword", NewPassword));
    }

    private static async Task MistypeAsync(HttpClient browser)
    {
        for (var attempt = 0; attempt < 6; attempt++)
            (await WebForm.SendAsync(browser, AppRoutes.Login, "login", Cancel, true, ("Input.Email", Client), ("Input.Password", WrongPassword), ("Input.Act", "password"))).Dispose();
    }

    /// <summary>A page that breaks while its address holds a secret.</summary>
    private async Task StumbleAsync(HttpClient browser)
    {
        const string Token = "3c7f0b52a9e14d6688aa51f2d0c4b7e9";
        secrets.Add(Token);
        await practice.DamageAsync();
        using var broken = await browser.GetAsync(AppRoutes.AccountLink(Token), Cancel);
        using var nowhere = await browser.GetAsync("/Quillfeather", Cancel);
        Assert.Equal((500, 404), ((int)broken.StatusCode, (int)nowhere.StatusCode));
    }

    private async Task<string> TokenAsync()
    {
        while (true)
        {
            var mail = await practice.Mail.NextAsync(cancel: Cancel);
            if (Link().Match(mail.Message.TextBody!) is not { Success: true } link)
                continue;
            secrets.Add(link.Groups["token"].Value);
            return link.Groups["token"].Value;
        }
    }

    private async Task RememberCookiesAsync(IPage page) => secrets.AddRange((await page.Context.CookiesAsync()).Where(cookie => cookie.Value.Length > 20).Select(cookie => cookie.Value));

    private void Remember(HttpResponseMessage response) =>
        secrets.AddRange(response.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0].Split('=', 2)[1]).Where(value => value.Length > 20));

    [GeneratedRegex(@"http://\S+/account/link/(?<token>\S+)")]
    private static partial Regex Link();

    /// <summary>CoachHub over an empty folder, and a mail server that asks for a sign-in.</summary>
    public sealed class NewPractice : IAsyncLifetime
    {
        private readonly string folder = Directory.CreateTempSubdirectory("coachhub-log-").FullName;

        public SmtpSink Mail { get; } = new();

        public AppProcess App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Mail.Start();
            App = new AppProcess(folder, new Dictionary<string, string> { ["Data__Folder"] = folder, ["Mail__GraceSeconds"] = "0" });
            await App.StartAsync();
        }

        public async Task LogSaysAsync(string words)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            limit.CancelAfter(TimeSpan.FromSeconds(60));
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (!App.Output.Contains(words, StringComparison.Ordinal))
                await pace.WaitForNextTickAsync(limit.Token);
        }

        public async Task DamageAsync()
        {
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "coachhub.db")};Pooling=False");
            await connection.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE AccountLinks RENAME TO Gone";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Mail.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}
