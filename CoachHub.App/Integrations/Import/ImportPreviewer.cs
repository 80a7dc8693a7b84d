using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;

namespace CoachHub.App.Integrations.Import;

/// <summary>What a file's first lines are.</summary>
/// <param name="Names">Its columns, as the first line names them.</param>
/// <param name="Samples">The cells of the first rows, each in the order of the columns.</param>
public sealed record ImportLook(IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<string?>> Samples);

/// <summary>What would become of one of the first rows.</summary>
/// <param name="Outcome">The verdict of the rules.</param>
/// <param name="Cells">The known columns, in our order.</param>
public sealed record ImportRehearsal(ImportOutcome Outcome, IReadOnlyList<string?> Cells);

/// <summary>Looks at a file before it is read in.</summary>
public sealed class ImportPreviewer(CoachImport coaches, ClientImport clients, SessionImport sessions)
{
    private const int Samples = 3;

    /// <summary>How many rows are tried out.</summary>
    public const int Rehearsed = 8;

    /// <summary>The columns and the first rows.</summary>
    /// <exception cref="UnusableFileException">No row can be read.</exception>
    public static ImportLook Look(string path)
    {
        using var table = CsvTable.OpenToLook(path);
        var samples = new List<IReadOnlyList<string?>>();
        while (samples.Count < Samples && table.Read(out var line))
        {
            if (line.Broken is null)
                samples.Add(line.Values);
        }

        return new ImportLook(table.Names, samples);
    }

    /// <summary>What the rules say to the first rows. Nothing is written.</summary>
    /// <exception cref="UnusableFileException">No row can be read.</exception>
    public Task<List<ImportRehearsal>> RehearseAsync(ImportOrder order, CancellationToken cancel) => order.Kind switch
    {
        ImportKind.Coaches => RehearseAsync(order, ImportRows.Coaches, rows => coaches.RehearseAsync(order.Actor, rows, cancel)),
        ImportKind.Clients => RehearseAsync(order, ImportRows.Clients, rows => clients.RehearseAsync(order.Actor, rows, cancel)),
        _ => RehearseAsync(order, ImportRows.Sessions, rows => sessions.RehearseAsync(order.Actor, rows, order.AllowOverlap, cancel)),
    };

    private static async Task<List<ImportRehearsal>> RehearseAsync<TRow>(
        ImportOrder order, ImportColumns<TRow> columns, Func<IReadOnlyList<TRow>, Task<ImportBatch>> rehearse)
    {
        var read = new List<(CsvLine Line, Result<TRow> Row)>();
        using (var table = order.Places is { } places ? CsvTable.Open(order.Path, places) : CsvTable.Open(order.Path, columns.Known, columns.Required))
        {
            while (read.Count < Rehearsed && table.Read(out var line))
                read.Add((line, line.Broken is { } broken ? broken : columns.Read(line)));
        }

        var outcomes = await rehearse([.. read.Where(item => item.Row.Ok).Select(item => item.Row.Value)]);
        var next = 0;
        return read.ConvertAll(item => new ImportRehearsal(
            item.Row.Problem is { } problem ? ImportOutcome.Refuse(item.Line.Number, problem) : outcomes.Outcomes[next++],
            item.Line.Values));
    }
}
