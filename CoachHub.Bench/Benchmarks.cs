using System.Globalization;
using CoachHub.Bench.Lists;
using CoachHub.Bench.Support;

namespace CoachHub.Bench;

/// <summary>Runs all scenarios, or the named ones.</summary>
public static class Benchmarks
{
    private static readonly (string Name, string What, Func<Task> Run)[] Scenarios =
    [
        ("list", "P1, the session list's queries", ListScenario.RunAsync),
        ("search", "P1s, text search", SearchScenario.RunAsync),
    ];

    public static async Task<int> Main(string[] args)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var unknown = args.Except(Scenarios.Select(scenario => scenario.Name)).ToList();
        if (unknown.Count > 0)
        {
            await Console.Error.WriteLineAsync($"unknown: {string.Join(", ", unknown)}; the names are");
            foreach (var (name, what, _) in Scenarios)
                await Console.Error.WriteLineAsync($"  {name,-8} {what}");
            return 2;
        }

        foreach (var (name, what, run) in Scenarios.Where(scenario => args.Length == 0 || args.Contains(scenario.Name)))
        {
            Console.WriteLine($"--- {name}: {what}");
            await run();
        }

        Console.WriteLine($"written to {Path.GetFullPath(Report.FilePath)}");
        return 0;
    }
}
