using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Practice;

/// <summary>Which sessions an administrator's dashboard and home show (D15).</summary>
public enum AdministratorScope
{
    /// <summary>Every session of the practice.</summary>
    AllSessions,

    /// <summary>Only sessions that this administrator created.</summary>
    OwnSessions,
}

/// <summary>How the connection to the mail server is protected.</summary>
public enum MailSecurity
{
    /// <summary>In the clear; for servers on the same machine.</summary>
    None,

    /// <summary>Plain first, then upgraded; the usual choice on port 587.</summary>
    StartTls,

    /// <summary>Encrypted from the first byte; the usual choice on port 465.</summary>
    Tls,
}

/// <summary>What a change of the protection means.</summary>
public static class MailSecurities
{
    /// <summary>True when a password that went encrypted so far would go in the clear.</summary>
    public static bool IsLoweredBy(this MailSecurity present, MailSecurity next) => present != MailSecurity.None && next == MailSecurity.None;
}

/// <summary>The one practice of this installation. The row exists once set-up is done.</summary>
public sealed class PracticeSettings : IVersioned
{
    /// <summary>The id of the only row.</summary>
    public const int OnlyId = 1;

    /// <inheritdoc />
    public int Id { get; init; } = OnlyId;

    /// <summary>The practice's name, as clients know it.</summary>
    public required string Name { get; set; }

    /// <summary>IANA zone of the practice; the default for new people.</summary>
    public required string ZoneId { get; set; }

    /// <summary>ISO 4217 code; one for the whole practice (D22).</summary>
    public required string Currency { get; set; }

    /// <summary>Language of new people and of mails to people without one: <c>en</c> or <c>fr</c>.</summary>
    public string Language { get; set; } = "en";

    /// <summary>Clients may cancel while at least this many hours remain; 0 = until the start (D11).</summary>
    public int CancellationWindowHours { get; set; } = 24;

    /// <summary>Whether reminders are sent at all.</summary>
    public bool RemindersOn { get; set; } = true;

    /// <summary>How long before the start reminders are due: whole hours, comma-separated, the longest first; empty = none. See <see cref="Practice.ReminderLeads"/>.</summary>
    public string ReminderLeads { get; set; } = "24";

    /// <summary>What dashboards of administrators show.</summary>
    public AdministratorScope AdministratorScope { get; set; }

    /// <summary>Where coaches begin after signing in.</summary>
    public CoachLanding CoachesLandOn { get; set; }

    /// <summary>Whether body measurements are kept (D27): the tabs of clients and of the client area.</summary>
    public bool MeasurementsOn { get; set; }

    /// <summary>Codes of the <see cref="ClientCardPart"/>s that clients see on their sessions, comma-separated.</summary>
    public string ClientCardShows { get; set; } = string.Join(',', Enum.GetValues<ClientCardPart>().Select(EnumCode.Of));

    /// <summary>The practice's telephone number, for clients; may be empty.</summary>
    public string Phone { get; set; } = "";

    /// <summary>The practice's postal address, several lines; may be empty.</summary>
    public string Address { get; set; } = "";

    /// <summary>The address that clients write to; may be empty.</summary>
    public string ContactEmail { get; set; } = "";

    /// <summary>What stands below the amount of receipts, several lines, such as why no VAT is charged; may be empty.</summary>
    public string TaxLine { get; set; } = "";

    /// <summary>The accent colour as <c>#rrggbb</c>, lower case; empty = the product's own.</summary>
    public string AccentColor { get; set; } = "";

    /// <summary>SHA-256 of the logo's content, hexadecimal; empty = no logo.</summary>
    public string LogoHash { get; set; } = "";

    /// <summary>Media type of the logo, found in its content.</summary>
    public string LogoType { get; set; } = "";

    /// <summary>Bytes of the logo.</summary>
    public int LogoSize { get; set; }

    /// <summary>Width of the logo in pixels.</summary>
    public int LogoWidth { get; set; }

    /// <summary>Height of the logo in pixels.</summary>
    public int LogoHeight { get; set; }

    /// <summary>Heading of the sign-in page; empty = the practice's name.</summary>
    public string SignInTitle { get; set; } = "";

    /// <summary>A line below that heading; may be empty.</summary>
    public string SignInLine { get; set; } = "";

    /// <summary>Codes of the capabilities that the coach role has, comma-separated.</summary>
    public string CoachCapabilities { get; set; } = string.Join(',', DefaultCapabilities.Select(EnumCode.Of));

    /// <summary>Codes of the mail types that are switched off, comma-separated (D6).</summary>
    public string DisabledMails { get; set; } = "";

