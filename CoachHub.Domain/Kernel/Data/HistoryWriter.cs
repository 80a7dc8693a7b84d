using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CoachHub.Domain.Kernel.Data;

/// <summary>Turns what a save is about to write into history rows, and raises versions.</summary>
internal sealed class HistoryWriter
{
    /// <summary>The action of a row that is new.</summary>
    public const string Added = "added";

    private static readonly ConcurrentDictionary<IEntityType, IReadOnlyList<IProperty>> LoudOnes = new();

    private readonly List<(IHistoried Entity, string Action, string Changes)> collected = [];

    public bool HasAdditions { get; private set; }

    public static HistoryWriter Collect(AppDbContext db)
    {
        var writer = new HistoryWriter();
        db.ChangeTracker.DetectChanges();
        foreach (var entry in db.ChangeTracker.Entries<IHistoried>())
        {
            if (entry.State is EntityState.Unchanged or EntityState.Detached)
                continue;
            if (ChangesOf(entry) is not { } changes)
                continue;
            // Only what people see as an edit raises the version: a mail that was accepted meanwhile is nobody's conflict.
            if (entry.Entity is IVersioned versioned && entry.State != EntityState.Deleted)
                versioned.Version++;
            writer.collected.Add((entry.Entity, ActionOf(entry.State), changes));
            writer.HasAdditions |= entry.State == EntityState.Added;
        }

        return writer;
    }

    public void AddEntries(AppDbContext db)
    {
        if (collected.Count == 0)
            return;
        var now = db.GetService<TimeProvider>().GetUtcNow().UtcDateTime;
        foreach (var (entity, action, changes) in collected)
            db.Add(Entry(db, now, entity, entity.Id, action, changes));
    }

    /// <summary>The properties whose values the history names.</summary>
    public static IReadOnlyList<IProperty> Loud(IEntityType type) =>
        [.. type.GetProperties().Where(property => !IsSilent(property)).OrderBy(property => property.Name, StringComparer.Ordinal)];

    /// <summary>What the history says of a row that is added past the change tracker.</summary>
    public static string Addition(IReadOnlyList<IProperty> loud, object row)
    {
        using var text = new ChangesText();
        foreach (var property in loud)
        {
            if (property.GetGetter().GetClrValue(row) is { } value)
                text.Add(property.Name, null, value);
        }

        return text.ToString();
    }

    /// <summary>A row of the history.</summary>
    public static HistoryEntry Entry(AppDbContext db, DateTime now, object row, int id, string action, string changes) => new()
    {
        AtUtc = now,
        ActorId = db.Actor.Id,
        ActorName = db.Actor.Name,
        Subject = row.GetType().Name,
        SubjectId = id,
        Version = row is IVersioned versioned ? versioned.Version : 0,
        Action = action,
        Changes = changes,
    };

    private static string? ChangesOf(EntityEntry entry)
    {
        using var text = new ChangesText();
        foreach (var property in LoudOnes.GetOrAdd(entry.Metadata, Loud))
        {
            var value = entry.Property(property);
            var before = entry.State == EntityState.Added ? null : value.OriginalValue;
            var after = entry.State == EntityState.Deleted ? null : value.CurrentValue;
            if (!Equals(before, after))
                text.Add(property.Name, before, after);
        }

        return text.IsEmpty && entry.State == EntityState.Modified ? null : text.ToString();
    }

    private static bool IsSilent(IProperty property) =>
        property.IsPrimaryKey()
        || property.IsConcurrencyToken
        || property.PropertyInfo?.GetCustomAttribute<NotInHistoryAttribute>() is not null;

    private static string ActionOf(EntityState state) => state switch
    {
        EntityState.Added => Added,
        EntityState.Deleted => "removed",
        _ => "changed",
    };
}
