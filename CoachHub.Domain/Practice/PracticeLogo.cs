using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Practice;

/// <summary>The logo with its bytes.</summary>
/// <param name="Facts">Type, size and hash.</param>
/// <param name="Bytes">The whole file, at most <see cref="LogoImage.LargestSize"/>.</param>
public sealed record LogoContent(LogoFacts Facts, ReadOnlyMemory<byte> Bytes);

/// <summary>Gives the practice's logo away: to pages, which anybody may see, and to mails. Kept in memory while it is the same.</summary>
public sealed class PracticeLogo(IDbContextFactory<AppDbContext> databases, PracticeReader practices)
{
    private LogoContent? known;

    /// <summary>The logo, or null where there is none.</summary>
    public async ValueTask<LogoContent?> FindAsync(CancellationToken cancel)
    {
        if (await practices.FindAsync(cancel) is not { Style.Logo: { } facts })
            return null;
        if (Volatile.Read(ref known) is { } kept && kept.Facts == facts)
            return kept;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var chunks = await db.Set<LogoChunk>().Where(c => c.Hash == facts.Hash).OrderBy(c => c.Number)
            .Select(c => EF.Property<byte[]>(c, LogoChunk.Bytes)).ToListAsync(cancel);
        var bytes = chunks.SelectMany(chunk => chunk).ToArray();
        // Replaced between the two readings: the next question finds the new one.
        if (bytes.Length != facts.Size)
            return null;
        var read = new LogoContent(facts, bytes);
        Volatile.Write(ref known, read);
        return read;
    }
}
