namespace CoachHub.Domain.Programs;

/// <summary>How the price of a bundle is spread over its sessions (D18).</summary>
public static class PriceShares
{
    /// <summary>
    /// <paramref name="count"/> shares that add up to the total exactly: equal ones in minor units, and what remains goes one unit
    /// each to the first.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The total is negative, or the count is not positive.</exception>
    public static IReadOnlyList<long> Of(long totalMinor, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(totalMinor);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var (share, rest) = Math.DivRem(totalMinor, count);
        var shares = new long[count];
        for (var i = 0; i < count; i++)
            shares[i] = share + (i < rest ? 1 : 0);
        return shares;
    }

    /// <summary>
    /// The prices of the next <paramref name="count"/> sessions of a bundle: what its other sessions leave of the total, spread over
    /// everything that may still be planned. Null shares where the bundle has no price.
    /// </summary>
    /// <param name="totalMinor">The bundle's total; null = none.</param>
    /// <param name="billedMinor">What the sessions that count already come to.</param>
    /// <param name="left">How many sessions may still be planned, at least <paramref name="count"/>.</param>
    /// <param name="count">How many are planned now.</param>
    public static IReadOnlyList<long?> Next(long? totalMinor, long billedMinor, int left, int count) => totalMinor is { } total
        ? [.. Of(Math.Max(0, total - billedMinor), Math.Max(left, count)).Take(count).Cast<long?>()]
        : [.. Enumerable.Repeat<long?>(null, count)];
}
