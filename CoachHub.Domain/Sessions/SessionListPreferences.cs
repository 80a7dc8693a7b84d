using CoachHub.Domain.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Sessions;

/// <summary>How one person likes the session list, on whatever device. Nobody's business, so it has no history.</summary>
public sealed class SessionListPreferences
{
    /// <summary>Whose they are.</summary>
    public int UserId { get; init; }

    /// <summary>Codes of the columns that are not shown, with commas.</summary>
    public string HiddenColumns { get; set; } = "";

    /// <summary>Keys that are a single letter or sign do nothing (WCAG 2.1.4).</summary>
    public bool NoLetterKeys { get; set; }
}

/// <summary>A view of the session list that a person named: filters and order, as the list's address has them.</summary>
public sealed class SessionListView
{
    /// <summary>The row's id.</summary>
    public int Id { get; init; }

    /// <summary>Whose it is; nobody else sees it.</summary>
    public int UserId { get; init; }

    /// <summary>What the person calls it; unique among the person's own, whatever the case.</summary>
    public required string Name { get; set; }

    /// <summary>The query of the list's address, without a leading question mark.</summary>
    public required string Query { get; init; }
}

internal sealed class SessionListPreferencesConfiguration : IEntityTypeConfiguration<SessionListPreferences>
{
    public void Configure(EntityTypeBuilder<SessionListPreferences> preferences)
    {
        preferences.ToTable("SessionListPreferences");
        preferences.HasKey(p => p.UserId);
        preferences.Property(p => p.UserId).ValueGeneratedNever();
        preferences.Property(p => p.HiddenColumns).HasMaxLength(200);
        preferences.HasOne<User>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SessionListViewConfiguration : IEntityTypeConfiguration<SessionListView>
{
    public void Configure(EntityTypeBuilder<SessionListView> view)
    {
        view.ToTable("SessionListViews");
        view.Property(v => v.Name).HasMaxLength(SessionListService.LongestName);
        view.Property(v => v.Query).HasMaxLength(SessionListService.LongestQuery);
        view.HasOne<User>().WithMany().HasForeignKey(v => v.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
