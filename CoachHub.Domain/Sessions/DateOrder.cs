using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Pages of sessions in date order, by key (start, id), in either direction.</summary>
internal sealed class DateOrder(AppDbContext db, IQueryable<Session> sessions, bool descending, int size, CancellationToken cancel)
{
    private static readonly DateTime Earliest = DateTime.UnixEpoch;
    private static readonly DateTime Latest = new(9000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public Task<Page<SessionRow>> FirstPageAsync() => PageAfterAsync(descending ? Latest : Earliest, descending ? int.MaxValue : 0);

    public async Task<Page<SessionRow>> PageAfterAsync(DateTime start, int id)
    {
        var rows = await WalkAsync(forward: true, start, id, size + 1);
        var more = rows.Count > size;
        return Build(rows.GetRange(0, Math.Min(size, rows.Count)), await AnyBackwardAsync(rows, start, id), more);
    }

    public async Task<Page<SessionRow>> PageBeforeAsync(DateTime start, int id)
    {
        var rows = await WalkAsync(forward: false, start, id, size + 1);
        var more = rows.Count > size;
        rows = rows.GetRange(0, Math.Min(size, rows.Count));
        rows.Reverse();
        var next = (await WalkAsync(forward: true, start, descending ? id + 1 : id - 1, 1)).Count > 0;
        return Build(rows, more, next);
    }

    /// <summary>The page that begins at an instant; where fewer rows follow than fit, the page is filled up from before it.</summary>
    public async Task<Page<SessionRow>> PageAtAsync(DateTime startUtc)
    {
        var edge = descending ? int.MaxValue : 0;
        var start = descending ? startUtc.AddTicks(-1) : startUtc;
        var rows = await WalkAsync(forward: true, start, edge, size + 1);
        if (rows.Count > size)
            return Build(rows.GetRange(0, size), (await WalkAsync(forward: false, start, edge, 1)).Count > 0, true);
        var earlier = await WalkAsync(forward: false, start, edge, size - rows.Count + 1);
        var more = earlier.Count > size - rows.Count;
        earlier = earlier.GetRange(0, Math.Min(size - rows.Count, earlier.Count));
        earlier.Reverse();
        return Build([.. earlier, .. rows], more, false);
    }

    private static Page<SessionRow> Build(List<SessionRow> rows, bool hasPrevious, bool hasNext) => new(
        rows,
        hasPrevious && rows.Count > 0 ? SessionCursor.AtKey(rows[0].StartsAtUtc, rows[0].Id) : null,
        hasNext && rows.Count > 0 ? SessionCursor.AtKey(rows[^1].StartsAtUtc, rows[^1].Id) : null);

    private async Task<bool> AnyBackwardAsync(List<SessionRow> rows, DateTime start, int id)
    {
        var (from, fromId) = rows.Count > 0 ? (rows[0].StartsAtUtc, rows[0].Id) : (start, id);
        return (await WalkAsync(forward: false, from, fromId, 1)).Count > 0;
    }

    /// <summary>Rows strictly after (or before) the key. The first condition is what the index seeks by; the second settles equal starts.</summary>
    private Task<List<SessionRow>> WalkAsync(bool forward, DateTime start, int id, int take)
    {
        // Edges are exclusive: an id of 0 or int.MaxValue takes all, or none, of the sessions at that start.
        var up = forward != descending;
        var walked = up
            ? sessions.Where(s => s.StartsAtUtc >= start && (s.StartsAtUtc > start || s.Id > id)).OrderBy(s => s.StartsAtUtc).ThenBy(s => s.Id)
            : sessions.Where(s => s.StartsAtUtc <= start && (s.StartsAtUtc < start || s.Id < id)).OrderByDescending(s => s.StartsAtUtc).ThenByDescending(s => s.Id);
        return SessionListQuery.ToRows(db, walked.Take(take), latestFirst: !up).ToListAsync(cancel);
    }
}
