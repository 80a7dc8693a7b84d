using CoachHub.Domain.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Measurements;

/// <summary>Something that the practice measures besides weight, which is always there (D27).</summary>
public sealed class Measure : IHistoried
{
    /// <summary>The longest name.</summary>
    public const int NameLength = 60;

    /// <summary>The longest unit.</summary>
    public const int UnitLength = 12;

    /// <inheritdoc />
    public int Id { get; init; }

    /// <summary>What it is called, in the practice's own words.</summary>
    public required string Name { get; set; }

    /// <summary>What its values are counted in, for example <c>cm</c>; empty for a mere number.</summary>
    public string Unit { get; set; } = "";

    /// <summary>Switched off, UTC: no new values, but those that exist are still shown. Null = in use.</summary>
    public DateTime? RetiredAtUtc { get; set; }
}

internal sealed class MeasureConfiguration : IEntityTypeConfiguration<Measure>
{
    public void Configure(EntityTypeBuilder<Measure> measure)
    {
        measure.ToTable("Measures");
        measure.Property(m => m.Name).HasMaxLength(Measure.NameLength);
        measure.Property(m => m.Unit).HasMaxLength(Measure.UnitLength);
    }
}
