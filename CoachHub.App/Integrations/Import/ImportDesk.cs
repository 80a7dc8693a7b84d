using System.Collections.Concurrent;
using System.Globalization;
using CoachHub.App.Hosting;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Integrations.Import;

/// <summary>
/// The imports that people do from the page, one at a time for each person. They belong to the server, not to a page: a reload or a
/// lost connection stops nothing, and the page finds its import again. Uploaded files are gone once they are read.
/// </summary>
public sealed class ImportDesk(
    AppSettings settings, ImportEngine engine, ImportPreviewer previewer, ChangeFeed feed, IStringLocalizer<Words> words, ILogger<ImportDesk> log) : IHostedService
{
    /// <summary>The largest file that the page takes, in bytes. The command has no limit.</summary>
    public const long LargestFile = 200L << 20;

    private readonly ConcurrentDictionary<int, ImportTask> tasks = new();

    private string Folder => Path.Combine(settings.DataFolder, "imports");

    /// <summary>True when the person may import at all (contract.md).</summary>
    public static bool MayUse(Actor actor) => actor.Can(Capability.CreateClients) && actor.Can(Capability.EditSessions);

    /// <summary>What the person may import.</summary>
    public static IReadOnlyList<ImportKind> KindsOf(Actor actor) =>
        actor.IsAdministrator ? [ImportKind.Sessions, ImportKind.Clients, ImportKind.Coaches] : [ImportKind.Sessions, ImportKind.Clients];

    /// <summary>The person's import, or null.</summary>
    public ImportTask? Find(Actor actor) => tasks.GetValueOrDefault(actor.Id);

    /// <summary>
    /// Takes a file and looks at it. Problems: <c>forbidden</c>, <c>import.running</c>, <c>import.too_large</c>, and those of a file that
    /// cannot be used. Whatever goes wrong, nothing of the file stays.
    /// </summary>
    public async Task<Result<ImportTask>> TakeAsync(Actor actor, string fileName, long size, Stream content, CancellationToken cancel)
    {
        if (!MayUse(actor))
            return Problem.Forbidden();
        if (Find(actor) is { Stage: ImportStage.Running })
            return Problem.Conflict("import.running");
        if (size > LargestFile)
            return Problem.Invalid("import.too_large", null, LargestFile >> 20);
        var path = Path.Combine(Folder, $"{Guid.NewGuid():N}.csv");
        try
        {
            Directory.CreateDirectory(Folder);
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                await content.CopyToAsync(file, cancel);
            var look = ImportPreviewer.Look(path);
            var name = InputText.IsLine(fileName, 200) ? fileName : "import.csv";
            var task = new ImportTask(actor.Id, name, path, look, ImportGuess.Kind(KindsOf(actor), look.Names));
            Forget(actor);
            tasks[actor.Id] = task;
            return task;
        }
        catch (UnusableFileException unusable)
        {
            File.Delete(path);
            return unusable.Problem;
        }
        catch (IOException fault)
        {
            Remove(path);
            log.LogWarning(fault, "An uploaded file could not be kept");
            return Problem.Conflict("storage.full");
        }
        catch
        {
            // The connection broke, or the person left: half a file is no file.
            Remove(path);
            throw;
        }
    }

    /// <summary>What the rules say to the first rows. Problems: those of a file that cannot be used, and <c>import.match</c>.</summary>
    public async Task<Result<List<ImportRehearsal>>> RehearseAsync(Actor actor, CancellationToken cancel)
    {
        if (Find(actor) is not { Stage: ImportStage.Ready } task)
            return Problem.NotFound("import.none");
        if (task.Missing is { Count: > 0 } missing)
            return Problem.Invalid("import.match", null, string.Join(", ", missing));
        return await StorageFault.CatchAsync<List<ImportRehearsal>>(async () =>
        {
            try
            {
                return await previewer.RehearseAsync(OrderOf(actor, task), cancel);
            }
            catch (UnusableFileException unusable)
            {
                return unusable.Problem;
            }
        });
    }

    /// <summary>Begins to read the file in. Problems: <c>import.none</c>, <c>import.match</c>, <c>forbidden</c>.</summary>
    public Result Start(Actor actor)
    {
        if (!MayUse(actor))
            return Problem.Forbidden();
        if (Find(actor) is not { } task)
            return Problem.NotFound("import.none");
        if (task.Missing is { Count: > 0 } missing)
            return Problem.Invalid("import.match", null, string.Join(", ", missing));
        lock (task)
        {
            // A second click finds it running.
            if (task.Stage != ImportStage.Ready)
                return Result.Done;
            task.Stage = ImportStage.Running;
        }

        task.Work = Task.Run(() => RunAsync(OrderOf(actor, task), task));
        return Result.Done;
    }

    /// <summary>Stops reading after the batch in hand; what went in stays in.</summary>
    public async Task StopAsync(Actor actor)
    {
        if (Find(actor) is not { Stage: ImportStage.Running } task)
            return;
        await task.Stop.CancelAsync();
        await task.Work;
    }

    /// <summary>Clears the desk for another file.</summary>
    public void Forget(Actor actor)
    {
        if (Find(actor) is not { Stage: not ImportStage.Running } task || !tasks.TryRemove(actor.Id, out _))
            return;
        Remove(task.Path);
        Remove(task.ReportPath);
    }

    /// <summary>The report of the person's import as a file to read, or null.</summary>
    public Stream? OpenReport(Actor actor) =>
        Find(actor) is { Stage: not ImportStage.Ready } task && File.Exists(task.ReportPath)
            ? new FileStream(task.ReportPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            : null;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // What an earlier process left was never asked for again.
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var task in tasks.Values)
            await task.Stop.CancelAsync();
        await Task.WhenAll(tasks.Values.Select(task => task.Work));
    }

    private static ImportOrder OrderOf(Actor actor, ImportTask task) =>
        new(task.Kind, task.Path, actor) { AllowOverlap = task.AllowOverlap, Places = task.Places };

    private async Task RunAsync(ImportOrder order, ImportTask task)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(order.Actor.Language);
        try
        {
            await using var report = new ImportReport(task, words, () => feed.Publish(Topics.Imports, task.OwnerId));
            await engine.RunAsync(order, task.Tally, report, task.Stop.Token);
            task.Stage = ImportStage.Done;
        }
        catch (OperationCanceledException)
        {
            task.Stage = ImportStage.Stopped;
        }
        catch (UnusableFileException unusable)
        {
            (task.Stage, task.Problem) = (ImportStage.Failed, unusable.Problem);
        }
        catch (Exception fault)
        {
            var problem = StorageFault.ToProblem(fault);
            if (problem is null)
                log.LogError(fault, "An import stopped at line {Line}", task.Tally.LastLine);
            (task.Stage, task.Problem) = (ImportStage.Failed, problem ?? Problem.Conflict(fault is IOException ? "storage.full" : "import.fault"));
        }
        finally
        {
            Remove(task.Path);
            feed.Publish(Topics.Imports, task.OwnerId);
        }
    }

    private void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException fault)
        {
            log.LogWarning(fault, "A file of an import could not be removed; the next start removes it");
        }
    }
}
