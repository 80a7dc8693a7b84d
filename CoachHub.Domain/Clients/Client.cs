using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Clients;

/// <summary>A client of the practice. Shares its id with the account that holds name, address and phone.</summary>
public sealed class Client : IHistoried
{
    /// <inheritdoc />
    public int Id { get; init; }

    /// <summary>The account.</summary>
    public User User { get; init; } = null!;

    /// <summary>The coach whom the client is assigned to, or null.</summary>
    public int? CoachId { get; set; }

    /// <summary>Private notes of the coaches; the client never sees them (CAX-01).</summary>
    public string? CoachNotes { get; set; }

    /// <summary>When the client was archived, UTC; null = active.</summary>
    public DateTime? ArchivedAtUtc { get; set; }
}

internal sealed class ClientConfiguration : IEntityTypeConfiguration<Client>
{
    public void Configure(EntityTypeBuilder<Client> client)
    {
        client.ToTable("Clients");
        client.Property(c => c.Id).ValueGeneratedNever();
        client.HasOne(c => c.User).WithOne().HasForeignKey<Client>(c => c.Id).OnDelete(DeleteBehavior.Cascade);
        client.HasOne<User>().WithMany().HasForeignKey(c => c.CoachId).OnDelete(DeleteBehavior.Restrict);
        client.HasIndex(c => c.CoachId);
    }
}
