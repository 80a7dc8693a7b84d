using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Programs;

/// <summary>What the practice proposes when a session of a bundle does not take place; the row exists once somebody set it.</summary>
public sealed class OutcomePolicy : IVersioned
{
    /// <summary>The id of the only row.</summary>
    public const int OnlyId = 1;

    /// <inheritdoc />
    public int Id { get; init; } = OnlyId;

    /// <summary>A late cancellation: the credit.</summary>
    public CreditOutcome LateCredit { get; set; } = CreditOutcome.Consume;

    /// <summary>A late cancellation: the fee in minor units; null = none.</summary>
    public long? LateFeeMinor { get; set; }

    /// <summary>A no-show: the credit.</summary>
    public CreditOutcome NoShowCredit { get; set; } = CreditOutcome.Consume;

    /// <summary>A no-show: the fee in minor units; null = none.</summary>
    public long? NoShowFeeMinor { get; set; }

    /// <inheritdoc />
    public int Version { get; set; }

    /// <summary>
    /// What is proposed when a session ends like this; null for one that is planned or took place. Called off in time is always free.
    /// Also what a client is shown before the click.
    /// </summary>
    public Outcome? Propose(SessionStatus status) => status switch
    {
        SessionStatus.Cancelled => Outcome.Waived,
        SessionStatus.LateCancelled => new Outcome(LateCredit, LateFeeMinor),
        SessionStatus.NoShow => new Outcome(NoShowCredit, NoShowFeeMinor),
        _ => null,
    };
}

/// <summary>What was decided about a session of a bundle that did not take place.</summary>
public sealed class SessionOutcome : IHistoried
{
    /// <inheritdoc />
    public int Id { get; init; }

    /// <summary>The bundle.</summary>
    public int BundleId { get; init; }

    /// <summary>The session.</summary>
    public int SessionId { get; init; }

    /// <summary>Late cancelled or no-show: with another status it is decided anew.</summary>
    public SessionStatus Status { get; set; }

    /// <summary>The credit.</summary>
    public CreditOutcome Credit { get; set; }

    /// <summary>The fee in minor units; null = none.</summary>
    public long? FeeMinor { get; set; }

    /// <summary>Why it is not what the policy proposed, in the words of who decided so.</summary>
    public string? Reason { get; set; }

    /// <summary>A person decided; otherwise the policy did.</summary>
    public bool Decided { get; set; }

    /// <summary>Takes an outcome.</summary>
    public void Take(SessionStatus status, Outcome outcome, string? reason, bool decided)
    {
        (Status, Credit, FeeMinor) = (status, outcome.Credit, outcome.FeeMinor);
        (Reason, Decided) = (reason, decided);
    }
}

internal sealed class OutcomePolicyConfiguration : IEntityTypeConfiguration<OutcomePolicy>
{
    public void Configure(EntityTypeBuilder<OutcomePolicy> policy)
    {
        policy.ToTable("OutcomePolicy");
        policy.Property(p => p.Id).ValueGeneratedNever();
        policy.Property(p => p.LateCredit).HasEnumCode();
        policy.Property(p => p.NoShowCredit).HasEnumCode();
        policy.Property(p => p.Version).IsConcurrencyToken();
    }
}

internal sealed class SessionOutcomeConfiguration : IEntityTypeConfiguration<SessionOutcome>
{
    public void Configure(EntityTypeBuilder<SessionOutcome> outcome)
    {
        outcome.ToTable("SessionOutcomes");
        outcome.Property(o => o.Status).HasEnumCode();
        outcome.Property(o => o.Credit).HasEnumCode();
        outcome.Property(o => o.Reason).HasMaxLength(OutcomeChoice.ReasonLength);
        outcome.HasOne<Bundle>().WithMany().HasForeignKey(o => o.BundleId).OnDelete(DeleteBehavior.Restrict);
        outcome.HasOne<Session>().WithMany().HasForeignKey(o => o.SessionId).OnDelete(DeleteBehavior.Cascade);
        outcome.HasIndex(o => o.SessionId).IsUnique();
        outcome.HasIndex(o => o.BundleId);
    }
}
