using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using static System.FormattableString;

namespace CoachHub.Domain.Sessions;

/// <summary>Pages of sessions group by group, by a key that holds the group, in either direction.</summary>
internal sealed class GroupOrder(WalkQueries walks, WalkGuide guide, AppDbContext db, SortGroups groups, bool descending, int size, CancellationToken cancel)
{
    /// <summary>The page after a place, before it, or the first one.</summary>
    public async Task<Page<SessionRow>> ReadAsync(SessionCursor? place, bool backwards)
    {
        var found = await WalkAsync(up: descending == backwards, place);
        var page = found.GetRange(0, Math.Min(size, found.Count));
        var more = found.Count > size;
        if (backwards)
            page.Reverse();
        // Whoever holds a place came from the page on its other side.
        var (previous, next) = backwards ? (more, true) : (place is not null, more);
        return new Page<SessionRow>(
            page.ConvertAll(found => found.Row),
            previous && page.Count > 0 ? Cursor(page[0]) : null,
            next && page.Count > 0 ? Cursor(page[^1]) : null);
    }

    private async Task<List<(SortGroup Group, SessionRow Row)>> WalkAsync(bool up, SessionCursor? place)
    {
        var found = new List<(SortGroup, SessionRow)>(size + 1);
        await foreach (var group in groups.FromAsync(place?.Group, up, cancel))
        {
            var from = place?.Group is { } name && group.Holds(name) ? place : null;
            var rows = group.Run is null ? await ReadAsync(group, up, from) : await ReadRunAsync(group, group.Run, up, from);
            found.AddRange(rows.Take(size + 1 - found.Count).Select(row => (group, row)));
            if (found.Count > size)
                break;
        }

        return found;
    }

    private async Task<IEnumerable<SessionRow>> ReadAsync(SortGroup group, bool up, SessionCursor? from)
    {
        var walk = await WalkAsync(group, up, from);
        // The same number each time: another number would be another question.
        return (await walks.ReadAsync(db, walk, before: null, size + 1, keep: true, cancel)).Select(walked => walked.Row);
    }

    private async Task<SessionWalk> WalkAsync(SortGroup group, bool up, SessionCursor? from)
    {
        if (group.Key != ListKey.Date)
            return group.Matches.InOrderOf(group.Key, up, from);
        var matches = group.IsSought ? group.Matches : await guide.GuidedAsync(db, group.Matches, fromTheEnd: true);
        return up
            ? matches.Up(from?.StartsAtUtc ?? DateTime.UnixEpoch, from?.Id)
            : matches.Down(from?.StartsAtUtc ?? DateOrder.Latest, from?.Id);
    }

    // Several clients of few sessions each: one question for all of them.
    private async Task<IEnumerable<SessionRow>> ReadRunAsync(SortGroup group, IReadOnlyList<int> run, bool up, SessionCursor? from)
    {
        var keys = await group.Matches.All.Where(s => run.Contains(s.ClientId!.Value)).Select(s => new { s.Id, s.StartsAtUtc, Client = s.ClientId!.Value }).ToListAsync(cancel);
        var sorted = run.SelectMany(client =>
        {
            var own = keys.Where(key => key.Client == client);
            if (from is { } place && SortGroup.IsOf(client, place.Group))
            {
                own = own.Where(key => up
                    ? (key.StartsAtUtc, key.Id).CompareTo((place.StartsAtUtc, place.Id)) > 0
                    : (key.StartsAtUtc, key.Id).CompareTo((place.StartsAtUtc, place.Id)) < 0);
            }

            return up ? own.OrderBy(key => key.StartsAtUtc).ThenBy(key => key.Id) : own.OrderByDescending(key => key.StartsAtUtc).ThenByDescending(key => key.Id);
        });
        List<int> ids = [.. sorted.Select(key => key.Id).Take(size + 1)];
        var rows = await SessionListQuery.ToRows(db, db.Set<Session>().AsNoTracking().Where(s => ids.Contains(s.Id))).ToDictionaryAsync(row => row.Id, cancel);
        return ids.Where(rows.ContainsKey).Select(id => rows[id]);
    }

    private static string Cursor((SortGroup Group, SessionRow Row) place) => SessionCursor.InGroup(
        place.Group.Run is null ? place.Group.Name : Invariant($"{place.Row.ClientId}"),
        place.Row.StartsAtUtc,
        place.Row.Id,
        place.Group.Key switch
        {
            ListKey.Title => place.Row.Title ?? "",
            ListKey.Price => Invariant($"{place.Row.PriceMinor}"),
            _ => "",
        });
}
