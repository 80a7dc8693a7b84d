using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// Rows that stand on open screens, read again after a change: once for everybody who sees the same sessions. What a person changed
/// here is read by <see cref="SessionListQuery"/> itself.
/// </summary>
public sealed class SessionRereads(SessionListQuery list, ChangeFeed feed, TimeProvider clock)
{
    private readonly SharedReads<(SessionScope Scope, string Ids), IReadOnlyList<SessionRow>> rows =
        new(feed, Topics.Sessions, TimeSpan.FromSeconds(2), clock);

    /// <summary>The rows with these ids that the person may see, in no order.</summary>
    public Task<IReadOnlyList<SessionRow>> RowsAsync(Actor actor, IReadOnlyCollection<int> ids, CancellationToken cancel) =>
        rows.ReadAsync(
            (SessionScope.Of(actor), string.Join(',', ids.Order())), () => list.ReadRowsAsync(actor, ids, CancellationToken.None), cancel);
}
