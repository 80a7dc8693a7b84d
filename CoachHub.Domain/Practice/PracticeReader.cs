using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Practice;

/// <summary>What everybody needs to know of the practice, as it was when read.</summary>
/// <param name="Name">The practice's name.</param>
/// <param name="ZoneId">IANA zone.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Language">Default language.</param>
/// <param name="CancellationWindowHours">See <see cref="PracticeSettings.CancellationWindowHours"/>.</param>
/// <param name="RemindersOn">Whether reminders go out.</param>
/// <param name="ReminderLeads">How long before the start reminders are due, the longest first.</param>
/// <param name="AdministratorScope">What administrators' dashboards show.</param>
/// <param name="CoachCapabilities">What the coach role may do.</param>
/// <param name="DisabledMails">Codes of mail types that are switched off.</param>
/// <param name="IsDemo">True for the demonstration practice.</param>
public sealed record PracticeFacts(
    string Name,
    string ZoneId,
    string Currency,
    string Language,
    int CancellationWindowHours,
    bool RemindersOn,
    IReadOnlyList<TimeSpan> ReminderLeads,
    AdministratorScope AdministratorScope,
    IReadOnlySet<Capability> CoachCapabilities,
    IReadOnlySet<string> DisabledMails,
    bool IsDemo)
{
    /// <summary>Where coaches begin after signing in.</summary>
    public CoachLanding CoachesLandOn { get; init; }

    /// <summary>Whether body measurements are kept (D27).</summary>
    public bool MeasurementsOn { get; init; }

    /// <summary>What clients see on their sessions' cards.</summary>
    public required IReadOnlySet<ClientCardPart> ClientCardShows { get; init; }

    /// <summary>How clients reach the practice.</summary>
    public required PracticeContact Contact { get; init; }

    /// <summary>What stands below the amount of receipts, several lines; may be empty.</summary>
    public string TaxLine { get; init; } = "";

    /// <summary>How the practice looks.</summary>
    public required PracticeStyle Style { get; init; }

    /// <summary>What all mails have in common.</summary>
    public PracticeMailStyle MailStyle { get; init; } = PracticeMailStyle.Plain;
}

/// <summary>Reads the practice's settings; kept in memory until they change.</summary>
public sealed class PracticeReader
{
    private readonly IDbContextFactory<AppDbContext> databases;
    private readonly Remembered<PracticeFacts> known;

    /// <summary>Over the practice's one row.</summary>
    public PracticeReader(IDbContextFactory<AppDbContext> databases, ChangeFeed feed) =>
        (this.databases, known) = (databases, new Remembered<PracticeFacts>(feed, Topics.Practice, ReadAsync));

    /// <summary>The practice, or null before set-up.</summary>
    public ValueTask<PracticeFacts?> FindAsync(CancellationToken cancel = default) => known.FindAsync(cancel);

    /// <summary>The practice.</summary>
    /// <exception cref="InvalidOperationException">Set-up is not done.</exception>
    public async ValueTask<PracticeFacts> GetAsync(CancellationToken cancel = default) =>
        await FindAsync(cancel) ?? throw new InvalidOperationException("The practice is not set up.");

    /// <summary>The row as facts.</summary>
    public static PracticeFacts ToFacts(PracticeSettings row) => new(
        row.Name,
        row.ZoneId,
        row.Currency,
        row.Language,
        row.CancellationWindowHours,
        row.RemindersOn,
        Practice.ReminderLeads.Parse(row.ReminderLeads),
        row.AdministratorScope,
        EnumCode.ParseList<Capability>(row.CoachCapabilities).ToHashSet(),
        row.DisabledMails.Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(),
        row.IsDemo)
    {
        CoachesLandOn = row.CoachesLandOn,
        MeasurementsOn = row.MeasurementsOn,
        ClientCardShows = EnumCode.ParseList<ClientCardPart>(row.ClientCardShows).ToHashSet(),
        Contact = new PracticeContact(row.Phone, row.Address, row.ContactEmail),
        TaxLine = row.TaxLine,
        Style = PracticeStyle.Of(row),
        MailStyle = new PracticeMailStyle(row.MailSignature, row.MailCoachName),
    };

    private async Task<PracticeFacts?> ReadAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Set<PracticeSettings>().AsNoTracking().SingleOrDefaultAsync(cancel) is { } row ? ToFacts(row) : null;
    }
}
