using NodaTime;

namespace CoachHub.Domain.Sessions;

/// <summary>New values for a session, already checked one by one; the entity checks them against each other and against what it is.</summary>
/// <param name="ClientId">The client, null for a slot.</param>
/// <param name="CoachId">The coach.</param>
/// <param name="StartsAtUtc">The start, UTC, to the minute.</param>
/// <param name="ZoneId">IANA zone of the plan.</param>
/// <param name="LocalStart">The wall clock in that zone.</param>
/// <param name="DurationMinutes">1 to 1440.</param>
/// <param name="Title">One line, or null for the automatic title.</param>
/// <param name="Location">One line, or null.</param>
/// <param name="VideoLink">An http(s) address, or null.</param>
/// <param name="PriceMinor">Minor units, 0 or more, or null.</param>
/// <param name="Status">The status.</param>
/// <param name="Payment">The payment status.</param>
/// <param name="PrivateNotes">For coaches only.</param>
/// <param name="SharedNote">For the client too.</param>
public sealed record SessionChange(
    int? ClientId,
    int CoachId,
    DateTime StartsAtUtc,
    string ZoneId,
    LocalDateTime LocalStart,
    int DurationMinutes,
    string? Title,
    string? Location,
    string? VideoLink,
    long? PriceMinor,
    SessionStatus Status,
    PaymentStatus Payment,
    string? PrivateNotes,
    string? SharedNote)
{
    /// <summary>How it was paid, where the payment status changes and the person said so; no value of the session.</summary>
    public PaidBy? PaidBy { get; init; }

    /// <summary>The change takes the one before it back: what that one did to the money is undone.</summary>
    public bool TakesBack { get; init; }
}
