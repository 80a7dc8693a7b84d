using System.Collections.Concurrent;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// Asks which session of a coach overlaps a span, as one statement that is prepared once: an import asks it for every row, and
/// making a query anew each time would cost more than writing the row.
/// </summary>
/// <param name="db">A context inside a transaction.</param>
internal sealed class OverlapProbe(AppDbContext db) : IDisposable
{
    private static readonly ConcurrentDictionary<Type, string> Questions = new();

    private PreparedStatement? statement;

    /// <summary>The first session of the coach that overlaps the span, the one with <paramref name="exceptId"/> aside; null = none.</summary>
    public ValueTask<BusyTime?> FirstAsync(int exceptId, int coachId, BusyTime time, CancellationToken cancel)
    {
        statement ??= db.Prepare(
            Questions.GetOrAdd(db.GetType(), _ => Question()), "@exceptId", "@coachId", "@earliest", "@time_StartsAtUtc", "@time_EndsAtUtc");
        return statement.FirstAsync<BusyTime?>(
            row => new BusyTime(row.Instant(0), row.Instant(1)),
            [exceptId, coachId, SessionWriter.EarliestOverlapping(time), time.StartsAtUtc, time.EndsAtUtc],
            cancel);
    }

    /// <inheritdoc />
    public void Dispose() => statement?.Dispose();

    private string Question()
    {
        // The query's variables give the statement's parameters their names.
        var (coachId, exceptId, time) = (0, 0, new BusyTime(DateTime.UnixEpoch.AddDays(2), DateTime.UnixEpoch.AddDays(2)));
        using var command = SessionWriter.Overlapping(db, exceptId, time)
            .Where(s => s.CoachId == coachId)
            .OrderBy(s => s.StartsAtUtc)
            .Select(s => new { s.StartsAtUtc, s.EndsAtUtc })
            .CreateDbCommand();
        return command.CommandText;
    }
}
