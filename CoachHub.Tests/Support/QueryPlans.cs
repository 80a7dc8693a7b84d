using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace CoachHub.Tests.Support;

/// <summary>What SQLite would do for a statement.</summary>
public static partial class QueryPlans
{
    /// <summary>Fails where one of the statements walks the whole of one of the tables, or the whole of an index of it.</summary>
    public static async Task AssertNoScansAsync(DomainHarness harness, IReadOnlyList<string> statements, params string[] tables)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(harness.Folder, "coachhub.db")};Pooling=False");
        await connection.OpenAsync(cancel);
        var scans = new List<string>();
        foreach (var sql in statements.Distinct())
        {
            await using var explain = connection.CreateCommand();
            explain.CommandText = $"EXPLAIN QUERY PLAN {sql}";
            foreach (var name in Parameter().Matches(sql).Select(match => match.Value).Distinct())
                explain.Parameters.AddWithValue(name, DBNull.Value);
            var aliases = tables.SelectMany(table => Regex.Matches(sql, $"\"{table}\" AS \"(\\w+)\"").Select(match => match.Groups[1].Value).Append(table)).ToHashSet();
            await using var plan = await explain.ExecuteReaderAsync(cancel);
            while (await plan.ReadAsync(cancel))
            {
                if (plan.GetString(3).Split(' ') is ["SCAN", var walked, ..] && aliases.Contains(walked))
                    scans.Add($"{plan.GetString(3)} in {sql}");
            }
        }

        Assert.True(scans.Count == 0, string.Join("\n\n", scans));
    }

    [GeneratedRegex("@[A-Za-z_0-9]+")]
    private static partial Regex Parameter();
}
