using Bunit;
using CoachHub.App.Components.Mail;
using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Smtp;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Mail;

/// <summary>Settings, Mail, over a settings file that names a server.</summary>
public sealed class MailServerPanelTests : Ui
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"coachhub-{Guid.NewGuid():N}.json");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_ServerOfTheFile_IsShownAsItCounts()
    {
        var panel = await ShowAsync();

        Assert.Equal("smtp.file.example", Input(panel, "Server").GetAttribute("value"));
        Assert.Equal("465", Input(panel, "Port").GetAttribute("value"));
        Assert.DoesNotContain("reach nobody", panel.Markup, StringComparison.Ordinal);
        Assert.Contains("A password is saved.", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_OnlyTheSendersName_KeepsTheServerAndItsPassword()
    {
        var panel = await ShowAsync();

        await Input(panel, "Sender name").ChangeAsync(new() { Value = "Elan" });
        await panel.Find("form").SubmitAsync();

        panel.WaitForAssertion(() => Assert.Contains("Saved", panel.Find("form [role=status]").TextContent, StringComparison.Ordinal));
        Assert.Equal(
            new MailSettings("smtp.file.example", 465, MailSecurity.Tls, "post", "of-the-file", "", "Elan"),
            await Services.GetRequiredService<MailSettingsSource>().GetAsync(Cancel));
        await using var db = Db();
        Assert.Equal("", (await db.Set<PracticeSettings>().SingleAsync(Cancel)).MailPasswordProtected);
    }

    protected override void Configure(IServiceCollection services)
    {
        File.WriteAllText(file, """{ "Mail": { "Host": "smtp.file.example", "Port": 465, "Security": "Tls", "User": "post", "Password": "of-the-file" } }""");
        var configuration = new ConfigurationBuilder().AddJsonFile(file).Build();
        services.AddSingleton<IConfiguration>(configuration).AddSingleton(AppSettings.Read(configuration));
        services.AddSingleton<MailSettingsSource>().AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddSingleton<IMailDoctor, NoDoctor>();
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        File.Delete(file);
    }

    private static AngleSharp.Dom.IElement Input(IRenderedComponent<Stage> panel, string label) =>
        panel.Find($"#{panel.FindAll("label").Single(found => found.TextContent == label).GetAttribute("for")}");

    private async Task<IRenderedComponent<Stage>> ShowAsync()
    {
        SignIn(await Given.AdministratorAsync());
        var panel = Show<MailServerPanel>();
        panel.WaitForElement("form");
        return panel;
    }

    private sealed class NoDoctor : IMailDoctor
    {
        public IAsyncEnumerable<MailCheck> ExamineAsync(MailCheckOrder order, CancellationToken cancel) => AsyncEnumerable.Empty<MailCheck>();
    }
}