    /// <summary>Server name; empty = the local mailbox. The environment wins over it.</summary>
    public string MailHost { get; set; } = "";

    /// <summary>Port of the mail server.</summary>
    public int MailPort { get; set; } = 587;

    /// <summary>Protection of the connection.</summary>
    public MailSecurity MailSecurity { get; set; } = MailSecurity.StartTls;

    /// <summary>User name at the mail server; empty = no sign-in there.</summary>
    public string MailUser { get; set; } = "";

    /// <summary>The password, encrypted with the data protection keys.</summary>
    [NotInHistory]
    public string MailPasswordProtected { get; set; } = "";

    /// <summary>Address that mails come from.</summary>
    public string MailFromAddress { get; set; } = "";

    /// <summary>Name that mails come from; empty = the practice's.</summary>
    public string MailFromName { get; set; } = "";

    /// <summary>Plain lines below every mail; may be empty.</summary>
    public string MailSignature { get; set; } = "";

    /// <summary>How clients read the name of their coach in mails.</summary>
    public MailCoachName MailCoachName { get; set; }

    /// <summary>Whether the saved key takes real money; null = no key is saved.</summary>
    public PaymentMode? PaymentMode { get; set; }

    /// <summary>When the keys of online payment were last saved, UTC.</summary>
    public DateTime? PaymentKeysChangedAtUtc { get; set; }

    /// <summary>The secret key of online payment, encrypted with the data protection keys.</summary>
    [NotInHistory]
    public string PaymentKeyProtected { get; set; } = "";

    /// <summary>The signing secret of the webhook, likewise.</summary>
    [NotInHistory]
    public string WebhookSecretProtected { get; set; } = "";

    /// <summary>True for the demonstration practice; its sign-in page names the accounts.</summary>
    public bool IsDemo { get; set; }

    /// <inheritdoc />
    public int Version { get; set; }

    /// <summary>What a coach may do until an administrator decides otherwise (CAP-10: deleting is for trusted profiles).</summary>
    public static IReadOnlyList<Capability> DefaultCapabilities { get; } =
        [.. Enum.GetValues<Capability>().Except([Capability.DeleteClients, Capability.ExportData])];
}

internal sealed class PracticeSettingsConfiguration : IEntityTypeConfiguration<PracticeSettings>
{
    public void Configure(EntityTypeBuilder<PracticeSettings> practice)
    {
        practice.ToTable("Practice");
        practice.Property(p => p.Id).ValueGeneratedNever();
        practice.Property(p => p.Name).HasMaxLength(120);
        practice.Property(p => p.ZoneId).HasMaxLength(64);
        practice.Property(p => p.Currency).HasMaxLength(3);
        practice.Property(p => p.Language).HasMaxLength(2);
        practice.Property(p => p.AdministratorScope).HasEnumCode();
        practice.Property(p => p.CoachesLandOn).HasEnumCode();
        practice.Property(p => p.ClientCardShows).HasMaxLength(200);
        practice.Property(p => p.Phone).HasMaxLength(40);
        practice.Property(p => p.Address).HasMaxLength(500);
        practice.Property(p => p.ContactEmail).HasMaxLength(254);
        practice.Property(p => p.TaxLine).HasMaxLength(PracticeInput.TaxLineLength);
        practice.Property(p => p.AccentColor).HasMaxLength(7);
        practice.Property(p => p.LogoHash).HasMaxLength(64);
        practice.Property(p => p.LogoType).HasMaxLength(20);
        practice.Property(p => p.SignInTitle).HasMaxLength(PracticeStyle.TitleLength);
        practice.Property(p => p.SignInLine).HasMaxLength(PracticeStyle.LineLength);
        practice.Property(p => p.MailSecurity).HasEnumCode();
        practice.Property(p => p.ReminderLeads).HasMaxLength(40);
        practice.Property(p => p.CoachCapabilities).HasMaxLength(400);
        practice.Property(p => p.DisabledMails).HasMaxLength(400);
        practice.Property(p => p.MailHost).HasMaxLength(255);
        practice.Property(p => p.MailUser).HasMaxLength(255);
        practice.Property(p => p.MailFromAddress).HasMaxLength(254);
        practice.Property(p => p.MailFromName).HasMaxLength(120);
        practice.Property(p => p.MailSignature).HasMaxLength(PracticeMailStyle.SignatureLength);
        practice.Property(p => p.MailCoachName).HasEnumCode();
        practice.Property(p => p.PaymentMode).HasEnumCode();
        practice.Property(p => p.Version).IsConcurrencyToken();
    }
}
