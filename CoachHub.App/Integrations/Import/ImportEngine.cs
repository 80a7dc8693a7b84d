using System.Diagnostics;
using System.Threading.Channels;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;

namespace CoachHub.App.Integrations.Import;

/// <summary>
/// Reads a file in, batch by batch, for the command and for the page. Reading runs ahead of writing on a thread of its own; only a
/// few thousand rows are in memory at a time. A batch goes in whole or not at all, so stopping leaves whole batches only.
/// </summary>
public sealed class ImportEngine(CoachImport coaches, ClientImport clients, SessionImport sessions, ActorDirectory directory)
{
    private static readonly HashSet<Capability> Nothing = [];

    private const int ChunkRows = 250;
    private const int ChunkLetters = 250_000;

    /// <summary>Runs until the end of the file. What went in is in <paramref name="tally"/>, also when this throws.</summary>
    /// <exception cref="UnusableFileException">No row can be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task RunAsync(ImportOrder order, ImportTally tally, IImportListener listener, CancellationToken cancel) => order.Kind switch
    {
        ImportKind.Coaches => RunAsync(order, ImportRows.Coaches, null, Alone<CoachImportRow>(order, coaches.AddAsync), tally, listener, cancel),
        ImportKind.Clients => RunAsync(order, ImportRows.Clients, null, Alone<ClientImportRow>(order, clients.AddAsync), tally, listener, cancel),
        _ => RunAsync(
            order,
            ImportRows.Sessions,
            row => row.ExternalId,
            async (rows, myTurn) => await sessions.AddAsync(await PresentAsync(order.Actor), rows, order.AllowOverlap, cancel, myTurn),
            tally,
            listener,
            cancel),
    };

    /// <summary>
    /// A file of many rows takes minutes, in which a right may be taken away: each batch goes in with the rights of its moment, or none.
    /// The zone and language stay those that the rows are read by since the first.
    /// </summary>
    private async ValueTask<Actor> PresentAsync(Actor actor) =>
        actor.Id == Actor.System.Id ? actor
        : await directory.FindAsync(actor.Id) is { } now ? now with { ZoneId = actor.ZoneId, Language = actor.Language }
        : actor with { Role = Role.Client, Capabilities = Nothing };

    // People are planned in no time: only their writing waits for its turn.
    private Write<TRow> Alone<TRow>(ImportOrder order, Func<Actor, IReadOnlyList<TRow>, CancellationToken, Task<ImportBatch>> add) =>
        async (rows, myTurn) =>
        {
            await myTurn(CancellationToken.None);
            return await add(await PresentAsync(order.Actor), rows, CancellationToken.None);
        };

    private static async Task RunAsync<TRow>(
        ImportOrder order, ImportColumns<TRow> columns, Func<TRow, string?>? idOf, Write<TRow> write, ImportTally tally, IImportListener listener, CancellationToken cancel)
    {
        using var table = order.Places is { } places ? CsvTable.Open(order.Path, places) : CsvTable.Open(order.Path, columns.Known, columns.Required);
        if (table.Unknown.Count > 0)
            await listener.IgnoredAsync(table.Unknown);
        var chunks = Channel.CreateBounded<Chunk<TRow>>(new BoundedChannelOptions(4) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reading = Task.Run(() => ReadAsync(table, columns, idOf, chunks.Writer, stop.Token), CancellationToken.None);
        try
        {
            await new Writing<TRow>(write, tally, listener, cancel).RunAsync(chunks.Reader);
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
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
        if (line.Broken is { } broken)
            return broken;
        var row = columns.Read(line);
        return row.Ok && idOf?.Invoke(row.Value) is { } id && seen!.LineBefore(id, line.Number) is { } before
            ? Problem.Invalid("import.duplicate", "id", id, before)
            : row;
    }

    private delegate Task<ImportBatch> Write<TRow>(IReadOnlyList<TRow> rows, Func<CancellationToken, Task> myTurn);

    /// <summary>The writing side: rows into batches, batches into the database, outcomes into the tally.</summary>
    private sealed class Writing<TRow>(Write<TRow> write, ImportTally tally, IImportListener listener, CancellationToken cancel)
    {
        private readonly BatchPace pace = new();
        private readonly List<TRow> batch = [];
        private readonly List<CsvLine> lines = [];
        private int letters;

        public async Task RunAsync(ChannelReader<Chunk<TRow>> chunks)
        {
            var said = Stopwatch.GetTimestamp();
            await foreach (var chunk in chunks.ReadAllAsync(cancel))
            {
                foreach (var (line, row) in chunk.Items)
                    await TakeAsync(line, row);
                letters += chunk.Letters;
                if (letters > 8 * ChunkLetters)
                    await FlushAsync();
                tally.Progress = chunk.Progress;
                if (Stopwatch.GetElapsedTime(said) < TimeSpan.FromSeconds(1))
                    continue;
                said = Stopwatch.GetTimestamp();
                await listener.ProgressAsync();
            }

            await FlushAsync();
        }

        private async ValueTask TakeAsync(CsvLine line, Result<TRow> row)
        {
            tally.Read++;
            tally.LastLine = line.Number;
            if (row.Problem is { } problem)
            {
                await CountAsync(ImportOutcome.Refuse(line.Number, problem), line);
                return;
            }

            batch.Add(row.Value);
            lines.Add(line);
            if (batch.Count >= pace.Size)
                await FlushAsync();
        }

        private async ValueTask FlushAsync()
        {
            if (batch.Count == 0)
                return;
            var done = await PatientlyAsync();
            pace.Took(batch.Count, done.Held, done.Free);
            (tally.Batches, tally.LongestHeld) = (tally.Batches + 1, pace.LongestHeld);
            for (var i = 0; i < done.Outcomes.Count; i++)
                await CountAsync(done.Outcomes[i], lines[i]);
            batch.Clear();
            lines.Clear();
            letters = 0;
        }

        // A batch goes in whole or not at all, so what met a busy database may be tried again.
        private async Task<ImportBatch> PatientlyAsync()
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    cancel.ThrowIfCancellationRequested();
                    return await write(batch, pace.RestAsync);
                }
                catch (Exception fault) when (StorageFault.ToProblem(fault) is { Code: "storage.busy" } && tries < 12)
                {
                    await listener.BusyAsync();
                    await Task.Delay(TimeSpan.FromMilliseconds(200 * tries), cancel);
                }
            }
        }

        private ValueTask CountAsync(ImportOutcome outcome, CsvLine line)
        {
            switch (outcome.State)
            {
                case ImportState.Added:
                    tally.Added++;
                    tally.Overlapping += outcome.Overlaps ? 1 : 0;
                    tally.NewClients += outcome.MadeClient ? 1 : 0;
                    return ValueTask.CompletedTask;
                case ImportState.AlreadyThere:
                    tally.There++;
                    return ValueTask.CompletedTask;
                default:
                    tally.Refused++;
                    return listener.RefusedAsync(outcome, line.Values);
            }
        }
    }

    private sealed class Chunk<TRow>
    {
        public List<(CsvLine Line, Result<TRow> Row)> Items { get; } = [];

        public int Letters { get; private set; }

        public double Progress { get; set; }

        public void Add(CsvLine line, Result<TRow> row)
        {
            Items.Add((line, row));
            foreach (var value in line.Values)
                Letters += value?.Length ?? 0;
        }
    }
}
