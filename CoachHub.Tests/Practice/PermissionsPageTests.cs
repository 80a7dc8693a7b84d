using Bunit;
using CoachHub.App.Components.Practice;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Practice;

public sealed class PermissionsPageTests : Ui
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_EveryCapability_IsABoxWithAnExplanation()
    {
        var page = await ShowPageAsync();

        foreach (var capability in Enum.GetValues<Capability>())
        {
            var text = page.Find($"#{Box(page, capability).GetAttribute("aria-describedby")}").TextContent;
            Assert.True(text.Length > 10, $"{capability}: {text}");
        }

        Assert.Equal(PracticeSettings.DefaultCapabilities.ToHashSet(), Ticked(page));
    }

    [Fact]
    public async Task Edit_Ticked_TicksSeeingAndSaysSo()
    {
        var page = await ShowPageAsync("");

        await Box(page, Capability.EditClients).ChangeAsync(new() { Value = true });

        Assert.Equal([Capability.ViewClients, Capability.EditClients], Ticked(page).Order());
        Assert.Contains("“See clients” was ticked too", page.Find(".banner").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task See_Unticked_UnticksEditingAndSaysSo()
    {
        var page = await ShowPageAsync("view_sessions,edit_sessions");

        await Box(page, Capability.ViewSessions).ChangeAsync(new() { Value = false });

        Assert.Empty(Ticked(page));
        Assert.Contains("“Change sessions” was unticked too", page.Find(".banner").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_IsThePracticesAndSaysSo()
    {
        var page = await ShowPageAsync("");

        await Box(page, Capability.ExportData).ChangeAsync(new() { Value = true });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("It counts for every coach from now on.", page.Markup, StringComparison.Ordinal));
        Assert.Equal([Capability.ExportData], (await Services.GetRequiredService<PracticeReader>().GetAsync(Cancel)).CoachCapabilities);
    }

    [Fact]
    public async Task ChangeElsewhere_OfAnotherPart_IsNotPointedOut()
    {
        var page = await ShowPageAsync();

        await Given.PracticeAsync(practice => practice.CancellationWindowHours = 72);
        Clock.Advance(TimeSpan.FromMilliseconds(100));
        await Given.PracticeAsync(practice => practice.CoachCapabilities = "view_clients");
        Assert.DoesNotContain("The settings were changed elsewhere.", page.Markup, StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromMilliseconds(100));

        page.WaitForAssertion(() => Assert.Contains("The settings were changed elsewhere.", page.Markup, StringComparison.Ordinal));
        Assert.Equal(PracticeSettings.DefaultCapabilities.ToHashSet(), Ticked(page));
    }

    private static AngleSharp.Dom.IElement Box(IRenderedComponent<Stage> page, Capability capability) => page.Find($"input[name={EnumCode.Of(capability)}]");

    private static HashSet<Capability> Ticked(IRenderedComponent<Stage> page) =>
        Enum.GetValues<Capability>().Where(capability => Box(page, capability).HasAttribute("checked")).ToHashSet();

    private async Task<IRenderedComponent<Stage>> ShowPageAsync(string? granted = null)
    {
        if (granted is not null)
            await Given.PracticeAsync(practice => practice.CoachCapabilities = granted);
        SignIn(await Given.AdministratorAsync());
        var page = Show<PermissionsPage>();
        page.WaitForElement("form");
        return page;
    }
}
