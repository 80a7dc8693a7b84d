using System.Globalization;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;

namespace CoachHub.App;

/// <summary>Every address of the application is built here; the templates are what <c>@page</c> names.</summary>
public static class AppRoutes
{
    public const string Root = "/";
    public const string Setup = "/setup";
    public const string Login = "/account/login";
    public const string Logout = "/account/logout";
    public const string Forgot = "/account/forgot";
    public const string Account = "/account";
    public const string AccountLinkTemplate = "/account/link/{Token}";
    public const string AddressLinkTemplate = "/account/address/{Token}";
    public const string Dashboard = "/dashboard";
    public const string Home = "/home";
    public const string My = "/my";
    public const string MySessionTemplate = "/my/sessions/{Id:int}";
    public const string MySessionCalendarTemplate = "/my/sessions/{id:int}/session.ics";
    public const string SeenTemplate = "/seen/{Token}";
    public const string ReceiptTemplate = "/receipts/{Number:int}";
    public const string ReceiptFileTemplate = "/receipts/{number:int}.pdf";
    public const string ReceiptOfTemplate = "/receipts/of/{id:int}";
    public const string Sessions = "/sessions";
    public const string SessionsExport = "/sessions/export.csv";
    public const string Clients = "/clients";
    public const string ClientTemplate = "/clients/{Id:int}";

    /// <summary>The practice's logo, for anybody.</summary>
    public const string LogoTemplate = "/brand/logo/{hash}";

    /// <summary>A document's download.</summary>
    public const string DocumentTemplate = "/documents/{id:int}";

    /// <summary>The query value that opens the dialog in which a client is added.</summary>
    public const string AddClientQuery = "add_client";

    public const string Programs = "/programs";
    public const string BundleTemplate = "/programs/bundles/{Id:int}";
    public const string Finances = "/finances";
    public const string FinancesExport = "/finances/export.csv";
    public const string Import = "/import";
    public const string ImportReport = "/import/report.csv";

    /// <summary>The query value that opens a session's modal.</summary>
    public const string OpenSessionQuery = "open_session";

    /// <summary>The query value that opens an empty modal.</summary>
    public const string NewSessionQuery = "new_session";

    /// <summary>The query value that opens an empty modal for the session after another one.</summary>
    public const string BookNextQuery = "book_next";

    public const string Settings = "/settings";
    public const string SettingsGeneral = "/settings/general";
    public const string SettingsMail = "/settings/mail";
    public const string SettingsStyle = "/settings/style";
    public const string SettingsPermissions = "/settings/permissions";
    public const string SettingsTeam = "/settings/team";
    public const string SettingsPayments = "/settings/payments";
    public const string MyCheckoutTemplate = "/my/payments/{Token}";

    /// <summary>Where Stripe tells what happened.</summary>
    public const string StripeWebhook = "/stripe/webhook";

    /// <summary>The query value that says that a client left the checkout.</summary>
    public const string CancelledQuery = "cancelled";

    public const string NotFound = "/not-found";
    public const string Error = "/error";
    public const string Health = "/health";
    public const string HealthLive = "/health/live";
    public const string HealthReady = "/health/ready";

    /// <summary>The query value that says where to go after a sign-in.</summary>
    public const string ReturnUrl = "returnUrl";

    /// <summary>The query value that says where a form of the own account was filled in.</summary>
    public const string BackQuery = "back";

    /// <summary>The query value that says what was saved.</summary>
    public const string SavedQuery = "saved";

    /// <summary>The query value that says that a form was too old to be carried out.</summary>
    public const string Stale = "stale";

    /// <summary>Where a person of this role begins.</summary>
    public static string PlaceOf(Role role) => role switch
    {
        Role.Administrator => Dashboard,
        Role.Coach => Home,
        _ => My,
    };

    /// <summary>Where this person begins, as the practice decided.</summary>
    public static string PlaceOf(Actor person, PracticeFacts practice) =>
        person.Role == Role.Coach && practice.CoachesLandOn == CoachLanding.Sessions && person.Can(Capability.ViewSessions) ? Sessions : PlaceOf(person.Role);

    /// <summary>The address when it is one of ours, else null: a link must not lead a person who has just signed in elsewhere.</summary>
    public static string? LocalOnly(string? address) =>
        // "//host" and "/\host" are other hosts to a browser, and it drops control characters before it looks.
        address is ['/', ..] && address is not ['/', '/' or '\\', ..] && address.Length <= 2000 && !address.Any(char.IsControl) ? address : null;

    /// <summary>The landing page of a mailed link.</summary>
    public static string AccountLink(string token) => $"/account/link/{Uri.EscapeDataString(token)}";

    /// <summary>The landing page of the link that confirms a new address.</summary>
    public static string AddressLink(string token) => $"/account/address/{Uri.EscapeDataString(token)}";

