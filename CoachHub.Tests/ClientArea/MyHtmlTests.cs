using System.Net;
using CoachHub.App;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.ClientArea;

/// <summary>The client's pages as they go over the wire, before any circuit: what is private is in none of them.</summary>
public sealed class MyHtmlTests : IAsyncLifetime
{
    private AppFactory app = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await AppFactory.CreateAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Pages_OfTheClient_HoldNothingPrivate()
    {
        var coach = await app.Given.CoachAsync();
        var client = await app.Given.ClientAsync(coach);
        var id = await app.Given.SessionAsync(coach, client);
        await app.Given.SessionAsync(coach, client, "2026-11-02 10:00");
        await app.Given.SessionAsync(coach, await app.Given.ClientAsync(coach, "Bob Grand"), "2026-12-02 10:00");
        await using (var db = app.Db())
        {
            await db.Set<Session>().ExecuteUpdateAsync(set => set.SetProperty(s => s.PrivateNotes, "seems tired").SetProperty(s => s.OverlapReason, "as a favour"), Cancel);
            await db.Set<Client>().ExecuteUpdateAsync(set => set.SetProperty(c => c.CoachNotes, "a difficult year"), Cancel);
        }

        using var browser = await app.BrowserAsync(client.Id);
        foreach (var address in (string[])[AppRoutes.My, AppRoutes.MyTab("payments"), AppRoutes.MyTab("history"), AppRoutes.MyTab("profile"), AppRoutes.MySession(id)])
        {
            using var response = await browser.GetAsync(address, Cancel);
            var text = await response.Content.ReadAsStringAsync(Cancel);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("<h1", text, StringComparison.Ordinal);
            Assert.DoesNotMatch("seems tired|as a favour|a difficult year|Bob Grand", text);
        }
    }

    [Fact]
    public async Task Pages_OfTheClient_SayHowThePracticeIsReached()
    {
        await app.Given.PracticeAsync(practice => (practice.Phone, practice.ContactEmail) = ("01 23 45 67 89", "hello@elan.example"));
        var coach = await app.Given.CoachAsync();
        var client = await app.Given.ClientAsync(coach);
        var id = await app.Given.SessionAsync(coach, client);
        using var browser = await app.BrowserAsync(client.Id);

        foreach (var address in (string[])[AppRoutes.My, AppRoutes.MyTab("payments"), AppRoutes.MySession(id)])
        {
            var text = await browser.GetStringAsync(address, Cancel);
            Assert.Contains("href=\"tel:0123456789\"", text, StringComparison.Ordinal);
            Assert.Contains("mailto:hello@elan.example", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Profile_Forms_CarryATokenAndGoToTheAccountPage()
    {
        var client = await app.Given.ClientAsync();
        using var browser = await app.BrowserAsync(client.Id);

        var text = await browser.GetStringAsync(AppRoutes.MyTab("profile"), Cancel);

        // The menu above has a form of its own.
        text = text[text.IndexOf("<main", StringComparison.Ordinal)..];
        Assert.Equal(3, text.Split("action=\"/account?back=my\"").Length - 1);
        Assert.Equal(3, text.Split("name=\"__RequestVerificationToken\"").Length - 1);
    }
}
