using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Payments;

/// <summary>
/// The receipt of a session that was paid (D23). What it says is fixed when its number is given: names that change later, prices and
/// refunds leave it as it is.
/// </summary>
public sealed class Receipt : IHistoried
{
    /// <summary>The number: 1, 2, 3 … over the whole practice, without gaps.</summary>
    public int Id { get; init; }

    /// <summary>The session that was paid; each has one receipt at most.</summary>
    public int SessionId { get; init; }

    /// <summary>Who paid.</summary>
    public int ClientId { get; init; }

    /// <summary>When the number was given, UTC.</summary>
    public DateTime IssuedAtUtc { get; init; }

    /// <summary>When the session began, UTC.</summary>
    public DateTime StartsAtUtc { get; init; }

    /// <summary>How long it took.</summary>
    public int DurationMinutes { get; init; }

    /// <summary>The zone in which it was planned.</summary>
    public required string ZoneId { get; init; }

    /// <summary>The session's title; null = the automatic one.</summary>
    public string? Title { get; init; }

    /// <summary>What was paid, in minor units.</summary>
    public long AmountMinor { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Who issues it.</summary>
    public required string PracticeName { get; init; }

    /// <summary>The practice's postal address, several lines; may be empty.</summary>
    public required string PracticeAddress { get; init; }

    /// <summary>What stood below the amount when it was issued, several lines; may be empty.</summary>
    public string TaxLine { get; init; } = "";

    /// <summary>The client's name.</summary>
    public required string ClientName { get; init; }

    /// <summary>The coach's name.</summary>
    public required string CoachName { get; init; }
}

internal sealed class ReceiptConfiguration : IEntityTypeConfiguration<Receipt>
{
    public void Configure(EntityTypeBuilder<Receipt> receipt)
    {
        receipt.ToTable("Receipts");
        receipt.Property(r => r.Id).ValueGeneratedNever();
        receipt.Property(r => r.ZoneId).HasMaxLength(64);
        receipt.Property(r => r.Title).HasMaxLength(SessionInput.LineLength);
        receipt.Property(r => r.Currency).HasMaxLength(3);
        receipt.Property(r => r.PracticeName).HasMaxLength(120);
        receipt.Property(r => r.PracticeAddress).HasMaxLength(500);
        receipt.Property(r => r.TaxLine).HasMaxLength(PracticeInput.TaxLineLength);
        receipt.Property(r => r.ClientName).HasMaxLength(210);
        receipt.Property(r => r.CoachName).HasMaxLength(210);
        receipt.HasIndex(r => r.SessionId).IsUnique();
        receipt.HasIndex(r => r.ClientId);
        receipt.HasOne<Session>().WithMany().HasForeignKey(r => r.SessionId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>A session with a receipt stays.</summary>
internal sealed class HeldByReceipt : ISessionHold
{
    public Task<bool> HoldsAsync(AppDbContext db, int sessionId, CancellationToken cancel) => db.Set<Receipt>().AnyAsync(r => r.SessionId == sessionId, cancel);
}
