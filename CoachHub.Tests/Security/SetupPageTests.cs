using System.Net;
using CoachHub.App;
using CoachHub.Domain.Accounts;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Security;

public sealed class SetupPageTests : IAsyncLifetime
{
    private AppFactory app = null!;
    private HttpClient browser = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await AppFactory.CreateAsync();
        browser = await app.BrowserAsync();
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await app.DisposeAsync();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sessions")]
    [InlineData("/account/login")]
    [InlineData("/account/link/x")]
    [InlineData("/nowhere")]
    public async Task AnyPage_BeforeSetUp_LeadsThere(string address)
    {
        using var response = await browser.GetAsync(address, Cancel);
        Assert.Equal((HttpStatusCode.Found, AppRoutes.Setup), (response.StatusCode, response.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData("/setup")]
    [InlineData("/health/live")]
    [InlineData("/app.css")]
    public async Task WhatSetUpNeeds_BeforeSetUp_IsServed(string address)
    {
        using var response = await browser.GetAsync(address, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Setup_Once_SignsInLeadsToTheDashboardAndIsGone()
    {
        using (var done = await SendAsync("pear tractor velvet"))
        {
            Assert.EndsWith(AppRoutes.Dashboard, done.Headers.Location?.OriginalString, StringComparison.Ordinal);
            Assert.Contains(done.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("CoachHub.SignIn=", StringComparison.Ordinal));
        }

        using var again = await browser.GetAsync(AppRoutes.Setup, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Setup_WithAProblem_SaysWhereAndKeepsWhatWasTyped()
    {
        using var refused = await SendAsync("short");
        var html = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        Assert.Contains("Use at least 12 characters.", html, StringComparison.Ordinal);
        foreach (var typed in (string[])["Elan \"Coaching\"", "Ada", "Martin", "ada@example.org", "smtp.example.org", "short"])
            Assert.Contains($"value=\"{typed}\"", html, StringComparison.Ordinal);
        Assert.Contains("<option value=\"America/Toronto\" selected", html, StringComparison.Ordinal);
        await using var db = app.Db();
        Assert.False(await db.Set<User>().AnyAsync(Cancel));
    }

    private Task<HttpResponseMessage> SendAsync(string password) => WebForm.SendAsync(
        browser,
        AppRoutes.Setup,
        "setup",
        Cancel,
        true,
        ("Input.PracticeName", "Elan \"Coaching\""),
        ("Input.ZoneId", "America/Toronto"),
        ("Input.Currency", "CAD"),
        ("Input.Language", "fr"),
        ("Input.FirstName", "Ada"),
        ("Input.LastName", "Martin"),
        ("Input.Email", "ada@example.org"),
        ("Input.Password", password),
        ("Input.Coaches", "true"),
        ("Input.MailHost", "smtp.example.org"),
        ("Input.MailPort", "587"),
        ("Input.MailSecurity", "StartTls"),
        ("Input.Act", "done"));
}
