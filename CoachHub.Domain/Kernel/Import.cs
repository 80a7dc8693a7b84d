namespace CoachHub.Domain.Kernel;

/// <summary>What became of an imported row.</summary>
public enum ImportState
{
    /// <summary>It is a new record now.</summary>
    Added,

    /// <summary>The record was there before; nothing was changed.</summary>
    AlreadyThere,

    /// <summary>It broke a rule.</summary>
    Refused,
}

/// <summary>The outcome of one row.</summary>
/// <param name="Line">The line of the file where the row begins, from 1.</param>
/// <param name="State">What became of it.</param>
/// <param name="Problem">Why it was refused.</param>
public sealed record ImportOutcome(int Line, ImportState State, Problem? Problem = null)
{
    /// <summary>It went in although it overlaps another session of the coach.</summary>
    public bool Overlaps { get; init; }

    /// <summary>A client was made for it.</summary>
    public bool MadeClient { get; init; }

    /// <summary>A row that breaks a rule.</summary>
    public static ImportOutcome Refuse(int line, Problem problem) => new(line, ImportState.Refused, problem);
}

/// <summary>The outcomes of some rows, in their order.</summary>
/// <param name="Outcomes">One for each row.</param>
/// <param name="Held">How long others who would write had to wait.</param>
public sealed record ImportBatch(IReadOnlyList<ImportOutcome> Outcomes, TimeSpan Held)
{
    /// <summary>How long ago they could go on.</summary>
    public TimeSpan Free { get; init; }
}
