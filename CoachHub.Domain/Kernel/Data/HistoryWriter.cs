using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CoachHub.Domain.Kernel.Data;

/// <summary>Turns what a save is about to write into history rows, and raises versions.</summary>
internal sealed class HistoryWriter
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ConcurrentDictionary<IProperty, bool> Silent = new();

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
        [.. type.GetProperties().Where(property => !Silent.GetOrAdd(property, IsSilent)).OrderBy(property => property.Name, StringComparer.Ordinal)];

    /// <summary>The history of a row that is added past the change tracker.</summary>
    public static HistoryEntry Addition(AppDbContext db, IReadOnlyList<IProperty> loud, DateTime now, object row, int id)
    {
        var changes = new Dictionary<string, object?[]>(loud.Count);
        foreach (var property in loud)
        {
            if (property.GetGetter().GetClrValue(row) is { } value)
                changes[property.Name] = [null, Plain(value)];
        }

        return Entry(db, now, row, id, ActionOf(EntityState.Added), JsonSerializer.Serialize(changes, Json));
    }

    private static HistoryEntry Entry(AppDbContext db, DateTime now, object row, int id, string action, string changes) => new()
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
        var changes = new SortedDictionary<string, object?[]>(StringComparer.Ordinal);
        foreach (var property in entry.Properties)
        {
            if (Silent.GetOrAdd(property.Metadata, IsSilent))
                continue;
            var before = entry.State == EntityState.Added ? null : property.OriginalValue;
            var after = entry.State == EntityState.Deleted ? null : property.CurrentValue;
            if (!Equals(before, after))
                changes[property.Metadata.Name] = [Plain(before), Plain(after)];
        }

        return changes.Count == 0 && entry.State == EntityState.Modified ? null : JsonSerializer.Serialize(changes, Json);
    }

    private static object? Plain(object? value) => value switch
    {
        null or bool or int or long => value,
        DateTime instant => instant.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static bool IsSilent(IProperty property) =>
        property.IsPrimaryKey()
        || property.IsConcurrencyToken
        || property.PropertyInfo?.GetCustomAttribute<NotInHistoryAttribute>() is not null;

    private static string ActionOf(EntityState state) => state switch
    {
        EntityState.Added => "added",
        EntityState.Deleted => "removed",
        _ => "changed",
    };
}
