using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Documents;

/// <summary>A file under a name that people see. Who may open it follows from where it is attached.</summary>
public sealed class Document : IHistoried
{
    /// <summary>The longest name.</summary>
    public const int NameLength = 120;

    /// <inheritdoc />
    public int Id { get; init; }

    /// <summary>The content.</summary>
    [NotInHistory]
    public int FileId { get; init; }

    /// <summary>The name, as <see cref="DocumentName.Clean"/> left it.</summary>
    public required string Name { get; init; }

    /// <summary>Bytes.</summary>
    public int Size { get; init; }

    /// <summary>Who uploaded it.</summary>
    [NotInHistory]
    public int AddedById { get; init; }

    /// <summary>When, UTC.</summary>
    [NotInHistory]
    public DateTime AddedAtUtc { get; init; }

    /// <summary>Since when it is attached to nothing, UTC; null while it is. What stays unused is swept.</summary>
    [NotInHistory]
    public DateTime? UnusedSinceUtc { get; set; }
}

/// <summary>A document in a list.</summary>
/// <param name="Id">The document.</param>
/// <param name="Name">Its name.</param>
/// <param name="Size">Bytes.</param>
public sealed record DocumentRow(int Id, string Name, int Size);

internal sealed class DocumentConfiguration : IEntityTypeConfiguration<Document>
{
    public void Configure(EntityTypeBuilder<Document> document)
    {
        document.ToTable("Documents");
        document.Property(d => d.Name).HasMaxLength(Document.NameLength);
        document.HasOne<StoredFile>().WithMany().HasForeignKey(d => d.FileId).OnDelete(DeleteBehavior.Restrict);
        document.HasOne<User>().WithMany().HasForeignKey(d => d.AddedById).OnDelete(DeleteBehavior.Restrict);
        document.HasIndex(d => d.UnusedSinceUtc).HasFilter("UnusedSinceUtc IS NOT NULL");
    }
}
