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
        foreach (var act in acts)
        {
            for (var i = 0; i < Math.Max(repeat, 3); i++)
                await act();
        }

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

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
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
