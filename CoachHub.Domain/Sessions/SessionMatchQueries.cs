using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>The sessions that a filter lets through, as ids.</summary>
/// <param name="Ids">In date order, at most <see cref="SessionMatchQueries.Most"/>.</param>
/// <param name="More">There are more.</param>
public sealed record SessionIds(IReadOnlyList<int> Ids, bool More);

/// <summary>What is asked of a filter besides its rows: which sessions match, and how many.</summary>
public sealed class SessionMatchQueries(IDbContextFactory<AppDbContext> databases, SessionListQuery list)
{
    /// <summary>How many sessions can be selected at once.</summary>
    public const int Most = 5_000;

    /// <summary>All that match, up to <see cref="Most"/>: what *select all* takes.</summary>
    public async Task<SessionIds> IdsAsync(Actor actor, SessionFilter filter, bool latestFirst, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var matches = await list.FilteredAsync(db, actor, filter, cancel);
        var ordered = latestFirst
            ? matches.All.OrderByDescending(s => s.StartsAtUtc).ThenByDescending(s => s.Id)
            : matches.All.OrderBy(s => s.StartsAtUtc).ThenBy(s => s.Id);
        var ids = await ordered.Select(s => s.Id).Take(Most + 1).ToListAsync(cancel);
        return new SessionIds([.. ids.Take(Most)], matches.Truncated || ids.Count > Most);
    }

    /// <summary>How many each filter lets through; exact up to <see cref="ViewCount.Limit"/>.</summary>
    public async Task<IReadOnlyList<ViewCount>> CountAsync(Actor actor, IReadOnlyList<SessionFilter> filters, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var counts = new List<ViewCount>(filters.Count);
        foreach (var filter in filters)
            counts.Add(await list.CountAsync(db, actor, filter, cancel));
        return counts;
    }

    /// <summary>Which of these sessions the person may still see: a selection that comes back after a reload.</summary>
    public async Task<IReadOnlyList<int>> VisibleAsync(Actor actor, IReadOnlyCollection<int> ids, CancellationToken cancel)
    {
        int[] asked = [.. ids.Take(Most)];
        await using var db = await databases.CreateDbContextAsync(cancel);
        // As one list, not as thousands of parameters.
        return await db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => EF.Parameter(asked).Contains(s.Id)).Select(s => s.Id).ToListAsync(cancel);
    }
}
