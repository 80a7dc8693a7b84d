using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Documents;

/// <summary>Removes what was left behind: uploads that broke off with the process, and documents that nothing uses.</summary>
public sealed class DocumentSweep(IDbContextFactory<AppDbContext> databases, FileStore files, DocumentAccess access)
{
    private const int Batch = 100;

    /// <summary>How long an upload may take at most.</summary>
    public static readonly TimeSpan UploadLasts = TimeSpan.FromHours(6);

    /// <summary>How long an unused document is kept: a draft may name it.</summary>
    public static readonly TimeSpan UnusedLasts = DraftService.Lifetime + TimeSpan.FromDays(1);

    /// <summary>Sweeps once; twice is harmless. Returns how many documents and files went.</summary>
    public async Task<(int Documents, int Files)> SweepAsync(DateTime nowUtc, CancellationToken cancel)
    {
        await MarkAsync(nowUtc, cancel);
        var documents = 0;
        for (var gone = Batch; gone == Batch; documents += gone)
            gone = await RemoveUnusedAsync(nowUtc - UnusedLasts, cancel);
        var dropped = 0;
        foreach (var fileId in await LeftBehindAsync(nowUtc - UploadLasts, cancel))
            dropped += await files.DropAsync(fileId, cancel) ? 1 : 0;
        return (documents, dropped);
    }

    private async Task MarkAsync(DateTime nowUtc, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var attached = access.Attached(db);
        await db.Set<Document>().Where(d => d.UnusedSinceUtc == null && !attached.Contains(d.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.UnusedSinceUtc, nowUtc), cancel);
    }

    private async Task<int> RemoveUnusedAsync(DateTime beforeUtc, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var write = await db.BeginWriteAsync([], cancel);
        var attached = access.Attached(db);
        var unused = await db.Set<Document>()
            .Where(d => d.UnusedSinceUtc != null && d.UnusedSinceUtc <= beforeUtc && !attached.Contains(d.Id))
            .OrderBy(d => d.Id).Take(Batch).ToListAsync(cancel);
        db.RemoveRange(unused);
        await db.SaveChangesAsync(cancel);
        await write.CommitAsync(cancel);
        return unused.Count;
    }

    private async Task<List<int>> LeftBehindAsync(DateTime beforeUtc, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Set<StoredFile>()
            .Where(f => f.Hash == null ? f.StartedAtUtc <= beforeUtc : !db.Set<Document>().Any(d => d.FileId == f.Id))
            .Select(f => f.Id).ToListAsync(cancel);
    }
}
