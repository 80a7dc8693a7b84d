using System.Diagnostics;
using System.Globalization;
using CoachHub.App.Integrations.Import;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Hosting.Commands;

/// <summary>
/// <c>import coaches|clients|sessions FILE.csv</c>. Refused rows and the sum on standard output, progress on standard error.
/// </summary>
internal sealed class ImportCommand(IServiceProvider services, TextWriter report, TextWriter progress) : IImportListener
{
    private const int Done = 0, Unusable = 2, SomeRefused = 3;
    private const string Usage = "usage: import coaches|clients|sessions FILE.csv [--allow-overlap]";

    private readonly IStringLocalizer<Words> words = services.GetRequiredService<IStringLocalizer<Words>>();
    private readonly ImportTally tally = new();

    /// <summary>The longest that the right to write was held.</summary>
    public TimeSpan LongestHeld => tally.LongestHeld;

    /// <summary>Runs the command with the arguments after <c>import</c>; returns the exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        var allowOverlap = arguments.Contains("--allow-overlap");
        string[] rest = [.. arguments.Where(argument => argument != "--allow-overlap")];
        if (rest is not [var name, var path] || !EnumCode.TryParse<ImportKind>(name, out var kind) || (allowOverlap && kind != ImportKind.Sessions))
            return await EndAsync(Unusable, Usage);
        if (await services.GetRequiredService<PracticeReader>().FindAsync(cancel) is null)
            return await EndAsync(Unusable, "There is no practice yet: start CoachHub, finish the set-up in the browser, then import.");
        try
        {
            return await RunAsync(new ImportOrder(kind, path, Actor.System) { AllowOverlap = allowOverlap }, name, cancel);
        }
        catch (UnusableFileException unusable)
        {
            return await EndAsync(Unusable, ImportWords.Text(words, unusable.Problem));
        }
        catch (OperationCanceledException)
        {
            return await EndAsync(Unusable, $"Stopped. What went in stays in, up to line {tally.LastLine}; the same command goes on from there.");
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is { } problem)
        {
            await EndAsync(Unusable, $"The database cannot be written: {ImportWords.Text(words, problem)}");
            return await EndAsync(Unusable, $"What went in stays in, up to line {tally.LastLine}; the same command goes on from there.");
        }
    }

    async ValueTask IImportListener.IgnoredAsync(IReadOnlyList<string> columns) =>
        await progress.WriteLineAsync($"Columns that are not known and are ignored: {string.Join(", ", columns)}");

    async ValueTask IImportListener.RefusedAsync(ImportOutcome outcome, IReadOnlyList<string?> cells)
    {
        var field = outcome.Problem!.Field is { } column ? $", {column}" : "";
        await report.WriteLineAsync($"line {outcome.Line}{field}: {ImportWords.Text(words, outcome.Problem)}");
    }

    async ValueTask IImportListener.ProgressAsync() =>
        await progress.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{tally.Progress:0 %}: {tally.Read} rows read, {tally.Added} added, {tally.Refused} refused"));

    async ValueTask IImportListener.BusyAsync() => await progress.WriteLineAsync("The database is busy; trying again.");

    private async Task<int> RunAsync(ImportOrder order, string what, CancellationToken cancel)
    {
        var begun = Stopwatch.GetTimestamp();
        await services.GetRequiredService<ImportEngine>().RunAsync(order, tally, this, cancel);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await report.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{tally.Read} {what} read in {seconds:0.0} s ({tally.Read / Math.Max(seconds, 0.001):0} a second): {tally.Added} added, {tally.There} already there, {tally.Refused} refused"));
        if (tally.Overlapping > 0)
            await report.WriteLineAsync($"{tally.Overlapping} of the added overlap another session of their coach");
        if (tally.NewClients > 0)
            await report.WriteLineAsync($"{tally.NewClients} clients were made for them");
        return tally.Refused > 0 ? SomeRefused : Done;
    }

    private async Task<int> EndAsync(int code, string sentence)
    {
        await progress.WriteLineAsync(sentence);
        return code;
    }
}
