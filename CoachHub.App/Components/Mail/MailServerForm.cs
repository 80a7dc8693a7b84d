using CoachHub.App.Hosting;
using CoachHub.Domain.Practice;

namespace CoachHub.App.Components.Mail;

/// <summary>What is typed about the mail server.</summary>
public sealed class MailServerForm
{
    public string? Host { get; set; }
    public int? Port { get; set; }
    public MailSecurity Security { get; set; }
    public string? User { get; set; }

    /// <summary>A new password; the saved one is never handed out.</summary>
    public string? Password { get; set; }

    public string? FromAddress { get; set; }
    public string? FromName { get; set; }

    public static MailServerForm Of(MailSettings values) => new()
    {
        Host = values.Host,
        Port = values.Port,
        Security = values.Security,
        User = values.User,
        FromAddress = values.FromAddress,
        FromName = values.FromName,
    };

    public PracticeMailInput ToInput(int version, Func<string, string> protect) => new()
    {
        Host = Host,
        Port = Port,
        Security = Security,
        User = User,
        NewPasswordProtected = string.IsNullOrEmpty(Password) ? null : protect(Password),
        FromAddress = FromAddress,
        FromName = FromName,
        Version = version,
    };

    /// <summary>The settings that count as typed, over what the environment fixes. The present password goes to its own server only, and not in the clear where it was protected.</summary>
    public MailSettings ToSettings(MailSettings present, IReadOnlySet<string> fixedKeys)
    {
        T Typed<T>(string key, T fixedValue, T typed) => fixedKeys.Contains(key) ? fixedValue : typed;
        var host = Typed("Mail:Host", present.Host, Host?.Trim() ?? "");
        var security = Typed("Mail:Security", present.Security, Security);
        var kept = string.Equals(host, present.Host, StringComparison.OrdinalIgnoreCase) && !present.Security.IsLoweredBy(security) ? present.Password : "";
        return new MailSettings(
            host,
            Typed("Mail:Port", present.Port, Port ?? 0),
            security,
            Typed("Mail:User", present.User, User?.Trim() ?? ""),
            Typed("Mail:Password", present.Password, string.IsNullOrEmpty(Password) ? kept : Password),
            Typed("Mail:FromAddress", present.FromAddress, FromAddress?.Trim() ?? ""),
            Typed("Mail:FromName", present.FromName, FromName?.Trim() ?? ""));
    }
}
