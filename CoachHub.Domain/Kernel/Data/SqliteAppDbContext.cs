using System.Data.Common;
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

    /// <summary>Options for a database file, or an in-memory database when <paramref name="path"/> is a connection string.</summary>
    public static void Configure(DbContextOptionsBuilder options, string path)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = 5, Pooling = true };
        options
            .UseSqlite(connection.ConnectionString, sqlite => sqlite.MigrationsAssembly(typeof(SqliteAppDbContext).Assembly.GetName().Name))
            // A limited count has no order: the index that finds the rows is the right one.
            .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.RowLimitingOperationWithoutOrderByWarning))
            .AddInterceptors(Pragmas.Instance);
    }

    private sealed class Transaction(IDbContextTransaction transaction, WriteQueue queue) : IWriteTransaction
    {
        private int left;

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
            if (Interlocked.Exchange(ref left, 1) == 0)
                queue.Leave();
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
