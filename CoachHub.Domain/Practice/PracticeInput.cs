namespace CoachHub.Domain.Practice;

/// <summary>The general settings as an administrator typed them: any field may be missing or wrong.</summary>
public sealed record PracticeInput
{
    /// <summary>The longest name.</summary>
    public const int NameLength = 120;

    /// <summary>The longest telephone number.</summary>
    public const int PhoneLength = 40;

    /// <summary>The longest postal address.</summary>
    public const int AddressLength = 500;

    /// <summary>The longest tax line of receipts.</summary>
    public const int TaxLineLength = 300;

    /// <summary>The longest cancellation window and reminder lead, in hours (two weeks).</summary>
    public const int LongestHours = 336;

    private static readonly HashSet<ClientCardPart> NoParts = [];

    /// <summary>The practice's name.</summary>
    public string? Name { get; init; }

    /// <summary>IANA zone.</summary>
    public string? ZoneId { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public string? Currency { get; init; }

    /// <summary><c>en</c> or <c>fr</c>.</summary>
    public string? Language { get; init; }

    /// <summary>Hours, 0 to 336 (D11).</summary>
    public int? CancellationWindowHours { get; init; }

    /// <summary>Whether reminders go out.</summary>
    public bool RemindersOn { get; init; }

    /// <summary>When reminders are due, in hours before the start, each 1 to 336, at most <see cref="Practice.ReminderLeads.Most"/> of them.</summary>
    public IReadOnlyList<int?> ReminderLeads { get; init; } = [];

    /// <summary>What administrators' dashboards show (D15).</summary>
    public AdministratorScope AdministratorScope { get; init; }

    /// <summary>Where coaches begin after signing in.</summary>
    public CoachLanding CoachesLandOn { get; init; }

    /// <summary>Whether body measurements are kept (D27).</summary>
    public bool MeasurementsOn { get; init; }

    /// <summary>What clients see on their sessions' cards.</summary>
    public IReadOnlySet<ClientCardPart> ClientCardShows { get; init; } = Enum.GetValues<ClientCardPart>().ToHashSet();

    /// <summary>The practice's telephone number, for clients.</summary>
    public string? Phone { get; init; }

    /// <summary>The practice's postal address, several lines.</summary>
    public string? Address { get; init; }

    /// <summary>The address that clients write to.</summary>
    public string? ContactEmail { get; init; }

    /// <summary>What stands below the amount of receipts, several lines.</summary>
    public string? TaxLine { get; init; }

    /// <summary>The version of the settings that the person saw.</summary>
    public int Version { get; init; }

    /// <summary>True when both say the same, whatever their versions.</summary>
    public bool IsSameAs(PracticeInput other)
    {
        PracticeInput Plain(PracticeInput input) => input with { Version = 0, ReminderLeads = [], ClientCardShows = NoParts };
        return Plain(this) == Plain(other) && ReminderLeads.SequenceEqual(other.ReminderLeads) && ClientCardShows.SetEquals(other.ClientCardShows);
    }
}

/// <summary>The mail server as an administrator typed it.</summary>
public sealed record PracticeMailInput
{
    /// <summary>Server name; empty = the local mailbox.</summary>
    public string? Host { get; init; }

    /// <summary>Port, 1 to 65535.</summary>
    public int? Port { get; init; }

    /// <summary>Protection of the connection.</summary>
    public MailSecurity Security { get; init; }

    /// <summary>User name; empty = no sign-in at the server.</summary>
    public string? User { get; init; }

    /// <summary>A new password, already encrypted with the data protection keys; null keeps the one that is saved.</summary>
    public string? NewPasswordProtected { get; init; }

    /// <summary>Address that mails come from.</summary>
    public string? FromAddress { get; init; }

    /// <summary>Name that mails come from; empty = the practice's.</summary>
    public string? FromName { get; init; }

    /// <summary>The version of the settings that the person saw.</summary>
    public int Version { get; init; }
}

/// <summary>The general settings, ready to be edited.</summary>
/// <param name="Values">The present values.</param>
/// <param name="CurrencyIsFixed">There are amounts in the currency, so it stays.</param>
public sealed record PracticeGeneral(PracticeInput Values, bool CurrencyIsFixed);

/// <summary>The saved mail server, ready to be edited; the password is never handed out.</summary>
/// <param name="Values">The present values, without a password.</param>
/// <param name="HasPassword">A password is saved.</param>
public sealed record PracticeMail(PracticeMailInput Values, bool HasPassword);
