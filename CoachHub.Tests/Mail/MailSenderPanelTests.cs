using Bunit;
using CoachHub.App.Components.Mail;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Mail;

public sealed class MailSenderPanelTests : Ui
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PracticeReader Reader => Services.GetRequiredService<PracticeReader>();

    [Fact]
    public async Task Save_SignatureAndName_AreWhatMailsHaveFromThenOn()
    {
        var panel = await ShowAsync();

        await panel.Find("textarea").ChangeAsync(new ChangeEventArgs { Value = "Elan\r\n12 rue des Lilas" });
        await panel.FindAll("input[type=radio]")[1].ChangeAsync(new ChangeEventArgs { Value = "on" });
        await panel.Find("form").SubmitAsync();

        panel.WaitForAssertion(() => Assert.Equal("Saved", panel.Find("form [role=status]").TextContent));
        Assert.Equal(new PracticeMailStyle("Elan\n12 rue des Lilas", MailCoachName.FirstName), (await Reader.GetAsync(Cancel)).MailStyle);
    }

    [Fact]
    public async Task Save_SomebodyElseWasFirst_NamesThemAndKeepsWhatWasTyped()
    {
        var panel = await ShowAsync();
        var other = await Given.AdministratorAsync("Bea Laurent");
        var service = Services.GetRequiredService<MailSenderService>();
        Assert.True((await service.SaveAsync(other, (await service.GetAsync(other, Cancel)).Value with { Signature = "Bea" }, Cancel)).Ok);

        await panel.Find("textarea").ChangeAsync(new ChangeEventArgs { Value = "Ada" });
        await panel.Find("form").SubmitAsync();

        panel.WaitForAssertion(() => Assert.Contains("Bea Laurent", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("Ada", panel.Find("textarea").GetAttribute("value"));
        await panel.FindAll("button").Single(button => button.TextContent == "Show the present settings").ClickAsync(new());
        panel.WaitForAssertion(() => Assert.Equal("Bea", panel.Find("textarea").GetAttribute("value")));
    }

    [Fact]
    public async Task ChangeElsewhere_OfTheSameSettings_IsPointedOutAndOthersAreNot()
    {
        var panel = await ShowAsync();

        await Given.PracticeAsync(practice => practice.CancellationWindowHours = 72);
        Clock.Advance(TimeSpan.FromMilliseconds(100));
        await Given.PracticeAsync(practice => practice.MailSignature = "Elsewhere");
        Assert.DoesNotContain("The settings were changed elsewhere.", panel.Markup, StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromMilliseconds(100));

        panel.WaitForAssertion(() => Assert.Contains("The settings were changed elsewhere.", panel.Markup, StringComparison.Ordinal));
    }

    private async Task<IRenderedComponent<Stage>> ShowAsync()
    {
        SignIn(await Given.AdministratorAsync());
        var panel = Show<MailSenderPanel>();
        panel.WaitForElement("form");
        return panel;
    }
}
