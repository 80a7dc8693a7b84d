namespace CoachHub.Domain.Kernel;

/// <summary>One page of a list that is read by key, not by number.</summary>
/// <param name="Rows">The rows, in the list's order.</param>
/// <param name="Previous">An opaque cursor to the page before, or null on the first.</param>
/// <param name="Next">An opaque cursor to the page after, or null on the last.</param>
/// <param name="Truncated">True when only a part of the matches could be sorted: the person should refine.</param>
public sealed record Page<T>(IReadOnlyList<T> Rows, string? Previous, string? Next, bool Truncated = false);
