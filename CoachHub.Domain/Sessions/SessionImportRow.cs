namespace CoachHub.Domain.Sessions;

/// <summary>A session as a row of a file says it; texts may be missing or wrong.</summary>
public sealed record SessionImportRow
{
    /// <summary>The line of the file.</summary>
    public required int Line { get; init; }

    /// <summary>Its id in the file; a second import of the same id adds nothing.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The start, UTC, to the minute.</summary>
    public DateTime? StartsAtUtc { get; init; }

    /// <summary>Minutes; null = 60.</summary>
    public int? DurationMinutes { get; init; }

    /// <summary>The client's address; blank for a slot.</summary>
    public string? ClientEmail { get; init; }

    /// <summary>With it, a client who does not exist is made.</summary>
    public string? ClientName { get; init; }

    /// <summary>The coach's address.</summary>
    public string? CoachEmail { get; init; }

    /// <summary>Title; blank = the automatic one.</summary>
    public string? Title { get; init; }

    /// <summary>Location.</summary>
    public string? Location { get; init; }

    /// <summary>An http(s) address.</summary>
    public string? VideoLink { get; init; }

    /// <summary>Price in whole units of the practice's currency.</summary>
    public decimal? Price { get; init; }

    /// <summary>Status; null = booked.</summary>
    public SessionStatus? Status { get; init; }

    /// <summary>Payment status; null = pending.</summary>
    public PaymentStatus? Payment { get; init; }

    /// <summary>When the client was told the facts as the row has them, UTC; null = never.</summary>
    public DateTime? ConfirmationSentAtUtc { get; init; }

    /// <summary>For coaches only.</summary>
    public string? PrivateNotes { get; init; }

    /// <summary>For the client too.</summary>
    public string? SharedNote { get; init; }

    /// <summary>IANA zone of the plan; blank = the coach's.</summary>
    public string? ZoneId { get; init; }
}
