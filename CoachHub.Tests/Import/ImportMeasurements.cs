using CoachHub.Tests.Support;

namespace CoachHub.Tests.Import;

/// <summary>Long runs with figures for the closing note: <c>--explicit only --filter-class CoachHub.Tests.Import.ImportMeasurements</c>.</summary>
public sealed class ImportMeasurements(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public async Task Sessions_HundredThousandRows()
    {
        await using var harness = await ImportRun.HarnessAsync();
        await harness.Given.PracticeAsync();
        var coaches = "first_name,last_name,email\n" + string.Join('\n', Enumerable.Range(0, 10).Select(n => $"Coach,Number{n},{SessionFile.Coach(n)}"));
        await ImportRun.OfTextAsync(harness, "coaches", coaches);
        var path = Path.Combine(harness.Folder, "many.csv");
        SessionFile.Write(path, 100_000, 10, 500, harness.NowUtc);

        var run = await ImportRun.OfFileAsync(harness, "sessions", path);

        output.WriteLine(run.Report);
        output.WriteLine(run.Progress);
        output.WriteLine($"longest write {run.LongestHeld.TotalMilliseconds:0} ms, peak {Environment.WorkingSet / 1048576} MB");
        Assert.Equal(0, run.Exit);
    }
}
