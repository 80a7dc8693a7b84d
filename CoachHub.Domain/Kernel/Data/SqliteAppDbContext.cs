using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace CoachHub.Domain.Kernel.Data;

/// <summary>The practice's data in one SQLite file.</summary>
public sealed class SqliteAppDbContext(DbContextOptions<SqliteAppDbContext> options) : AppDbContext(options)
{
    /// <inheritdoc />
    public override async Task<IWriteTransaction> BeginWriteAsync(IEnumerable<int> lockKeys, CancellationToken cancel)
    {
        var queue = WriteQueue.Of(Database.GetDbConnection().DataSource);
        // EF's SQLite transactions are BEGIN IMMEDIATE: the write lock is held from here on.
        return new Transaction(await queue.EnterAsync(() => Database.BeginTransactionAsync(cancel), cancel), queue);
    }

    /// <inheritdoc />
    public override async Task<IWriteTransaction> BeginManyWritesAsync(IEnumerable<int> lockKeys, CancellationToken cancel)
    {
        var log = await WriteAheadLog.SetAsideAsync(this, cancel);
        try
        {
            return new BigTransaction(await BeginWriteAsync(lockKeys, cancel), log);
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public override PreparedStatement Prepare(string sql, params string[] names) =>
        new SqliteStatement((SqliteConnection)Database.GetDbConnection(), sql, names);

    /// <summary>Options for a database file, or an in-memory database when <paramref name="path"/> is a connection string.</summary>
    public static void Configure(DbContextOptionsBuilder options, string path)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = 5, Pooling = true };
        options
            // A list of values is one parameter: a statement keeps its text however many there are, and is written once.
            .UseSqlite(connection.ConnectionString, sqlite => sqlite
                .MigrationsAssembly(typeof(SqliteAppDbContext).Assembly.GetName().Name)
                .UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
            // A limited count has no order: the index that finds the rows is the right one.
            // A migration that rebuilds a table turns foreign keys off first, which SQLite does outside of a transaction: nothing that who installs can act on.
            .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.RowLimitingOperationWithoutOrderByWarning, RelationalEventId.NonTransactionalMigrationOperationWarning))
            .AddInterceptors(Pragmas.Instance);
    }

    private sealed class Transaction(IDbContextTransaction transaction, WriteQueue queue) : IWriteTransaction
    {
        private readonly long begun = Stopwatch.GetTimestamp();
        private long? ended;
        private int left;

        public TimeSpan Held => Stopwatch.GetElapsedTime(begun, ended ?? Stopwatch.GetTimestamp());

        public TimeSpan Free => ended is { } since ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

        public async Task CommitAsync(CancellationToken cancel)
        {
            await transaction.CommitAsync(cancel);
            Leave();
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                await transaction.DisposeAsync();
            }
            finally
            {
                Leave();
            }
        }

        private void Leave()
        {
            if (Interlocked.Exchange(ref left, 1) != 0)
                return;
            ended = Stopwatch.GetTimestamp();
            queue.Leave();
        }
    }

    /// <summary>A transaction of so many pages that copying them out of the log takes as long as writing them.</summary>
    private sealed class BigTransaction(IWriteTransaction transaction, WriteAheadLog log) : IWriteTransaction
    {
        public TimeSpan Held => transaction.Held;

        public TimeSpan Free => transaction.Free;

        public async Task CommitAsync(CancellationToken cancel)
        {
            await transaction.CommitAsync(cancel);
            await log.TidyAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await log.DisposeAsync();
        }
    }

    /// <summary>
    /// The log of a connection that is kept open meanwhile. SQLite copies its pages into the file at the end of a commit that made it
    /// long, while the caller still counts as writing; here that comes after it. Others may write while it goes on.
    /// </summary>
    private sealed class WriteAheadLog(SqliteAppDbContext db) : IAsyncDisposable
    {
        public static async Task<WriteAheadLog> SetAsideAsync(SqliteAppDbContext db, CancellationToken cancel)
        {
            await db.Database.OpenConnectionAsync(cancel);
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_autocheckpoint=0", cancel);
            return new WriteAheadLog(db);
        }

        public async Task TidyAsync() => await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(PASSIVE)");

        public async ValueTask DisposeAsync()
        {
            // 1000 pages is SQLite's own measure; the connection goes back to the pool with it.
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_autocheckpoint=1000");
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>Readers do not wait for the writer (WAL), a commit survives a power cut (FULL), and a busy file is waited for.</summary>
    private sealed class Pragmas : DbConnectionInterceptor
    {
        public static readonly Pragmas Instance = new();

        // They last as long as the pool keeps the open file; a connection that comes back from it has them already.
        private readonly ConditionalWeakTable<object, object> set = [];

        private const string Sql =
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            if (IsReadOnly(connection) || IsSet(connection))
                return;
            using var command = connection.CreateCommand();
            command.CommandText = Sql;
            command.ExecuteNonQuery();
            Remember(connection);
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (IsReadOnly(connection) || IsSet(connection))
                return;
            await using var command = connection.CreateCommand();
            command.CommandText = Sql;
            await command.ExecuteNonQueryAsync(cancellationToken);
            Remember(connection);
        }

        private bool IsSet(DbConnection connection) => ((SqliteConnection)connection).Handle is { } file && set.TryGetValue(file, out _);

        private void Remember(DbConnection connection)
        {
            if (((SqliteConnection)connection).Handle is { } file)
                set.TryAdd(file, file);
        }

        // EF asks whether there is a database without the right to write, and a file that is not in WAL yet would refuse to change.
        private static bool IsReadOnly(DbConnection connection) => connection.ConnectionString.Contains("Mode=ReadOnly", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Lets the migration tool make a context without starting the application.</summary>
internal sealed class SqliteAppDbContextFactory : IDesignTimeDbContextFactory<SqliteAppDbContext>
{
    public SqliteAppDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqliteAppDbContext>();
        SqliteAppDbContext.Configure(options, "design-time.db");
        return new SqliteAppDbContext(options.Options);
    }
}
