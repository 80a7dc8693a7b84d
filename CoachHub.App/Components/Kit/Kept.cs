namespace CoachHub.App.Components.Kit;

/// <summary>
/// What was read again and is as it was: the records that are there already are kept, so that what shows them need not be drawn anew
/// (<see cref="CalmComponent"/>) and nothing is held twice.
/// </summary>
public static class Kept
{
    /// <summary>The records of <paramref name="now"/>, in its order; the list from before where it is the same.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T>? before, IReadOnlyList<T> now) where T : class
    {
        if (before is null)
            return now;
        return before.SequenceEqual(now) ? before : [.. now.Select(row => before.FirstOrDefault(known => known.Equals(row)) ?? row)];
    }
}
