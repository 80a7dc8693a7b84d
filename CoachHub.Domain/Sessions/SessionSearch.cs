using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// Text to sessions: first the people in their small table, then titles and locations in the full-text index. One or two
/// letters match the beginnings of names only; the full-text index knows nothing shorter than three.
/// </summary>
internal static class SessionSearch
{
    /// <summary>How many hits are looked at; beyond it the person should refine.</summary>
    public const int Limit = 1000;

    private const int ShortestInText = 3;

    /// <summary>Ids of matching sessions among <paramref name="visible"/>, at most <see cref="Limit"/>, and whether there were more.</summary>
    public static async Task<(List<int> Ids, bool Truncated)> FindAsync(
        AppDbContext db, IQueryable<Session> visible, string text, CancellationToken cancel)
    {
        var folded = TextFold.Fold(text);
        if (folded.Length == 0)
            return ([], false);
        var ids = new HashSet<int>(await ByPeopleAsync(db, visible, folded, cancel));
        if (folded.Length >= ShortestInText)
            ids.UnionWith(await ByTextAsync(db, visible, text.Trim(), cancel));
        var truncated = ids.Count > Limit;
        return ([.. ids.Take(Limit)], truncated);
    }

    private static async Task<List<int>> ByPeopleAsync(AppDbContext db, IQueryable<Session> visible, string folded, CancellationToken cancel)
    {
        var address = folded.ToUpperInvariant();
        var users = db.Set<User>().AsQueryable();
        users = folded.Length < ShortestInText
            ? users.Where(u => u.SearchName.StartsWith(folded) || u.SearchName.Contains(" " + folded))
            : users.Where(u => u.SearchName.Contains(folded) || u.NormalizedEmail!.Contains(address));
        var people = await users.OrderBy(u => u.SearchName).Select(u => new { u.Id, u.Role }).Take(200).ToListAsync(cancel);
        var clientIds = people.Where(p => p.Role == Role.Client).Select(p => p.Id).ToList();
        var coachIds = people.Where(p => p.Role != Role.Client).Select(p => p.Id).ToList();
        var found = new List<int>();
        if (clientIds.Count > 0)
        {
            found.AddRange(await visible.Where(s => clientIds.Contains(s.ClientId!.Value))
                .OrderByDescending(s => s.StartsAtUtc).Select(s => s.Id).Take(Limit + 1).ToListAsync(cancel));
        }

        if (coachIds.Count > 0)
        {
            found.AddRange(await visible.Where(s => coachIds.Contains(s.CoachId))
                .OrderByDescending(s => s.StartsAtUtc).Select(s => s.Id).Take(Limit + 1).ToListAsync(cancel));
        }

        return found;
    }

    private static async Task<List<int>> ByTextAsync(AppDbContext db, IQueryable<Session> visible, string text, CancellationToken cancel)
    {
        // A phrase in quotes: no character of it is an operator of the full-text language.
        var phrase = $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var hits = await db.Database
            .SqlQuery<int>($"SELECT rowid AS Value FROM SessionSearch WHERE SessionSearch MATCH {phrase} ORDER BY rowid DESC LIMIT {Limit + 1}")
            .ToListAsync(cancel);
        return hits.Count == 0 ? hits : await visible.Where(s => hits.Contains(s.Id)).Select(s => s.Id).ToListAsync(cancel);
    }
}
