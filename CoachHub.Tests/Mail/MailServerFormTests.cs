using CoachHub.App.Components.Mail;
using CoachHub.App.Hosting;
using CoachHub.Domain.Practice;

namespace CoachHub.Tests.Mail;

public sealed class MailServerFormTests
{
    private static readonly MailSettings Present = new("smtp.example.org", 587, MailSecurity.StartTls, "post", "secret", "post@example.org", "");

    [Fact]
    public void ToSettings_SameServerWithoutANewPassword_UsesTheSavedOne() =>
        Assert.Equal("secret", Form("SMTP.example.org").ToSettings(Present, new HashSet<string>()).Password);

    [Fact]
    public void ToSettings_AnotherServer_NeverGetsTheSavedPassword() =>
        Assert.Equal("", Form("smtp.attacker.example").ToSettings(Present, new HashSet<string>()).Password);

    [Fact]
    public void ToSettings_NoProtectionAnyMore_NeverSendsTheSavedPassword() =>
        Assert.Equal("", Form("smtp.example.org", MailSecurity.None).ToSettings(Present, new HashSet<string>()).Password);

    [Fact]
    public void ToSettings_ValuesOfTheEnvironment_AreNotTypedOver()
    {
        var settings = Form("smtp.other.example").ToSettings(Present, new HashSet<string> { "Mail:Host", "Mail:Port" });

        Assert.Equal(("smtp.example.org", 587, "secret"), (settings.Host, settings.Port, settings.Password));
        Assert.Equal("new@example.org", settings.FromAddress);
    }

    [Fact]
    public void ToInput_EmptyPassword_KeepsTheSavedOne()
    {
        Assert.Null(Form("smtp.example.org").ToInput(1, password => password).NewPasswordProtected);
        Assert.Equal("sealed:new", Typed("new").ToInput(1, password => $"sealed:{password}").NewPasswordProtected);
    }

    private static MailServerForm Typed(string password)
    {
        var form = Form("smtp.example.org");
        form.Password = password;
        return form;
    }

    private static MailServerForm Form(string host, MailSecurity security = MailSecurity.Tls) => new()
    {
        Host = host,
        Port = 25,
        Security = security,
        User = "post",
        FromAddress = "new@example.org",
    };
}
