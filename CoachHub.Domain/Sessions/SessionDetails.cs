using CoachHub.Domain.Mail;
using NodaTime;

namespace CoachHub.Domain.Sessions;

/// <summary>A session as the modal shows it.</summary>
/// <param name="Row">The session as lists show it.</param>
/// <param name="ZoneId">The zone in which it was planned.</param>
/// <param name="LocalStart">The wall clock in that zone.</param>
/// <param name="PrivateNotes">For coaches only.</param>
/// <param name="SharedNote">For the client too.</param>
/// <param name="OverlapReason">Why it may overlap.</param>
/// <param name="ClientAddress">The client's address, or null.</param>
/// <param name="ClientIsFixed">The client can no longer be exchanged (D36).</param>
/// <param name="ToldAtUtc">When the client was last told, UTC.</param>
/// <param name="LastTold">The facts that the client was last told.</param>
/// <param name="Facts">The facts as they are.</param>
public sealed record SessionDetails(
    SessionRow Row,
    string ZoneId,
    LocalDateTime LocalStart,
    string? PrivateNotes,
    string? SharedNote,
    string? OverlapReason,
    string? ClientAddress,
    bool ClientIsFixed,
    DateTime? ToldAtUtc,
    SessionFacts? LastTold,
    SessionFacts Facts)
{
    /// <summary>Its documents, in the order in which they were added.</summary>
    public IReadOnlyList<SessionDocumentRow> Documents { get; init; } = [];

    /// <summary>Its reminders are stopped.</summary>
    public bool RemindersStopped { get; init; }
}

/// <summary>What a new session starts with.</summary>
/// <param name="ClientId">The client, where one was asked for.</param>
/// <param name="ClientName">The client's name.</param>
/// <param name="ClientAddress">The client's address.</param>
/// <param name="CoachId">The client's coach, else oneself, else the first; null when nobody coaches.</param>
/// <param name="ZoneId">The coach's working zone.</param>
/// <param name="LocalStart">The next full hour that is free.</param>
public sealed record SessionDefaults(
    int? ClientId, string? ClientName, string? ClientAddress, int? CoachId, string ZoneId, LocalDateTime LocalStart)
{
    /// <summary>How long.</summary>
    public int DurationMinutes { get; init; } = 60;

    /// <summary>Title; null = automatic.</summary>
    public string? Title { get; init; }

    /// <summary>Location.</summary>
    public string? Location { get; init; }

    /// <summary>Video link.</summary>
    public string? VideoLink { get; init; }

    /// <summary>Price in minor units, or null.</summary>
    public long? PriceMinor { get; init; }

    /// <summary>Booked, or available for a slot.</summary>
    public SessionStatus Status { get; init; }
}

/// <summary>A coach to choose.</summary>
/// <param name="Id">The account.</param>
/// <param name="Name">The name.</param>
/// <param name="WorkingZoneId">What a wall-clock time means when this coach works.</param>
public sealed record CoachChoice(int Id, string Name, string WorkingZoneId);

/// <summary>Another session at the same time.</summary>
/// <param name="SessionId">The session; null where the person may not see it.</param>
/// <param name="ClientName">Its client; null where the person may not see it, or for a slot.</param>
/// <param name="StartsAtUtc">UTC.</param>
/// <param name="EndsAtUtc">UTC.</param>
public sealed record Overlap(int? SessionId, string? ClientName, DateTime StartsAtUtc, DateTime EndsAtUtc);

/// <summary>What saving would do, worked out while somebody types. Nothing is written.</summary>
/// <param name="StartsAtUtc">The start, UTC; null while it is not typed.</param>
/// <param name="EndsAtUtc">The end, UTC.</param>
/// <param name="InPast">The start has passed: allowed, but said.</param>
/// <param name="IsDoubled">The clock shows the time twice that night: the person chooses which is meant.</param>
/// <param name="ClockChangeUtc">The zone's clock changes between now and the start, at this instant (UTC).</param>
/// <param name="ClientZoneId">The client's zone, where its clock differs.</param>
/// <param name="CoachOverlaps">The coach's other sessions then.</param>
/// <param name="NextFreeUtc">The next start at which the coach is free, UTC; null when nothing overlaps.</param>
/// <param name="ClientOverlaps">The client's other sessions then.</param>
/// <param name="Notify">What *Save and notify* would send.</param>
/// <param name="Cancellation">What saving sends by itself because the session is called off.</param>
public sealed record SessionPreview(
    DateTime? StartsAtUtc,
    DateTime? EndsAtUtc,
    bool InPast,
    bool IsDoubled,
    DateTime? ClockChangeUtc,
    string? ClientZoneId,
    IReadOnlyList<Overlap> CoachOverlaps,
    DateTime? NextFreeUtc,
    IReadOnlyList<Overlap> ClientOverlaps,
    NotifyPreview Notify,
    CancellationPreview? Cancellation)
{
    /// <summary>The client's clock changes between now and the start too, at another instant: zone, and when (UTC).</summary>
    public (string ZoneId, DateTime AtUtc)? ClientClockChange { get; init; }
}

/// <summary>What a notify would do.</summary>
/// <param name="Type">The mail, or null.</param>
/// <param name="WhyNot">Why there is none.</param>
/// <param name="ToAddress">Where it goes.</param>
/// <param name="AlreadyQueued">A mail waits already; it will carry what is saved now.</param>
/// <param name="SwitchedOff">The type is switched off in the settings (D6).</param>
/// <param name="Changes">Names of the told facts that differ from what the client knows: <c>time</c>, <c>duration</c>, <c>location</c>, <c>video_link</c>, <c>coach</c>, <c>title</c>, <c>price</c>, <c>called_off</c>, <c>documents</c>.</param>
public sealed record NotifyPreview(
    MailType? Type, NothingToTell? WhyNot, string? ToAddress, bool AlreadyQueued, bool SwitchedOff, IReadOnlyList<string> Changes);

/// <summary>The cancellation that saving sends.</summary>
/// <param name="ToAddress">Where it goes; null when nobody can be reached.</param>
/// <param name="IsChoice">The client was never told: staff choose whether to tell (D8).</param>
/// <param name="SwitchedOff">Cancellations are switched off in the settings (D6): nobody is told.</param>
public sealed record CancellationPreview(string? ToAddress, bool IsChoice, bool SwitchedOff);

/// <summary>Something that happened to a session.</summary>
/// <param name="AtUtc">When, UTC.</param>
/// <param name="ActorName">Who.</param>
/// <param name="Field">Which property, or one of the constants.</param>
/// <param name="Before">Its value before, as the history keeps it; of a person the name, empty for one who is not named to this reader.</param>
/// <param name="After">Its value after.</param>
public sealed record FieldChange(DateTime AtUtc, string ActorName, string Field, string? Before, string? After)
{
    /// <summary>The session was made; <see cref="After"/> is its start.</summary>
    public const string Added = "Added";

    /// <summary>The session came from a file; <see cref="After"/> is its start.</summary>
    public const string Imported = "Imported";

    /// <summary>A mail was accepted: <see cref="Before"/> is the type's code, <see cref="After"/> the address.</summary>
    public const string Mailed = "Mailed";
}

/// <summary>The lists of a client's profile and of home pages (D28).</summary>
public enum SessionTime
{
    /// <summary>Booked, and the end is ahead.</summary>
    Upcoming,

    /// <summary>Booked, though the end has passed.</summary>
    PastNotClosed,

    /// <summary>The rest: closed, called off.</summary>
    Past,
}
