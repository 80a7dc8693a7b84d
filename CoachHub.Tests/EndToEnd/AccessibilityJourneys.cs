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

/// <summary>axe finds nothing, on every screen, light and dark, in both languages.</summary>
public sealed class AccessibilityJourneys(Chromium chromium, AccessibilityJourneys.Practice practice)
    : Journey(chromium, practice.Server.App.Address), IClassFixture<AccessibilityJourneys.Practice>
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

    public static TheoryData<ColorScheme, string, int, bool> Looks => new()
    {
        { ColorScheme.Light, "en", 1280, true },
        { ColorScheme.Dark, "fr", 1280, true },
        { ColorScheme.Dark, "en", 390, false },
        { ColorScheme.Light, "fr", 390, false },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task EveryScreen_InEachLook_HasNoViolation(ColorScheme scheme, string language, int width, bool every)
    {
        var found = new List<string>();
        foreach (var screens in Screens.Where(screen => every || Daily.Contains(screen.Address)).GroupBy(screen => screen.Person))
        {
            var page = await BrowserAsync(scheme, language == "fr" ? "fr-FR" : "en-GB", width);
            if (screens.Key != "nobody")
                await SignInAsync(page, practice.Emails[$"{screens.Key}-{language}"]);
            foreach (var (screen, _) in screens)
            {
                await OpenAsync(page, practice.AddressOf(screen, language));
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

    /// <summary>A practice in which every screen has something to show.</summary>
    public sealed class Practice : IAsyncLifetime
    {
        // Clients see their own only: one of each for each language.
        private readonly Dictionary<string, int> sessionIds = [];
        private readonly Dictionary<string, int> paidIds = [];
        private int sessionId;
        private int clientId;
        private int bundleId;

        public JourneyServer Server { get; } = new MeasuringServer();

        public Dictionary<string, string> Emails { get; } = [];

        public async ValueTask InitializeAsync()
        {
            await Server.InitializeAsync();
            foreach (var language in (string[])["en", "fr"])
            {
                var admin = await Server.Given.AdministratorAsync("Ada Martin", user => Prepare(user, language));
                var coach = await Server.Given.CoachAsync("Claire Dubois", user => Prepare(user, language));
                var client = await Server.Given.ClientAsync(coach, "Anna Petit", user => Prepare(user, language));
                clientId = client.Id;
                bundleId = await Server.Given.BundleAsync(coach, client, sessions: 6, first: JourneyServer.At(40, "09:00"), planned: 4);
                sessionIds[language] = sessionId = await Server.Given.ToldSessionAsync(coach, client, JourneyServer.At(3, "10:00"));
                paidIds[language] = await Server.Given.SessionAsync(
                    coach, client, JourneyServer.At(-10, "10:00"), then: session => session.Change(session.Values() with { Payment = PaymentStatus.Paid, Status = SessionStatus.Completed }));
                await Server.Given.AttachAsync(sessionId, await Server.Given.DocumentAsync(coach, "Goals for the next three months.pdf"));
                await Server.Given.SessionAsync(coach, client, JourneyServer.At(4, "10:00"), title: "A title that is rather longer than the column it has to fit into");
                await Server.Given.SessionAsync(coach, client, JourneyServer.At(-3, "10:00"));
                await MeasureAsync(coach.Id);
                await Server.Given.SessionAsync(coach, null, JourneyServer.At(5, "10:00"));
                foreach (var (role, person) in new[] { ("admin", admin), ("coach", coach), ("client", client) })
                    Emails[$"{role}-{language}"] = await Server.EmailAsync(person);
            }
        }

        public string AddressOf(string screen, string language) => screen switch
        {
            "my session" => AppRoutes.MySession(sessionIds[language]),
            "receipt" => AppRoutes.ReceiptOf(paidIds[language]),
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

        public ValueTask DisposeAsync() => Server.DisposeAsync();

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

        private void Prepare(Domain.Accounts.User user, string language)
        {
            user.Language = language;
            Server.GivePassword(user);
        }
    }

    private sealed class MeasuringServer : JourneyServer
    {
        protected override Action<Domain.Practice.PracticeSettings> Settings => practice => practice.MeasurementsOn = true;
    }
}
