using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Payments;

/// <summary>Which way money went.</summary>
public enum PaymentKind
{
    /// <summary>From the client to the practice.</summary>
    Payment,

    /// <summary>From the practice back to the client.</summary>
    Refund,
}

/// <summary>
/// Money that changed hands for one session; the session's payment status is the summary of its rows (D25). A row is never changed or
/// deleted: one that was entered by mistake is voided and counts no more. A payment for several sessions is a row for each.
/// </summary>
public sealed class Payment : IHistoried
{
    /// <summary>The longest note.</summary>
    public const int NoteLength = 200;

    /// <inheritdoc />
    public int Id { get; init; }

    /// <summary>The session.</summary>
    public int SessionId { get; init; }

    /// <summary>Who paid, or was paid back.</summary>
    public int ClientId { get; private set; }

    /// <summary>Which way.</summary>
    public PaymentKind Kind { get; init; }

    /// <summary>How much, in minor units; above zero.</summary>
    public long AmountMinor { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>By what means.</summary>
    public PaymentMethod Method { get; init; }

    /// <summary>The day, in the practice's zone.</summary>
    public DateOnly PaidOn { get; init; }

    /// <summary>When the row was written, UTC.</summary>
    [NotInHistory]
    public DateTime RecordedAtUtc { get; init; }

    /// <summary>Who wrote it; null = the payment provider, or the program itself.</summary>
    [NotInHistory]
    public int? RecordedById { get; init; }

    /// <summary>A line about it, for staff.</summary>
    public string? Note { get; init; }

    /// <summary>What the provider calls it; a row that has one came from the provider.</summary>
    public string? ProviderRef { get; init; }

    /// <summary>The checkout that it was paid in.</summary>
    [NotInHistory]
    public int? CheckoutId { get; init; }

    /// <summary>When it was declared a mistake, UTC; null = it counts.</summary>
    public DateTime? VoidedAtUtc { get; private set; }

    /// <summary>Who declared it a mistake.</summary>
    [NotInHistory]
    public int? VoidedById { get; private set; }

    /// <summary>It counts.</summary>
    public bool Counts => VoidedAtUtc is null;

    /// <summary>It came from the payment provider: only the provider's word undoes it.</summary>
    public bool IsOnline => ProviderRef is not null;

    /// <summary>A row of a session with this client.</summary>
    public static Payment Of(int sessionId, int clientId, PaymentKind kind, Money amount, PaymentMethod method, DateOnly on, DateTime nowUtc, int byId, string? note = null) => new()
    {
        SessionId = sessionId,
        ClientId = clientId,
        Kind = kind,
        AmountMinor = amount.Minor,
        Currency = amount.Currency,
        Method = method,
        PaidOn = on,
        RecordedAtUtc = nowUtc,
        RecordedById = byId == 0 ? null : byId,
        Note = note,
    };

    /// <summary>The same, as the provider reports it.</summary>
    internal static Payment Online(int sessionId, int clientId, PaymentKind kind, Money amount, string providerRef, int? checkoutId, DateOnly on, DateTime nowUtc) => new()
    {
        SessionId = sessionId,
        ClientId = clientId,
        Kind = kind,
        AmountMinor = amount.Minor,
        Currency = amount.Currency,
        Method = PaymentMethod.Online,
        PaidOn = on,
        RecordedAtUtc = nowUtc,
        ProviderRef = providerRef,
        CheckoutId = checkoutId,
    };

    /// <summary>It was a mistake and counts no more.</summary>
    internal void Void(DateTime nowUtc, int byId)
    {
        VoidedAtUtc ??= nowUtc;
        VoidedById ??= byId == 0 ? null : byId;
    }

    /// <summary>It was no mistake after all.</summary>
    internal void Revive() => (VoidedAtUtc, VoidedById) = (null, null);

    /// <summary>The session was another client's all along.</summary>
    internal void BelongTo(int clientId) => ClientId = clientId;
}

internal sealed class PaymentConfiguration : IEntityTypeConfiguration<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> payment)
    {
        payment.ToTable("Payments");
        payment.Ignore(p => p.Counts);
        payment.Ignore(p => p.IsOnline);
        payment.Property(p => p.Kind).HasEnumCode();
        payment.Property(p => p.Method).HasEnumCode();
        payment.Property(p => p.Currency).HasMaxLength(3);
        payment.Property(p => p.Note).HasMaxLength(Payment.NoteLength);
        payment.Property(p => p.ProviderRef).HasMaxLength(100);
        payment.HasOne<Session>().WithMany().HasForeignKey(p => p.SessionId).OnDelete(DeleteBehavior.Restrict);
        payment.HasIndex(p => p.SessionId);
        // The finances add up what moved in a period: they read this index alone. What a partial index is about must be in it for that.
        payment.HasIndex(p => new { p.PaidOn, p.Id, p.VoidedAtUtc, p.Kind, p.AmountMinor, p.SessionId, p.ClientId }, "IX_Payments_Counting").HasFilter("\"VoidedAtUtc\" IS NULL");
        payment.HasIndex(p => new { p.ClientId, p.PaidOn });
        // A provider tells twice, late and out of order: what it tells is in the books once.
        payment.HasIndex(p => new { p.ProviderRef, p.Kind, p.SessionId }).IsUnique().HasFilter("ProviderRef IS NOT NULL");
    }
}

/// <summary>A session with money in the books stays, also where it was a mistake: the row names it.</summary>
internal sealed class HeldByPayments : ISessionHold
{
    public Task<bool> HoldsAsync(AppDbContext db, int sessionId, CancellationToken cancel) =>
        db.Set<Payment>().AnyAsync(p => p.SessionId == sessionId, cancel);
}
