using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// What every open page asks after a change, asked once for everybody who sees the same sessions: the rows on the screen as they are
/// now, which others would come in, and how many the saved views hold. What a person changed here is read by
/// <see cref="SessionListQuery"/> itself.
/// </summary>
public sealed class SessionRereads(SessionListQuery list, ChangeFeed feed, TimeProvider clock)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(2);

    private readonly SharedReads<(SessionScope Scope, string Ids), IReadOnlyList<SessionRow>> rows = new(feed, Topics.Sessions, Lasts, clock);
    private readonly SharedReads<(SessionScope Scope, string ZoneId, string Filter, string Ids), IReadOnlyList<int>> matching = new(feed, Topics.Sessions, Lasts, clock);

    // Time passes for the views without anybody changing anything, and an import in another process announces nothing here.
    private readonly SharedReads<SessionScope, IReadOnlyDictionary<SessionView, ViewCount>> counts = new(feed, Topics.Sessions, TimeSpan.FromSeconds(15), clock);

    /// <summary>How many sessions each saved view holds for this person, now or a moment ago with no change in between.</summary>
    public Task<IReadOnlyDictionary<SessionView, ViewCount>> ViewCountsAsync(Actor actor, CancellationToken cancel) =>
        counts.ReadAsync(SessionScope.Of(actor), () => list.CountViewsAsync(actor, CancellationToken.None), cancel);

    /// <summary>The rows with these ids that the person may see, in no order.</summary>
    public Task<IReadOnlyList<SessionRow>> RowsAsync(Actor actor, IReadOnlyCollection<int> ids, CancellationToken cancel) =>
        rows.ReadAsync((SessionScope.Of(actor), Key(ids)), () => list.ReadRowsAsync(actor, ids, CancellationToken.None), cancel);

    /// <summary>Which of these sessions the filter lets through, of those that the person may see.</summary>
    public Task<IReadOnlyList<int>> MatchingAsync(Actor actor, SessionFilter filter, IReadOnlyCollection<int> ids, CancellationToken cancel) =>
        matching.ReadAsync(
            // The days of a filter are days of the reader's zone.
            (SessionScope.Of(actor), actor.ZoneId, filter.Key, Key(ids)), () => list.MatchingAsync(actor, filter, ids, CancellationToken.None), cancel);

    private static string Key(IReadOnlyCollection<int> ids) => string.Join(',', ids.Order());
}
