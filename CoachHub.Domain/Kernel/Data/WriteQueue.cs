using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace CoachHub.Domain.Kernel.Data;

/// <summary>
/// Who would write to a SQLite file stands in line within the process. SQLite itself has no line: those who wait for its lock block a
/// thread each, ask now and then, and among many some are never lucky within their five seconds.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A line lives as long as the process.")]
internal sealed class WriteQueue
{
    /// <summary>How long SQLite's lock is waited for, when another process holds it.</summary>
    public static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(5);

    // A line that moves is worth waiting in: hundreds of saves at once take this long on a slow disk.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly ConcurrentDictionary<string, WriteQueue> Queues = new();

    private readonly SemaphoreSlim turn = new(1, 1);

    // Whoever was first in line waited for the lock in vain.
    private volatile bool stuck;

    /// <summary>The line of one database file.</summary>
    public static WriteQueue Of(string path) => Queues.GetOrAdd(path, _ => new WriteQueue());

    /// <summary>Waits for the turn, then begins; the turn lasts until <see cref="Leave"/>.</summary>
    /// <exception cref="SqliteException">Busy: nobody got the lock for as long as it is waited for.</exception>
    public async Task<T> EnterAsync<T>(Func<Task<T>> begin, CancellationToken cancel)
    {
        var arrived = Stopwatch.GetTimestamp();
        if (!await turn.WaitAsync(Patience, cancel))
            throw Busy();
        try
        {
            // Others waited for the same lock meanwhile: waiting another five seconds one after the other helps nobody.
            if (stuck && Stopwatch.GetElapsedTime(arrived) >= LockPatience)
                throw Busy();
            var begun = await begin();
            stuck = false;
            return begun;
        }
        catch (Exception fault)
        {
            stuck = StorageFault.ToProblem(fault) is { Code: "storage.busy" };
            turn.Release();
            throw;
        }
    }

    /// <summary>The next one's turn.</summary>
    public void Leave() => turn.Release();

    // 5 is SQLITE_BUSY.
    private static SqliteException Busy() => new("The database is busy.", 5);
}
