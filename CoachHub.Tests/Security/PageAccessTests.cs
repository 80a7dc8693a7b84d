using System.Net;
using System.Reflection;
using CoachHub.App;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Security;

/// <summary>Who opens an address.</summary>
public enum Visitor
{
    Nobody,
    AnotherClient,
    TheClient,
    AnotherCoach,
    TheCoach,
    Administrator,

    /// <summary>The client's coach, whose account was switched off while the cookie was still good.</summary>
    DisabledCoach,
}

/// <summary>
/// Every page and every mapped endpoint, opened by everybody. Pages are found by reflection and endpoints in the running
/// application: one without a line in <see cref="Pages"/> fails.
/// </summary>
public sealed class PageAccessTests : IClassFixture<PageAccessTests.Practice>
{
    // What each visitor gets, in the order of Visitor:
    // ok = the page · login = the sign-in page and back · own = one's own place · 404 = no such thing · to:X = a redirect there.
    private static readonly (string Template, string Answers)[] Pages =
    [
        (AppRoutes.Root, "to:/account/login to:/my to:/my to:/home to:/home to:/dashboard to:/account/login"),
        (AppRoutes.Setup, "404 404 404 404 404 404 404"),
        (AppRoutes.Login, "ok own own own own own ok"),
        (AppRoutes.Logout, "ok ok ok ok ok ok ok"),
        (AppRoutes.Forgot, "ok ok ok ok ok ok ok"),
        (AppRoutes.Account, "login ok ok ok ok ok login"),
        (AppRoutes.AddressLinkTemplate, "ok ok ok ok ok ok ok"),
        (AppRoutes.AccountLinkTemplate, "ok ok ok ok ok ok ok"),
        (AppRoutes.Dashboard, "login own own own own ok login"),
        (AppRoutes.Home, "login own own ok ok own login"),
        (AppRoutes.My, "login ok ok own own own login"),
        (AppRoutes.SeenTemplate, "ok ok ok ok ok ok ok"),
        (AppRoutes.ReceiptTemplate, "login 404 ok 404 ok ok login"),
        (AppRoutes.MyCheckoutTemplate, "login 404 404 own own own login"),
        (AppRoutes.MySessionTemplate, "login 404 ok own own own login"),
        (AppRoutes.Sessions, "login own own ok ok ok login"),
        (AppRoutes.Clients, "login own own ok ok ok login"),
        (AppRoutes.ClientTemplate, "login own own 404 ok ok login"),
        (AppRoutes.Programs, "login own own ok ok ok login"),
        (AppRoutes.BundleTemplate, "login own own 404 ok ok login"),
        (AppRoutes.Finances, "login own own ok ok ok login"),
        (AppRoutes.Import, "login own own ok ok ok login"),
        (AppRoutes.Settings, "login own own own own ok login"),
        (AppRoutes.SettingsGeneral, "login own own own own ok login"),
        (AppRoutes.SettingsMail, "login own own own own ok login"),
        (AppRoutes.SettingsStyle, "login own own own own ok login"),
        (AppRoutes.SettingsPermissions, "login own own own own ok login"),
        (AppRoutes.SettingsPayments, "login own own own own ok login"),
        (AppRoutes.SettingsTeam, "login own own own own ok login"),
        (AppRoutes.NotFound, "ok ok ok ok ok ok ok"),
        (AppRoutes.Error, "ok ok ok ok ok ok ok"),
    ];

