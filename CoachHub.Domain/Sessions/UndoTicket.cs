using CoachHub.Domain.Mail;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// What a person may take back for a few seconds (part 4.10). The screen that saved keeps it and hands it to <see cref="SessionUndo"/>,
/// which believes nothing of it without looking.
/// </summary>
/// <param name="ActorId">Who did it: nobody else may undo.</param>
/// <param name="UntilUtc">Until when nothing of it is sent, UTC.</param>
/// <param name="Sessions">The sessions as the act left them.</param>
public sealed record UndoTicket(int ActorId, DateTime UntilUtc, IReadOnlyList<UndoSession> Sessions)
{
    /// <summary>True when undoing restores sessions; otherwise it withdraws mails only and what was saved stays.</summary>
    public bool Restores => Sessions.Any(session => session.Before is not null);

    /// <summary>True when undoing withdraws a mail.</summary>
    public bool Withdraws => Sessions.Any(session => session.Mail is not null);
}

/// <summary>One session of an undo.</summary>
/// <param name="Id">The session.</param>
/// <param name="Version">Its version after the act; another one now means that somebody edited it since.</param>
public sealed record UndoSession(int Id, int Version)
{
    /// <summary>The mail that the act asked for.</summary>
    internal QueuedMail? Mail { get; init; }

    /// <summary>What the session was before it was called off; null = the save stays.</summary>
    internal SessionChange? Before { get; init; }
}

/// <summary>A mail to the client that was just asked for, and what it pushed aside.</summary>
/// <param name="Id">The mail.</param>
/// <param name="NotBeforeUtc">When it may go, UTC.</param>
internal sealed record QueuedMail(int Id, DateTime NotBeforeUtc)
{
    /// <summary>The waiting mail that it replaced.</summary>
    public int? ReplacedId { get; init; }

    /// <summary>Where that one stood.</summary>
    public MailState ReplacedState { get; init; }

    /// <summary>An older one whose text was fixed and that was under way.</summary>
    public int? UnderWayId { get; init; }

    /// <summary>The one that had failed.</summary>
    public int? FailedId { get; init; }
}

/// <summary>What became of an undo.</summary>
/// <param name="Undone">The sessions for which it was done.</param>
/// <param name="Refused">Those for which it came too late, with the reason.</param>
public sealed record UndoOutcome(IReadOnlyList<int> Undone, IReadOnlyList<RefusedSession> Refused);

/// <summary>A session with which nothing was done.</summary>
/// <param name="Id">The session.</param>
/// <param name="Problem">Why.</param>
public sealed record RefusedSession(int Id, Kernel.Problem Problem);

/// <summary>A waiting mail that gave way to another one.</summary>
/// <param name="Id">The row that holds the session now.</param>
/// <param name="State">Where it stood before.</param>
internal sealed record ReplacedMail(int Id, MailState State);
