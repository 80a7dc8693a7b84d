using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Payments;

/// <summary>Where a checkout stands. It only ever moves on: money that was taken stays taken, whatever is told late.</summary>
public enum CheckoutState
{
    /// <summary>It may be paid, or is being opened.</summary>
    Open,

    /// <summary>The money was taken and is in the sessions' rows.</summary>
    Paid,

    /// <summary>It was not paid in time, or another one took its place.</summary>
    Expired,

    /// <summary>The bank refused.</summary>
    Failed,

    /// <summary>Another amount or currency was taken than was asked for: a person looks at it.</summary>
    Mismatched,
}

/// <summary>A client's attempt to pay sessions online. Amounts come from the sessions, never from a screen.</summary>
public sealed class Checkout : IHistoried
{
    /// <summary>How long a checkout can be paid: the provider allows from half an hour to a day.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public int Id { get; init; }

    /// <summary>Our own name for it, 128 random bits: in return addresses, and the key that makes the provider open it once.</summary>
    [NotInHistory]
    public required string Token { get; init; }

    /// <summary>Who pays.</summary>
    public int ClientId { get; init; }

    /// <summary>Where it stands.</summary>
    public CheckoutState State { get; private set; }

    /// <summary>The provider's name for it; null until the provider has answered.</summary>
    public string? ProviderId { get; private set; }

    /// <summary>The provider's name for the payment; null until there is one.</summary>
    public string? PaymentIntent { get; private set; }

    /// <summary>False where no real money moves.</summary>
    public bool LiveMode { get; init; }

    /// <summary>What is to be paid in all, in minor units.</summary>
    public long AmountMinor { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>When it was asked for, UTC.</summary>
    public DateTime CreatedAtUtc { get; init; }

    /// <summary>Until when it can be paid, UTC.</summary>
    public DateTime ExpiresAtUtc { get; init; }

    /// <summary>The sessions and their shares.</summary>
    public List<CheckoutLine> Lines { get; init; } = [];

    /// <summary>The provider has it under this name.</summary>
    public void Named(string providerId) => ProviderId ??= providerId;

    /// <summary>The money was taken. False when that was known.</summary>
    public bool Pay(string? paymentIntent)
    {
        if (State == CheckoutState.Paid)
            return false;
        (State, PaymentIntent) = (CheckoutState.Paid, paymentIntent);
        return true;
    }

    /// <summary>It cannot be paid any more. Money that was taken stays.</summary>
    public void Close(CheckoutState end)
    {
        if (State == CheckoutState.Open)
            State = end;
    }

    /// <summary>Another amount was taken than was asked for.</summary>
    public void Mismatch(string? paymentIntent)
    {
        if (State != CheckoutState.Paid)
            (State, PaymentIntent) = (CheckoutState.Mismatched, paymentIntent);
    }

    /// <summary>A person has seen to what did not fit.</summary>
    public void ClearUp()
    {
        if (State == CheckoutState.Mismatched)
            State = CheckoutState.Failed;
    }
}

/// <summary>One session's share of a checkout.</summary>
public sealed class CheckoutLine
{
    /// <summary>The checkout.</summary>
    public int CheckoutId { get; init; }

    /// <summary>The session.</summary>
    public int SessionId { get; init; }

    /// <summary>Its share, in minor units.</summary>
    public long AmountMinor { get; init; }
}

internal sealed class CheckoutConfiguration : IEntityTypeConfiguration<Checkout>
{
    public void Configure(EntityTypeBuilder<Checkout> checkout)
    {
        checkout.ToTable("Checkouts");
        checkout.Property(c => c.Token).HasMaxLength(32);
        checkout.Property(c => c.State).HasEnumCode();
        checkout.Property(c => c.ProviderId).HasMaxLength(255);
        checkout.Property(c => c.PaymentIntent).HasMaxLength(255);
        checkout.Property(c => c.Currency).HasMaxLength(3);
        checkout.HasIndex(c => c.Token).IsUnique();
        checkout.HasIndex(c => c.ProviderId).IsUnique();
        checkout.HasIndex(c => c.PaymentIntent);
        checkout.HasIndex(c => new { c.State, c.Id });
        checkout.HasIndex(c => c.ClientId);
        checkout.HasMany(c => c.Lines).WithOne().HasForeignKey(line => line.CheckoutId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class CheckoutLineConfiguration : IEntityTypeConfiguration<CheckoutLine>
{
    public void Configure(EntityTypeBuilder<CheckoutLine> line)
    {
        line.ToTable("CheckoutLines");
        line.HasKey(l => new { l.CheckoutId, l.SessionId });
        line.HasIndex(l => l.SessionId);
        line.HasOne<Session>().WithMany().HasForeignKey(l => l.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>A session that a client may be paying for right now, or has paid, stays.</summary>
internal sealed class HeldByCheckout : ISessionHold
{
    public Task<bool> HoldsAsync(AppDbContext db, int sessionId, CancellationToken cancel) =>
        db.Set<Checkout>().AnyAsync(c => c.State != CheckoutState.Expired && c.State != CheckoutState.Failed && c.Lines.Any(l => l.SessionId == sessionId), cancel);
}
