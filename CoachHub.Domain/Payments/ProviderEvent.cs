using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Payments;

/// <summary>What became of something that the provider told.</summary>
public enum EventOutcome
{
    /// <summary>It was carried out, or nothing was left to do.</summary>
    Applied,

    /// <summary>It is about something that CoachHub did not ask for: the account serves other programs too.</summary>
    Foreign,

    /// <summary>It is about a checkout of CoachHub's that is not in its books, after a restore for instance.</summary>
    Unknown,

    /// <summary>Another amount was taken than was asked for.</summary>
    WrongAmount,

    /// <summary>Another currency was taken than was asked for.</summary>
    WrongCurrency,
}

/// <summary>
/// The ledger of what the provider told. A row is written in the same save as the effect, and its id is unique: what is told twice has
/// its effect once.
/// </summary>
public sealed class ProviderEvent
{
    /// <summary>The row's id.</summary>
    public int Id { get; init; }

    /// <summary>The provider's name for it.</summary>
    public required string EventId { get; init; }

    /// <summary>What happened, in the provider's words.</summary>
    public required string Type { get; init; }

    /// <summary>When it happened, UTC.</summary>
    public DateTime AtUtc { get; init; }

    /// <summary>When it was told, UTC.</summary>
    public DateTime ReceivedAtUtc { get; init; }

    /// <summary>False where no real money moves.</summary>
    public bool LiveMode { get; init; }

    /// <summary>What became of it.</summary>
    public EventOutcome Outcome { get; set; }

    /// <summary>The provider's name for what it is about: a payment or a checkout.</summary>
    public string? Subject { get; init; }

    /// <summary>Our checkout, where it is one of ours.</summary>
    public int? CheckoutId { get; init; }

    /// <summary>How much it is about, in minor units.</summary>
    public long? AmountMinor { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public string? Currency { get; init; }

    /// <summary>When a person said to have dealt with it, UTC.</summary>
    public DateTime? ClearedAtUtc { get; set; }

    /// <summary>Who.</summary>
    public int? ClearedById { get; set; }
}

internal sealed class ProviderEventConfiguration : IEntityTypeConfiguration<ProviderEvent>
{
    public void Configure(EntityTypeBuilder<ProviderEvent> told)
    {
        told.ToTable("ProviderEvents");
        told.Property(e => e.EventId).HasMaxLength(255);
        told.Property(e => e.Type).HasMaxLength(80);
        told.Property(e => e.Outcome).HasEnumCode();
        told.Property(e => e.Subject).HasMaxLength(255);
        told.Property(e => e.Currency).HasMaxLength(3);
        told.HasIndex(e => e.EventId).IsUnique();
        told.HasIndex(e => e.Subject);
        told.HasIndex(e => new { e.Outcome, e.ClearedAtUtc });
    }
}
