using System.Diagnostics;
using CoachHub.App.Hosting;
using Microsoft.Extensions.Configuration;

namespace CoachHub.Tests.Hosting;

public sealed class AppSettingsTests
{
    [Theory]
    [InlineData("Database:Provider", "Oracle")]
    [InlineData("Urls", "not an address")]
    [InlineData("PublicUrl", "practice.example")]
    [InlineData("Mail:Port", "abc")]
    [InlineData("Mail:Port", "70000")]
    [InlineData("Mail:Security", "Maybe")]
    [InlineData("Mail:FromAddress", "nobody")]
    [InlineData("Stripe:WebhookSecret", "whsec_1")]
    [InlineData("Stripe:ApiBase", "ftp://stripe")]
    [InlineData("Reminders:TickSeconds", "0")]
    [InlineData("Mail:GraceSeconds", "-1")]
    public void Read_ASettingThatCannotBeUsed_NamesItsKeyInOneLine(string key, string value)
    {
        var bad = Assert.Throws<BadSettingException>(() => AppSettings.Read(Configuration((key, value))));
        Assert.Equal(key, bad.Key);
        Assert.StartsWith(key, bad.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', bad.Message);
    }

    [Fact]
    public void Read_Nothing_IsTheDocumentedDefaults()
    {
        var settings = AppSettings.Read(Configuration());
        Assert.Equal("http://localhost:5080/", Assert.Single(settings.Urls).AbsoluteUri);
        Assert.Equal((587, true), (settings.Mail.Port, settings.Mail.IsLocalMailbox));
        Assert.Equal((TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(10)), (settings.ReminderTick, settings.MailGrace));
    }

    [Fact]
    public async Task Start_WithABadSetting_StopsWithOneLineAndANonZeroExit()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(AppSettings).Assembly.Location, "Mail:Port=abc"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
        Assert.Equal("", await output);
        Assert.Equal("CoachHub cannot start: Mail:Port: 'abc' is no number from 1 to 65535.", error.Trim());
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value))).Build();
}
