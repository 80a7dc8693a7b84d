using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;

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
            var from = place?.Group == group.Name ? place : null;
            var walk = await WalkAsync(group, up, from);
            // The same number each time: another number would be another question.
            var rows = await walks.ReadAsync(db, walk, before: null, size + 1, keep: true, cancel);
            found.AddRange(rows.Take(size + 1 - found.Count).Select(row => (group, row.Row)));
            if (found.Count > size)
                break;
        }

        return found;
    }

    private async Task<SessionWalk> WalkAsync(SortGroup group, bool up, SessionCursor? from)
    {
        if (group.Key != ListKey.Date)
            return group.Matches.InOrderOf(group.Key, up, from);
        var matches = group.IsSought ? group.Matches : await guide.GuidedAsync(db, group.Matches);
        return up
            ? matches.Up(from?.StartsAtUtc ?? DateTime.UnixEpoch, from?.Id)
            : matches.Down(from?.StartsAtUtc ?? DateOrder.Latest, from?.Id);
    }

    private static string Cursor((SortGroup Group, SessionRow Row) place) => SessionCursor.InGroup(
        place.Group.Name, place.Row.StartsAtUtc, place.Row.Id,
        place.Group.Key switch
        {
            ListKey.Title => place.Row.Title ?? "",
            ListKey.Price => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{place.Row.PriceMinor}"),
            _ => "",
        });
}
