using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Sessions;

/// <summary>What can be done with many sessions at once.</summary>
public enum BulkKind
{
    /// <summary>Tell the clients what is true.</summary>
    Notify,

    /// <summary>They took place.</summary>
    Complete,

    /// <summary>The clients did not come.</summary>
    NoShow,

    /// <summary>Move them by days and minutes.</summary>
    Move,

    /// <summary>Call them off, and tell the clients.</summary>
    Cancel,
}

/// <summary>An act on many sessions.</summary>
/// <param name="Kind">Which.</param>
public sealed record BulkAct(BulkKind Kind)
{
    /// <summary>How many sessions one act may take.</summary>
    public const int Most = 5_000;

    /// <summary>The farthest move either way.</summary>
    public const int MostDays = 731, MostMinutes = 24 * 60;

    /// <summary>Moving: by how many days of the calendar; the wall clock of each session's zone stays.</summary>
    public int Days { get; init; }

    /// <summary>Moving: by how many minutes of elapsed time, after the days.</summary>
    public int Minutes { get; init; }

    /// <summary>Cancelling: also tell clients who were never told (D8).</summary>
    public bool TellNeverTold { get; init; } = true;

    /// <summary>No-show: what follows for sessions of bundles; null = what the policy proposes. For those who manage programs.</summary>
    public OutcomeChoice? Outcome { get; init; }

    /// <summary>True for acts that may mail clients.</summary>
    public bool Mails => Kind is BulkKind.Notify or BulkKind.Cancel;

    /// <summary>What is wrong with it, or null: <c>bulk.act</c>, <c>bulk.move_nothing</c>, <c>bulk.move_range</c>, <c>bulk.nothing_chosen</c>, <c>bulk.too_many</c>.</summary>
    public Problem? Check(int chosen) => this switch
    {
        _ when !Enum.IsDefined(Kind) => Problem.Invalid("bulk.act"),
        _ when chosen == 0 => Problem.Invalid("bulk.nothing_chosen"),
        _ when chosen > Most => Problem.Invalid("bulk.too_many", null, Most),
        { Kind: BulkKind.Move, Days: 0, Minutes: 0 } => Problem.Invalid("bulk.move_nothing"),
        { Kind: BulkKind.Move } when Math.Abs((long)Days) > MostDays || Math.Abs((long)Minutes) > MostMinutes => Problem.Invalid("bulk.move_range", null, MostDays),
        _ => null,
    };
}

/// <summary>A session that somebody chose.</summary>
/// <param name="Id">The session.</param>
/// <param name="Version">The version that the person saw; null = whatever it is.</param>
public sealed record SessionPick(int Id, int? Version = null);

/// <summary>A session that an act leaves as it is.</summary>
/// <param name="Id">The session.</param>
/// <param name="Problem">Why.</param>
public sealed record BulkSkip(int Id, Problem Problem)
{
    /// <summary>When it begins, UTC; null where the person may not see it.</summary>
    public DateTime? StartsAtUtc { get; init; }

    /// <summary>Its client; null for a slot, or where the person may not see it.</summary>
    public string? ClientName { get; init; }

    /// <summary>Where it would have been moved to, UTC.</summary>
    public DateTime? WouldStartUtc { get; init; }

    /// <summary>What takes the coach's time then.</summary>
    public BusyTime? TakenBy { get; init; }
}

/// <summary>The one mail that a client would get.</summary>
/// <param name="ClientId">The client.</param>
/// <param name="ClientName">The name.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Types">How many sessions of each kind it tells about.</param>
/// <param name="NeverTold">How many of them the client never heard of: with a cancellation, telling those is a choice.</param>
public sealed record BulkMail(
    int ClientId, string ClientName, string Address, IReadOnlyDictionary<Domain.Mail.MailType, int> Types, int NeverTold)
{
    /// <summary>How many sessions it tells about.</summary>
    public int Sessions => Types.Values.Sum();
}

/// <summary>What an act would do. Nothing is written.</summary>
/// <param name="Chosen">How many sessions were chosen.</param>
/// <param name="Ready">Those that it would touch, with the versions that were looked at: hand these to the run.</param>
/// <param name="Skipped">Those that it would leave, and why.</param>
/// <param name="Mails">The mails, one for each client.</param>
public sealed record BulkPreview(int Chosen, IReadOnlyList<SessionPick> Ready, IReadOnlyList<BulkSkip> Skipped, IReadOnlyList<BulkMail> Mails)
{
    /// <summary>Kinds of mail that would be due but are switched off in the settings (D6).</summary>
    public IReadOnlyList<Domain.Mail.MailType> SwitchedOff { get; init; } = [];

    /// <summary>Clients who would be mailed had they an address.</summary>
    public int Unreachable { get; init; }

    /// <summary>How many sessions would begin in the past.</summary>
    public int IntoThePast { get; init; }

    /// <summary>How many clients know a time that will no longer be true.</summary>
    public int KnowOldTimes { get; init; }
}

/// <summary>How far an act on many sessions is.</summary>
/// <param name="Looked">How many sessions were dealt with.</param>
/// <param name="Of">How many there are.</param>
public readonly record struct BulkProgress(int Looked, int Of);

/// <summary>What became of an act on many sessions.</summary>
/// <param name="Done">The sessions with which it was done.</param>
/// <param name="Refused">Those that were left as they are, and why.</param>
/// <param name="Mails">How many mails wait to be sent.</param>
/// <param name="Stopped">The person stopped it: what was done is whole batches, the rest is as it was.</param>
public sealed record BulkOutcome(IReadOnlyList<int> Done, IReadOnlyList<BulkSkip> Refused, int Mails, bool Stopped)
{
    /// <summary>How to take it back, while that is possible.</summary>
    public UndoTicket? Undo { get; init; }
}
