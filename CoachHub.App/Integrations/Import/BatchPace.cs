using System.Diagnostics;

namespace CoachHub.App.Integrations.Import;

/// <summary>
/// How many rows go into one transaction, so that nobody who saves meanwhile notices: the right to write is held for about
/// <see cref="Hold"/>, and then left free for <see cref="Rest"/>. Who waits for SQLite's lock asks at least every 25 ms for the
/// first tenth of a second, so a rest of that length is found by everybody who waits; after a transaction that took longer, some
/// ask every 100 ms only, and the rest is as long.
/// </summary>
internal sealed class BatchPace
{
    public static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(65);
    public static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(26);
    private static readonly TimeSpan LongRest = TimeSpan.FromMilliseconds(101);
    private const int Least = 10, Most = 5_000;
    private TimeSpan rest = Rest;
    private long freeSince;

    /// <summary>Rows of the next transaction. Begins small: nothing is known of the disk yet.</summary>
    public int Size { get; private set; } = 100;

    /// <summary>The longest that others had to wait.</summary>
    public TimeSpan LongestHeld { get; private set; }

    /// <summary>Learns from a transaction that is over.</summary>
    public void Took(int rows, TimeSpan held, TimeSpan free)
    {
        freeSince = Stopwatch.GetTimestamp() - (long)(free.TotalSeconds * Stopwatch.Frequency);
        rest = held + Rest < LongRest ? Rest : LongRest;
        LongestHeld = held > LongestHeld ? held : LongestHeld;
        var fitting = rows * (Hold / (held > TimeSpan.Zero ? held : TimeSpan.FromMicroseconds(1)));
        // Growing in steps: one quick transaction says little about the next.
        Size = (int)Math.Clamp(Math.Min(fitting, Size * 1.5), Least, Most);
    }

    /// <summary>Lets others write first.</summary>
    public async Task RestAsync(CancellationToken cancel)
    {
        var left = freeSince == 0 ? TimeSpan.Zero : rest - Stopwatch.GetElapsedTime(freeSince);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, cancel);
    }
}
