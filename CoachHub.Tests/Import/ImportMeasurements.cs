using System.Diagnostics;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using NodaTime;

namespace CoachHub.Tests.Import;

/// <summary>A long run with figures: <c>CoachHub.Tests -explicit only -class CoachHub.Tests.Import.ImportMeasurements -showliveoutput</c>.</summary>
public sealed class ImportMeasurements(ITestOutputHelper output)
{
    private const int Rows = 100_000;

    [Fact(Explicit = true)]
    public async Task HundredThousandSessions_ImportRateAndListTimes()
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        await using var harness = await ImportRun.WithSessionsAsync(Rows, coaches: 10, clients: 500, run =>
        {
            output.WriteLine(run.Report.TrimEnd());
            output.WriteLine($"longest write {run.LongestHeld.TotalMilliseconds:0} ms");
        });
        using var process = Process.GetCurrentProcess();
        output.WriteLine($"with the file made: {watch.Elapsed.TotalSeconds:0.0} s, {(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Rows:0} us of processor a row, peak {process.PeakWorkingSet64 >> 20} MB");

        var actor = await harness.Given.AdministratorAsync();
        var (coaches, client) = await ImportRun.PeopleAsync(harness);
        var list = harness.Get<SessionListQuery>();
        foreach (var (name, filter) in ListFilters.All(coaches, client, LocalDate.FromDateTime(harness.NowUtc)))
            output.WriteLine($"{name}: {await MedianAsync(() => list.ReadAsync(actor, filter, new SessionPageRequest { Descending = true }, TestContext.Current.CancellationToken)):0.00} ms");
        output.WriteLine($"counts of the views: {await MedianAsync(() => list.CountViewsAsync(actor, TestContext.Current.CancellationToken)):0.00} ms");
    }

    private static async Task<double> MedianAsync(Func<Task> act)
    {
        var times = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await act();
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return times.Skip(2).Order().ElementAt(5);
    }
}
