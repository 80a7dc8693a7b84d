using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Hosting.Commands;

/// <summary>
/// <c>import coaches|clients|sessions FILE.csv</c>. Refused rows and the sum on standard output, progress on standard error.
/// Reading runs ahead of writing on a thread of its own; only a few thousand rows are in memory at a time.
/// </summary>
internal sealed class ImportCommand(IServiceProvider services, TextWriter report, TextWriter progress)
{
    private const int Done = 0, Unusable = 2, SomeRefused = 3;
    private const int ChunkRows = 250;
    private const int ChunkLetters = 250_000;
    private const string Usage = "usage: import coaches|clients|sessions FILE.csv [--allow-overlap]";

    private readonly IStringLocalizer<Words> words = services.GetRequiredService<IStringLocalizer<Words>>();
    private int read, added, there, refused, overlapping, newClients, lastLine;

    /// <summary>The longest that the right to write was held.</summary>
    public TimeSpan LongestHeld { get; private set; }

    /// <summary>Runs the command with the arguments after <c>import</c>; returns the exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        var allowOverlap = arguments.Contains("--allow-overlap");
        string[] rest = [.. arguments.Where(argument => argument != "--allow-overlap")];
        if (rest is not [var kind, var path] || kind is not ("coaches" or "clients" or "sessions") || (allowOverlap && kind != "sessions"))
            return await EndAsync(Unusable, Usage);
        if (await services.GetRequiredService<PracticeReader>().FindAsync(cancel) is null)
            return await EndAsync(Unusable, "There is no practice yet: start CoachHub, finish the set-up in the browser, then import.");
        try
        {
            return kind switch
            {
                "coaches" => await RunAsync(path, ImportRows.Coaches, null, Alone<CoachImportRow>(services.GetRequiredService<CoachImport>().AddAsync), "coaches", cancel),
                "clients" => await RunAsync(path, ImportRows.Clients, null, Alone<ClientImportRow>(services.GetRequiredService<ClientImport>().AddAsync), "clients", cancel),
                _ => await RunAsync(
                    path,
                    ImportRows.Sessions,
                    row => row.ExternalId,
                    (rows, myTurn) => services.GetRequiredService<SessionImport>().AddAsync(Actor.System, rows, allowOverlap, cancel, myTurn),
                    "sessions",
                    cancel),
            };
        }
        catch (UnusableFileException unusable)
        {
            return await EndAsync(Unusable, unusable.Message);
        }
        catch (OperationCanceledException)
        {
            return await EndAsync(Unusable, $"Stopped. What went in stays in, up to line {lastLine}; the same command goes on from there.");
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is { } problem)
        {
            await EndAsync(Unusable, $"The database cannot be written: {ImportWords.Text(words, problem)}");
            return await EndAsync(Unusable, $"What went in stays in, up to line {lastLine}; the same command goes on from there.");
        }
    }

    // People are planned in no time: only their writing waits for its turn.
    private static Func<IReadOnlyList<TRow>, Func<CancellationToken, Task>, Task<ImportBatch>> Alone<TRow>(
        Func<Actor, IReadOnlyList<TRow>, CancellationToken, Task<ImportBatch>> add) =>
        async (rows, myTurn) =>
        {
            await myTurn(CancellationToken.None);
            return await add(Actor.System, rows, CancellationToken.None);
        };

    private async Task<int> RunAsync<TRow>(
        string path,
        ImportColumns<TRow> columns,
        Func<TRow, string?>? idOf,
        Func<IReadOnlyList<TRow>, Func<CancellationToken, Task>, Task<ImportBatch>> add,
        string what,
        CancellationToken cancel)
    {
        using var table = CsvTable.Open(path, columns.Known, columns.Required);
        if (table.Unknown.Count > 0)
            await progress.WriteLineAsync($"Columns that are not known and are ignored: {string.Join(", ", table.Unknown)}");

        var begun = Stopwatch.GetTimestamp();
        var chunks = Channel.CreateBounded<Chunk<TRow>>(new BoundedChannelOptions(4) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reading = Task.Run(() => ReadAsync(table, columns, idOf, chunks.Writer, stop.Token), CancellationToken.None);
        try
        {
            await WriteAsync(chunks.Reader, add, begun, cancel);
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }

        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await report.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{read} {what} read in {seconds:0.0} s ({read / Math.Max(seconds, 0.001):0} a second): {added} added, {there} already there, {refused} refused"));
        if (overlapping > 0)
            await report.WriteLineAsync($"{overlapping} of the added overlap another session of their coach");
        if (newClients > 0)
            await report.WriteLineAsync($"{newClients} clients were made for them");
        return refused > 0 ? SomeRefused : Done;
    }

    private static async Task ReadAsync<TRow>(
        CsvTable table, ImportColumns<TRow> columns, Func<TRow, string?>? idOf, ChannelWriter<Chunk<TRow>> chunks, CancellationToken cancel)
    {
        try
        {
            using var seen = idOf is null ? null : new SeenIds();
            var chunk = new Chunk<TRow>();
            while (table.Read(out var line))
            {
                chunk.Add(line, Read(line, columns, idOf, seen));
                if (chunk.Items.Count < ChunkRows && chunk.Letters < ChunkLetters)
                    continue;
                chunk.Progress = table.Progress;
                await chunks.WriteAsync(chunk, cancel);
                chunk = new Chunk<TRow>();
            }

            chunk.Progress = 1;
            await chunks.WriteAsync(chunk, cancel);
            chunks.Complete();
        }
        catch (Exception fault)
        {
            chunks.TryComplete(fault);
        }
    }

    private static Result<TRow> Read<TRow>(CsvLine line, ImportColumns<TRow> columns, Func<TRow, string?>? idOf, SeenIds? seen)
    {
        if (line.Broken is { } reason)
            return Problem.Invalid("import.broken", null, reason);
        var row = columns.Read(line);
        return row.Ok && idOf?.Invoke(row.Value) is { } id && seen!.LineBefore(id, line.Number) is { } before
            ? Problem.Invalid("import.duplicate", "id", id, before)
            : row;
    }

    private async Task WriteAsync<TRow>(
        ChannelReader<Chunk<TRow>> chunks, Func<IReadOnlyList<TRow>, Func<CancellationToken, Task>, Task<ImportBatch>> add, long begun, CancellationToken cancel)
    {
        var pace = new BatchPace();
        var batch = new List<TRow>();
        var letters = 0;
        var said = begun;
        await foreach (var chunk in chunks.ReadAllAsync(cancel))
        {
            foreach (var (line, result) in chunk.Items)
            {
                read++;
                lastLine = line;
                if (result.Problem is { } problem)
                    await CountAsync(ImportOutcome.Refuse(line, problem));
                else
                    batch.Add(result.Value);
                if (batch.Count >= pace.Size)
                    await FlushAsync();
            }

            letters += chunk.Letters;
            if (letters > 8 * ChunkLetters)
                await FlushAsync();
            if (Stopwatch.GetElapsedTime(said) < TimeSpan.FromSeconds(1))
                continue;
            said = Stopwatch.GetTimestamp();
            await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{chunk.Progress:0 %}: {read} rows read, {added} added, {refused} refused"));
        }

        await FlushAsync();
        LongestHeld = pace.LongestHeld;

        async Task FlushAsync()
        {
            if (batch.Count == 0)
                return;
            var done = await PatientlyAsync(() => add(batch, pace.RestAsync), cancel);
            pace.Took(batch.Count, done.Held);
            foreach (var outcome in done.Outcomes)
                await CountAsync(outcome);
            batch.Clear();
            letters = 0;
        }
    }

    // A batch goes in whole or not at all, so what met a busy database may be tried again.
    private async Task<ImportBatch> PatientlyAsync(Func<Task<ImportBatch>> write, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await write();
            }
            catch (Exception fault) when (StorageFault.ToProblem(fault) is { Code: "storage.busy" } && tries < 12)
            {
                await progress.WriteLineAsync("The database is busy; trying again.");
                await Task.Delay(TimeSpan.FromMilliseconds(200 * tries), cancel);
            }
        }
    }

    private async ValueTask CountAsync(ImportOutcome outcome)
    {
        switch (outcome.State)
        {
            case ImportState.Added:
                added++;
                overlapping += outcome.Overlaps ? 1 : 0;
                newClients += outcome.MadeClient ? 1 : 0;
                break;
            case ImportState.AlreadyThere:
                there++;
                break;
            default:
                refused++;
                var field = outcome.Problem!.Field is { } column ? $", {column}" : "";
                await report.WriteLineAsync($"line {outcome.Line}{field}: {ImportWords.Text(words, outcome.Problem)}");
                break;
        }
    }

    private async Task<int> EndAsync(int code, string words)
    {
        await progress.WriteLineAsync(words);
        return code;
    }

    private sealed class Chunk<TRow>
    {
        public List<(int Line, Result<TRow> Row)> Items { get; } = [];

        public int Letters { get; private set; }

        public double Progress { get; set; }

        public void Add(CsvLine line, Result<TRow> row)
        {
            Items.Add((line.Number, row));
            foreach (var value in line.Values)
                Letters += value?.Length ?? 0;
        }
    }
}
