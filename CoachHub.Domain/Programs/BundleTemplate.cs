using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace CoachHub.Domain.Programs;

/// <summary>What an amount is the price of.</summary>
public enum PricePer
{
    /// <summary>All sessions together.</summary>
    Bundle,

    /// <summary>Each session.</summary>
    Session,
}

/// <summary>In what the validity of a bundle is counted.</summary>
public enum ValidityUnit
{
    /// <summary>Months of the calendar.</summary>
    Months,

    /// <summary>Days.</summary>
    Days,
}

/// <summary>An offer that bundles are made from. Every coach of the practice may use each (ISO-04).</summary>
public sealed class BundleTemplate : IVersioned
{
    /// <inheritdoc />
    public int Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; set; }

    /// <summary>What it is about, for the coaches.</summary>
    public string? Description { get; set; }

    /// <summary>How many sessions.</summary>
    public int Sessions { get; set; }

    /// <summary>Minutes of each.</summary>
    public int DurationMinutes { get; set; }

    /// <summary>The price in minor units of the practice's currency; null = none.</summary>
    public long? PriceMinor { get; set; }

    /// <summary>What that is the price of.</summary>
    public PricePer PricePer { get; set; }

    /// <summary>How long a bundle may be planned, in <see cref="ValidityUnit"/>s from the day it is made; null = without end.</summary>
    public int? Validity { get; set; }

    /// <summary>The unit of <see cref="Validity"/>.</summary>
    public ValidityUnit ValidityUnit { get; set; }

    /// <summary>Location of the sessions.</summary>
    public string? Location { get; set; }

    /// <summary>Video link of the sessions.</summary>
    public string? VideoLink { get; set; }

    /// <summary>When it was archived, UTC; null = offered.</summary>
    public DateTime? ArchivedAtUtc { get; set; }

    /// <inheritdoc />
    public int Version { get; set; }

    /// <summary>The last day of a bundle that is made on a day; null = without end.</summary>
    public static LocalDate? LastDay(LocalDate madeOn, int? validity, ValidityUnit unit) => validity switch
    {
        null => null,
        { } count when unit == ValidityUnit.Days => madeOn.PlusDays(count),
        { } count => madeOn.PlusMonths(count),
    };
}

/// <summary>A document that bundles of a template begin with.</summary>
public sealed class BundleTemplateDocument
{
    /// <summary>The template.</summary>
    public int TemplateId { get; init; }

    /// <summary>The document.</summary>
    public int DocumentId { get; init; }
}

internal sealed class BundleTemplateConfiguration : IEntityTypeConfiguration<BundleTemplate>
{
    public void Configure(EntityTypeBuilder<BundleTemplate> template)
    {
        template.ToTable("BundleTemplates");
        template.Property(t => t.Name).HasMaxLength(Bundle.NameLength);
        template.Property(t => t.Description).HasMaxLength(BundleTemplateInput.DescriptionLength);
        template.Property(t => t.Location).HasMaxLength(SessionInput.LineLength);
        template.Property(t => t.VideoLink).HasMaxLength(2000);
        template.Property(t => t.PricePer).HasEnumCode();
        template.Property(t => t.ValidityUnit).HasEnumCode();
        template.Property(t => t.Version).IsConcurrencyToken();
    }
}

internal sealed class BundleTemplateDocumentConfiguration : IEntityTypeConfiguration<BundleTemplateDocument>
{
    public void Configure(EntityTypeBuilder<BundleTemplateDocument> link)
    {
        link.ToTable("BundleTemplateDocuments");
        link.HasKey(l => new { l.TemplateId, l.DocumentId });
        link.HasOne<BundleTemplate>().WithMany().HasForeignKey(l => l.TemplateId).OnDelete(DeleteBehavior.Cascade);
        link.HasOne<Document>().WithMany().HasForeignKey(l => l.DocumentId).OnDelete(DeleteBehavior.Restrict);
        link.HasIndex(l => l.DocumentId);
    }
}
