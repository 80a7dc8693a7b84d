using System.Diagnostics;
using System.Globalization;
using CoachHub.Bench.Circuits;
using CoachHub.Bench.Lists;
using CoachHub.Bench.Mails;
using CoachHub.Bench.Processes;
using CoachHub.Bench.Programs;
using CoachHub.Bench.Support;

namespace CoachHub.Bench;

/// <summary>Runs all scenarios, or the named ones.</summary>
public static class Benchmarks
{
    private static readonly (string Name, string What, Func<Task> Run)[] Scenarios =
    [
        ("list", "P1, the session list's queries", ListScenario.RunAsync),
        ("search", "P1s, text search", SearchScenario.RunAsync),
        ("click", "P2, a click through a circuit", ClickScenario.RunAsync),
        ("heap", "P3, heap of open pages", HeapScenario.RunAsync),
        ("save", "P4, save and notify", SaveScenario.RunAsync),
        ("mail", "P5, the outbox", MailScenario.RunAsync),
        ("bundle", "P6, a bundle of 52 sessions", BundleScenario.RunAsync),
        ("start", "P7, start to ready", StartScenario.RunAsync),
        ("import", "P8, import of a file", ImportScenario.RunAsync),
        ("export", "P8, export to a file", ExportScenario.RunAsync),
    ];

    public static async Task<int> Main(string[] args)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (args is [Hosted.Verb, var kind, .. var settings])
        {
            await Hosted.RunAsync(kind, settings);
            return 0;
        }

        var unknown = args.Except(Scenarios.Select(scenario => scenario.Name)).ToList();
        if (unknown.Count > 0)
        {
            await Console.Error.WriteLineAsync($"unknown: {string.Join(", ", unknown)}; the names are");
            foreach (var (name, what, _) in Scenarios)
                await Console.Error.WriteLineAsync($"  {name,-8} {what}");
            return 2;
        }

        var chosen = Scenarios.Where(scenario => args.Length == 0 || args.Contains(scenario.Name)).ToList();
        if (chosen is [var only])
        {
            Console.WriteLine($"--- {only.Name}: {only.What}");
            await only.Run();
            Console.WriteLine($"written to {Path.GetFullPath(Report.FilePath)}");
            return 0;
        }

        // Each in a process of its own: what one leaves behind, compiled, cached or on the heap, is no part of the next one's figures.
        // One that breaks off does not keep the others from theirs.
        var broken = 0;
        foreach (var scenario in chosen)
        {
            using var run = Process.Start(Self.Start(scenario.Name))!;
            await run.WaitForExitAsync();
            broken += run.ExitCode == 0 ? 0 : 1;
        }

        return broken == 0 ? 0 : 1;
    }
}
