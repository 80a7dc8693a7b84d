using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// How many sessions each saved view holds, counted once for everybody who sees the same sessions. Every open page asks after
/// every change; without this each of them would count for itself.
/// </summary>
public sealed class SessionViewCounts(SessionListQuery list, ChangeFeed feed, TimeProvider clock)
{
    private readonly SharedReads<SessionScope, IReadOnlyDictionary<SessionView, ViewCount>> counts =
        new(feed, Topics.Sessions, TimeSpan.FromSeconds(15), clock);

    /// <summary>The counts for this person, of now or of a moment ago with no change in between.</summary>
    public Task<IReadOnlyDictionary<SessionView, ViewCount>> ReadAsync(Actor actor, CancellationToken cancel) =>
        counts.ReadAsync(SessionScope.Of(actor), () => list.CountViewsAsync(actor, CancellationToken.None), cancel);
}
