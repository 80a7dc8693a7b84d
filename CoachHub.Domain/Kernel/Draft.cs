using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Kernel;

/// <summary>What somebody typed into a form and has not saved. Nobody else reads it, and the history knows nothing of it.</summary>
public sealed class Draft
{
    /// <summary>The row's id.</summary>
    public int Id { get; init; }

    /// <summary>Whose it is.</summary>
    public int UserId { get; init; }

    /// <summary>Which form, for example <c>session</c>.</summary>
    public required string Form { get; init; }

    /// <summary>The record that is edited; 0 for a new one.</summary>
    public int RecordId { get; init; }

    /// <summary>The record's version that the typing started from; 0 for a new one.</summary>
    public int Version { get; init; }

    /// <summary>The fields, in the form's own writing.</summary>
    public required string Content { get; init; }

    /// <summary>When it was last kept, UTC.</summary>
    public DateTime SavedAtUtc { get; init; }
}

internal sealed class DraftConfiguration : IEntityTypeConfiguration<Draft>
{
    public void Configure(EntityTypeBuilder<Draft> draft)
    {
        draft.ToTable("Drafts");
        draft.Property(d => d.Form).HasMaxLength(DraftKey.FormLength);
        draft.HasIndex(d => new { d.UserId, d.Form, d.RecordId }).IsUnique();
        draft.HasIndex(d => d.SavedAtUtc);
    }
}
