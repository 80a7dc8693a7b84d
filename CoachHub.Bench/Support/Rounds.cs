using System.Diagnostics;

namespace CoachHub.Bench.Support;

/// <summary>What one act costs: medians over rounds.</summary>
/// <param name="Wall">Milliseconds on the clock.</param>
/// <param name="Cpu">Milliseconds of processor, all threads.</param>
/// <param name="Allocated">Bytes.</param>
public readonly record struct Cost(double Wall, double Cpu, double Allocated);

/// <summary>
/// Measures acts beside each other: every round runs each of them, in turn forwards and backwards, so that a machine that grows slow
/// does so for all. Other processes disturb the clock more than the processor time: the bars are judged by the latter.
/// </summary>
public static class Rounds
{
    /// <summary>The cost of each act, in the order given.</summary>
    /// <param name="rounds">How many times each act has its turn.</param>
    /// <param name="repeat">How often it runs in a turn.</param>
    /// <param name="acts">What is measured.</param>
    public static async Task<Cost[]> MeasureAsync(int rounds, int repeat, params Func<Task>[] acts)
    {
        await WarmAsync(repeat, acts);
        var costs = acts.Select(_ => new List<Cost>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < acts.Length; turn++)
            {
                var at = round % 2 == 0 ? turn : acts.Length - 1 - turn;
                costs[at].Add(await TurnAsync(acts[at], repeat));
            }
        }

        return [.. costs.Select(turns => new Cost(Median(turns.Select(t => t.Wall)), Median(turns.Select(t => t.Cpu)), Median(turns.Select(t => t.Allocated))))];
    }

    /// <summary>
    /// Lets the process compile for good what ran often: it begins when nothing new has run for a tenth of a second. Acts that follow each
    /// other without a pause would be measured in code that no process runs for longer than its first minute.
    /// </summary>
    public static Task CompileAsync() => Task.Delay(TimeSpan.FromMilliseconds(400));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    // Thirty calls, a pause, thirty calls of the code that counts, a pause. Long acts are warm sooner.
    private static async Task WarmAsync(int repeat, Func<Task>[] acts)
    {
        for (var pass = 0; pass < 3; pass++)
        {
            foreach (var act in acts)
            {
                var begun = Stopwatch.GetTimestamp();
                for (var i = 0; i < Math.Max(repeat, 35) && (i < 3 || Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(0.5)); i++)
                    await act();
            }

            await CompileAsync();
        }
    }

    private static async Task<Cost> TurnAsync(Func<Task> act, int repeat)
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var cpu = Environment.CpuUsage.TotalTime;
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < repeat; i++)
            await act();
        var wall = Stopwatch.GetElapsedTime(begun);
        return new Cost(
            wall.TotalMilliseconds / repeat,
            (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / repeat,
            (double)(GC.GetTotalAllocatedBytes() - allocated) / repeat);
    }
}
