using Bunit;
using CoachHub.App.Components.Practice;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Practice;

public sealed class StylePageTests : Ui
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Colour_TooLight_IsDarkenedInWords_AndSaved()
    {
        var page = await ShowPageAsync();

        await Input(page, "Another colour").InputAsync(new() { Value = "#ffe94d" });
        page.WaitForAssertion(() => Assert.Contains("Too light for words on white", page.Markup, StringComparison.Ordinal));
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Saved", page.Markup, StringComparison.Ordinal));
        Assert.Equal("#ffe94d", (await Services.GetRequiredService<PracticeReader>().GetAsync(Cancel)).Style.AccentColor);
    }

    [Fact]
    public async Task Colour_ThatIsNone_SaysSoAtTheField()
    {
        var page = await ShowPageAsync();

        await Input(page, "Another colour").InputAsync(new() { Value = "blue" });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal("true", Input(page, "Another colour").GetAttribute("aria-invalid")));
    }

    [Fact]
    public async Task Logo_AnSvg_IsRefusedInClearWords()
    {
        var page = await ShowPageAsync();

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(LogoFile.Svg(), "logo.png"));

        page.WaitForAssertion(() => Assert.Contains("An SVG is a program as much as a picture.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Logo_APng_ShowsAtOnce()
    {
        var page = await ShowPageAsync();

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(LogoFile.Png(), "logo.png"));

        page.WaitForAssertion(() => Assert.StartsWith("/brand/logo/", page.Find("section img.logo").GetAttribute("src"), StringComparison.Ordinal));
        Assert.Contains("120 × 40 pixels, 1 KB", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logo_ChosenAfterAColleaguesColour_DoesNotLetTheFormReplaceThatColour()
    {
        var other = await Given.AdministratorAsync("Bea Laurent");
        var page = await ShowPageAsync();
        var style = Services.GetRequiredService<StyleService>();
        var present = (await style.GetAsync(other, Cancel)).Value.Values;
        Assert.True((await style.SaveAsync(other, present with { AccentColor = "#7a3e9d" }, Cancel)).Ok);

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(LogoFile.Png(), "logo.png"));
        page.WaitForElement("section img.logo");
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Bea Laurent", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("#7a3e9d", (await Services.GetRequiredService<PracticeReader>().GetAsync(Cancel)).Style.AccentColor);
    }

    [Fact]
    public async Task Logo_ChosenByAColleague_IsRemovedLikeOnesOwn()
    {
        var other = await Given.AdministratorAsync("Bea Laurent");
        var page = await ShowPageAsync();
        var style = Services.GetRequiredService<StyleService>();
        using (var file = new MemoryStream(LogoFile.Png()))
            Assert.True((await style.SetLogoAsync(other, file, (await style.GetAsync(other, Cancel)).Value.Values.Version, Cancel)).Ok);
        Clock.Advance(TimeSpan.FromMilliseconds(150));
        page.WaitForElement("section img.logo");

        page.FindAll("button").Single(button => button.TextContent.Trim() == "Remove the logo").Click();

        page.WaitForState(() => page.FindAll("section img.logo").Count == 0);
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    private static AngleSharp.Dom.IElement Input(IRenderedComponent<Stage> page, string label) =>
        page.Find($"#{page.FindAll("label").Single(l => l.TextContent == label).GetAttribute("for")}");

    private async Task<IRenderedComponent<Stage>> ShowPageAsync()
    {
        SignIn(await Given.AdministratorAsync());
        var page = Show<StylePage>();
        page.WaitForElement("form");
        return page;
    }
}
