namespace CoachHub.Domain.Sessions;

/// <summary>Where a session stands (D30).</summary>
public enum SessionStatus
{
    /// <summary>Planned.</summary>
    Booked,

    /// <summary>Took place.</summary>
    Completed,

    /// <summary>Called off in time.</summary>
    Cancelled,

    /// <summary>Called off inside the cancellation window.</summary>
    LateCancelled,

    /// <summary>The client did not come.</summary>
    NoShow,

    /// <summary>A slot that nobody has booked (D16).</summary>
    Available,
}

/// <summary>A summary of what was paid (product §4.3).</summary>
public enum PaymentStatus
{
    /// <summary>Not collected yet.</summary>
    Pending,

    /// <summary>Collected.</summary>
    Paid,

    /// <summary>Given back.</summary>
    Refunded,

    /// <summary>Dropped together with the session.</summary>
    Cancelled,
}

/// <summary>What the client was last told, beside what is true (part 4.1).</summary>
public enum ToldState
{
    /// <summary>There is no client to tell.</summary>
    None,

    /// <summary>No mail about it was ever accepted.</summary>
    Never,

    /// <summary>A mail is under way.</summary>
    Queued,

    /// <summary>The last mail failed for good.</summary>
    Failed,

    /// <summary>What the client knows is no longer true.</summary>
    Outdated,

    /// <summary>The client knows the facts.</summary>
    Told,

    /// <summary>The client knows the facts and said so.</summary>
    Acknowledged,
}

/// <summary>What follows from a status.</summary>
public static class SessionStatusRules
{
    /// <summary>Cancelled, in time or late.</summary>
    public static bool IsCalledOff(this SessionStatus status) => status is SessionStatus.Cancelled or SessionStatus.LateCancelled;

    /// <summary>It did not take place by the client's doing: what follows is a question where the session was bought beforehand.</summary>
    public static bool IsMissed(this SessionStatus status) => status is SessionStatus.LateCancelled or SessionStatus.NoShow;

    /// <summary>The session takes the coach's time (D30).</summary>
    public static bool TakesTime(this SessionStatus status) => !status.IsCalledOff();
}
