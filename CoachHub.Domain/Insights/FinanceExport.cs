using System.Text.Json;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Insights;

/// <summary>Finances on their way into a file.</summary>
/// <param name="Currency">ISO 4217, of every amount.</param>
/// <param name="Report">The table: all parts.</param>
/// <param name="Rows">The rows behind a figure, read as they are asked for; null where the table was asked for.</param>
public sealed record ExportedFinances(string Currency, FinanceReport? Report, IAsyncEnumerable<FinanceRow>? Rows);

/// <summary>Gives away what the finances show: the table, or the rows behind a figure. The history notes who took it.</summary>
public sealed class FinanceExport(IDbContextFactory<AppDbContext> databases, PracticeReader practices, FinanceQueries finances, FinanceRowQueries rows, TimeProvider clock)
{
    /// <summary>The table. Problems: <c>forbidden</c> without the capabilities to export data, to view finances and sessions, <c>finance.period</c>, <c>storage.*</c>.</summary>
    public Task<Result<ExportedFinances>> TableAsync(Actor actor, FinanceQuestion question, CancellationToken cancel) =>
        StorageFault.CatchAsync<ExportedFinances>(async () =>
        {
            if (!actor.Can(Capability.ExportData))
                return Problem.Forbidden();
            var read = await finances.ReadAsync(actor, question, 0, int.MaxValue, cancel);
            if (read.Problem is { } refused)
                return refused;
            await NoteAsync(actor, question, cancel);
            return new ExportedFinances((await practices.GetAsync(cancel)).Currency, read.Value, null);
        });

    /// <summary>The rows behind a figure. Problems: as those of the table.</summary>
    public Task<Result<ExportedFinances>> RowsAsync(Actor actor, FinanceRowsQuestion question, CancellationToken cancel) =>
        StorageFault.CatchAsync<ExportedFinances>(async () =>
        {
            if (!actor.Can(Capability.ExportData) || !FinanceQueries.MaySee(actor))
                return Problem.Forbidden();
            if (question.Period.Check() is { } refused)
                return refused;
            await NoteAsync(actor, question, cancel);
            return new ExportedFinances((await practices.GetAsync(cancel)).Currency, null, rows.AllAsync(actor, question, cancel));
        });

    // Before the first row leaves: what was broken off half way has left all the same.
    private async Task NoteAsync(Actor actor, object question, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync([], cancel);
        db.Add(HistoryEntry.OfExport(actor, clock.GetUtcNow().UtcDateTime, new() { ["Finances"] = [null, JsonSerializer.Serialize(question)] }));
        await db.SaveChangesAsync(cancel);
        await write.CommitAsync(cancel);
    }
}
