using System.Globalization;
using CoachHub.App.Integrations.Smtp;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;

namespace CoachHub.App.Components.Accounts;

/// <summary>What is typed at set-up.</summary>
public sealed class SetupForm
{
    public string? PracticeName { get; set; }
    public string? ZoneId { get; set; }
    public string? Currency { get; set; }
    public string? Language { get; set; }
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? Email { get; set; }
    public string? Password { get; set; }
    public bool Coaches { get; set; }
    public string? MailHost { get; set; }
    public string? MailPort { get; set; }
    public MailSecurity MailSecurity { get; set; } = MailSecurity.StartTls;
    public string? MailUser { get; set; }
    public string? MailPassword { get; set; }
    public string? MailFromAddress { get; set; }
    public string? MailFromName { get; set; }

    /// <summary><c>done</c> or <c>test</c>: which of the two buttons was pressed.</summary>
    public string? Act { get; set; }

    /// <summary>True when a mail server was typed.</summary>
    public bool HasMail => InputText.Clean(MailHost) is not null;

    /// <summary>The port; 0 when what was typed is no number.</summary>
    public int Port => int.TryParse(MailPort, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0;

    /// <summary>As the domain takes it.</summary>
    public SetupInput ToInput(MailSettingsSource mail) => new()
    {
        PracticeName = PracticeName,
        ZoneId = ZoneId,
        Currency = Currency,
        Language = Language,
        FirstName = FirstName,
        LastName = LastName,
        Email = Email,
        Password = Password,
        Coaches = Coaches,
        Mail = HasMail
            ? new SetupMail(
                MailHost!.Trim(),
                Port,
                MailSecurity,
                MailUser?.Trim() ?? "",
                mail.Protect(MailPassword ?? ""),
                InputText.Clean(MailFromAddress) ?? Email?.Trim() ?? "",
                MailFromName?.Trim() ?? "")
            : null,
    };
}