    /// <summary>The own account, which leads back to the client area once something is saved.</summary>
    public static string AccountFromMy => With(Account, (BackQuery, "my"));

    /// <summary>A client's profile.</summary>
    public static string Client(int id, string? tab = null) => With(string.Create(CultureInfo.InvariantCulture, $"/clients/{id}"), ("tab", tab));

    /// <summary>The logo with this content.</summary>
    public static string Logo(string hash) => $"/brand/logo/{hash}";

    /// <summary>A tab of the programs.</summary>
    public static string ProgramsTab(string tab) => With(Programs, ("tab", tab));

    /// <summary>A bundle's page.</summary>
    public static string Bundle(int id) => string.Create(CultureInfo.InvariantCulture, $"/programs/bundles/{id}");

    /// <summary>A document's download.</summary>
    public static string Document(int id) => string.Create(CultureInfo.InvariantCulture, $"/documents/{id}");

    /// <summary>The client list with the dialog in which a client is added.</summary>
    public static string AddClient => With(Clients, (AddClientQuery, "1"));

    /// <summary>The sign-in page that leads back to a local address.</summary>
    public static string LoginThenBack(string localAddress) => With(Login, (ReturnUrl, localAddress));

    /// <summary>A staff page with a session's modal open.</summary>
    public static string OpenSession(string page, int sessionId) => With(page, (OpenSessionQuery, sessionId.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A staff page with a modal open for the session after this one.</summary>
    public static string BookNextOn(string page, int sessionId) => With(page, (BookNextQuery, sessionId.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The session list in a saved view.</summary>
    public static string SessionsIn(SessionView view) => With(Sessions, ("view", EnumCode.Of(view)));

    /// <summary>The session list in a view of one's own, by the query that it keeps.</summary>
    public static string SessionsInOwn(string query) => $"{Sessions}?{query}";

    /// <summary>A tab of the coach's home.</summary>
    public static string HomeTab(string tab) => With(Home, ("tab", tab));

    /// <summary>A tab of the mail settings.</summary>
    public static string SettingsMailTab(string tab) => With(SettingsMail, ("tab", tab));

    /// <summary>The words of one mail, by the code of its kind.</summary>
    public static string SettingsMailText(string mail) => With(SettingsMail, ("tab", "texts"), ("mail", mail));

    /// <summary>A tab of the client area.</summary>
    public static string MyTab(string tab, int page = 1) =>
        With(My, ("tab", tab), ("page", page == 1 ? null : page.ToString(CultureInfo.InvariantCulture)));

    /// <summary>One of a client's own sessions.</summary>
    public static string MySession(int id) => string.Create(CultureInfo.InvariantCulture, $"/my/sessions/{id}");

    /// <summary>The calendar file of one of a client's own sessions.</summary>
    public static string MySessionCalendar(int id) => string.Create(CultureInfo.InvariantCulture, $"/my/sessions/{id}/session.ics");

    /// <summary>Where a client comes back to from a checkout.</summary>
    public static string MyCheckout(string token) => $"/my/payments/{token}";

    /// <summary>Where a client comes back to who did not pay.</summary>
    public static string MyCheckoutCancelled(string token) => With(MyCheckout(token), (CancelledQuery, "1"));

    /// <summary>A receipt.</summary>
    public static string Receipt(int number) => string.Create(CultureInfo.InvariantCulture, $"/receipts/{number}");

    /// <summary>A receipt as a file to keep.</summary>
    public static string ReceiptFile(int number) => string.Create(CultureInfo.InvariantCulture, $"/receipts/{number}.pdf");

    /// <summary>Leads to the receipt of a session that is paid.</summary>
    public static string ReceiptOf(int sessionId) => string.Create(CultureInfo.InvariantCulture, $"/receipts/of/{sessionId}");

    /// <summary>The landing page of the link in a mail by which a client says to have seen what it tells.</summary>
    public static string Seen(string token) => $"/seen/{Uri.EscapeDataString(token)}";

    /// <summary>The session list with an empty modal open, for this client where given.</summary>
    public static string NewSession(int? clientId = null) =>
        With(Sessions, (NewSessionQuery, "1"), ("client", clientId?.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A staff page with an empty modal open for this client.</summary>
    public static string NewSessionOn(string page, int clientId) =>
        With(page, (NewSessionQuery, "1"), ("client", clientId.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The session list of one client.</summary>
    public static string SessionsOf(int clientId) => With(Sessions, ("client", clientId.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A staff page with an empty modal open.</summary>
    public static string NewSessionOn(string page) => With(page, (NewSessionQuery, "1"));

    /// <summary>An address with query values; those that are null or empty are left out.</summary>
    public static string With(string address, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var separator = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (name, value) in query)
        {
            if (string.IsNullOrEmpty(value))
                continue;
            address += $"{separator}{name}={Uri.EscapeDataString(value)}";
            separator = '&';
        }

        return address;
    }
}
