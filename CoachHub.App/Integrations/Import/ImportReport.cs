using System.Globalization;
using System.Text;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CsvHelper;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Integrations.Import;

/// <summary>
/// Keeps the refused rows of an import as a CSV file: line, column and reason, then the row's cells under our names. Mended, the same
/// file can be imported again: the first three columns are unknown to the import and are ignored.
/// </summary>
internal sealed class ImportReport : IImportListener, IAsyncDisposable
{
    private readonly ImportTask task;
    private readonly IStringLocalizer<Words> words;
    private readonly Action progressed;
    private readonly CsvWriter csv;

    public ImportReport(ImportTask task, IStringLocalizer<Words> words, Action progressed)
    {
        (this.task, this.words, this.progressed) = (task, words, progressed);
        // The mark at its beginning tells spreadsheets that the text is UTF-8.
        var file = new StreamWriter(new FileStream(task.ReportPath, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete), new UTF8Encoding(true));
        csv = CsvWriter.Create(file, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: false);
        csv.WriteRecord(["line", "column", "problem", .. ImportRows.Known(task.Kind)]);
    }

    public ValueTask IgnoredAsync(IReadOnlyList<string> columns) => ValueTask.CompletedTask;

    public ValueTask RefusedAsync(ImportOutcome outcome, IReadOnlyList<string?> cells)
    {
        task.Refuse(new RefusedRow(outcome.Line, outcome.Problem!));
        csv.WriteRecord([outcome.Line.ToString(CultureInfo.InvariantCulture), outcome.Problem!.Field ?? "", ImportWords.Text(words, outcome.Problem), .. cells.Select(cell => cell ?? "")]);
        return ValueTask.CompletedTask;
    }

    public ValueTask ProgressAsync()
    {
        progressed();
        return ValueTask.CompletedTask;
    }

    public ValueTask BusyAsync() => ProgressAsync();

    public ValueTask DisposeAsync() => csv.DisposeAsync();
}