    // What is no page: downloads, exports, health, and what the framework maps. The same words; a number is a status. A new endpoint
    // is a line here; where its address needs a record's id, the line says which.
    private static readonly Endpoint[] Endpoints =
    [
        new(AppRoutes.HealthLive, "ok ok ok ok ok ok ok"),
        new(AppRoutes.HealthReady, "ok ok ok ok ok ok ok"),
        new(AppRoutes.ImportReport, "login own own 404 404 404 login"),
        new(AppRoutes.SessionsExport, "login own own own own ok login"),
        // Without a page's token.
        new(AppRoutes.SessionsExport, "login own own to:/sessions/export.csv?stale=1 to:/sessions/export.csv?stale=1 to:/sessions/export.csv?stale=1 login") { Method = "POST" },
        new(AppRoutes.DocumentTemplate, "login 404 ok 404 ok ok login") { At = practice => AppRoutes.Document(practice.DocumentId) },
        new(AppRoutes.LogoTemplate, "404 404 404 404 404 404 404") { At = _ => AppRoutes.Logo("none") },
        new(AppRoutes.MySessionCalendarTemplate, "login 404 ok own own own login") { At = practice => AppRoutes.MySessionCalendar(practice.SessionId) },
        new(AppRoutes.ReceiptOfTemplate, "login 404 to:/receipts/1 404 to:/receipts/1 to:/receipts/1 login") { At = practice => AppRoutes.ReceiptOf(practice.PaidSessionId) },
        new(AppRoutes.FinancesExport, "login own own own own ok login"),
        new(AppRoutes.ReceiptFileTemplate, "login 404 ok 404 ok ok login") { At = _ => AppRoutes.ReceiptFile(1) },
        // Online payment is off.
        new(AppRoutes.StripeWebhook, "404 404 404 404 404 404 404") { Method = "POST" },
        new("/{**path:file}", "404 404 404 404 404 404 404") { At = _ => "/secret.txt" },
        // A circuit says nothing before its components and services have asked who calls.
        new("/_blazor", "400 400 400 400 400 400 400"),
        new("/_blazor/negotiate", "ok ok ok ok ok ok ok") { Method = "POST", At = _ => "/_blazor/negotiate?negotiateVersion=1" },
        new("/_blazor/disconnect/", "400 400 400 400 400 400 400") { Method = "POST" },
        new("/_blazor/initializers/", "ok ok ok ok ok ok ok"),
        new("/_framework/opaque-redirect", "400 400 400 400 400 400 400"),
    ];

    private readonly Practice practice;

    public PageAccessTests(Practice practice) => this.practice = practice;

    public static TheoryData<string, Visitor> Visits =>
        [.. Pages.Where(page => Templates.Contains(page.Template)).SelectMany(page => Enum.GetValues<Visitor>().Select(v => new TheoryDataRow<string, Visitor>(page.Template, v)))];

    public static TheoryData<string, string, Visitor> Calls =>
        [.. Endpoints.SelectMany(endpoint => Enum.GetValues<Visitor>().Select(v => new TheoryDataRow<string, string, Visitor>(endpoint.Template, endpoint.Method, v)))];

