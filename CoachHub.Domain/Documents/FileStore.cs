using System.Security.Cryptography;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Documents;

/// <summary>A file whose last byte has arrived; nobody sees it yet.</summary>
internal sealed record ReceivedFile(int Id, int Size, string Hash);

/// <summary>
/// Keeps contents in the database, in chunks that are each written and read on their own: a slow line holds no lock, and no file is
/// in memory whole.
/// </summary>
public sealed class FileStore(IDbContextFactory<AppDbContext> databases)
{
    /// <summary>Bytes of a chunk, the last one aside.</summary>
    public const int ChunkSize = 256 * 1024;

    /// <summary>Bytes of the largest file: 10 MB.</summary>
    public const int LargestFile = LargestMegabytes * 1024 * 1024;

    /// <summary>The same in megabytes, for people.</summary>
    public const int LargestMegabytes = 10;

    /// <summary>
    /// Takes a stream to its end. Whatever stops it, nothing stays behind. Problems: <c>document.not_pdf</c> before anything is
    /// written; <c>document.too_large</c>, whatever size was announced.
    /// </summary>
    internal async Task<Result<ReceivedFile>> ReceiveAsync(Stream content, DateTime nowUtc, IProgress<long>? progress, CancellationToken cancel)
    {
        var chunk = new byte[ChunkSize];
        var filled = await content.ReadAtLeastAsync(chunk, ChunkSize, throwOnEndOfStream: false, cancel);
        if (!chunk.AsSpan(0, filled).StartsWith("%PDF-"u8))
            return Problem.Invalid("document.not_pdf");
        var id = await BeginAsync(nowUtc, cancel);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var size = 0;
            for (var number = 0; filled > 0; number++)
            {
                size += filled;
                if (size > LargestFile)
                {
                    await DropAsync(id, CancellationToken.None);
                    return TooLarge;
                }

                hash.AppendData(chunk, 0, filled);
                await AppendAsync(id, number, filled == ChunkSize ? chunk : chunk[..filled], cancel);
                progress?.Report(size);
                filled = await content.ReadAtLeastAsync(chunk, ChunkSize, throwOnEndOfStream: false, cancel);
            }

            return new ReceivedFile(id, size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch
        {
            await TryDropAsync(id);
            throw;
        }
    }

    /// <summary>Adds a whole file that is at hand, in the caller's transaction: for what is made here and not uploaded.</summary>
    public static async Task<StoredFile> AddAsync(AppDbContext db, byte[] content, DateTime nowUtc, CancellationToken cancel)
    {
        var file = new StoredFile { Hash = Convert.ToHexStringLower(SHA256.HashData(content)), Size = content.Length, StartedAtUtc = nowUtc };
        db.Add(file);
        await db.SaveChangesAsync(cancel);
        foreach (var (number, bytes) in content.Chunk(ChunkSize).Index())
            db.Add(new FileChunk { FileId = file.Id, Number = number }).Property(FileChunk.Bytes).CurrentValue = bytes;
        await db.SaveChangesAsync(cancel);
        return file;
    }

    /// <summary>What to say of a file above the limit.</summary>
    public static Problem TooLarge => Problem.Invalid("document.too_large", null, LargestMegabytes);

    /// <summary>The content, chunk by chunk.</summary>
    /// <exception cref="EndOfStreamException">The file was swept meanwhile.</exception>
    internal async IAsyncEnumerable<byte[]> ReadAsync(int fileId, int size, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        for (var (number, left) = (0, size); left > 0; number++)
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            var bytes = await db.Set<FileChunk>().Where(c => c.FileId == fileId && c.Number == number)
                .Select(c => EF.Property<byte[]>(c, FileChunk.Bytes)).SingleOrDefaultAsync(cancel)
                ?? throw new EndOfStreamException($"Chunk {number} of file {fileId} has gone.");
            left -= bytes.Length;
            yield return bytes;
        }
    }

    /// <summary>Removes a file and its chunks, unless a document shows it.</summary>
    internal async Task<bool> DropAsync(int fileId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var write = await db.BeginWriteAsync([], cancel);
        if (await db.Set<Document>().AnyAsync(d => d.FileId == fileId, cancel))
            return false;
        await db.Set<FileChunk>().Where(c => c.FileId == fileId).ExecuteDeleteAsync(cancel);
        var dropped = await db.Set<StoredFile>().Where(f => f.Id == fileId).ExecuteDeleteAsync(cancel);
        await write.CommitAsync(cancel);
        return dropped == 1;
    }

    /// <summary>The same after a fault: where the disk or the database is the fault, the sweep does it later.</summary>
    internal async Task TryDropAsync(int fileId)
    {
        try
        {
            await DropAsync(fileId, CancellationToken.None);
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is not null)
        {
            // What was at fault when the file was received still is; its own message is on its way to the person.
        }
    }

    private async Task<int> BeginAsync(DateTime nowUtc, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var file = new StoredFile { StartedAtUtc = nowUtc };
        db.Add(file);
        await db.SaveChangesAsync(cancel);
        return file.Id;
    }

    private async Task AppendAsync(int fileId, int number, byte[] bytes, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var write = await db.BeginWriteAsync([], cancel);
        db.Add(new FileChunk { FileId = fileId, Number = number }).Property(FileChunk.Bytes).CurrentValue = bytes;
        await db.SaveChangesAsync(cancel);
        await write.CommitAsync(cancel);
    }
}
