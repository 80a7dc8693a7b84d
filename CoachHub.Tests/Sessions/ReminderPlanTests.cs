using System.Text.RegularExpressions;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Sessions;

/// <summary>What runs each minute, or with each open session, walks neither the sessions nor the ledger: both only ever grow.</summary>
public sealed partial class ReminderPlanTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reminders_ScanOutlookAndUnpaid_FindEverythingByAnIndex()
    {
        await using var harness = await DomainHarness.CreateAsync();
        var claire = await harness.Given.CoachAsync();
        var anna = await harness.Given.ClientAsync(claire);
        var id = await harness.Given.SessionAsync(claire, anna, "2026-11-24 09:00");

        var asked = await Statements.OfAsync(harness.Services, async () =>
        {
            await harness.Get<ReminderScan>().EnqueueDueAsync(harness.NowUtc, Cancel);
            await harness.Get<ReminderService>().ForSessionAsync(claire, id, Cancel);
            await harness.Get<UnpaidReminderService>().PreviewAsync(claire, anna.Id, Cancel);
        });

        await using var db = harness.Db();
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        await connection.OpenAsync(Cancel);
        var queries = asked
            .Where(sql => sql.StartsWith("SELECT", StringComparison.Ordinal))
            .Where(sql => sql.Contains("\"Sessions\"", StringComparison.Ordinal) || sql.Contains("\"Mails\"", StringComparison.Ordinal))
            .Distinct().ToList();
        Assert.True(queries.Count > 5);
        Assert.Empty(queries.SelectMany(sql => Walks(connection, sql)));
        Assert.NotEmpty(Walks(connection, """SELECT "m"."Id" FROM "Mails" AS "m" WHERE "m"."Subject" = @subject"""));
    }

    private static List<string> Walks(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
        foreach (var name in Parameters().Matches(sql).Select(match => match.Value).Distinct())
            command.Parameters.AddWithValue(name, "1");
        using var reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read())
        {
            // A list of values comes as one parameter, and is gone through as if it were a table.
            if (reader.GetString(3) is var step && step.StartsWith("SCAN ", StringComparison.Ordinal)
                && !step.Contains("CONSTANT", StringComparison.Ordinal) && !step.Contains("VIRTUAL TABLE", StringComparison.Ordinal))
                found.Add($"{step}: {sql}");
        }

        return found;
    }

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameters();
}
