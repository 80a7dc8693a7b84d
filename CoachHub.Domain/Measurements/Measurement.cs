using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Measurements;

/// <summary>One value of one client on one day.</summary>
public sealed class Measurement : IVersioned
{
    /// <inheritdoc />
    public int Id { get; init; }

    /// <summary>Whose it is.</summary>
    public int ClientId { get; init; }

    /// <summary>What was measured; null = weight, in kilograms.</summary>
    public int? MeasureId { get; set; }

    /// <summary>The day, as the person who entered it wrote it; a day has no zone.</summary>
    public DateOnly Day { get; set; }

    /// <summary>The value in thousandths of its unit.</summary>
    public long Thousandths { get; set; }

    /// <summary>Who entered it; only this person and administrators change it.</summary>
    public int EnteredById { get; init; }

    /// <inheritdoc />
    public int Version { get; set; }
}

internal sealed class MeasurementConfiguration : IEntityTypeConfiguration<Measurement>
{
    public void Configure(EntityTypeBuilder<Measurement> measurement)
    {
        measurement.ToTable("Measurements");
        measurement.Property(m => m.Version).IsConcurrencyToken();
        measurement.HasOne<Client>().WithMany().HasForeignKey(m => m.ClientId).OnDelete(DeleteBehavior.Restrict);
        measurement.HasOne<Measure>().WithMany().HasForeignKey(m => m.MeasureId).OnDelete(DeleteBehavior.Restrict);
        measurement.HasOne<User>().WithMany().HasForeignKey(m => m.EnteredById).OnDelete(DeleteBehavior.Restrict);
        measurement.HasIndex(m => new { m.ClientId, m.MeasureId, m.Day, m.Id });
    }
}
