using CoachHub.Domain.Documents;
using CoachHub.Domain.Sessions;
using NodaTime;

namespace CoachHub.Domain.Programs;

/// <summary>A bundle as lists show it.</summary>
/// <param name="Id">The bundle.</param>
/// <param name="Name">Its name.</param>
/// <param name="ClientId">The client.</param>
/// <param name="ClientName">The client's name.</param>
/// <param name="CoachId">The coach.</param>
/// <param name="CoachName">The coach's name.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Planned">How many sessions were bought.</param>
/// <param name="TotalMinor">The price in minor units, or null.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="ZoneId">The zone in which it was planned.</param>
/// <param name="ExpiresAtUtc">When what is left expires, UTC; null = never.</param>
public sealed record BundleRow(
    int Id,
    string Name,
    int ClientId,
    string ClientName,
    int CoachId,
    string CoachName,
    BundleStatus Status,
    int Planned,
    long? TotalMinor,
    string Currency,
    string ZoneId,
    DateTime? ExpiresAtUtc)
{
    /// <summary>How many of its sessions took place (D19).</summary>
    public int Completed { get; init; }

    /// <summary>The balance as it is now.</summary>
    public BundleBalance Balance { get; init; }

    /// <summary>When its next booked session begins, UTC.</summary>
    public DateTime? NextAtUtc { get; init; }

    /// <summary>The last day on which its sessions may be planned, in its zone.</summary>
    public LocalDate? LastDay => ExpiresAtUtc is { } end ? Calendar.ZoneClock.ToLocal(end, ZoneId).Date.PlusDays(-1) : null;
}

/// <summary>Which bundles a list shows, and which page of them; the newest first.</summary>
public sealed record BundleListQuery
{
    /// <summary>Words in the bundle's or the client's name.</summary>
    public string? Text { get; init; }

    /// <summary>Only those of this coach.</summary>
    public int? CoachId { get; init; }

    /// <summary>Only those of this client.</summary>
    public int? ClientId { get; init; }

    /// <summary>Only those that stand so.</summary>
    public BundleStatus? Status { get; init; }

    /// <summary>The page after this bundle.</summary>
    public int? After { get; init; }

    /// <summary>The page before this bundle.</summary>
    public int? Before { get; init; }

    /// <summary>Rows on a page, 1 to 100.</summary>
    public int Size { get; init; } = 25;
}

/// <summary>A session of a bundle, with what was decided about it.</summary>
/// <param name="Row">The session as lists show it.</param>
/// <param name="Outcome">What was decided, where it did not take place; null otherwise.</param>
/// <param name="Reason">Why.</param>
/// <param name="Decided">A person decided, not the policy.</param>
public sealed record BundleSession(SessionRow Row, Outcome? Outcome, string? Reason, bool Decided);

/// <summary>A row of the ledger, to be read.</summary>
/// <param name="AtUtc">When, UTC.</param>
/// <param name="ActorName">Who.</param>
/// <param name="Kind">What is recorded.</param>
/// <param name="From">Where the sessions were before.</param>
/// <param name="Count">How many.</param>
/// <param name="SessionStartsAtUtc">When the session that it is about was to begin, UTC.</param>
/// <param name="Reason">Why.</param>
/// <param name="Left">How many were left after it.</param>
public sealed record BundleEntryRow(
    DateTime AtUtc, string ActorName, BundleEntryKind Kind, CreditPlace From, int Count, DateTime? SessionStartsAtUtc, string? Reason, int Left);

/// <summary>A bundle as its page shows it.</summary>
/// <param name="Row">The bundle as lists show it.</param>
/// <param name="Version">Its version.</param>
/// <param name="DurationMinutes">Minutes of each session.</param>
/// <param name="Location">Where.</param>
/// <param name="VideoLink">Video address.</param>
/// <param name="TemplateName">The template that it was made from.</param>
/// <param name="Sessions">Those of its sessions that this person may see, in order of time.</param>
/// <param name="Elsewhere">How many of its sessions are with another coach and not to be seen by this one.</param>
/// <param name="BilledMinor">What its sessions come to.</param>
/// <param name="Entries">The ledger, oldest first.</param>
/// <param name="Documents">What its sessions begin with.</param>
public sealed record BundleDetails(
    BundleRow Row,
    int Version,
    int DurationMinutes,
    string? Location,
    string? VideoLink,
    string? TemplateName,
    IReadOnlyList<BundleSession> Sessions,
    int Elsewhere,
    long BilledMinor,
    IReadOnlyList<BundleEntryRow> Entries,
    IReadOnlyList<DocumentRow> Documents)
{
    /// <summary>Everything is planned, and yet the sessions do not come to the total: somebody changed a price (BPR-02).</summary>
    public bool PricesDiffer => Row.TotalMinor is { } total && Row.Balance.Left == 0 && Row.Balance.Expired == 0 && BilledMinor != total;
}

/// <summary>A bundle as its client sees it.</summary>
/// <param name="Id">The bundle.</param>
/// <param name="Name">Its name.</param>
/// <param name="CoachName">The coach.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Planned">How many sessions were bought.</param>
/// <param name="Completed">How many took place.</param>
/// <param name="Balance">The balance as it is now.</param>
/// <param name="LastDay">The last day on which sessions may be planned.</param>
public sealed record ClientBundle(
    int Id, string Name, string CoachName, BundleStatus Status, int Planned, int Completed, BundleBalance Balance, LocalDate? LastDay)
{
    /// <summary>What was decided about sessions that did not take place, the newest first.</summary>
    public IReadOnlyList<ClientOutcome> Outcomes { get; init; } = [];
}

/// <summary>What was decided about a session that did not take place, as its client sees it.</summary>
/// <param name="StartsAtUtc">When it was to begin, UTC.</param>
/// <param name="Status">Late cancelled, or no-show.</param>
/// <param name="Outcome">Credit and fee.</param>
/// <param name="Currency">ISO 4217 code of the fee.</param>
public sealed record ClientOutcome(DateTime StartsAtUtc, SessionStatus Status, Outcome Outcome, string Currency);

/// <summary>The bundle that a session belongs to.</summary>
/// <param name="Id">The bundle.</param>
/// <param name="Name">Its name.</param>
/// <param name="TotalMinor">Its price, which prices of single sessions leave alone (BPR-02); null = none.</param>
/// <param name="Currency">ISO 4217 code of <paramref name="TotalMinor"/>.</param>
/// <param name="MayOpen">The person sees the bundle too.</param>
public sealed record SessionBundle(int Id, string Name, long? TotalMinor, string Currency, bool MayOpen);
