using System.Diagnostics;
using System.Net;
using CoachHub.Bench.Circuits;
using CoachHub.Bench.Support;

namespace CoachHub.Bench.Processes;

/// <summary>P7: from the start of the published program to <c>/health/ready</c>.</summary>
internal static class StartScenario
{
    private const int RoundCount = 5;
    private const string Address = "http://127.0.0.1:5153";

    public static async Task RunAsync()
    {
        var report = new Report("P7", "from the start of the process to /health/ready");
        await ProgramRun.PublishAsync();
        var large = await PracticeFile.OpenAsync(1_000_000);
        var empty = Path.Combine(Machine.Folder, "empty");
        Func<ProgramRun>[] starts =
        [
            () => ProgramRun.StartOther(typeof(StartScenario).Assembly.Location, Hosted.Verb, "bare", $"--Urls={Address}"),
            () => ProgramRun.Start($"--Urls={Address}", $"--Data:Folder={empty}"),
            () => ProgramRun.Start($"--Urls={Address}", $"--Data:Folder={large.Folder}"),
        ];
        var wall = starts.Select(_ => new List<double>()).ToArray();
        var cpu = starts.Select(_ => new List<double>()).ToArray();
        // The first round migrates and fills the file cache.
        for (var round = -1; round < RoundCount; round++)
        {
            for (var i = 0; i < starts.Length; i++)
            {
                var (took, used) = await StartAsync(starts[i]);
                if (round < 0)
                    continue;
                wall[i].Add(took);
                cpu[i].Add(used);
            }
        }

        var floor = $"{Report.Ms(Rounds.Median(wall[0]))}, {Report.Ms(Rounds.Median(cpu[0]))} cpu";
        foreach (var (i, name) in new[] { (1, "empty database"), (2, "1,000,000 sessions") })
        {
            var (took, used) = (Rounds.Median(wall[i]), Rounds.Median(cpu[i]));
            report.Add($"{name}: time", floor, Report.Ms(took), "≤ 1,500 ms on a quiet machine", took <= 1500);
            report.Add($"{name}: processor", floor, Report.Ms(used), "≤ 1,200 ms", used <= 1200);
        }

        report.Note("Floor: Kestrel and one address. The published program, framework-dependent, migrations done, medians of five starts in turn.");
        report.IfMissed("Compiled ahead (`--use-current-runtime`), which took the processor time from 2.4 to 1.4 s. The outbox, the jobs and the warming, two fifths of it, start a second later since (docs/adr/0015). Plan: a compiled model, if it survives two providers.");
        await report.WriteAsync();
    }

    private static async Task<(double Wall, double Cpu)> StartAsync(Func<ProgramRun> start)
    {
        using var http = new HttpClient();
        var begun = Stopwatch.GetTimestamp();
        await using var run = start();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Address + "/health/ready"));
                if (answer.StatusCode == HttpStatusCode.OK)
                    break;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            if (run.Process.HasExited || Stopwatch.GetElapsedTime(begun) > TimeSpan.FromSeconds(60))
                throw new InvalidOperationException("The program did not become ready.");
            await Task.Delay(10);
        }

        return (Stopwatch.GetElapsedTime(begun).TotalMilliseconds, run.Cpu());
    }
}
