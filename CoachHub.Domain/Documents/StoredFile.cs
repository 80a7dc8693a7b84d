using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Documents;

/// <summary>The content of documents. It is kept once, however many documents show it, and nobody sees it before it is complete.</summary>
public sealed class StoredFile
{
    /// <summary>The row's id.</summary>
    public int Id { get; init; }

    /// <summary>SHA-256 of the content, hexadecimal; null while it is being received. Unique.</summary>
    public string? Hash { get; set; }

    /// <summary>Bytes; 0 while it is being received.</summary>
    public int Size { get; set; }

    /// <summary>When receiving began, UTC: what is not complete long after is swept.</summary>
    public DateTime StartedAtUtc { get; init; }
}

/// <summary>A piece of a file, at most <see cref="FileStore.ChunkSize"/> bytes. The bytes are a column that no property holds: nothing loads them by accident.</summary>
public sealed class FileChunk
{
    internal const string Bytes = nameof(Bytes);

    /// <summary>The file.</summary>
    public int FileId { get; init; }

    /// <summary>Its place in the file, from 0.</summary>
    public int Number { get; init; }
}

internal sealed class StoredFileConfiguration : IEntityTypeConfiguration<StoredFile>
{
    public void Configure(EntityTypeBuilder<StoredFile> file)
    {
        file.ToTable("Files");
        file.Property(f => f.Hash).HasMaxLength(64);
        file.HasIndex(f => f.Hash).IsUnique();
    }
}

internal sealed class FileChunkConfiguration : IEntityTypeConfiguration<FileChunk>
{
    public void Configure(EntityTypeBuilder<FileChunk> chunk)
    {
        chunk.ToTable("FileChunks");
        chunk.HasKey(c => new { c.FileId, c.Number });
        chunk.Property<byte[]>(FileChunk.Bytes).IsRequired();
        chunk.HasOne<StoredFile>().WithMany().HasForeignKey(c => c.FileId).OnDelete(DeleteBehavior.Cascade);
    }
}
