using System.Data.Common;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// Asks which session of a coach overlaps a span, as one statement that is prepared once: an import asks it for every row, and
/// making a query anew each time would cost more than writing the row.
/// </summary>
internal sealed class OverlapProbe : IDisposable
{
    private readonly DbCommand command;

    /// <param name="db">A context inside a transaction.</param>
    public OverlapProbe(AppDbContext db)
    {
        // The query's variables give the statement's parameters their names.
        var (coachId, exceptId, time) = (0, 0, new BusyTime(DateTime.UnixEpoch.AddDays(2), DateTime.UnixEpoch.AddDays(2)));
        command = SessionWriter.Overlapping(db, exceptId, time)
            .Where(s => s.CoachId == coachId)
            .OrderBy(s => s.StartsAtUtc)
            .Select(s => new { s.StartsAtUtc, s.EndsAtUtc })
            .Take(1)
            .CreateDbCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
    }

    /// <summary>The first session of the coach that overlaps the span, the one with <paramref name="exceptId"/> aside; null = none.</summary>
    public async ValueTask<BusyTime?> FirstAsync(int exceptId, int coachId, BusyTime time, CancellationToken cancel)
    {
        Set("@exceptId", exceptId);
        Set("@coachId", coachId);
        Set("@earliest", SessionWriter.EarliestOverlapping(time));
        Set("@time_StartsAtUtc", time.StartsAtUtc);
        Set("@time_EndsAtUtc", time.EndsAtUtc);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? new BusyTime(Instant(reader, 0), Instant(reader, 1)) : null;
    }

    /// <inheritdoc />
    public void Dispose() => command.Dispose();

    private void Set(string name, object value) => command.Parameters[name].Value = value;

    private static DateTime Instant(DbDataReader reader, int column) => DateTime.SpecifyKind(reader.GetDateTime(column), DateTimeKind.Utc);
}
