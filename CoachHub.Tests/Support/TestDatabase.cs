using CoachHub.Domain.Kernel.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Support;

/// <summary>
/// A real, migrated SQLite file for one test. The migrations run once in a test run; every database is a copy of what they made.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    // Memory where the system offers it: the tests ask for thousands of commits, and none needs to survive a power cut.
    private static readonly string Root = Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(),
        $"coachhub-tests-{Environment.ProcessId}");

    private static readonly Lazy<Task<string>> Template = new(MigrateAsync);

    static TestDatabase() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        if (Directory.Exists(Root))
            Directory.Delete(Root, recursive: true);
    };

    private TestDatabase(string folder) => Folder = folder;

    /// <summary>A folder of the test's own, gone after it.</summary>
    public string Folder { get; }

    public string FilePath => Path.Combine(Folder, "coachhub.db");

    public static async Task<TestDatabase> CreateAsync()
    {
        var template = await Template.Value;
        var database = new TestDatabase(Path.Combine(Root, Guid.NewGuid().ToString("N")));
        Directory.CreateDirectory(database.Folder);
        File.Copy(template, database.FilePath);
        return database;
    }

    public ValueTask DisposeAsync()
    {
        // The pool holds the file open, and only the connection string that the application uses names the pool.
        var options = new DbContextOptionsBuilder<SqliteAppDbContext>();
        SqliteAppDbContext.Configure(options, FilePath);
        using (var db = new SqliteAppDbContext(options.Options))
            SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<string> MigrateAsync()
    {
        Directory.CreateDirectory(Root);
        var path = Path.Combine(Root, "template.db");
        var options = new DbContextOptionsBuilder<SqliteAppDbContext>();
        SqliteAppDbContext.Configure(options, path);
        await using var db = new SqliteAppDbContext(options.Options);
        await db.Database.MigrateAsync();
        // Closing the last connection folds the write-ahead log into the file: copying is safe from here on.
        SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
        return path;
    }
}
