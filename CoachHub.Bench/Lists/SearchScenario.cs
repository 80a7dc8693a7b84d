using CoachHub.Bench.Support;
using CoachHub.Domain.Sessions;

namespace CoachHub.Bench.Lists;

/// <summary>P1s: words in titles and locations among a million sessions.</summary>
internal static class SearchScenario
{
    public static async Task RunAsync()
    {
        var report = new Report("P1s", "text search among 1,000,000 sessions");
        var practice = await PracticeFile.OpenAsync(1_000_000);
        await using var services = practice.Services();
        using var connection = practice.Connect();
        var list = services.GetRequiredService<SessionListQuery>();
        (string Name, string Text, double Bar)[] words =
        [
            ("a selective word", "Quokka", 25), ("a common word", "Career", 50), ("two common words", "career check", 50), ("a street", "rue des Lilas", 50),
            ("a client's name", "Robaba", 25), ("two letters", "ba", 25), ("nothing", "zzzyx", 25),
        ];
        foreach (var (name, text, bar) in words)
        {
            using var floor = connection.CreateCommand();
            floor.CommandText = "SELECT rowid FROM SessionSearch WHERE SessionSearch MATCH @text ORDER BY rowid DESC LIMIT 1001";
            floor.Parameters.AddWithValue("@text", $"\"{text}\"");
            floor.Prepare();
            var hits = 0;
            var costs = await Rounds.MeasureAsync(
                7, 3,
                () =>
                {
                    using var reader = floor.ExecuteReader();
                    for (hits = 0; reader.Read(); hits++)
                        _ = reader.GetInt32(0);
                    return Task.CompletedTask;
                },
                () => list.ReadAsync(ListScenario.Reader, new SessionFilter { Text = text }, new SessionPageRequest(), default));
            report.Add(
                $"{name}: *{text}*", $"{Report.Ms(costs[0].Cpu)} cpu, {(hits > 1000 ? "more than 1,000" : hits)} hits",
                $"{Report.Ms(costs[1].Cpu)} cpu, {Report.Kb(costs[1].Allocated)} allocated", $"≤ {bar} ms", costs[1].Cpu <= bar);
        }

        report.Note("Floor: the ids of the hits from FTS5 alone. Ours also looks among the people's names, checks what the reader may see, and reads the page of rows.");
        await report.WriteAsync();
    }
}
