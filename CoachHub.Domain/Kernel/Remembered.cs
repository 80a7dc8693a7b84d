namespace CoachHub.Domain.Kernel;

/// <summary>One thing that is read often and seldom changes, kept in memory until the next change of its kind.</summary>
/// <typeparam name="T">What is read. It is shared, so it must not change.</typeparam>
/// <param name="feed">Says when something changed.</param>
/// <param name="kind">One of <see cref="Topics"/>.</param>
/// <param name="read">Reads it. Null = it is not there yet, which is not kept.</param>
public sealed class Remembered<T>(ChangeFeed feed, string kind, Func<CancellationToken, Task<T?>> read)
    where T : class
{
    private Memory? kept;

    /// <summary>What was read last, or is read now; null when it is not there.</summary>
    public async ValueTask<T?> FindAsync(CancellationToken cancel)
    {
        // Before it is read: a change that arrives meanwhile must not be covered by what was read before it.
        var version = feed.VersionOf(kind);
        if (Volatile.Read(ref kept) is { } memory && memory.Version == version)
            return memory.Value;
        var value = await read(cancel);
        if (value is not null)
            Volatile.Write(ref kept, new Memory(value, version));
        return value;
    }

    private sealed record Memory(T Value, long Version);
}
