using Bunit;
using CoachHub.App.Components.Mail;
using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Smtp;
using CoachHub.App.Mail;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace CoachHub.Tests.Mail;

public sealed class MailWordingScreensTests : Ui
{
    private readonly string folder = Directory.CreateTempSubdirectory("coachhub-words-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private MailWordingReader Own => Services.GetRequiredService<MailWordingReader>();

    [Fact]
    public async Task Switch_Off_SaysSoAndCounts()
    {
        var page = await ShowAsync<MailWordingsPanel>(_ => { });

        await Box(page, "Reminder").ChangeAsync(new ChangeEventArgs { Value = false });

        page.WaitForAssertion(() => Assert.Contains("Switched off · Reminder", Label(page, "Reminder").TextContent, StringComparison.Ordinal));
        Assert.Contains("reminder", (await Services.GetRequiredService<PracticeReader>().GetAsync(Cancel)).DisabledMails);
        Assert.DoesNotContain(page.FindAll("label"), label => label.TextContent.Contains("Sign-in link", StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_MailWithOwnWords_ShowsInWhichLanguages()
    {
        var administrator = await Given.AdministratorAsync();
        await Services.GetRequiredService<MailWordingService>().SaveAsync(administrator, new MailWordingInput { Mail = "reminder", Language = "fr", Subject = "Bientôt" }, Cancel);

        var page = await ShowAsync<MailWordingsPanel>(_ => { });

        Assert.Contains("Own words (fr)", page.Find("a[href*='mail=reminder']").Closest("li")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Standard text", page.Find("a[href*='mail=welcome']").Closest("li")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_EveryMailAndPlaceholder_IsExplained()
    {
        var words = Services.GetRequiredService<IStringLocalizer<Words>>();

        Assert.All(MailWordingKind.All, kind => Assert.NotEqual("", MailWordingWords.When(words, kind)));
        Assert.All(MailWordingKind.All.SelectMany(kind => kind.Placeholders).Distinct(), name => Assert.NotEqual(name, MailWordingWords.Placeholder(words, name)));
    }

    [Fact]
    public async Task Edit_MailAboutAnAccount_ClaimsNoSessionForItsPreview()
    {
        var coach = await Given.CoachAsync();
        await Given.SessionAsync(coach, await Given.ClientAsync(coach));

        var page = await ShowAsync<MailWordingEditor>(editor => editor.Add(e => e.Mail, "sign_in_link"));
        page.WaitForElement(".message");

        Assert.DoesNotContain("newest session", page.Markup, StringComparison.Ordinal);
        Assert.Contains("its link leads nowhere", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_SubjectTyped_IsInThePreviewAndSaved()
    {
        var page = await ShowEditorAsync();

        await Input(page, "Subject").ChangeAsync(new ChangeEventArgs { Value = "See you, {client}" });
        page.WaitForAssertion(() => Assert.Equal("See you, Anna Petit", page.Find(".message h2").TextContent));
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal("Saved", page.Find("form [role=status]").TextContent));
        Assert.Equal("See you, {client}", (await Own.FindAsync("booking_confirmation", "en", Cancel)).Subject);
    }

    [Fact]
    public async Task Edit_UnknownPlaceholder_IsNamedAtTheFieldAndNothingTypedIsLost()
    {
        var page = await ShowEditorAsync();

        await Input(page, "Introduction").ChangeAsync(new ChangeEventArgs { Value = "Dear {clinet}" });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("{clinet}", page.Find(".field-error").TextContent, StringComparison.Ordinal));
        Assert.Equal("true", Input(page, "Introduction").GetAttribute("aria-invalid"));
        Assert.Equal("Dear {clinet}", Input(page, "Introduction").GetAttribute("value"));
        Assert.Equal(MailOwnWords.None, await Own.FindAsync("booking_confirmation", "en", Cancel));
    }

    [Fact]
    public async Task Edit_BothLanguages_AreKeptWhileOneSwitchesAndSavedTogether()
    {
        var page = await ShowEditorAsync();
        await Input(page, "Subject").ChangeAsync(new ChangeEventArgs { Value = "English" });

        await Button(page, "Français").ClickAsync(new());
        await Input(page, "Subject").ChangeAsync(new ChangeEventArgs { Value = "Français, {client}" });
        page.WaitForAssertion(() => Assert.Equal("Français, Anna Petit", page.Find(".message h2").TextContent));
        await Button(page, "English").ClickAsync(new());
        Assert.Equal("English", Input(page, "Subject").GetAttribute("value"));
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal("Saved", page.Find("form [role=status]").TextContent));
        Assert.Equal(("English", "Français, {client}"), ((await Own.FindAsync("booking_confirmation", "en", Cancel)).Subject, (await Own.FindAsync("booking_confirmation", "fr", Cancel)).Subject));
    }

    [Fact]
    public async Task Edit_SomebodyElseSavedMeanwhile_NamesThemKeepsTheTextAndShowsTheirsOnDemand()
    {
        var page = await ShowEditorAsync();
        var other = await Given.AdministratorAsync("Bea Laurent");
        await Services.GetRequiredService<MailWordingService>().SaveAsync(other, new MailWordingInput { Mail = "booking_confirmation", Language = "en", Subject = "Bea's" }, Cancel);
        await Input(page, "Subject").ChangeAsync(new ChangeEventArgs { Value = "Ada's" });

        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Bea Laurent", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("Ada's", Input(page, "Subject").GetAttribute("value"));
        await Button(page, "Show the present text").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("Bea's", Input(page, "Subject").GetAttribute("value")));
    }

    [Fact]
    public async Task Edit_LeavingWithUnsavedText_AsksFirst()
    {
        var page = await ShowEditorAsync();
        var navigation = Services.GetRequiredService<NavigationManager>();
        await Input(page, "Subject").ChangeAsync(new ChangeEventArgs { Value = "Half a thought" });

        navigation.NavigateTo("/settings/general");
        page.WaitForAssertion(() => Assert.Contains("What you typed is not saved.", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("general", navigation.Uri, StringComparison.Ordinal);

        await Button(page, "Leave without saving").ClickAsync(new());
        Assert.EndsWith("/settings/general", navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_WhatWasTypedAndNotSaved_IsOfferedBack_AndGoneOnceSaved()
    {
        var page = await ShowEditorAsync();
        await Input(page, "Introduction").InputAsync(new ChangeEventArgs { Value = "Half a thought" });
        Clock.Advance(TimeSpan.FromSeconds(2));

        var again = await ShowAgainAsync();
        await Button(again, "Put it back").ClickAsync(new());
        Assert.Equal("Half a thought", Input(again, "Introduction").GetAttribute("value"));
        await again.Find("form").SubmitAsync();

        again.WaitForAssertion(() => Assert.Equal("Saved", again.Find("form [role=status]").TextContent));
        Assert.Equal("Half a thought", (await Own.FindAsync("booking_confirmation", "en", Cancel)).Introduction);
        Assert.Equal(0, await DraftsAsync());
    }

    [Fact]
    public async Task Edit_DraftOlderThanWhatSomebodySaved_DoesNotReplaceItUnseen()
    {
        var page = await ShowEditorAsync();
        await Input(page, "Subject").InputAsync(new ChangeEventArgs { Value = "Ada's" });
        Clock.Advance(TimeSpan.FromSeconds(2));
        var other = await Given.AdministratorAsync("Bea Laurent");
        await Services.GetRequiredService<MailWordingService>().SaveAsync(other, new MailWordingInput { Mail = "booking_confirmation", Language = "en", Subject = "Bea's" }, Cancel);

        var again = await ShowAgainAsync();
        await Button(again, "Put it back").ClickAsync(new());
        await again.Find("form").SubmitAsync();

        again.WaitForAssertion(() => Assert.Contains("Bea Laurent", again.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("Bea's", (await Own.FindAsync("booking_confirmation", "en", Cancel)).Subject);
    }

    [Fact]
    public async Task Edit_DiscardedDraft_IsGone()
    {
        var page = await ShowEditorAsync();
        await Input(page, "Subject").InputAsync(new ChangeEventArgs { Value = "Half a thought" });
        Clock.Advance(TimeSpan.FromSeconds(2));

        var again = await ShowAgainAsync();
        await Button(again, "Discard").ClickAsync(new());

        Assert.Equal(0, await DraftsAsync());
        Assert.Equal("", Input(again, "Subject").GetAttribute("value"));
    }

    [Fact]
    public async Task SendTest_OwnWords_GoToOnesOwnAddressAndTheAnswerIsShown()
    {
        var page = await ShowEditorAsync();
        await Input(page, "Subject").ChangeAsync(new ChangeEventArgs { Value = "Trying {practice}" });

        await Button(page, "Send me a test").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("The server took the test mail: local mailbox:", page.Markup, StringComparison.Ordinal));
        var message = Assert.Single(await Services.GetRequiredService<LocalMailbox>().ListAsync(10, Cancel));
        Assert.Equal("Trying Elan Coaching", message.Subject);
        Assert.Contains("ada.martin", message.To, StringComparison.Ordinal);
    }

    protected override void Configure(IServiceCollection services)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Data:Folder", folder), new("PublicUrl", "https://coach.example/")]).Build();
        var settings = AppSettings.Read(configuration);
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(settings);
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddMail(settings);
        // Templates are drawn with services of their own: the screen's renderer must not be found among them.
        var templates = new ServiceCollection().AddLogging().AddLocalization().AddSingleton<TimeProvider>(Clock).AddSingleton(settings).AddSingleton<PublicAddress>()
            .AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()).AddSingleton<SeenLinks>()
            .AddCascadingValue(_ => "as the app has some").BuildServiceProvider(validateScopes: true);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<RazorMailRenderer>(provider, templates));
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        Directory.Delete(folder, recursive: true);
    }

    private static AngleSharp.Dom.IElement Input(IRenderedComponent<Stage> page, string label) =>
        page.Find($"#{page.FindAll("label").Single(l => l.TextContent == label).GetAttribute("for")}");

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<Stage> page, string text) =>
        page.FindAll("button").Single(button => button.TextContent.Trim().StartsWith(text, StringComparison.Ordinal));

    private static AngleSharp.Dom.IElement Label(IRenderedComponent<Stage> page, string mail) =>
        page.FindAll("label.check").Single(label => label.TextContent.EndsWith("· " + mail, StringComparison.Ordinal));

    private static AngleSharp.Dom.IElement Box(IRenderedComponent<Stage> page, string mail) => Label(page, mail).QuerySelector("input")!;

    private async Task<IRenderedComponent<Stage>> ShowEditorAsync()
    {
        var coach = await Given.CoachAsync();
        await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        var page = await ShowAsync<MailWordingEditor>(editor => editor.Add(e => e.Mail, "booking_confirmation"));
        page.WaitForElement(".message");
        return page;
    }

    private async Task<IRenderedComponent<Stage>> ShowAgainAsync()
    {
        // What is being kept is kept when the page has gone.
        await DisposeComponentsAsync();
        Assert.Equal(1, await DraftsAsync());
        var page = Show<MailWordingEditor>(editor => editor.Add(e => e.Mail, "booking_confirmation"));
        page.WaitForElement(".message");
        page.WaitForState(() => page.Markup.Contains("Put it back", StringComparison.Ordinal));
        return page;
    }

    private async Task<int> DraftsAsync()
    {
        await using var db = Db();
        return await db.Set<Draft>().CountAsync(Cancel);
    }

    private async Task<IRenderedComponent<Stage>> ShowAsync<T>(Action<ComponentParameterCollectionBuilder<T>> with) where T : IComponent
    {
        SignIn(await Given.AdministratorAsync());
        var page = Show(with);
        page.WaitForElement("ul.plain, form");
        return page;
    }
}
