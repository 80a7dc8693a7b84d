using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Kernel;

/// <summary>An entity whose every change is written into the history, in the same transaction.</summary>
public interface IHistoried
{
    /// <summary>The record's id.</summary>
    int Id { get; }
}

/// <summary>An <see cref="IHistoried"/> entity that two people may edit at once: each save raises the version by one.</summary>
public interface IVersioned : IHistoried
{
    /// <summary>The concurrency token, 1 after the first save.</summary>
    int Version { get; set; }
}

/// <summary>Says that a property stays out of the history: secrets, and what is derived from other properties.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotInHistoryAttribute : Attribute;

/// <summary>One change of one record: who, when, what before, what after. Rows are only ever added.</summary>
public sealed class HistoryEntry
{
    /// <summary>The row's id; later changes have higher ones.</summary>
    public long Id { get; init; }

    /// <summary>When it was saved, UTC.</summary>
    public DateTime AtUtc { get; init; }

    /// <summary>Who did it; 0 is the system.</summary>
    public int ActorId { get; init; }

    /// <summary>The name of who did it, as it was then.</summary>
    public required string ActorName { get; init; }

    /// <summary>The kind of record, for example <c>Session</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The record's id.</summary>
    public int SubjectId { get; init; }

    /// <summary>The record's version after the change; 0 where the record has none.</summary>
    public int Version { get; init; }

    /// <summary><c>added</c>, <c>changed</c> or <c>removed</c>; <c>exported</c> for rows that left as a file.</summary>
    public required string Action { get; init; }

    /// <summary>JSON object of property names to <c>[before, after]</c>.</summary>
    public required string Changes { get; init; }

    /// <summary>Rows left as a file.</summary>
    /// <param name="actor">Who took them.</param>
    /// <param name="nowUtc">When, UTC.</param>
    /// <param name="what">What was asked for, as <see cref="Changes"/> has it.</param>
    internal static HistoryEntry OfExport(Actor actor, DateTime nowUtc, Dictionary<string, object?[]> what) => new()
    {
        AtUtc = nowUtc,
        ActorId = actor.Id,
        ActorName = actor.Name,
        Subject = "Export",
        Action = "exported",
        Changes = JsonSerializer.Serialize(what),
    };
}

internal sealed class HistoryEntryConfiguration : IEntityTypeConfiguration<HistoryEntry>
{
    public void Configure(EntityTypeBuilder<HistoryEntry> entry)
    {
        entry.ToTable("History");
        entry.Property(e => e.ActorName).HasMaxLength(200);
        entry.Property(e => e.Subject).HasMaxLength(40);
        entry.Property(e => e.Action).HasMaxLength(10);
        entry.HasIndex(e => new { e.Subject, e.SubjectId, e.Id });
    }
}
