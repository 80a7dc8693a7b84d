using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Practice;

/// <summary>A piece of the logo. The bytes are a column that no property holds: nothing loads them by accident.</summary>
public sealed class LogoChunk
{
    internal const string Bytes = nameof(Bytes);

    /// <summary>The logo it belongs to, by the hash of the whole content.</summary>
    public required string Hash { get; init; }

    /// <summary>Its place in the content, from 0.</summary>
    public int Number { get; init; }
}

internal sealed class LogoChunkConfiguration : IEntityTypeConfiguration<LogoChunk>
{
    public void Configure(EntityTypeBuilder<LogoChunk> chunk)
    {
        chunk.ToTable("LogoChunks");
        chunk.HasKey(c => new { c.Hash, c.Number });
        chunk.Property(c => c.Hash).HasMaxLength(64);
        chunk.Property<byte[]>(LogoChunk.Bytes).IsRequired();
    }
}
