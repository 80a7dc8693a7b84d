using CoachHub.Bench.Support;

namespace CoachHub.Bench.Circuits;

/// <summary>P2: *next page* through a real circuit, beside a counter and a plain table.</summary>
internal static class ClickScenario
{
    private const int Clicks = 30;
    private const int RoundCount = 9;
    private const int WarmRounds = 12;
    private const string List = "/sessions?at=2021-01-04";

    public static async Task RunAsync()
    {
        var report = new Report("P2", "a click on *next page* through a circuit");
        var practice = await PracticeFile.OpenAsync(100_000);
        await using var app = await ServerProcess.StartAsync("app", 5151, $"--Data:Folder={practice.Folder}");
        await using var plain = await ServerProcess.StartAsync("floor", 5152);
        using var administrator = new Visitor(app.Address);
        using var anybody = new Visitor(plain.Address);
        await administrator.SignInAsync(PracticeFile.Administrator, PracticeFile.Password);
        await using var list = await Circuit.OpenAsync(administrator, List, hasList: true);
        await using var counter = await Circuit.OpenAsync(anybody, "/counter");
        await using var table = await Circuit.OpenAsync(anybody, "/table");
        await list.SettleAsync();

        (ServerProcess Server, Circuit Circuit, Func<Task> Click)[] contenders =
        [
            (plain, counter, () => counter.ClickAsync("next")),
            (plain, table, () => table.ClickAsync("next")),
            (app, list, () => list.NextPageAsync(List)),
        ];
        var cpu = contenders.Select(_ => new List<double>()).ToArray();
        var bytes = contenders.Select(_ => new List<double>()).ToArray();
        var meters = "";
        // The first rounds compile, and compile again what is used most: it takes some hundred clicks until the code is that of all day.
        for (var round = -WarmRounds; round < RoundCount; round++)
        {
            await app.AskAsync("meters");
            for (var i = 0; i < contenders.Length; i++)
            {
                var (server, circuit, click) = contenders[i];
                var (before, received) = (await server.CpuAsync(), circuit.Bytes);
                for (var n = 0; n < Clicks; n++)
                    await click();
                await circuit.SettleAsync();
                if (round < 0)
                    continue;
                cpu[i].Add((await server.CpuAsync() - before) / Clicks);
                bytes[i].Add((double)(circuit.Bytes - received) / Clicks);
            }

            meters = await app.AskAsync("meters");
        }

        report.Add("counter: a click", "", $"{Report.Ms(Rounds.Median(cpu[0]))} cpu, {Report.Kb(Rounds.Median(bytes[0]))}", "", null);
        report.Add("plain table: fifty other rows", "", $"{Report.Ms(Rounds.Median(cpu[1]))} cpu, {Report.Kb(Rounds.Median(bytes[1]))}", "", null);
        var (time, size) = (Rounds.Median(cpu[2]), Rounds.Median(bytes[2]));
        report.Add("session list: processor of the server", Report.Ms(Rounds.Median(cpu[1])), Report.Ms(time), "≤ 4 ms", time <= 4);
        report.Add("session list: bytes to the browser, not compressed", Report.Kb(Rounds.Median(bytes[1])), Report.Kb(size), "≤ 40 KB", size <= 40 * 1024);
        report.Note("100,000 sessions. The servers are processes of their own; their processor time covers everything that a click causes, the client's not.");
        report.Note($"What the list's server measured of itself in the last round of {Clicks} clicks, longest sums first: {meters}.");
        report.IfMissed("Drawing and comparing the rows is most of it (`render_diff`), the question to the database a fifth. Plan: fewer elements in a row.");
        await report.WriteAsync();
    }
}
