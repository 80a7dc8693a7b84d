using Bunit;
using CoachHub.App.Components.Practice;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Practice;

public sealed class GeneralSettingsPageTests : Ui
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PracticeReader Reader => Services.GetRequiredService<PracticeReader>();

    [Fact]
    public async Task Save_NewName_IsThePracticesNameAndSaysSo()
    {
        var page = await ShowPageAsync();

        await Input(page, "Practice name").ChangeAsync(new() { Value = "Atelier Moreau" });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Saved", page.Markup, StringComparison.Ordinal));
        Assert.Equal("Atelier Moreau", (await Reader.GetAsync(Cancel)).Name);
    }

    [Fact]
    public async Task Save_LeadOutOfRange_SaysSoAtTheFieldAndSavesNothing()
    {
        var page = await ShowPageAsync();

        await Input(page, "Practice name").ChangeAsync(new() { Value = "Atelier Moreau" });
        await Input(page, "Reminder 1").InputAsync(new() { Value = "-1" });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal("true", Input(page, "Reminder 1").GetAttribute("aria-invalid")));
        Assert.Contains("Enter a whole number: 1 to 336 hours, or 1 to 14 days.", page.Find(".field-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("Elan Coaching", (await Reader.GetAsync(Cancel)).Name);
    }

    [Fact]
    public async Task Save_ReminderAddedInDays_IsKeptBesideTheFirst()
    {
        var page = await ShowPageAsync();

        await Words(page, "Add a reminder").ClickAsync(new());
        await Input(page, "Reminder 2").InputAsync(new() { Value = "3" });
        await page.Find("select[aria-label='Unit of reminder 2']").ChangeAsync(new() { Value = "Days" });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Saved", page.Markup, StringComparison.Ordinal));
        Assert.Equal([TimeSpan.FromDays(3), TimeSpan.FromHours(24)], (await Reader.GetAsync(Cancel)).ReminderLeads);
    }

    [Fact]
    public async Task Save_SameReminderTwice_SaysSoAtTheSecondUntilOneIsRemoved()
    {
        var page = await ShowPageAsync();
        await Words(page, "Add a reminder").ClickAsync(new());
        await Input(page, "Reminder 2").InputAsync(new() { Value = "24" });
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("There is a reminder at this time already.", page.Find(".field-error").TextContent.Trim()));
        Assert.Null(Input(page, "Reminder 1").GetAttribute("aria-invalid"));

        await page.Find("button[aria-label='Remove reminder 1']").ClickAsync(new());
        Assert.Empty(page.FindAll(".field-error"));
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Saved", page.Markup, StringComparison.Ordinal));
        Assert.Equal([TimeSpan.FromHours(24)], (await Reader.GetAsync(Cancel)).ReminderLeads);
    }

    [Fact]
    public async Task TestReminder_Button_GoesToOneselfAndShowsTheServersWords()
    {
        var coach = await Given.CoachAsync();
        await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        var page = await ShowPageAsync();
        var server = Services.GetRequiredService<FakeMailServer>();

        await Words(page, "Send me a test reminder").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("250 2.0.0 taken", page.Markup, StringComparison.Ordinal));
        var sent = Assert.Single(server.Taken);
        Assert.StartsWith("ada", sent.ToAddress, StringComparison.Ordinal);
        Assert.Contains("IsTest = True", sent.Text, StringComparison.Ordinal);
        Assert.Contains("Invitation = ,", sent.Text, StringComparison.Ordinal);

        server.Answer = _ => FakeMailServer.Refused;
        await Words(page, "Send me a test reminder").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("550 5.1.1 no such mailbox", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TestReminder_NoSessionAhead_TellsAnExample()
    {
        var page = await ShowPageAsync();

        await Words(page, "Send me a test reminder").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("Camille Martin", Assert.Single(Services.GetRequiredService<FakeMailServer>().Taken).Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Save_SomebodyElseWasFirst_NamesThemAndKeepsWhatWasTyped()
    {
        var page = await ShowPageAsync();
        var other = await Given.AdministratorAsync("Bea Laurent");
        var service = Services.GetRequiredService<PracticeService>();
        var seen = (await service.GetGeneralAsync(other, Cancel)).Value.Values;
        Assert.True((await service.SaveGeneralAsync(other, seen with { CancellationWindowHours = 12 }, Cancel)).Ok);

        await Input(page, "Practice name").ChangeAsync(new() { Value = "Atelier Moreau" });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Bea Laurent", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("Atelier Moreau", Input(page, "Practice name").GetAttribute("value"));
    }

    [Fact]
    public async Task ChangeElsewhere_WhileOneIsTyping_IsPointedOutAndTypedTextStays()
    {
        var page = await ShowPageAsync();
        await Input(page, "Practice name").ChangeAsync(new() { Value = "Atelier Moreau" });

        await Given.PracticeAsync(practice => practice.CancellationWindowHours = 72);
        Clock.Advance(TimeSpan.FromMilliseconds(100));

        page.WaitForAssertion(() => Assert.Contains("The settings were changed elsewhere.", page.Markup, StringComparison.Ordinal));
        Assert.Equal("Atelier Moreau", Input(page, "Practice name").GetAttribute("value"));
    }

    [Fact]
    public async Task ChangeElsewhere_OfOtherSettings_IsNotPointedOut()
    {
        var page = await ShowPageAsync();

        await Given.PracticeAsync(practice => practice.DisabledMails = "reminder");
        Clock.Advance(TimeSpan.FromMilliseconds(100));
        // The page looks on its own thread: what comes after it there is drawn after it.
        await page.InvokeAsync(() => Task.CompletedTask);

        Assert.DoesNotContain("The settings were changed elsewhere.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leave_WithUnsavedText_AsksFirst_AndNoMoreOnceItIsSaved()
    {
        var page = await ShowPageAsync();
        var navigation = Services.GetRequiredService<NavigationManager>();
        await Input(page, "Practice name").ChangeAsync(new() { Value = "Atelier Moreau" });

        navigation.NavigateTo("/settings/style");
        page.WaitForAssertion(() => Assert.Contains("What you typed is not saved.", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("style", navigation.Uri, StringComparison.Ordinal);
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("Saved", page.Find("form").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("What you typed is not saved.", page.Markup, StringComparison.Ordinal);
        navigation.NavigateTo("/settings/style");

        Assert.EndsWith("/settings/style", navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Currency_OnceThereAreSessions_IsFixed()
    {
        var coach = await Given.CoachAsync();
        await Given.SessionAsync(coach, await Given.ClientAsync(coach));

        var page = await ShowPageAsync();

        Assert.True(Input(page, "Currency").HasAttribute("disabled"));
        Assert.Contains("Fixed: prices or payments are in it.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Currency_FirstPriceEnteredMeanwhile_IsRefusedAtTheFieldAndTheRestStaysTyped()
    {
        var page = await ShowPageAsync();
        Assert.Contains("It can be changed until the first price or payment is entered.", page.Markup, StringComparison.Ordinal);
        await Input(page, "Practice name").ChangeAsync(new() { Value = "Atelier Moreau" });
        await Input(page, "Currency").ChangeAsync(new() { Value = "CHF" });
        var coach = await Given.CoachAsync();
        await Given.SessionAsync(coach, await Given.ClientAsync(coach));

        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.StartsWith("The currency cannot change any more", page.Find(".field-error").TextContent.Trim(), StringComparison.Ordinal));
        Assert.Equal($"{Input(page, "Currency").Id}-error", page.Find(".field-error").Id);
        Assert.Equal("Atelier Moreau", Input(page, "Practice name").GetAttribute("value"));
        Assert.Equal("EUR", (await Reader.GetAsync(Cancel)).Currency);
    }

    [Fact]
    public async Task Window_AnotherNumberOfHours_IsSaved()
    {
        var page = await ShowPageAsync();

        await Input(page, "Cancellation window").ChangeAsync(new() { Value = "other" });
        await Input(page, "Hours before the start").ChangeAsync(new() { Value = "36" });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Saved", page.Markup, StringComparison.Ordinal));
        Assert.Equal(36, (await Reader.GetAsync(Cancel)).CancellationWindowHours);
        Assert.Equal("36", Input(page, "Hours before the start").GetAttribute("value"));
    }

    [Fact]
    public async Task Save_ContactCardsMeasurementsAndLanding_AreThePractices()
    {
        var page = await ShowPageAsync();

        await Input(page, "Phone").ChangeAsync(new() { Value = " +33 1 23 45 67 89 " });
        await Input(page, "Postal address").ChangeAsync(new() { Value = "12 rue des Lilas\r\n75011 Paris" });
        await Input(page, "Email for clients").ChangeAsync(new() { Value = "bonjour@elan.example" });
        await Input(page, "Coaches begin with").ChangeAsync(new() { Value = "Sessions" });
        await Box(page, "Price").ChangeAsync(new() { Value = false });
        await Box(page, "Keep body measurements").ChangeAsync(new() { Value = true });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Saved", page.Markup, StringComparison.Ordinal));
        var practice = await Reader.GetAsync(Cancel);
        Assert.Equal(new PracticeContact("+33 1 23 45 67 89", "12 rue des Lilas\n75011 Paris", "bonjour@elan.example"), practice.Contact);
        Assert.Equal((CoachLanding.Sessions, true), (practice.CoachesLandOn, practice.MeasurementsOn));
        Assert.Equal(Enum.GetValues<ClientCardPart>().Except([ClientCardPart.Price]).ToHashSet(), practice.ClientCardShows);
    }

    [Fact]
    public async Task Save_ContactAddressThatIsNone_SaysSoAtTheField()
    {
        var page = await ShowPageAsync();

        await Input(page, "Email for clients").ChangeAsync(new() { Value = "bonjour@elan.example\nBcc: everybody@elan.example" });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal("true", Input(page, "Email for clients").GetAttribute("aria-invalid")));
        Assert.Equal("", (await Reader.GetAsync(Cancel)).Contact.Email);
    }

    private static AngleSharp.Dom.IElement Box(IRenderedComponent<Stage> page, string label) =>
        page.FindAll("label.check").Single(l => l.TextContent.StartsWith(label, StringComparison.Ordinal)).QuerySelector("input")!;

    private static AngleSharp.Dom.IElement Input(IRenderedComponent<Stage> page, string label) =>
        page.Find($"#{page.FindAll("label").Single(l => l.TextContent == label).GetAttribute("for")}");

    private static AngleSharp.Dom.IElement Words(IRenderedComponent<Stage> page, string words) =>
        page.FindAll("button").Single(button => button.TextContent.Trim() == words);

    private async Task<IRenderedComponent<Stage>> ShowPageAsync()
    {
        SignIn(await Given.AdministratorAsync());
        var page = Show<GeneralSettingsPage>();
        page.WaitForElement("form");
        return page;
    }
}
