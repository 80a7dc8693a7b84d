using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Smtp;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace CoachHub.Tests.Mail;

public sealed class MailSettingsSourceTests
{
    private const string File465 =
        """{ "Mail": { "Host": "smtp.file.example", "Port": 465, "Security": "Tls", "User": "post", "Password": "of-the-file", "FromAddress": "file@elan.example" } }""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_NothingAnywhere_IsTheLocalMailbox()
    {
        await using var bench = await MailBench.CreateAsync();

        Assert.True((await bench.Get<MailSettingsSource>().GetAsync(Cancel)).IsLocalMailbox);
    }

    [Fact]
    public async Task Get_SavedSettings_CountAtOnceAndThePasswordComesBack()
    {
        await using var bench = await MailBench.CreateAsync();
        var source = bench.Get<MailSettingsSource>();
        await source.GetAsync(Cancel);

        await bench.Domain.Given.PracticeAsync(practice =>
        {
            (practice.MailHost, practice.MailPort, practice.MailSecurity) = ("smtp.example.org", 465, MailSecurity.Tls);
            (practice.MailUser, practice.MailPasswordProtected) = ("elan", source.Protect("s3cret"));
        });

        Assert.Equal(new MailSettings("smtp.example.org", 465, MailSecurity.Tls, "elan", "s3cret", "", ""), await source.GetAsync(Cancel));
        await using var db = bench.Domain.Db();
        Assert.DoesNotContain("s3cret", db.Set<PracticeSettings>().Single().MailPasswordProtected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_GivenByTheEnvironment_WinsKeyByKeyAndIsNamed()
    {
        await using var bench = await MailBench.CreateAsync(("Mail:Host", "env.example.org"), ("Mail:Password", "from-env"));
        var source = bench.Get<MailSettingsSource>();

        await bench.Domain.Given.PracticeAsync(practice =>
            (practice.MailHost, practice.MailUser, practice.MailPasswordProtected) = ("saved.example.org", "elan", source.Protect("saved")));

        var settings = await source.GetAsync(Cancel);
        Assert.Equal(("env.example.org", "elan", "from-env"), (settings.Host, settings.User, settings.Password));
        Assert.Equal(["Mail:Host", "Mail:Password"], source.FixedKeys.Order());
    }

    [Fact]
    public async Task Get_OnlyASenderIsSaved_TheServerOfTheFileGoesOnSending()
    {
        await using var bench = await MailBench.WithFileAsync(File465);

        await bench.Domain.Given.PracticeAsync(practice => (practice.MailFromName, practice.MailFromAddress) = ("Elan", "hello@elan.example"));

        Assert.Equal(
            new MailSettings("smtp.file.example", 465, MailSecurity.Tls, "post", "of-the-file", "hello@elan.example", "Elan"),
            await bench.Get<MailSettingsSource>().GetAsync(Cancel));
    }

    [Theory]
    [InlineData("SMTP.file.example", "post", MailSecurity.Tls, "of-the-file")]
    [InlineData("smtp.other.example", "post", MailSecurity.Tls, "")]
    [InlineData("smtp.file.example", "somebody", MailSecurity.Tls, "")]
    [InlineData("smtp.file.example", "post", MailSecurity.None, "")]
    public async Task Get_PasswordOfTheFile_GoesToItsOwnServerAccountAndProtectionOnly(string host, string user, MailSecurity security, string password)
    {
        await using var bench = await MailBench.WithFileAsync(File465);

        await bench.Domain.Given.PracticeAsync(practice => (practice.MailHost, practice.MailUser, practice.MailSecurity) = (host, user, security));

        Assert.Equal((host, password), await bench.Get<MailSettingsSource>().GetAsync(Cancel) is var settings ? (settings.Host, settings.Password) : default);
    }

    [Fact]
    public async Task Get_PasswordOfOtherKeys_IsEmptyRatherThanAFault()
    {
        await using var bench = await MailBench.CreateAsync();

        await bench.Domain.Given.PracticeAsync(practice => (practice.MailHost, practice.MailPasswordProtected) = ("smtp.example.org", "not-protected-here"));

        Assert.Equal("", (await bench.Get<MailSettingsSource>().GetAsync(Cancel)).Password);
    }

    [Fact]
    public void PublicAddress_NoSetting_IsWhereAnAdministratorWasServed()
    {
        var address = new PublicAddress(Settings(("Urls", "http://0.0.0.0:5080")));
        Assert.Equal("http://localhost:5080/my", address.Of("/my"));

        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host) = ("https", new HostString("coach.example"));
        address.Remember(request);

        Assert.Equal("https://coach.example/my", address.Of("/my"));
    }

    [Fact]
    public void PublicAddress_Setting_IsNotOverruledByARequest()
    {
        var address = new PublicAddress(Settings(("PublicUrl", "https://elan.example/portal")));
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host) = ("https", new HostString("evil.example"));
        address.Remember(request);

        Assert.Equal("https://elan.example/portal/account/link/x", address.Of("/account/link/x"));
    }

    private static AppSettings Settings(params (string Key, string Value)[] values) =>
        AppSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build());
}
