using CoachHub.Domain.Accounts;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace CoachHub.Domain.Programs;

/// <summary>Where a bundle stands (D19).</summary>
public enum BundleStatus
{
    /// <summary>Under way.</summary>
    Active,

    /// <summary>Its reminders and its batch sending rest.</summary>
    Paused,

    /// <summary>Over: by itself when everything was used, or by hand.</summary>
    Completed,

    /// <summary>Called off; its sessions are called off one by one.</summary>
    Cancelled,
}

/// <summary>A client's package of sessions.</summary>
public sealed class Bundle : IVersioned
{
    /// <summary>Sessions of one bundle at most.</summary>
    public const int MostSessions = 200;

    /// <summary>The longest name.</summary>
    public const int NameLength = 120;

    /// <inheritdoc />
    public int Id { get; init; }

    /// <summary>The client; never another.</summary>
    public int ClientId { get; init; }

    /// <summary>The coach who sees to it. Single sessions may be with another one.</summary>
    public int CoachId { get; init; }

    /// <summary>The template that it was made from, where it was made from one.</summary>
    public int? TemplateId { get; init; }

    /// <summary>The name, which the client sees too.</summary>
    public required string Name
    {
        get;
        set => (field, SearchName) = (value, TextFold.Fold(value));
    }

    /// <summary>The name as searches find it.</summary>
    [NotInHistory]
    public string SearchName { get; private set; } = "";

    /// <summary>How many sessions were bought.</summary>
    public int PlannedSessions { get; init; }

    /// <summary>The price of them all in minor units; null = none. Prices of single sessions leave it alone (BPR-02).</summary>
    public long? TotalMinor { get; init; }

    /// <summary>ISO 4217 code of <see cref="TotalMinor"/>.</summary>
    public required string Currency { get; init; }

    /// <summary>Minutes of each session.</summary>
    public int DurationMinutes { get; init; }

    /// <summary>Location of its sessions.</summary>
    public string? Location { get; init; }

    /// <summary>Video link of its sessions.</summary>
    public string? VideoLink { get; init; }

    /// <summary>IANA zone in which it was planned: the coach's.</summary>
    public required string ZoneId { get; init; }

    /// <summary>What is not planned by then (UTC) expires; null = never.</summary>
    public DateTime? ExpiresAtUtc { get; set; }

    /// <summary>Where it stands.</summary>
    public BundleStatus Status { get; private set; }

    /// <summary>It was completed because everything was used, and goes on when that changes.</summary>
    [NotInHistory]
    public bool CompletedByItself { get; private set; }

    /// <summary>When it was made, UTC.</summary>
    [NotInHistory]
    public DateTime CreatedAtUtc { get; init; }

    /// <inheritdoc />
    public int Version { get; set; }

    /// <summary>The last day on which its sessions may be planned, in its zone; null = no end.</summary>
    public LocalDate? LastDay => ExpiresAtUtc is { } end ? ZoneClock.ToLocal(end, ZoneId).Date.PlusDays(-1) : null;

    /// <summary>When a bundle expires (UTC) whose last day this is.</summary>
    public static DateTime ExpiryAfter(LocalDate lastDay, string zoneId) => ZoneClock.StartOfDay(lastDay.PlusDays(1), zoneId);

    /// <summary>A person says where it stands.</summary>
    public void SetStatus(BundleStatus status) => (Status, CompletedByItself) = (status, false);

    /// <summary>Its balance changed: it is completed by itself once nothing is open, and goes on when something is again (D19).</summary>
    public void Follow(BundleBalance balance)
    {
        if (balance.IsOver && Status is (BundleStatus.Active or BundleStatus.Paused))
            (Status, CompletedByItself) = (BundleStatus.Completed, true);
        else if (!balance.IsOver && Status == BundleStatus.Completed && CompletedByItself)
            (Status, CompletedByItself) = (BundleStatus.Active, false);
    }
}

/// <summary>A document that the sessions of a bundle are made with.</summary>
public sealed class BundleDocument
{
    /// <summary>The bundle.</summary>
    public int BundleId { get; init; }

    /// <summary>The document.</summary>
    public int DocumentId { get; init; }
}

internal sealed class BundleConfiguration : IEntityTypeConfiguration<Bundle>
{
    public void Configure(EntityTypeBuilder<Bundle> bundle)
    {
        bundle.ToTable("Bundles");
        bundle.Ignore(b => b.LastDay);
        bundle.Property(b => b.Name).HasMaxLength(Bundle.NameLength);
        bundle.Property(b => b.SearchName).HasMaxLength(Bundle.NameLength * 2);
        bundle.Property(b => b.Currency).HasMaxLength(3);
        bundle.Property(b => b.Location).HasMaxLength(SessionInput.LineLength);
        bundle.Property(b => b.VideoLink).HasMaxLength(2000);
        bundle.Property(b => b.ZoneId).HasMaxLength(64);
        bundle.Property(b => b.Status).HasEnumCode();
        bundle.Property(b => b.Version).IsConcurrencyToken();
        bundle.HasOne<Client>().WithMany().HasForeignKey(b => b.ClientId).OnDelete(DeleteBehavior.Restrict);
        bundle.HasOne<User>().WithMany().HasForeignKey(b => b.CoachId).OnDelete(DeleteBehavior.Restrict);
        bundle.HasOne<BundleTemplate>().WithMany().HasForeignKey(b => b.TemplateId).OnDelete(DeleteBehavior.Restrict);
        bundle.HasIndex(b => new { b.CoachId, b.Id });
        bundle.HasIndex(b => new { b.ClientId, b.Id });
        bundle.HasIndex(b => new { b.Status, b.Id });
        bundle.HasIndex(b => b.ExpiresAtUtc).HasFilter("ExpiresAtUtc IS NOT NULL");
    }
}

internal sealed class BundleDocumentConfiguration : IEntityTypeConfiguration<BundleDocument>
{
    public void Configure(EntityTypeBuilder<BundleDocument> link)
    {
        link.ToTable("BundleDocuments");
        link.HasKey(l => new { l.BundleId, l.DocumentId });
        link.HasOne<Bundle>().WithMany().HasForeignKey(l => l.BundleId).OnDelete(DeleteBehavior.Cascade);
        link.HasOne<Document>().WithMany().HasForeignKey(l => l.DocumentId).OnDelete(DeleteBehavior.Restrict);
        link.HasIndex(l => l.DocumentId);
    }
}
