using CoachHub.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Kernel;

public sealed class PreparedStatementTests : IAsyncLifetime
{
    private DomainHarness app = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await DomainHarness.CreateAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    public static TheoryData<object> Values =>
    [
        "", "a", "Zoë 👋 \0 after a NUL", new string('é', 5000), 0, -1, int.MaxValue, long.MinValue, true, false,
        new DateTime(2027, 1, 5, 9, 30, 0, DateTimeKind.Utc), new DateTime(2027, 1, 5, 9, 30, 0, DateTimeKind.Utc).AddTicks(1230000),
    ];

    [Theory, InlineData(null), MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public async Task Value_IsStored_AsTheProviderStoresIt(object? value)
    {
        await using var db = app.Db();
        await db.Database.OpenConnectionAsync(Cancel);
        await db.Database.ExecuteSqlRawAsync("CREATE TEMP TABLE Both (Ours, Theirs)", Cancel);
        using (var statement = db.Prepare("INSERT INTO Both (Ours) VALUES ($1)"))
            await statement.RunAsync([value], Cancel);

        await db.Database.ExecuteSqlRawAsync("UPDATE Both SET Theirs = {0}", [new SqliteParameter("theirs", value ?? DBNull.Value)], Cancel);

        using var same = db.Prepare("SELECT typeof(Ours) || CASE WHEN Ours IS Theirs AND typeof(Ours) = typeof(Theirs) THEN ' same' ELSE ' other' END FROM Both");
        Assert.EndsWith(" same", await same.FirstAsync(row => row.Text(0), [], Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Insert_ReturnsTheIdOfItsRow_AndRunsAgain()
    {
        await using var db = app.Db();
        await db.Database.OpenConnectionAsync(Cancel);
        await db.Database.ExecuteSqlRawAsync("CREATE TEMP TABLE Things (Id INTEGER PRIMARY KEY, Name TEXT)", Cancel);
        using var statement = db.Prepare("INSERT INTO Things (Name) VALUES ($1)");

        Assert.Equal((1, 2), (await statement.InsertAsync(["one"], Cancel), await statement.InsertAsync(["two"], Cancel)));
    }

    [Fact]
    public async Task First_TakesValuesByTheNamesItWasGiven_AndIsNullWithoutARow()
    {
        await using var db = app.Db();
        await db.Database.OpenConnectionAsync(Cancel);
        using var statement = db.Prepare("SELECT 'found' WHERE @a = 1 AND @b = 2", "@b", "@a");

        Assert.Equal("found", await statement.FirstAsync(row => row.Text(0), [2, 1], Cancel));
        Assert.Null(await statement.FirstAsync(row => row.Text(0), [1, 2], Cancel));
    }

    [Fact]
    public async Task Prepare_NamesThatAreNotItsOwn_IsAFault()
    {
        await using var db = app.Db();
        await db.Database.OpenConnectionAsync(Cancel);

        Assert.Throws<ArgumentException>(() => db.Prepare("SELECT @a, @b", "@a"));
        Assert.Throws<ArgumentException>(() => db.Prepare("SELECT @a", "@b"));
    }

    [Fact]
    public async Task Run_ThatBreaksARule_ThrowsAsACommandDoes_AndCanRunAgain()
    {
        await using var db = app.Db();
        await db.Database.OpenConnectionAsync(Cancel);
        await db.Database.ExecuteSqlRawAsync("CREATE TEMP TABLE Once (Name TEXT UNIQUE)", Cancel);
        using var statement = db.Prepare("INSERT INTO Once VALUES ($1)");
        await statement.RunAsync(["a"], Cancel);

        var fault = await Assert.ThrowsAsync<SqliteException>(async () => await statement.RunAsync(["a"], Cancel));
        await statement.RunAsync(["b"], Cancel);

        Assert.Equal(19, fault.SqliteErrorCode);
    }
}
