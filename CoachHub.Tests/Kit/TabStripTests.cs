using Bunit;
using CoachHub.App.Components.Kit;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Kit;

public sealed class TabStripTests : Ui
{
    private string Address => Services.GetRequiredService<NavigationManager>().Uri;

    [Theory]
    [InlineData("one", "ArrowRight", "two")]
    [InlineData("one", "ArrowLeft", "three")]
    [InlineData("three", "ArrowRight", "one")]
    [InlineData("one", "End", "three")]
    [InlineData("three", "Home", "one")]
    public void Key_OnTheSelectedTab_GoesToAnother(string from, string key, string to)
    {
        var tabs = ShowTabs(from);

        tabs.Find("[role=tab][aria-selected=true]").KeyDown(key);

        Assert.EndsWith($"?tab={to}", Address, StringComparison.Ordinal);
    }

    [Fact]
    public void Tabs_OnlyTheSelectedOne_IsInTheTabOrderAndNamesThePanel()
    {
        var tabs = ShowTabs("two");

        var reachable = Assert.Single(tabs.FindAll("[role=tab][tabindex='0']"));
        Assert.StartsWith("Two", reachable.TextContent, StringComparison.Ordinal);
        Assert.Equal(reachable.Id, tabs.Find("[role=tabpanel]").GetAttribute("aria-labelledby"));
        Assert.Equal(tabs.Find("[role=tabpanel]").Id, reachable.GetAttribute("aria-controls"));
    }

    private IRenderedComponent<Stage> ShowTabs(string selected) => Show<TabStrip>(strip => strip
        .Add(s => s.Label, "Parts")
        .Add(s => s.Selected, selected)
        .Add(s => s.Tabs, [new Tab("one", "One", "x?tab=one"), new Tab("two", "Two", "x?tab=two", 2), new Tab("three", "Three", "x?tab=three")]));
}
