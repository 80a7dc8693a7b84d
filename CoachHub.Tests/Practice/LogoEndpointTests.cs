using System.Net;
using CoachHub.App;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Practice;

/// <summary>The logo over the wire, and the sign-in page that bears it.</summary>
public sealed class LogoEndpointTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logo_AndSignInPage_AreForAnybody()
    {
        await using var app = await AppFactory.CreateAsync();
        await app.Given.PracticeAsync(practice => (practice.AccentColor, practice.SignInTitle, practice.SignInLine) = ("#1f5fa8", "Your space", "Mondays to Fridays"));
        var style = app.Services.GetRequiredService<StyleService>();
        var version = (await style.GetAsync(Actor.System, Cancel)).Value.Values.Version;
        var logo = (await style.SetLogoAsync(Actor.System, new MemoryStream(LogoFile.Png()), version, Cancel)).Value.Logo!;
        using var browser = app.CreateClient();

        using var picture = await browser.GetAsync(AppRoutes.Logo(logo.Hash), Cancel);
        Assert.Equal((HttpStatusCode.OK, "image/png"), (picture.StatusCode, picture.Content.Headers.ContentType!.ToString()));
        Assert.Equal(LogoFile.Png(), await picture.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal("nosniff", Assert.Single(picture.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("default-src 'none'; sandbox", Assert.Single(picture.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("public, max-age=31536000, immutable", picture.Headers.CacheControl!.ToString());

        var page = await browser.GetStringAsync(AppRoutes.Login, Cancel);
        Assert.Contains(AppRoutes.Logo(logo.Hash), page, StringComparison.Ordinal);
        Assert.Contains("Your space", page, StringComparison.Ordinal);
        Assert.Contains("Mondays to Fridays", page, StringComparison.Ordinal);
        Assert.Contains("--primary: light-dark(#1f5fa8,", page, StringComparison.Ordinal);
    }
}
