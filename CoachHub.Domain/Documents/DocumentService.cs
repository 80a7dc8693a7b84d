using System.Buffers;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Documents;

/// <summary>Takes documents in and gives them out.</summary>
public sealed class DocumentService(
    IDbContextFactory<AppDbContext> databases, FileStore files, DocumentAccess access, IDocumentCheck check, TimeProvider clock) : IDisposable
{
    // Only a check holds a whole file in memory, so that few of them run at once.
    private readonly SemaphoreSlim checking = new(2);

    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Takes an uploaded file to its end, looks into it and keeps it. It is attached to nothing yet, and only who uploaded it sees
    /// it. Whatever goes wrong, nothing of it stays. Problems: <c>forbidden</c>, <c>document.too_large</c>,
    /// <c>document.interrupted</c>, those of <see cref="IDocumentCheck"/>, <c>storage.*</c>.
    /// </summary>
    /// <param name="actor">Who uploads.</param>
    /// <param name="fileName">The name as it was on the person's machine.</param>
    /// <param name="content">Read once, from where it is.</param>
    /// <param name="progress">Told how many bytes are kept so far.</param>
    /// <param name="cancel">Ends the upload; nothing of it stays.</param>
    public async Task<Result<DocumentRow>> UploadAsync(Actor actor, string fileName, Stream content, IProgress<long>? progress, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        return await StorageFault.CatchAsync<DocumentRow>(async () =>
        {
            var received = await files.ReceiveAsync(content, NowUtc, progress, cancel);
            if (received.Problem is { } refused)
                return refused;
            try
            {
                var kept = await CheckAsync(received.Value, cancel) is { } harmful
                    ? harmful
                    : await KeepAsync(actor, DocumentName.Clean(fileName), received.Value, cancel);
                if (!kept.Ok)
                    await files.TryDropAsync(received.Value.Id);
                return kept;
            }
            catch
            {
                await files.TryDropAsync(received.Value.Id);
                throw;
            }
        });
    }

    /// <summary>A document to be sent to this person. Problem: <c>document.not_found</c>.</summary>
    public async Task<Result<DocumentDownload>> OpenAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await access.VisibleTo(db, actor).AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, cancel);
        return found is null ? Problem.NotFound("document.not_found") : new DocumentDownload(found.Name, found.Size, files, found.FileId);
    }

    /// <summary>Those of these documents that the person may open, in the order of the ids: for drafts that name documents.</summary>
    public async Task<IReadOnlyList<DocumentRow>> FindAsync(Actor actor, IReadOnlyList<int> ids, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await access.VisibleTo(db, actor).Where(d => ids.Contains(d.Id)).Select(d => new DocumentRow(d.Id, d.Name, d.Size)).ToListAsync(cancel);
        return [.. ids.Distinct().Select(id => found.Find(row => row.Id == id)).OfType<DocumentRow>()];
    }

    /// <inheritdoc />
    public void Dispose() => checking.Dispose();

    private async Task<Problem?> CheckAsync(ReceivedFile file, CancellationToken cancel)
    {
        await checking.WaitAsync(cancel);
        var whole = ArrayPool<byte>.Shared.Rent(file.Size);
        try
        {
            var at = 0;
            await foreach (var bytes in files.ReadAsync(file.Id, file.Size, cancel))
            {
                bytes.CopyTo(whole, at);
                at += bytes.Length;
            }

            // Off the caller's thread: a circuit must answer while a large file is looked through.
            return await Task.Run(() => check.Check(whole.AsMemory(0, file.Size)), cancel);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
            checking.Release();
        }
    }

    /// <summary>Makes the file complete and gives it a name, in one transaction. A file with the same content takes its place.</summary>
    private async Task<Result<DocumentRow>> KeepAsync(Actor actor, string name, ReceivedFile file, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync([], cancel);
        var same = await db.Set<StoredFile>().Where(f => f.Hash == file.Hash).Select(f => (int?)f.Id).SingleOrDefaultAsync(cancel);
        if (same is null && await db.Set<StoredFile>().Where(f => f.Id == file.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(f => f.Hash, file.Hash).SetProperty(f => f.Size, file.Size), cancel) == 0)
            return Problem.Conflict("document.interrupted");
        var document = new Document
        {
            FileId = same ?? file.Id,
            Name = name,
            Size = file.Size,
            AddedById = actor.Id,
            AddedAtUtc = NowUtc,
            UnusedSinceUtc = NowUtc,
        };
        db.Add(document);
        await db.SaveChangesAsync(cancel);
        await write.CommitAsync(cancel);
        if (same is not null)
            await files.TryDropAsync(file.Id);
        return new DocumentRow(document.Id, document.Name, document.Size);
    }
}

/// <summary>A document on its way to a person who may have it.</summary>
public sealed class DocumentDownload(string name, int size, FileStore files, int fileId)
{
    /// <summary>The name to save it under.</summary>
    public string Name => name;

    /// <summary>Bytes.</summary>
    public int Size => size;

    /// <summary>Writes the content, chunk by chunk.</summary>
    /// <exception cref="EndOfStreamException">The file was swept meanwhile.</exception>
    public async Task WriteToAsync(Stream target, CancellationToken cancel)
    {
        await foreach (var bytes in files.ReadAsync(fileId, size, cancel))
            await target.WriteAsync(bytes, cancel);
    }
}
