using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using CoachHub.App;
using CoachHub.App.Hosting;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Security;

/// <summary>Headers, the circuit's gate and health: what holds whoever asks.</summary>
public sealed class TransportTests : IAsyncLifetime
{
    private AppFactory app = null!;
    private Actor coach = null!;
    private HttpClient browser = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await AppFactory.CreateAsync();
        coach = await app.Given.CoachAsync();
        browser = await app.BrowserAsync();
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await app.DisposeAsync();
    }

    [Theory]
    [InlineData("https", true)]
    [InlineData("http", false)]
    public async Task FormsCookie_IsSecureWherePeopleComeByHttps(string scheme, bool isSecure)
    {
        using var response = await browser.GetAsync(new Uri($"{scheme}://localhost{AppRoutes.Login}"), Cancel);

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), set => set.StartsWith("CoachHub.Forms=", StringComparison.Ordinal));
        Assert.Equal(isSecure, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/account/login", 200)]
    [InlineData("/sessions", 302)]
    [InlineData("/nowhere", 404)]
    [InlineData("/error", 200)]
    [InlineData("/app.css", 200)]
    [InlineData("/health/live", 200)]
    public async Task EveryAnswer_BearsTheHeaders(string address, int status)
    {
        using var response = await browser.GetAsync(address, Cancel);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
            + "object-src 'none'; base-uri 'self'; form-action 'self' https://checkout.stripe.com; frame-ancestors 'none'",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("DENY", Assert.Single(response.Headers.GetValues("X-Frame-Options")));
        Assert.True(response.Headers.Contains("Permissions-Policy"));
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
        if (response.Content.Headers.ContentType?.MediaType == "text/html")
            Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task OverHttps_BrowsersAreToldToStayThere()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://practice.example/account/login");
        using var response = await browser.SendAsync(request, Cancel);
        Assert.True(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Pages_HoldNoInlineScript()
    {
        using var signedIn = await app.BrowserAsync(coach.Id);
        foreach (var address in (string[])[AppRoutes.Logout, AppRoutes.Account, AppRoutes.Home, AppRoutes.Sessions])
        {
            var html = await signedIn.GetStringAsync(new Uri(address, UriKind.Relative), Cancel);
            Assert.DoesNotContain("<script>", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotMatch("<script(?![^>]* src=)[^>]*>", html);
            Assert.DoesNotMatch("<[a-z][^>]* on[a-z]+=\"", html);
        }
    }

    [Theory]
    [InlineData("http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:81", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost", HttpStatusCode.OK)]
    [InlineData(null, HttpStatusCode.OK)]
    public async Task Circuit_NegotiatedFromAnOrigin_IsOnlyForOurOwn(string? origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        using var response = await browser.SendAsync(request, Cancel);
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    public async Task Circuit_UpgradedFromAForeignOrigin_IsRefused(string origin)
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => ConnectAsync(origin));
        Assert.Contains("403", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Circuit_UpgradedFromOurOwnOrigin_Opens()
    {
        using var socket = await ConnectAsync("http://localhost");
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Fact]
    public async Task Circuits_OfOnePerson_AreLimited()
    {
        var cookie = await app.SignInCookieAsync(coach.Id);
        var sockets = new List<WebSocket>();
        try
        {
            for (var count = 0; count < CircuitGate.MostPerPerson; count++)
                sockets.Add(await ConnectAsync("http://localhost", cookie));
            var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => ConnectAsync("http://localhost", cookie));
            Assert.Contains("429", fault.Message, StringComparison.Ordinal);
            // Others are not hit.
            sockets.Add(await ConnectAsync("http://localhost"));
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Ready_WithADatabase_IsOk()
    {
        using var response = await browser.GetAsync(AppRoutes.HealthReady, Cancel);
        Assert.Equal((HttpStatusCode.OK, "ok"), (response.StatusCode, await StatusAsync(response)));
    }

    [Theory]
    [InlineData("ALTER TABLE Practice RENAME TO Gone")]
    [InlineData("DELETE FROM __EFMigrationsHistory")]
    public async Task Ready_WithoutTheSchema_IsUnavailable_ButTheProcessLives(string damage)
    {
        await using (var db = app.Db())
            await db.Database.ExecuteSqlRawAsync(damage, Cancel);
        using var ready = await browser.GetAsync(AppRoutes.HealthReady, Cancel);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (ready.StatusCode, await StatusAsync(ready)));
        using var live = await browser.GetAsync(AppRoutes.HealthLive, Cancel);
        Assert.Equal((HttpStatusCode.OK, "ok"), (live.StatusCode, await StatusAsync(live)));
    }

    [Fact]
    public async Task Fault_ShowsANumberAndNoStackTrace()
    {
        await using (var db = app.Db())
            await db.Database.ExecuteSqlRawAsync("ALTER TABLE AccountLinks RENAME TO Gone", Cancel);
        using var response = await browser.GetAsync(AppRoutes.AccountLink("x"), Cancel);
        var html = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("Something went wrong", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Sqlite", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(" at CoachHub", html, StringComparison.Ordinal);
        Assert.Equal(SecurityHeaders.ContentPolicy, Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
    }

    private static async Task<string?> StatusAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel));
        return json.RootElement.GetProperty("status").GetString();
    }

    private async Task<WebSocket> ConnectAsync(string origin, string? cookie = null)
    {
        var client = app.Server.CreateWebSocketClient();
        client.ConfigureRequest = request =>
        {
            request.Headers.Origin = origin;
            if (cookie is not null)
                request.Headers.Cookie = cookie;
        };
        return await client.ConnectAsync(new Uri("ws://localhost/_blazor"), Cancel);
    }
}