    private IEnumerable<RouteEndpoint> Mapped => practice.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static HashSet<string> Templates => [.. typeof(Program).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes<RouteAttribute>().Select(route => route.Template))];

    [Fact]
    public void EveryPage_HasADeclaredExpectation() => Assert.Equal([], Templates.Except(Pages.Select(page => page.Template)).Order());

    [Fact]
    public void EveryEndpoint_IsAPageOrHasADeclaredExpectation()
    {
        var mapped = Mapped.Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null && !Templates.Contains(TemplateOf(endpoint)))
            .SelectMany(endpoint => MethodsOf(endpoint).Select(method => (TemplateOf(endpoint), method))).ToHashSet();
        var declared = Endpoints.Select(endpoint => (endpoint.Template, endpoint.Method)).ToHashSet();

        Assert.Equal([], mapped.Except(declared).Order());
        Assert.Equal([], declared.Except(mapped).Order());
    }

    [Fact]
    public void EveryStaticAsset_IsOfAKindThatHoldsNoRecords() =>
        Assert.Equal([], Mapped.Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
            .Select(endpoint => TemplateOf(endpoint).Replace(".gz", "", StringComparison.Ordinal))
            // What libraries bring along is theirs to answer for; the list of script modules is written by the build.
            .Where(path => !path.StartsWith("/_", StringComparison.Ordinal) && !path.EndsWith(".modules.json", StringComparison.Ordinal))
            .Select(Path.GetExtension).Except([".css", ".js", ".svg", ".png", ".ico", ".woff2"]).Order());

    [Theory]
    [MemberData(nameof(Visits))]
    public Task Page_OpenedByAVisitor_AnswersAsDeclared(string template, Visitor visitor)
    {
        var expected = Pages.Single(page => page.Template == template).Answers;
        return VisitAsync(HttpMethod.Get, practice.AddressOf(template), expected, visitor);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public Task Endpoint_CalledByAVisitor_AnswersAsDeclared(string template, string method, Visitor visitor)
    {
        var endpoint = Endpoints.Single(e => e.Template == template && e.Method == method);
        return VisitAsync(new HttpMethod(method), endpoint.At?.Invoke(practice) ?? template, endpoint.Answers, visitor);
    }

    /// <summary>A page takes forms too. Without the token of a page that the visitor was given, none does anything for anybody.</summary>
    [Theory]
    [MemberData(nameof(Visits))]
    public async Task Page_SentAForgedForm_DoesNothing(string template, Visitor visitor)
    {
        var address = practice.AddressOf(template);
        using var browser = await practice.App.BrowserAsync(practice.AccountOf(visitor));
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("_handler", "anything")]);

        using var response = await browser.PostAsync(address, form, TestContext.Current.CancellationToken);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains((int)response.StatusCode, (int[])[302, 303, 400, 404]);
        Assert.DoesNotContain(AccessWorld.Mark, text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task DeepLink_ToAnotherCoachsSession_TellsNothing()
    {
        using var browser = await practice.App.BrowserAsync(practice.AccountOf(Visitor.AnotherCoach));

        using var response = await browser.GetAsync(AppRoutes.OpenSession(AppRoutes.Sessions, practice.SessionId), TestContext.Current.CancellationToken);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain(AccessWorld.Mark, text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task RecordOfAnotherCoach_AnswersAsOneThatDoesNotExist()
    {
        using var browser = await practice.App.BrowserAsync(practice.AccountOf(Visitor.AnotherCoach));

        using var theirs = await browser.GetAsync(AppRoutes.Client(practice.ClientId), TestContext.Current.CancellationToken);
        using var nobodys = await browser.GetAsync(AppRoutes.Client(999_999), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (theirs.StatusCode, nobodys.StatusCode));
        Assert.Equal(
            Stable(await nobodys.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Replace("999999", practice.ClientId.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal),
            Stable(await theirs.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    private static string TemplateOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    // One that names no method takes each: the line says with which it is called.
    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods
            ? methods.Except(["HEAD", "OPTIONS"])
            : [Endpoints.FirstOrDefault(declared => declared.Template == TemplateOf(endpoint))?.Method ?? "GET"];

    private async Task VisitAsync(HttpMethod method, string address, string answers, Visitor visitor)
    {
        using var browser = await practice.App.BrowserAsync(practice.AccountOf(visitor));
        using var request = new HttpRequestMessage(method, address);

        using var response = await browser.SendAsync(request, TestContext.Current.CancellationToken);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(answers.Split(' ')[(int)visitor], await DescribeAsync(browser, response, visitor, address));
        if (visitor is not (Visitor.TheClient or Visitor.TheCoach or Visitor.Administrator))
            Assert.DoesNotContain(AccessWorld.Mark, text, StringComparison.OrdinalIgnoreCase);
    }

    // Comments carry the circuit's descriptors, which differ from request to request, and Mud numbers its elements anew.
    private static string Stable(string html) =>
        System.Text.RegularExpressions.Regex.Replace(html, "<!--.*?-->|(id|for|aria-[a-z]+)=\"[^\"]*\"|nonce=\"[^\"]*\"|value=\"CfDJ8[^\"]*\"", "", System.Text.RegularExpressions.RegexOptions.Singleline);

    private static async Task<string> DescribeAsync(HttpClient browser, HttpResponseMessage response, Visitor visitor, string address)
    {
        if (response.StatusCode == HttpStatusCode.NotFound)
            return "404";
        if (response.StatusCode == HttpStatusCode.OK)
            return "ok";
        var target = new Uri(browser.BaseAddress!, response.Headers.Location ?? new Uri("/?none", UriKind.Relative)).PathAndQuery;
        if (target == AppRoutes.LoginThenBack(address))
            return "login";
        var own = visitor switch
        {
            Visitor.TheClient or Visitor.AnotherClient => AppRoutes.PlaceOf(Role.Client),
            Visitor.TheCoach or Visitor.AnotherCoach => AppRoutes.PlaceOf(Role.Coach),
            Visitor.Administrator => AppRoutes.PlaceOf(Role.Administrator),
            _ => AppRoutes.Login,
        };
        if (address != AppRoutes.Root && target == own)
            return "own";
        if (address != AppRoutes.Root && target == AppRoutes.Root)
        {
            // The start page leads on, and is a page of this table itself.
            using var next = await browser.GetAsync(target, TestContext.Current.CancellationToken);
            return new Uri(browser.BaseAddress!, next.Headers.Location!).PathAndQuery == own ? "own" : $"to:{next.Headers.Location}";
        }

        return response.Headers.Location is null ? ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture) : $"to:{target}";
    }

    /// <summary>An endpoint that is no page, and what each visitor gets.</summary>
    private sealed record Endpoint(string Template, string Answers)
    {
        public string Method { get; init; } = "GET";

        /// <summary>The address that is called; null = the template, which has no parameters.</summary>
        public Func<Practice, string>? At { get; init; }
    }

    /// <summary>One application for all visits: looking changes nothing.</summary>
    public sealed class Practice : IAsyncLifetime
    {
        private readonly Dictionary<Visitor, int> accounts = [];

        public AppFactory App { get; private set; } = null!;

        public int ClientId { get; private set; }

        public int SessionId { get; private set; }

        public int DocumentId { get; private set; }

        public int BundleId { get; private set; }

        /// <summary>A session whose receipt has the number 1.</summary>
        public int PaidSessionId { get; private set; }

        public async ValueTask InitializeAsync()
        {
            App = await AppFactory.CreateAsync();
            var coach = await App.Given.CoachAsync();
            var client = await App.Given.ClientAsync(coach, "Anna Zzyzxandrova");
            SessionId = await App.Given.ToldSessionAsync(coach, client);
            ClientId = client.Id;
            PaidSessionId = await App.Given.SessionAsync(coach, client, "2026-12-03 10:00", then: session => session.Change(session.Values() with { Payment = PaymentStatus.Paid }));
            await App.Services.GetRequiredService<ReceiptService>().IssueAsync(client, PaidSessionId, default);
            BundleId = await App.Given.BundleAsync(coach, client, sessions: 2, first: "2026-12-07 10:00", name: $"{AccessWorld.Mark} bundle");
            DocumentId = await App.Given.DocumentAsync(coach, $"{AccessWorld.Mark}.pdf");
            await App.Given.AttachAsync(SessionId, DocumentId);
            var otherCoach = await App.Given.CoachAsync("Marc Leroy");
            accounts[Visitor.TheCoach] = coach.Id;
            accounts[Visitor.TheClient] = client.Id;
            accounts[Visitor.AnotherCoach] = otherCoach.Id;
            accounts[Visitor.AnotherClient] = (await App.Given.ClientAsync(otherCoach, "Bob Grand")).Id;
            accounts[Visitor.Administrator] = (await App.Given.AdministratorAsync()).Id;
            var gone = await App.Given.CoachAsync("Gone Coach", user => user.DisabledAtUtc = DomainHarness.Start.UtcDateTime);
            await App.Given.SessionAsync(gone, client, "2026-12-05 10:00");
            accounts[Visitor.DisabledCoach] = gone.Id;
        }

        public int? AccountOf(Visitor visitor) => accounts.TryGetValue(visitor, out var id) ? id : null;

        public string AddressOf(string template) => template == AppRoutes.MySessionTemplate ? AppRoutes.MySession(SessionId)
            : template == AppRoutes.BundleTemplate ? AppRoutes.Bundle(BundleId) : template
            .Replace("{Id:int}", ClientId.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{Number:int}", "1", StringComparison.Ordinal)
            .Replace("{Token}", "0123456789abcdef0123456789abcdef", StringComparison.Ordinal);

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
