using System.Collections.Concurrent;

namespace CoachHub.Domain.Kernel;

/// <summary>Somebody who has a record open for editing.</summary>
/// <param name="RecordId">The record.</param>
/// <param name="PersonId">Who.</param>
/// <param name="Name">The person's name.</param>
/// <param name="StayId">Which open window: one person may have several.</param>
public readonly record struct Present(int RecordId, int PersonId, string Name, long StayId);

/// <summary>
/// Who is editing what, in this process's memory: a courtesy that prevents nothing, so it is neither stored nor guarded. It answers for
/// ids that the asker has read under the own rights. Arrivals and departures are published as <see cref="Topics.Presence"/>, with
/// the record's id.
/// </summary>
public sealed class Presence(ChangeFeed feed, TimeProvider clock)
{
    /// <summary>How long a stay counts without a sign of life.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<long, Entry> stays = new();
    private long last;

    /// <summary>A person opened a record of a kind (one of <see cref="Topics"/>). The stay is renewed while it lasts and left at its end.</summary>
    public Stay Enter(string kind, int recordId, int personId, string name)
    {
        var id = Interlocked.Increment(ref last);
        stays[id] = new Entry(kind, new Present(recordId, personId, name, id), clock.GetUtcNow() + Lasts);
        feed.Publish(Topics.Presence, recordId);
        return new Stay(this, id);
    }

    /// <summary>Who is at these records now, in the order in which they came.</summary>
    public IReadOnlyList<Present> At(string kind, IReadOnlySet<int> recordIds)
    {
        if (stays.IsEmpty)
            return [];
        var now = clock.GetUtcNow();
        foreach (var (id, entry) in stays)
        {
            if (entry.Until <= now)
                stays.TryRemove(id, out _);
        }

        return [.. stays.Values.Where(entry => entry.Kind == kind && recordIds.Contains(entry.Who.RecordId)).Select(entry => entry.Who).OrderBy(who => who.StayId)];
    }

    private void Renew(long id)
    {
        if (stays.TryGetValue(id, out var entry))
            stays[id] = entry with { Until = clock.GetUtcNow() + Lasts };
    }

    private void Leave(long id)
    {
        if (stays.TryRemove(id, out var entry))
            feed.Publish(Topics.Presence, entry.Who.RecordId);
    }

    /// <summary>One open window.</summary>
    public sealed class Stay(Presence presence, long id)
    {
        /// <summary>Which one.</summary>
        public long Id => id;

        /// <summary>A sign of life.</summary>
        public void Renew() => presence.Renew(id);

        /// <summary>The window was closed.</summary>
        public void Leave() => presence.Leave(id);
    }

    private sealed record Entry(string Kind, Present Who, DateTimeOffset Until);
}
