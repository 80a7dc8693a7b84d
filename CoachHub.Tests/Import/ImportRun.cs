using CoachHub.App.Hosting.Commands;
using CoachHub.App.Integrations.Import;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Import;

/// <summary>Runs the import command over a file that the test writes, and keeps what it said.</summary>
internal sealed record ImportRun(int Exit, string Report, string Progress, TimeSpan LongestHeld)
{
    public static Task<DomainHarness> HarnessAsync() => DomainHarness.CreateAsync(services => services.AddLocalization().AddSingleton<ImportEngine>());

    /// <summary>A harness with a practice whose sessions came from a generated file.</summary>
    public static async Task<DomainHarness> WithSessionsAsync(int rows, int coaches, int clients, Action<ImportRun>? ran = null)
    {
        var harness = await HarnessAsync();
        await harness.Given.PracticeAsync();
        var people = "first_name,last_name,email\n" + string.Join('\n', Enumerable.Range(0, coaches).Select(n => $"Coach,Number{n},{SessionFile.Coach(n)}"));
        Assert.Equal(0, (await OfTextAsync(harness, "coaches", people)).Exit);
        var path = Path.Combine(harness.Folder, "sessions.csv");
        SessionFile.Write(path, rows, coaches, clients, harness.NowUtc);
        var run = await OfFileAsync(harness, "sessions", path);
        Assert.True(run.Exit == 0, run.Report + run.Progress);
        ran?.Invoke(run);
        return harness;
    }

    /// <summary>The coaches, and some client.</summary>
    public static async Task<(IReadOnlyList<int> Coaches, int Client)> PeopleAsync(DomainHarness harness)
    {
        await using var db = harness.Db();
        var coaches = await db.Set<User>().Where(u => u.Role == Role.Coach).OrderBy(u => u.Id).Select(u => u.Id).ToListAsync(TestContext.Current.CancellationToken);
        return (coaches, await db.Set<Client>().Select(c => c.Id).FirstAsync(TestContext.Current.CancellationToken));
    }

    public static async Task<ImportRun> OfTextAsync(DomainHarness harness, string kind, string text, params string[] options)
    {
        var path = Path.Combine(harness.Folder, $"{kind}.csv");
        await File.WriteAllTextAsync(path, text);
        return await OfFileAsync(harness, kind, path, options);
    }

    public static async Task<ImportRun> OfFileAsync(DomainHarness harness, string kind, string path, params string[] options)
    {
        using var report = new StringWriter { NewLine = "\n" };
        using var progress = new StringWriter { NewLine = "\n" };
        var command = new ImportCommand(harness.Services, report, progress);
        var exit = await command.RunAsync([kind, path, .. options], TestContext.Current.CancellationToken);
        return new ImportRun(exit, report.ToString(), progress.ToString(), command.LongestHeld);
    }
}
