using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Kernel;

/// <summary>They are set when a file is opened, and a connection that comes back from the pool must still have them.</summary>
public sealed class SqliteSettingsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connection_FreshAndFromThePool_IsSafeAndWaits()
    {
        await using var harness = await DomainHarness.CreateAsync();

        for (var round = 0; round < 3; round++)
        {
            // Two at once: one of them is new in the first rounds.
            await using var one = harness.Db();
            await using var two = harness.Db();
            await one.Set<User>().AnyAsync(Cancel);
            foreach (var db in new[] { one, two })
            {
                await db.Database.OpenConnectionAsync(Cancel);
                Assert.Equal("wal", await AskAsync<string>(db, "journal_mode"));
                Assert.Equal(2, await AskAsync<long>(db, "synchronous"));
                Assert.Equal(5000, await AskAsync<long>(db, "busy_timeout"));
                Assert.Equal(1, await AskAsync<long>(db, "foreign_keys"));
            }
        }
    }

    private static async Task<T> AskAsync<T>(AppDbContext db, string pragma)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
