using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CoachHub.Domain.Kernel.Data;

/// <summary>A prepared statement of SQLite's own. SQLite knows no waiting without a thread: each call is over when it returns.</summary>
internal sealed class SqliteStatement : PreparedStatement
{
    private readonly sqlite3 file;
    private readonly sqlite3_stmt statement;
    private readonly int[]? places;
    private readonly Found found;

    /// <param name="connection">Open.</param>
    /// <param name="sql">One statement.</param>
    /// <param name="names">The parameters in the order in which values will be given; none = as they appear.</param>
    public SqliteStatement(SqliteConnection connection, string sql, string[] names)
    {
        file = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(file, sql, out statement), file);
        found = new Found(statement);
        if (names.Length == 0)
            return;
        places = [.. names.Select(name => raw.sqlite3_bind_parameter_index(statement, name))];
        // One that got no value would be NULL in silence.
        if (places.Contains(0) || places.Length != raw.sqlite3_bind_parameter_count(statement))
            throw new ArgumentException($"These are not the parameters of the statement: {sql}", nameof(names));
    }

    public override ValueTask RunAsync(ReadOnlySpan<object?> values, CancellationToken cancel)
    {
        Bind(values);
        Done(raw.sqlite3_step(statement));
        return ValueTask.CompletedTask;
    }

    public override ValueTask<long> InsertAsync(ReadOnlySpan<object?> values, CancellationToken cancel)
    {
        Bind(values);
        Done(raw.sqlite3_step(statement));
        return ValueTask.FromResult(raw.sqlite3_last_insert_rowid(file));
    }

    public override ValueTask<T?> FirstAsync<T>(Func<Row, T> read, ReadOnlySpan<object?> values, CancellationToken cancel) where T : default
    {
        Bind(values);
        var outcome = raw.sqlite3_step(statement);
        try
        {
            return ValueTask.FromResult(outcome == raw.SQLITE_ROW ? read(found) : default);
        }
        finally
        {
            Done(outcome);
        }
    }

    protected override void Dispose(bool disposing) => statement.Dispose();

    private void Done(int outcome)
    {
        // A statement that is not put back would keep the transaction from ending.
        raw.sqlite3_reset(statement);
        if (outcome is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
            SqliteException.ThrowExceptionForRC(outcome, file);
    }

    private void Bind(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            SqliteException.ThrowExceptionForRC(Bind(places is null ? i + 1 : places[i], values[i]), file);
    }

    private int Bind(int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, place),
        string text => BindText(place, text),
        DateTime instant => BindInstant(place, instant),
        int number => raw.sqlite3_bind_int64(statement, place, number),
        long number => raw.sqlite3_bind_int64(statement, place, number),
        bool flag => raw.sqlite3_bind_int64(statement, place, flag ? 1 : 0),
        byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
        _ => throw new NotSupportedException($"{value.GetType().Name} is not bound to a statement yet."),
    };

    private int BindText(int place, string text)
    {
        // An empty span has no address, which SQLite would take for NULL.
        if (text.Length == 0)
            return raw.sqlite3_bind_text(statement, place, text);
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most <= 1024)
        {
            Span<byte> few = stackalloc byte[1024];
            return raw.sqlite3_bind_text(statement, place, few[..Encoding.UTF8.GetBytes(text, few)]);
        }

        var many = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            return raw.sqlite3_bind_text(statement, place, many.AsSpan(0, Encoding.UTF8.GetBytes(text, many)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(many);
        }
    }

    // As the provider writes instants: rows of both must compare.
    private int BindInstant(int place, DateTime instant)
    {
        Span<byte> text = stackalloc byte[32];
        instant.TryFormat(text, out var length, "yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
        return raw.sqlite3_bind_text(statement, place, text[..length]);
    }

    private sealed class Found(sqlite3_stmt statement) : Row
    {
        public override string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string() ?? "";
    }
}
