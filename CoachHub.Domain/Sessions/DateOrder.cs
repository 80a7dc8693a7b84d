using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;

namespace CoachHub.Domain.Sessions;

/// <summary>Pages of sessions in date order, by key (start, id), in either direction. One question to the database where one can do.</summary>
internal sealed class DateOrder(WalkQueries queries, AppDbContext db, SessionMatches matches, bool descending, int size, CancellationToken cancel)
{
    /// <summary>Later than any session.</summary>
    public static readonly DateTime Latest = new(9000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The latest sessions, of a list that begins with them.</summary>
    public async Task<Page<SessionRow>> LatestAsync()
    {
        var rows = await WalkAsync(up: false, Latest, null, size + 1);
        return Build(Fitting(rows), hasPrevious: false, rows.Count > size);
    }

    public async Task<Page<SessionRow>> PageAfterAsync(DateTime start, int id)
    {
        var rows = await WalkAsync(up: !descending, start, id, size + 1);
        // Whoever holds a key came from a page before it.
        return Build(Fitting(rows), hasPrevious: true, rows.Count > size);
    }

    public async Task<Page<SessionRow>> PageBeforeAsync(DateTime start, int id)
    {
        var rows = await WalkAsync(up: descending, start, id, size + 1);
        var page = Fitting(rows);
        page.Reverse();
        return Build(page, rows.Count > size, hasNext: true);
    }

    /// <summary>The page that begins at an instant; where fewer rows follow than fit, the page is filled up from before it.</summary>
    public async Task<Page<SessionRow>> PageAtAsync(DateTime startUtc)
    {
        var up = !descending;
        var walked = await queries.ReadAsync(db, Walk(up, startUtc, null), before: Walk(!up, startUtc, null), size + 1, matches.IsSaidByConditions, cancel);
        var rows = walked.ConvertAll(walk => walk.Row);
        if (rows.Count > size)
            return Build(Fitting(rows), walked[0].AnyBefore, hasNext: true);
        var missing = size - rows.Count;
        var filled = rows.Count > 0 && !walked[0].AnyBefore ? [] : await WalkAsync(!up, startUtc, null, missing + 1);
        var more = filled.Count > missing;
        filled = filled.GetRange(0, Math.Min(missing, filled.Count));
        filled.Reverse();
        return Build([.. filled, .. rows], more, hasNext: false);
    }

    private List<SessionRow> Fitting(List<SessionRow> rows) => rows.GetRange(0, Math.Min(size, rows.Count));

    private static Page<SessionRow> Build(List<SessionRow> rows, bool hasPrevious, bool hasNext) => new(
        rows,
        hasPrevious && rows.Count > 0 ? SessionCursor.AtKey(rows[0].StartsAtUtc, rows[0].Id) : null,
        hasNext && rows.Count > 0 ? SessionCursor.AtKey(rows[^1].StartsAtUtc, rows[^1].Id) : null);

    private SessionWalk Walk(bool up, DateTime start, int? id) => up ? matches.Up(start, id) : matches.Down(start, id);

    private async Task<List<SessionRow>> WalkAsync(bool up, DateTime start, int? id, int take) =>
        (await queries.ReadAsync(db, Walk(up, start, id), before: null, take, matches.IsSaidByConditions, cancel)).ConvertAll(walked => walked.Row);
}
