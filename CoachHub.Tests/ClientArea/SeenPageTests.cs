using System.Net;
using CoachHub.App;
using CoachHub.App.Hosting;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.ClientArea;

/// <summary>The link in a mail by which a client says to have seen what it tells: without a sign-in, by a button, once it is still true.</summary>
public sealed class SeenPageTests : IAsyncLifetime
{
    private AppFactory app = null!;
    private Actor coach = null!;
    private Actor anna = null!;
    private HttpClient browser = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await AppFactory.CreateAsync();
        coach = await app.Given.CoachAsync();
        anna = await app.Given.ClientAsync(coach);
        browser = await app.BrowserAsync();
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Opened_ChangesNothing()
    {
        var address = await LinkAsync(await app.Given.ToldSessionAsync(coach, anna));

        var text = await browser.GetStringAsync(address, Cancel);

        Assert.Contains("Have you seen this session?", text, StringComparison.Ordinal);
        Assert.Equal(ToldState.Told, (await SessionAsync()).Told);
    }

    [Fact]
    public async Task Button_WithoutASignIn_Acknowledges()
    {
        var address = await LinkAsync(await app.Given.ToldSessionAsync(coach, anna));

        var text = await PressAsync(address);

        Assert.Contains("Your coach knows that you have seen it.", text, StringComparison.Ordinal);
        Assert.Equal(ToldState.Acknowledged, (await SessionAsync()).Told);
    }

    [Fact]
    public async Task ForgedForm_DoesNothing()
    {
        var address = await LinkAsync(await app.Given.ToldSessionAsync(coach, anna));

        using var response = await WebForm.SendAsync(browser, address, "seen", Cancel, withToken: false);

        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(ToldState.Told, (await SessionAsync()).Told);
    }

    [Theory]
    [InlineData("cancelled", "This session is cancelled")]
    [InlineData("moved", "This session has changed")]
    [InlineData("over", "This session is over")]
    public async Task Button_OfALinkThatIsNoLongerTrue_SaysSoAndDoesNothing(string what, string heading)
    {
        var address = await LinkAsync(await app.Given.ToldSessionAsync(coach, anna));
        using var open = await OpenAsync(address);
        if (what == "over")
            app.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 10, 0, 0, TimeSpan.Zero));
        else
            await ChangeAsync(session => session.Change(what == "moved"
                ? session.Values() with { StartsAtUtc = session.StartsAtUtc.AddHours(1) }
                : session.Values() with { Status = SessionStatus.Cancelled }));

        using var response = await browser.SendAsync(open, Cancel);

        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Contains(heading, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Got it", text, StringComparison.Ordinal);
        Assert.Contains(heading, await browser.GetStringAsync(address, Cancel), StringComparison.Ordinal);
        Assert.Null((await SessionAsync()).AcknowledgedAtUtc);
    }

    [Fact]
    public async Task Staff_WhoFindTheLinkInTheLog_CannotAnswerForTheClient()
    {
        var address = await LinkAsync(await app.Given.ToldSessionAsync(coach, anna));
        using var staff = await app.BrowserAsync(coach.Id);

        Assert.Contains("signed in as somebody else", await staff.GetStringAsync(address, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MangledToken_IsSaidInWords()
    {
        var address = await LinkAsync(await app.Given.ToldSessionAsync(coach, anna));

        Assert.Contains("This link does not work any more", await browser.GetStringAsync(address[..^4], Cancel), StringComparison.Ordinal);
    }

    private async Task<string> LinkAsync(int id)
    {
        var session = await SessionAsync();
        return AppRoutes.Seen(app.Services.GetRequiredService<SeenLinks>().Create(new SeenLink(id, anna.Id, session.SeenMark, session.EndsAtUtc)));
    }

    private async Task<string> PressAsync(string address)
    {
        using var response = await WebForm.SendAsync(browser, address, "seen", Cancel);
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    /// <summary>Opens the page, and holds the click on its button back.</summary>
    private Task<HttpRequestMessage> OpenAsync(string address) => WebForm.FilledInAsync(browser, address, "seen", Cancel);

    private async Task<Session> SessionAsync()
    {
        await using var db = app.Db();
        return await db.Set<Session>().AsNoTracking().SingleAsync(Cancel);
    }

    private async Task ChangeAsync(Action<Session> change)
    {
        await using var db = app.Db();
        change(await db.Set<Session>().SingleAsync(Cancel));
        await db.SaveChangesAsync(Cancel);
    }
}
