namespace CoachHub.Domain.Calendar;

/// <summary>A span of somebody's time, UTC, from the start up to and without the end.</summary>
/// <param name="StartsAtUtc">When it begins.</param>
/// <param name="EndsAtUtc">When it is over; a span that begins then does not overlap.</param>
public readonly record struct BusyTime(DateTime StartsAtUtc, DateTime EndsAtUtc)
{
    /// <summary>The overlap rule: the spans share at least one instant. Back to back is no overlap.</summary>
    public bool Overlaps(BusyTime other) => StartsAtUtc < other.EndsAtUtc && other.StartsAtUtc < EndsAtUtc;

    /// <summary>The earliest start at or after <paramref name="fromUtc"/> at which <paramref name="length"/> fits between the spans.</summary>
    public static DateTime NextFree(IEnumerable<BusyTime> busy, DateTime fromUtc, TimeSpan length)
    {
        var start = fromUtc;
        foreach (var span in busy.OrderBy(span => span.StartsAtUtc))
        {
            if (span.EndsAtUtc <= start)
                continue;
            if (span.StartsAtUtc >= start + length)
                break;
            start = span.EndsAtUtc;
        }

        return start;
    }
}
