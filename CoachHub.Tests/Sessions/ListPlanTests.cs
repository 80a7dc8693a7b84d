using System.Globalization;
using System.Text.RegularExpressions;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Import;
using CoachHub.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Tests.Sessions;

/// <summary>Whatever one asks of the session list, SQLite finds it by an index: no plan walks the table of sessions.</summary>
public sealed partial class ListPlanTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_EveryFilterOrderAndPage_ScansNoSessions()
    {
        await using var harness = await ImportRun.WithSessionsAsync(rows: 5_000, coaches: 4, clients: 60);
        var actors = new[] { await ActorAsync(harness, Role.Administrator), await ActorAsync(harness, Role.Coach) };

        var statements = await Statements.OfAsync(harness.Services, async () =>
        {
            foreach (var actor in actors)
                await AskEverythingAsync(harness, actor);
        });

        await using var connection = await OpenAsync(harness);
        // A search that found nothing asks for nothing: SQLite sees the constant and never begins.
        var queries = statements
            .Where(sql => sql.Contains("\"Sessions\"", StringComparison.Ordinal) && !Never().IsMatch(sql))
            .Distinct().ToList();
        Assert.True(queries.Count > 40);
        AssertNone(queries.SelectMany(sql => Scans(connection, sql)));

        // Once SQLite knows how the values are spread it may choose otherwise.
        await AnalyzeAsMillionAsync(connection);
        await using var informed = await OpenAsync(harness);
        AssertNone(queries.SelectMany(sql => Scans(informed, sql)));
    }

    [Fact]
    public async Task Scans_StatementThatWalksTheTable_AreSeen()
    {
        await using var harness = await ImportRun.HarnessAsync();
        await using var connection = await OpenAsync(harness);

        Assert.NotEmpty(Scans(connection, """SELECT "s"."Id" FROM "Sessions" AS "s" WHERE "s"."SharedNote" = @note"""));
        Assert.Empty(Scans(connection, """SELECT "s"."Id" FROM "Sessions" AS "s" WHERE "s"."ClientId" = @id"""));
    }

    private static async Task<SqliteConnection> OpenAsync(DomainHarness harness)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(harness.Folder, "coachhub.db")};Pooling=False");
        await connection.OpenAsync(Cancel);
        return connection;
    }

    // In a table of a few thousand rows a walk can be the best plan; what matters is what happens in a large one.
    private static async Task AnalyzeAsMillionAsync(SqliteConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "ANALYZE";
        await command.ExecuteNonQueryAsync(Cancel);
        command.CommandText = "SELECT rowid, stat FROM sqlite_stat1 WHERE tbl = 'Sessions'";
        var stats = new List<(long Row, string Stat)>();
        await using (var reader = await command.ExecuteReaderAsync(Cancel))
        {
            while (await reader.ReadAsync(Cancel))
                stats.Add((reader.GetInt64(0), string.Join(' ', reader.GetString(1).Split(' ').Select(n => n == "1" ? n : $"{int.Parse(n, CultureInfo.InvariantCulture) * 200}"))));
        }

        foreach (var (row, stat) in stats)
        {
            command.CommandText = $"UPDATE sqlite_stat1 SET stat = '{stat}' WHERE rowid = {row}";
            await command.ExecuteNonQueryAsync(Cancel);
        }
    }

    private static void AssertNone(IEnumerable<string> scans)
    {
        var found = scans.ToList();
        Assert.True(found.Count == 0, $"{found.Count} statements walk the table:\n{string.Join("\n\n", found)}");
    }

    private static async Task AskEverythingAsync(DomainHarness harness, Actor actor)
    {
        var list = harness.Get<SessionListQuery>();
        var matches = harness.Get<SessionMatchQueries>();
        var (coaches, client) = await ImportRun.PeopleAsync(harness);
        var today = LocalDate.FromDateTime(harness.NowUtc);
        foreach (var (name, filter) in ListFilters.All(coaches, client, today))
        {
            // The filters change what is found, the orders how it is sorted: the two meet in one place, so a few of the pairs say it all.
            foreach (var sort in name is "everything" or "coach and status" or "text: a name" ? Enum.GetValues<SessionSort>() : [SessionSort.Date])
                await list.ReadAsync(actor, filter, new SessionPageRequest { Sort = sort, Descending = sort == SessionSort.Price, Size = 25 }, Cancel);
            var first = await list.ReadAsync(actor, filter, new SessionPageRequest { Descending = true, Size = 25 }, Cancel);
            if (first.Next is { } next)
            {
                var second = await list.ReadAsync(actor, filter, new SessionPageRequest { Descending = true, Size = 25, After = next }, Cancel);
                await list.ReadAsync(actor, filter, new SessionPageRequest { Descending = true, Size = 25, Before = second.Previous }, Cancel);
            }

            await list.ReadAsync(actor, filter, new SessionPageRequest { At = today, Size = 25 }, Cancel);
            await list.MatchingAsync(actor, filter, [1, 2, 3], Cancel);
            await matches.IdsAsync(actor, filter, latestFirst: true, Cancel);
            await matches.CountAsync(actor, [filter], Cancel);
            await ExportAsync(harness, new SessionExportRequest { Filter = filter });
        }

        await list.CountViewsAsync(actor, Cancel);
        await list.ReadRowsAsync(actor, [1, 2, 3], Cancel);
        await matches.VisibleAsync(actor, [1, 2, 3], Cancel);
        await ExportAsync(harness, new SessionExportRequest { Ids = [1, 2, 3], LatestFirst = true });
    }

    private static async Task ExportAsync(DomainHarness harness, SessionExportRequest request)
    {
        // Who may see what is asked with the same words as in the list; here it is the way to the rows that matters.
        var exported = (await harness.Get<SessionExport>().ExportAsync(Actor.System, request, Cancel)).Value;
        await foreach (var _ in exported.Rows)
            break;
    }

    private static async Task<Actor> ActorAsync(DomainHarness harness, Role role)
    {
        if (role == Role.Administrator)
            return await harness.Given.AdministratorAsync();
        await using var db = harness.Db();
        return await harness.Given.ActorAsync(await db.Set<Domain.Accounts.User>().Where(u => u.Role == role).Select(u => u.Id).FirstAsync(Cancel));
    }

    private static List<string> Scans(SqliteConnection connection, string sql)
    {
        using var explain = connection.CreateCommand();
        explain.CommandText = $"EXPLAIN QUERY PLAN {sql}";
        foreach (var name in Parameter().Matches(sql).Select(match => match.Value).Distinct())
            explain.Parameters.AddWithValue(name, DBNull.Value);
        var aliases = Alias().Matches(sql).Select(match => match.Groups[1].Value).Append("Sessions").ToHashSet();
        var scans = new List<string>();
        using var plan = explain.ExecuteReader();
        while (plan.Read())
        {
            var step = plan.GetString(3).Split(' ');
            if (step[0] == "SCAN" && aliases.Contains(step[1]))
                scans.Add($"{plan.GetString(3)} in {sql}");
        }

        return scans;
    }

    [GeneratedRegex("WHERE 0(\\s|$)")]
    private static partial Regex Never();

    [GeneratedRegex("@[A-Za-z_0-9]+")]
    private static partial Regex Parameter();

    [GeneratedRegex("\"Sessions\" AS \"(\\w+)\"")]
    private static partial Regex Alias();
}
