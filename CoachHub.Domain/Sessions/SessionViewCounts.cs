using System.Collections.Concurrent;
using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// How many sessions each saved view holds, counted once for everybody who sees the same sessions. Every open page asks after
/// every change; without this each of them would count for itself.
/// </summary>
public sealed class SessionViewCounts(SessionListQuery list, ChangeFeed feed, TimeProvider clock)
{
    // Time passes for the views without anybody changing anything, and an import in another process announces nothing here.
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<(Role Role, int Id, bool Views), Counted> known = new();

    /// <summary>The counts for this person, of now or of a moment ago with no change in between.</summary>
    public async Task<IReadOnlyDictionary<SessionView, ViewCount>> ReadAsync(Actor actor, CancellationToken cancel)
    {
        var scope = (actor.Role, actor.IsAdministrator ? 0 : actor.Id, actor.Can(Capability.ViewSessions));
        var version = feed.VersionOf(Topics.Sessions);
        if (!known.TryGetValue(scope, out var counted) || counted.Version != version || clock.GetElapsedTime(counted.TakenAt) >= Lasts)
        {
            // Not under one reader's token: others wait for the same figures.
            var counting = new Lazy<Task<IReadOnlyDictionary<SessionView, ViewCount>>>(() => list.CountViewsAsync(actor, CancellationToken.None));
            counted = known.AddOrUpdate(
                scope,
                new Counted(version, clock.GetTimestamp(), counting),
                (_, other) => other.Version > version || (other.Version == version && other != counted) ? other : new Counted(version, clock.GetTimestamp(), counting));
        }

        try
        {
            return await counted.Counting.Value.WaitAsync(cancel);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            known.TryRemove(KeyValuePair.Create(scope, counted));
            throw;
        }
    }

    private sealed record Counted(long Version, long TakenAt, Lazy<Task<IReadOnlyDictionary<SessionView, ViewCount>>> Counting);
}
