using System.Net;
using CoachHub.App;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Security;

public sealed class SignInPagesTests : IAsyncLifetime
{
    private const string Password = "pear tractor velvet";

    private AppFactory app = null!;
    private Actor coach = null!;
    private HttpClient browser = null!;
    private string email = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await AppFactory.CreateAsync();
        var hasher = app.Services.GetRequiredService<IPasswordHasher<User>>();
        coach = await app.Given.CoachAsync(with: user =>
        {
            user.SetPassword(hasher.HashPassword(user, Password));
            email = user.Email!;
        });
        browser = await app.BrowserAsync();
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Login_RightPassword_GivesACookieThatScriptsCannotRead()
    {
        using var response = await LoginAsync(email, Password);
        Assert.Equal((HttpStatusCode.Found, AppRoutes.Root), (response.StatusCode, Target(response)));
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), text => text.StartsWith("CoachHub.SignIn=", StringComparison.Ordinal)).ToLowerInvariant();
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        // Without *stay signed in* it ends with the browser.
        Assert.DoesNotContain("expires", cookie, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sessions?status=booked", "/sessions?status=booked")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("", "/")]
    public async Task Login_LeadsBackToLocalAddressesOnly(string back, string expected)
    {
        using var response = await WebForm.SendAsync(
            browser, AppRoutes.LoginThenBack(back), "login", Cancel, true, ("Input.Email", email), ("Input.Password", Password), ("Input.Act", "password"));
        Assert.Equal(expected, Target(response));
    }

    [Fact]
    public async Task Login_UnknownAddressAndWrongPassword_ShowTheSamePage()
    {
        using var wrong = await LoginAsync(email, "pear tractor cotton");
        using var unknown = await LoginAsync("nobody@example.org", Password);
        Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        Assert.False(wrong.Headers.TryGetValues("Set-Cookie", out var set) && set.Any(cookie => cookie.StartsWith("CoachHub.SignIn=", StringComparison.Ordinal)));
        Assert.Equal(
            WebForm.Stable(await wrong.Content.ReadAsStringAsync(Cancel)),
            WebForm.Stable(await unknown.Content.ReadAsStringAsync(Cancel)).Replace("nobody@example.org", email, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Login_AccountThatIsSwitchedOff_IsRefusedInWordsToWhoKnowsThePassword()
    {
        await using (var db = app.Db())
        {
            (await db.Set<User>().SingleAsync(u => u.Email == email, Cancel)).Disable(DateTime.UtcNow);
            await db.SaveChangesAsync(Cancel);
        }

        await app.Given.PracticeAsync(practice => practice.Phone = "01 23 45 67 89");

        using var right = await LoginAsync(email, Password);
        using var wrong = await LoginAsync(email, "pear tractor cotton");
        var words = await right.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("This account is switched off", words, StringComparison.Ordinal);
        Assert.Contains("tel:0123456789", words, StringComparison.Ordinal);
        Assert.DoesNotContain("CoachHub.SignIn=", Cookies(right), StringComparison.Ordinal);
        Assert.DoesNotContain("switched off", await wrong.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MailLink_UnknownAddress_ShowsTheSamePage()
    {
        using var known = await AskForLinkAsync(email);
        using var unknown = await AskForLinkAsync("nobody@example.org");
        var text = await known.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("sign-in link is on its way", text, StringComparison.Ordinal);
        Assert.Equal(WebForm.Stable(text), WebForm.Stable(await unknown.Content.ReadAsStringAsync(Cancel)).Replace("nobody@example.org", email, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/sessions?status=booked", "/sessions?status=booked")]
    [InlineData("//evil.example", "/")]
    public async Task MailLink_AskedForOnTheWayToAPage_LeadsThere(string back, string target)
    {
        using var asked = await WebForm.SendAsync(
            browser, AppRoutes.LoginThenBack(back), "login", Cancel, true, ("Input.Email", email), ("Input.Act", "link"));
        using var sameBrowser = await app.BrowserAsync();
        if (asked.Headers.TryGetValues("Set-Cookie", out var set) && set.FirstOrDefault(cookie => cookie.StartsWith("CoachHub.Back=", StringComparison.Ordinal)) is { } kept)
            sameBrowser.DefaultRequestHeaders.Add("Cookie", kept.Split(';')[0]);

        using var used = await WebForm.SendAsync(sameBrowser, AppRoutes.AccountLink(await LinkAsync(LinkPurpose.SignIn)), "link", Cancel);

        Assert.Equal(target, Target(used));
    }

    [Fact]
    public async Task MailLink_KeptAddressThatIsNoneOfOurs_IsNotFollowed()
    {
        using var forged = await app.BrowserAsync();
        forged.DefaultRequestHeaders.Add("Cookie", "CoachHub.Back=%2F%2Fevil.example");

        using var used = await WebForm.SendAsync(forged, AppRoutes.AccountLink(await LinkAsync(LinkPurpose.SignIn)), "link", Cancel);

        Assert.Equal(AppRoutes.Root, Target(used));
        Assert.Contains("CoachHub.Back=;", Cookies(used), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_WithoutTheFormsToken_IsRefused()
    {
        using var response = await WebForm.SendAsync(
            browser, AppRoutes.Login, "login", Cancel, withToken: false, ("Input.Email", email), ("Input.Password", Password), ("Input.Act", "password"));
        Assert.Equal((HttpStatusCode.SeeOther, "/account/login?stale=1"), (response.StatusCode, Target(response)));
        Assert.DoesNotContain("CoachHub.SignIn=", Cookies(response), StringComparison.Ordinal);
        Assert.Contains("out of date", await browser.GetStringAsync(new Uri(Target(response), UriKind.Relative), Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_Opened_IsNotUsedUp_ItsButtonDoes()
    {
        var address = AppRoutes.AccountLink(await LinkAsync(LinkPurpose.SignIn));
        using (var scanner = await browser.GetAsync(address, Cancel))
        {
            Assert.Equal(HttpStatusCode.OK, scanner.StatusCode);
            Assert.False(scanner.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(cookie => cookie.StartsWith("CoachHub.SignIn=", StringComparison.Ordinal)));
        }

        using (var forged = await WebForm.SendAsync(browser, address, "link", Cancel, withToken: false))
            Assert.Equal(HttpStatusCode.SeeOther, forged.StatusCode);

        using (var used = await WebForm.SendAsync(browser, address, "link", Cancel))
        {
            Assert.Equal(AppRoutes.Root, Target(used));
            Assert.Contains(used.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("CoachHub.SignIn=", StringComparison.Ordinal));
        }

        using var again = await browser.GetAsync(address, Cancel);
        Assert.Contains("does not work any more", await again.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_ThatDiedWhileItsPageWasOpen_SaysSo()
    {
        var address = AppRoutes.AccountLink(await LinkAsync(LinkPurpose.SignIn));
        using var open = await WebForm.FilledInAsync(browser, address, "link", Cancel);
        using var used = await WebForm.SendAsync(browser, address, "link", Cancel);

        using var late = await browser.SendAsync(open, Cancel);

        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.Contains("does not work any more", await late.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.DoesNotContain("CoachHub.SignIn=", Cookies(late), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_OfACoach_SaysThatClientsSeeTheTelephone()
    {
        using var mine = await app.BrowserAsync(coach.Id);
        using var administrators = await app.BrowserAsync((await app.Given.AdministratorAsync()).Id);

        Assert.Contains("Your clients see it", await mine.GetStringAsync(AppRoutes.Account, Cancel), StringComparison.Ordinal);
        Assert.DoesNotContain("Your clients see it", await administrators.GetStringAsync(AppRoutes.Account, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logout_IsAPostWithAToken()
    {
        using var signedIn = await app.BrowserAsync(coach.Id);
        using (var opened = await signedIn.GetAsync(AppRoutes.Logout, Cancel))
            Assert.DoesNotContain("CoachHub.SignIn=;", Cookies(opened), StringComparison.Ordinal);
        using (var forged = await WebForm.SendAsync(signedIn, AppRoutes.Logout, "logout", Cancel, withToken: false))
            Assert.Equal(HttpStatusCode.SeeOther, forged.StatusCode);
        using var done = await WebForm.SendAsync(signedIn, AppRoutes.Logout, "logout", Cancel);
        Assert.Contains("CoachHub.SignIn=;", Cookies(done), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangePassword_KeepsThisBrowserAndEndsTheOthers()
    {
        using var mine = await app.BrowserAsync(coach.Id);
        using var other = await app.BrowserAsync(coach.Id);
        using var changed = await WebForm.SendAsync(
            mine, AppRoutes.Account, "password", Cancel, true, ("Password.Current", Password), ("Password.New", "cloud button marble"));
        Assert.Equal($"{AppRoutes.Account}?saved=password", Target(changed));
        using var renewed = await app.BrowserAsync();
        renewed.DefaultRequestHeaders.Add("Cookie", changed.Headers.GetValues("Set-Cookie").First(cookie => cookie.StartsWith("CoachHub.SignIn=", StringComparison.Ordinal)).Split(';')[0]);

        app.Clock.Advance(TimeSpan.FromMinutes(2));

        using var stays = await renewed.GetAsync(AppRoutes.Account, Cancel);
        Assert.Equal(HttpStatusCode.OK, stays.StatusCode);
        using var leaves = await other.GetAsync(AppRoutes.Account, Cancel);
        Assert.StartsWith(AppRoutes.Login, Target(leaves), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fr", "en", "fr")]
    [InlineData("en", "fr", "en")]
    [InlineData(null, "fr-CA,fr;q=0.9", "fr")]
    [InlineData(null, "de", "en")]
    public async Task Page_IsInThePersonsLanguage_ElseTheBrowsers(string? own, string accepted, string expected)
    {
        var person = own is null ? null : await app.Given.CoachAsync("Lea Roux", user => user.Language = own);
        using var reader = await app.BrowserAsync(person?.Id);
        reader.DefaultRequestHeaders.Add("Accept-Language", accepted);
        var html = await reader.GetStringAsync(AppRoutes.Logout, Cancel);
        Assert.Contains($"<html lang=\"{expected}\"", html, StringComparison.Ordinal);
        Assert.Contains(expected == "fr" ? "Se déconnecter" : "Sign out", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Login_NamesTheDemoAccounts_InADemoPracticeOnly(bool isDemo)
    {
        await app.Given.PracticeAsync(practice => practice.IsDemo = isDemo);
        var html = await browser.GetStringAsync(AppRoutes.Login, Cancel);
        Assert.Equal(isDemo, html.Contains("client@demo.example", StringComparison.Ordinal));
    }

    private static string Target(HttpResponseMessage response)
    {
        var location = response.Headers.Location?.OriginalString ?? "";
        return location.StartsWith("http://localhost/", StringComparison.Ordinal) ? location["http://localhost".Length..] : location;
    }

    private static string Cookies(HttpResponseMessage response) => response.Headers.TryGetValues("Set-Cookie", out var set) ? string.Join('\n', set) : "";

    private Task<HttpResponseMessage> LoginAsync(string address, string password) => WebForm.SendAsync(
        browser, AppRoutes.Login, "login", Cancel, true, ("Input.Email", address), ("Input.Password", password), ("Input.Act", "password"));

    private Task<HttpResponseMessage> AskForLinkAsync(string address) =>
        WebForm.SendAsync(browser, AppRoutes.Login, "login", Cancel, true, ("Input.Email", address), ("Input.Act", "link"));

    private async Task<string> LinkAsync(LinkPurpose purpose)
    {
        var token = AccountTokens.Create();
        await using var db = app.Db();
        db.Add(new AccountLink
        {
            UserId = coach.Id,
            Purpose = purpose,
            TokenHash = AccountTokens.Hash(token),
            ExpiresAtUtc = app.Clock.GetUtcNow().UtcDateTime + AccountTokens.Lifetime(purpose),
        });
        await db.SaveChangesAsync(Cancel);
        return token;
    }
}
