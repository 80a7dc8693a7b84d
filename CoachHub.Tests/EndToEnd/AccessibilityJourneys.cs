using System.Globalization;
using CoachHub.App;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Measurements;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachHub.Tests.EndToEnd;

/// <summary>Every screen in English: light and wide, the daily ones dark on a phone.</summary>
public sealed class EnglishAccessibilityJourneys(Chromium chromium, AccessibilityJourneys.English practice)
    : AccessibilityJourneys(chromium, practice), IClassFixture<AccessibilityJourneys.English>
{
    public static TheoryData<ColorScheme, int, bool> Looks => new()
    {
        { ColorScheme.Light, 1280, true },
        { ColorScheme.Dark, 390, false },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public Task EveryScreen_InEnglish_HasNoViolation(ColorScheme scheme, int width, bool every) => CheckAsync(scheme, width, every);
}

/// <summary>Every screen in French: dark and wide, the daily ones light on a phone. A class of its own, so that both languages go side by side.</summary>
public sealed class FrenchAccessibilityJourneys(Chromium chromium, AccessibilityJourneys.French practice)
    : AccessibilityJourneys(chromium, practice), IClassFixture<AccessibilityJourneys.French>
{
    public static TheoryData<ColorScheme, int, bool> Looks => new()
    {
        { ColorScheme.Dark, 1280, true },
        { ColorScheme.Light, 390, false },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public Task EveryScreen_InFrench_HasNoViolation(ColorScheme scheme, int width, bool every) => CheckAsync(scheme, width, every);
}

/// <summary>axe finds nothing, on every screen, light and dark, in both languages.</summary>
public abstract class AccessibilityJourneys(Chromium chromium, AccessibilityJourneys.Practice practice) : Journey(chromium, practice.Server.App.Address)
{
    private static readonly (string Address, string Person)[] Screens =
    [
        (AppRoutes.Login, "nobody"),
        (AppRoutes.Forgot, "nobody"),
        (AppRoutes.AccountLink("0123456789abcdef"), "nobody"),
        ("/no-such-page", "nobody"),
        (AppRoutes.Dashboard, "admin"),
        (AppRoutes.Sessions, "admin"),
        (AppRoutes.With(AppRoutes.Sessions, ("q", "nothing like this")), "admin"),
        ("session modal", "admin"),
        ("new session", "admin"),
        (AppRoutes.Clients, "admin"),
        ("client", "admin"),
        ("client sessions", "admin"),
        ("client programs", "admin"),
        ("client finances", "admin"),
        ("client contact", "admin"),
        ("client physical", "admin"),
        (AppRoutes.With(AppRoutes.Clients, ("archived", "1")), "admin"),
        (AppRoutes.Programs, "admin"),
        (AppRoutes.ProgramsTab("templates"), "admin"),
        ("bundle", "admin"),
        (AppRoutes.Finances, "admin"),
        (AppRoutes.With(AppRoutes.Finances, ("by", "client"), ("show", "billed")), "admin"),
        (AppRoutes.Import, "admin"),
        (AppRoutes.Settings, "admin"),
        (AppRoutes.SettingsGeneral, "admin"),
        (AppRoutes.SettingsMail, "admin"),
        (AppRoutes.SettingsStyle, "admin"),
        (AppRoutes.SettingsPermissions, "admin"),
        (AppRoutes.SettingsPayments, "admin"),
        (AppRoutes.SettingsTeam, "admin"),
        (AppRoutes.Account, "admin"),
        (AppRoutes.Home, "coach"),
        (AppRoutes.Sessions, "coach"),
        (AppRoutes.My, "client"),
        (AppRoutes.MyTab("physical"), "client"),
        (AppRoutes.MyTab("payments"), "client"),
        (AppRoutes.MyTab("history"), "client"),
        (AppRoutes.MyTab("profile"), "client"),
        ("my session", "client"),
        ("receipt", "client"),
        (AppRoutes.Seen("0123456789abcdef"), "nobody"),
        (AppRoutes.AddressLink("0123456789abcdef"), "nobody"),
        (AppRoutes.Account, "client"),
    ];

    private static readonly HashSet<string> Daily = [AppRoutes.Dashboard, AppRoutes.Sessions, "session modal", AppRoutes.Clients, "client", AppRoutes.Home, AppRoutes.My, AppRoutes.MyTab("profile"), "my session"];

    private protected async Task CheckAsync(ColorScheme scheme, int width, bool every)
    {
        var found = new List<string>();
        foreach (var screens in Screens.Where(screen => every || Daily.Contains(screen.Address)).GroupBy(screen => screen.Person))
        {
            var page = await BrowserAsync(scheme, practice.Language == "fr" ? "fr-FR" : "en-GB", width);
            if (screens.Key != "nobody")
                await SignInAsync(page, practice.Emails[screens.Key]);
            foreach (var (screen, _) in screens)
            {
                await OpenAsync(page, practice.AddressOf(screen));
                await Expect(page.Locator("h1").First).ToBeAttachedAsync();
                await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("."));
                if (screen is "session modal" or "new session")
                    await Expect(page.Locator("[role=dialog] input[type=date]")).ToBeVisibleAsync();
                await Expect(page.Locator(".skeleton")).ToHaveCountAsync(0);
                var result = await page.RunAxe();
                found.AddRange(result.Violations.Select(violation =>
                    $"{screen} as {screens.Key}: {violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}"));
            }
        }

        Assert.True(found.Count == 0, string.Join('\n', found.Distinct()));
    }

    public sealed class English() : Practice("en");

    public sealed class French() : Practice("fr");

    /// <summary>A practice in which every screen has something to show, to people who read <paramref name="language"/>.</summary>
    public abstract class Practice(string language) : IAsyncLifetime
    {
        private int sessionId;
        private int paidId;
        private int clientId;
        private int bundleId;

        public string Language { get; } = language;

        public JourneyServer Server { get; } = new MeasuringServer();

        public Dictionary<string, string> Emails { get; } = [];

        public async ValueTask InitializeAsync()
        {
            await Server.InitializeAsync();
            var admin = await Server.Given.AdministratorAsync("Ada Martin", Prepare);
            var coach = await Server.Given.CoachAsync("Claire Dubois", Prepare);
            var client = await Server.Given.ClientAsync(coach, "Anna Petit", Prepare);
            clientId = client.Id;
            bundleId = await Server.Given.BundleAsync(coach, client, sessions: 6, first: JourneyServer.At(40, "09:00"), planned: 4);
            sessionId = await Server.Given.ToldSessionAsync(coach, client, JourneyServer.At(3, "10:00"));
            paidId = await Server.Given.SessionAsync(
                coach, client, JourneyServer.At(-10, "10:00"), then: session => session.Change(session.Values() with { Payment = PaymentStatus.Paid, Status = SessionStatus.Completed }));
            await Server.Given.AttachAsync(sessionId, await Server.Given.DocumentAsync(coach, "Goals for the next three months.pdf"));
            await Server.Given.SessionAsync(coach, client, JourneyServer.At(4, "10:00"), title: "A title that is rather longer than the column it has to fit into");
            await Server.Given.SessionAsync(coach, client, JourneyServer.At(-3, "10:00"));
            await MeasureAsync(coach.Id);
            await Server.Given.SessionAsync(coach, null, JourneyServer.At(5, "10:00"));
            foreach (var (role, person) in new[] { ("admin", admin), ("coach", coach), ("client", client) })
                Emails[role] = await Server.EmailAsync(person);
        }

        public string AddressOf(string screen) => screen switch
        {
            "my session" => AppRoutes.MySession(sessionId),
            "receipt" => AppRoutes.ReceiptOf(paidId),
            "session modal" => AppRoutes.OpenSession(AppRoutes.Sessions, sessionId),
            "new session" => AppRoutes.NewSession(clientId),
            "client" => AppRoutes.Client(clientId),
            "bundle" => AppRoutes.Bundle(bundleId),
            "client sessions" => AppRoutes.Client(clientId, "sessions"),
            "client programs" => AppRoutes.Client(clientId, "programs"),
            "client finances" => AppRoutes.Client(clientId, "finances"),
            "client physical" => AppRoutes.Client(clientId, "physical"),
            "client contact" => AppRoutes.Client(clientId, "contact"),
            _ => screen,
        };

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            GC.SuppressFinalize(this);
        }

        private async Task MeasureAsync(int coachId)
        {
            await using var db = Server.Db();
            db.AddRange(new[] { (-30, 74500), (-12, 73800), (-1, 73100) }.Select(value => new Measurement
            {
                ClientId = clientId,
                Day = DateOnly.FromDateTime(DateTime.UtcNow.AddDays(value.Item1)),
                Thousandths = value.Item2,
                EnteredById = coachId,
            }));
            await db.SaveChangesAsync();
        }

        private void Prepare(Domain.Accounts.User user)
        {
            user.Language = Language;
            Server.GivePassword(user);
        }
    }

    private sealed class MeasuringServer : JourneyServer
    {
        protected override Action<Domain.Practice.PracticeSettings> Settings => practice => practice.MeasurementsOn = true;
    }
}
