using CoachHub.App.Hosting.Commands;
using CoachHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Import;

/// <summary>Runs the import command over a file that the test writes, and keeps what it said.</summary>
internal sealed record ImportRun(int Exit, string Report, string Progress, TimeSpan LongestHeld)
{
    public static Task<DomainHarness> HarnessAsync() => DomainHarness.CreateAsync(services => services.AddLocalization());

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
