using CoachHub.Domain.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Mail;

/// <summary>The practice's own words for one mail in one language. Data with placeholders, never code.</summary>
public sealed class MailWording : IVersioned
{
    /// <inheritdoc />
    public int Id { get; init; }

    /// <summary>Which mail, by the code of its <see cref="MailWordingKind"/>.</summary>
    public required string Mail { get; init; }

    /// <summary><c>en</c> or <c>fr</c>.</summary>
    public required string Language { get; init; }

    /// <summary>The subject; empty = the standard one.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The introduction, several lines; empty = the standard one.</summary>
    public string Introduction { get; set; } = "";

    /// <inheritdoc />
    public int Version { get; set; }
}

/// <summary>A practice's own words, as a mail takes them; either may be empty for the standard ones.</summary>
/// <param name="Subject">The subject with placeholders.</param>
/// <param name="Introduction">The introduction with placeholders.</param>
public sealed record MailOwnWords(string Subject, string Introduction)
{
    /// <summary>Standard words throughout.</summary>
    public static MailOwnWords None { get; } = new("", "");
}

internal sealed class MailWordingConfiguration : IEntityTypeConfiguration<MailWording>
{
    public void Configure(EntityTypeBuilder<MailWording> wording)
    {
        wording.ToTable("MailWordings");
        wording.Property(w => w.Mail).HasMaxLength(40);
        wording.Property(w => w.Language).HasMaxLength(2);
        wording.Property(w => w.Subject).HasMaxLength(MailWordingInput.SubjectLength);
        wording.Property(w => w.Introduction).HasMaxLength(MailWordingInput.IntroductionLength);
        wording.Property(w => w.Version).IsConcurrencyToken();
        wording.HasIndex(w => new { w.Mail, w.Language }).IsUnique();
    }
}
