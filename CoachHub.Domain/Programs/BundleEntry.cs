using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Programs;

/// <summary>Where a session that was bought is at present. What is bought is always in one of the four.</summary>
public enum CreditPlace
{
    /// <summary>Not bought yet.</summary>
    Outside,

    /// <summary>May still be planned.</summary>
    Left,

    /// <summary>Planned.</summary>
    Reserved,

    /// <summary>Took place, or was forfeited.</summary>
    Used,

    /// <summary>Was not planned in time.</summary>
    Expired,
}

/// <summary>What a row of the ledger records.</summary>
public enum BundleEntryKind
{
    /// <summary>Sessions were bought.</summary>
    Bought,

    /// <summary>A session was planned.</summary>
    Reserved,

    /// <summary>A session took place, or was forfeited.</summary>
    Used,

    /// <summary>A session may be planned again.</summary>
    Returned,

    /// <summary>Sessions were not planned in time.</summary>
    Expired,
}

/// <summary>A row of a bundle's ledger (part 4.8): so many sessions went from one place to another. Rows are only ever added.</summary>
public sealed class BundleEntry
{
    /// <summary>The row's id.</summary>
    public long Id { get; init; }

    /// <summary>The bundle.</summary>
    public int BundleId { get; init; }

    /// <summary>1, 2, 3 … within the bundle: two writers cannot both write the same one.</summary>
    public int Number { get; init; }

    /// <summary>What is recorded.</summary>
    public BundleEntryKind Kind { get; init; }

    /// <summary>Where the sessions were before.</summary>
    public CreditPlace From { get; init; }

    /// <summary>How many, at least 1.</summary>
    public int Count { get; init; }

    /// <summary>The session that it is about, where it is about one; it may be deleted by now.</summary>
    public int? SessionId { get; init; }

    /// <summary>When that session was to begin, UTC, at the time of the row.</summary>
    public DateTime? SessionStartsAtUtc { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTime AtUtc { get; init; }

    /// <summary>Who; 0 = the system.</summary>
    public int ActorId { get; init; }

    /// <summary>The name of who did it, as it was then.</summary>
    public required string ActorName { get; init; }

    /// <summary>Why, in the words of who decided so.</summary>
    public string? Reason { get; init; }

    /// <summary>Where the sessions are since.</summary>
    public CreditPlace To => Kind switch
    {
        BundleEntryKind.Reserved => CreditPlace.Reserved,
        BundleEntryKind.Used => CreditPlace.Used,
        BundleEntryKind.Expired => CreditPlace.Expired,
        _ => CreditPlace.Left,
    };
}

/// <summary>Where the sessions of a bundle are: <see cref="Bought"/> = <see cref="Used"/> + <see cref="Reserved"/> + <see cref="Left"/> + <see cref="Expired"/>.</summary>
public readonly record struct BundleBalance(int Bought, int Used, int Reserved, int Left, int Expired)
{
    /// <summary>Nothing is planned and nothing may be.</summary>
    public bool IsOver => Bought > 0 && Used + Expired == Bought;

    /// <summary>The balance at an instant (UTC): what was not planned by the expiry has expired, whether or not a row says so yet.</summary>
    public BundleBalance At(DateTime nowUtc, DateTime? expiresAtUtc) =>
        expiresAtUtc <= nowUtc ? this with { Left = 0, Expired = Expired + Left } : this;

    /// <summary>The balance after a row.</summary>
    public BundleBalance After(BundleEntryKind kind, CreditPlace from, int count)
    {
        var taken = from switch
        {
            CreditPlace.Left => this with { Left = Left - count },
            CreditPlace.Reserved => this with { Reserved = Reserved - count },
            CreditPlace.Used => this with { Used = Used - count },
            CreditPlace.Expired => this with { Expired = Expired - count },
            _ => this with { Bought = Bought + count },
        };
        return kind switch
        {
            BundleEntryKind.Reserved => taken with { Reserved = taken.Reserved + count },
            BundleEntryKind.Used => taken with { Used = taken.Used + count },
            BundleEntryKind.Expired => taken with { Expired = taken.Expired + count },
            _ => taken with { Left = taken.Left + count },
        };
    }
}

internal sealed class BundleEntryConfiguration : IEntityTypeConfiguration<BundleEntry>
{
    public void Configure(EntityTypeBuilder<BundleEntry> entry)
    {
        entry.ToTable("BundleEntries");
        entry.Ignore(e => e.To);
        entry.Property(e => e.Kind).HasEnumCode();
        entry.Property(e => e.From).HasEnumCode();
        entry.Property(e => e.ActorName).HasMaxLength(200);
        entry.Property(e => e.Reason).HasMaxLength(OutcomeChoice.ReasonLength);
        entry.HasOne<Bundle>().WithMany().HasForeignKey(e => e.BundleId).OnDelete(DeleteBehavior.Restrict);
        entry.HasIndex(e => new { e.BundleId, e.Number }).IsUnique();
    }
}
