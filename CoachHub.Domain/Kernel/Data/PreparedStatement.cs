namespace CoachHub.Domain.Kernel.Data;

/// <summary>
/// A statement that is prepared once and run for thousands of rows, its values by their places. A command looks every parameter up by
/// its name, every time: for a row of forty columns that costs as much as writing it.
/// </summary>
public abstract class PreparedStatement : IDisposable
{
    /// <summary>Runs it for its effect.</summary>
    public abstract ValueTask RunAsync(ReadOnlySpan<object?> values, CancellationToken cancel);

    /// <summary>Inserts a row and returns the id that the database gave it.</summary>
    public abstract ValueTask<long> InsertAsync(ReadOnlySpan<object?> values, CancellationToken cancel);

    /// <summary>The first row, or the default without any.</summary>
    public abstract ValueTask<T?> FirstAsync<T>(Func<Row, T> read, ReadOnlySpan<object?> values, CancellationToken cancel);

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the statement back to the database.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>A row that was found; valid while it is read.</summary>
    public abstract class Row
    {
        /// <summary>A text column, empty for none.</summary>
        public abstract string Text(int column);

        /// <summary>An instant, UTC.</summary>
        public DateTime Instant(int column) => DateTime.Parse(
            Text(column), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal);
    }
}
