using CoachHub.Bench.Support;

namespace CoachHub.Bench.Circuits;

/// <summary>P3: what an open page holds on to, and whether it is let go of.</summary>
internal static class HeapScenario
{
    /// <summary>Pages to look at alone, while one works on them: <c>PAGES=/home,/my</c>.</summary>
    private static readonly string[] Only = (Environment.GetEnvironmentVariable("PAGES") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);

    private const int Many = 200;
    private const int Some = 60;

    // The first clients come far more often than the others.
    private const int Middle = 500;

    public static async Task RunAsync()
    {
        var report = new Report("P3", "heap of an open page, shell included");
        var practice = await PracticeFile.OpenAsync(100_000);
        await using var app = await ServerProcess.StartAsync("app", 5151, $"--Data:Folder={practice.Folder}");
        await using var plain = await ServerProcess.StartAsync("floor", 5152);
        using var administrator = new Visitor(app.Address);
        using var coach = new Visitor(app.Address);
        using var client = new Visitor(app.Address);
        using var anybody = new Visitor(plain.Address);
        await administrator.SignInAsync(PracticeFile.Administrator, PracticeFile.Password);
        await coach.SignInAsync("coach1@bench.example", PracticeFile.Password);
        await client.SignInAsync($"client{Middle + 1}@bench.example", PracticeFile.Password);

        var (floor, _) = await MeasureAsync(plain, anybody, "/counter", Only.Length == 0 ? Many : Some);
        report.Add($"counter, {Many} circuits", "", $"{Report.Kb(floor)} a circuit", "", null);
        if (Only.Length == 0)
        {
            var (table, _) = await MeasureAsync(plain, anybody, "/table", Many);
            report.Add($"plain table, {Many} circuits", Report.Kb(floor), $"{Report.Kb(table)} a circuit", "", null);
        }

        (Visitor Who, string Path, int Count, double Bar)[] pages =
        [
            (administrator, "/sessions", Many, 600), (administrator, "/dashboard", Some, 900), (coach, "/home", Some, 900),
            (administrator, "/clients", Some, 900), (administrator, $"/clients/{practice.ClientIds[Middle]}", Some, 900), (client, "/my", Some, 900),
        ];
        foreach (var (who, path, count, bar) in pages.Where(page => Only.Length == 0 || Only.Contains(page.Path)))
        {
            var (each, rise) = await MeasureAsync(app, who, path, count);
            report.Add($"{path.Replace(practice.ClientIds[Middle].ToString(System.Globalization.CultureInfo.InvariantCulture), "{id}", StringComparison.Ordinal)}, {count} circuits", Report.Kb(floor), $"{Report.Kb(each)} a circuit", $"≤ {bar:0} KB", each <= bar * 1024);
            report.Add($"{path}: after all are closed", "", $"{rise:+0.0;-0.0} % of the start", "≤ 5 %", rise <= 5);
        }

        report.Note("100,000 sessions. Managed heap of the server process after forced collections, open pages minus none.");
        report.IfMissed("Of an open list, two buffers of 4,096 frames (330 KB) are the rows as they were drawn last and before; under 2,048 frames they would be half. Plan: as for the click, a row of fewer parts.");
        // The table keeps what was measured of all of them.
        if (Only.Length == 0)
            await report.WriteAsync();
    }

    private static async Task<(double Each, double RisePercent)> MeasureAsync(ServerProcess server, Visitor visitor, string path, int count)
    {
        // What the first pages of a kind leave in caches and pools is no circuit's.
        await CloseAsync(await OpenAsync(visitor, path, 20));
        await Task.Delay(1000);
        var before = await server.HeapAsync();
        var open = await OpenAsync(visitor, path, count);
        await Task.Delay(1000);
        var during = await server.HeapAsync();
        await CloseAsync(open);
        var after = double.MaxValue;
        // The server takes circuits apart in its own time, and the runtime's pools let go of large arrays after a minute.
        for (var i = 0; i < 20 && after > before * 1.05; i++)
        {
            await Task.Delay(i < 3 ? 1500 : 6000);
            after = await server.HeapAsync();
        }

        return ((during - before) / count, (after - before) / before * 100);
    }

    private static async Task<List<Circuit>> OpenAsync(Visitor visitor, string path, int count)
    {
        var open = new List<Circuit>(count);
        for (var i = 0; i < count; i++)
            open.Add(await Circuit.OpenAsync(visitor, path, hasList: path == "/sessions"));
        return open;
    }

    private static async Task CloseAsync(List<Circuit> open)
    {
        foreach (var circuit in open)
            await circuit.DisposeAsync();
    }
}
