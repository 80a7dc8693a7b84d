using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Sessions;

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.ToTable("Sessions");
        session.Ignore(s => s.Time);
        session.Ignore(s => s.ClientIsFixed);
        session.Ignore(s => s.SeenMark);
        session.Property(s => s.ZoneId).HasMaxLength(64);
        session.Property(s => s.Title).HasMaxLength(SessionInput.LineLength);
        session.Property(s => s.Location).HasMaxLength(SessionInput.LineLength);
        session.Property(s => s.VideoLink).HasMaxLength(2000);
        session.Property(s => s.OverlapReason).HasMaxLength(SessionInput.LineLength);
        session.Property(s => s.ExternalId).HasMaxLength(100);
        session.Property(s => s.CalendarUid).HasMaxLength(32);
        session.Property(s => s.FactsHash).HasMaxLength(32);
        session.Property(s => s.ToldFactsHash).HasMaxLength(32);
        session.Property(s => s.AcknowledgedHash).HasMaxLength(32);
        session.Property(s => s.Status).HasEnumCode();
        session.Property(s => s.Payment).HasEnumCode();
        session.Property(s => s.Told).HasEnumCode();
        session.Property(s => s.Version).IsConcurrencyToken();

        session.HasOne<Client>().WithMany().HasForeignKey(s => s.ClientId).OnDelete(DeleteBehavior.Restrict);
        session.HasOne<User>().WithMany().HasForeignKey(s => s.CoachId).OnDelete(DeleteBehavior.Restrict);

        // One index for each filter that the list offers, each in date order so that no page needs a sort.
        session.HasIndex(s => new { s.StartsAtUtc, s.Id });
        session.HasIndex(s => new { s.CoachId, s.StartsAtUtc, s.Id });
        session.HasIndex(s => new { s.CoachId, s.Status, s.StartsAtUtc, s.Id });
        session.HasIndex(s => new { s.ClientId, s.StartsAtUtc, s.Id });
        // A client's sessions are few: however they are sorted, this index alone answers. The narrow one stays the first choice for rows.
        session.HasIndex(s => new { s.ClientId, s.StartsAtUtc, s.Id, s.CoachId, s.Status, s.Payment, s.Told, s.PriceMinor, s.Title }, "IX_Sessions_OfClient");
        session.HasIndex(s => new { s.Status, s.StartsAtUtc, s.Id });
        session.HasIndex(s => new { s.Payment, s.StartsAtUtc, s.Id });
        session.HasIndex(s => new { s.Told, s.StartsAtUtc, s.Id });
        session.HasIndex(s => new { s.PriceMinor, s.StartsAtUtc, s.Id, s.CoachId });
        session.HasIndex(s => new { s.Title, s.StartsAtUtc, s.Id, s.CoachId });
        // One more, of status, payment and told as one text, is written by a migration: EF knows no index of an expression.

        // The saved views are counted after every change. What they hold is few among many: an index of just those answers alone.
        session.HasIndex(s => new { s.Status, s.StartsAtUtc, s.Id, s.CoachId, s.EndsAtUtc }, "IX_Sessions_NotTold")
            .HasFilter("\"Status\" = 'booked' AND \"Told\" IN ('never', 'failed')");
        session.HasIndex(s => new { s.Status, s.StartsAtUtc, s.Id, s.CoachId, s.EndsAtUtc }, "IX_Sessions_ToldOldFacts")
            .HasFilter("\"Status\" = 'booked' AND \"Told\" = 'outdated'");
        session.HasIndex(s => new { s.Payment, s.StartsAtUtc, s.Id, s.CoachId, s.PriceMinor }, "IX_Sessions_Unpaid")
            .HasFilter("\"Payment\" = 'pending' AND \"PriceMinor\" > 0");

        // The finances add up whatever lies in a period: they read this index alone.
        session.HasIndex(s => new { s.StartsAtUtc, s.Id, s.CoachId, s.ClientId, s.BundleId, s.Payment, s.PriceMinor }, "IX_Sessions_Billable")
            .HasFilter("\"ClientId\" IS NOT NULL AND \"PriceMinor\" > 0 AND \"Payment\" <> 'cancelled'");

        // Bundles come after sessions, so the column knows of no table; it is written by the guarded path alone.
        session.HasIndex(s => new { s.BundleId, s.StartsAtUtc, s.Id }).HasFilter("BundleId IS NOT NULL");
        session.HasIndex(s => s.FailedMailId).HasFilter("FailedMailId IS NOT NULL");
        session.HasIndex(s => s.ExternalId).IsUnique().HasFilter("ExternalId IS NOT NULL");
    }
}
