using Microsoft.EntityFrameworkCore.Infrastructure;

namespace CoachHub.Domain.Kernel.Data;

/// <summary>
/// Writes many new rows past the change tracker, which costs more than the writing itself once there are thousands. One prepared
/// statement, and the same history as a save; no event handlers run.
/// </summary>
internal sealed class NewRows<T> : IDisposable where T : class
{
    private readonly AppDbContext db;
    private readonly RowShape<T> shape;
    private readonly PreparedStatement insert;
    private readonly NewRows<HistoryEntry>? history;
    private readonly DateTime now;

    /// <param name="db">A context inside <see cref="AppDbContext.BeginWriteAsync"/>.</param>
    public NewRows(AppDbContext db)
    {
        this.db = db;
        shape = RowShape<T>.Of(db);
        insert = db.Prepare(shape.Insert);
        if (!shape.HasHistory)
            return;
        history = new NewRows<HistoryEntry>(db);
        now = db.GetService<TimeProvider>().GetUtcNow().UtcDateTime;
    }

    /// <summary>Writes one row, with its history where the entity has one. Returns the id that the database gave it.</summary>
    public ValueTask<long> AddAsync(T row, CancellationToken cancel) => AddAsync(shape.Draft(row), cancel);

    /// <summary>Writes one row that was drafted before.</summary>
    public async ValueTask<long> AddAsync(NewRow<T> row, CancellationToken cancel)
    {
        var id = await insert.InsertAsync(row.Values, cancel);
        if (history is not null)
            await history.AddAsync(HistoryWriter.Entry(db, now, row.Entity, (int)id, HistoryWriter.Added, row.Changes!), cancel);
        return id;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        insert.Dispose();
        history?.Dispose();
    }
}
