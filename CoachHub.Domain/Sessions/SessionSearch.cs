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
    private const int MostPeople = 200;

    /// <summary>Ids of matching sessions among <paramref name="visible"/>, at most <see cref="Limit"/>, and whether there were more.</summary>
    public static async Task<(List<int> Ids, bool Truncated)> FindAsync(
        AppDbContext db, IQueryable<Session> visible, string text, CancellationToken cancel)
    {
        // The full-text language ends at a NUL, in the middle of the phrase.
        text = text.Replace('\0', ' ');
        var folded = TextFold.Fold(text);
        if (folded.Length == 0)
            return ([], false);
        var (people, truncated) = await ByPeopleAsync(db, visible, folded, cancel);
        var ids = new HashSet<int>(people);
        if (folded.Length >= ShortestInText)
        {
            var (titled, more) = await ByTextAsync(db, visible, text.Trim(), cancel);
            ids.UnionWith(titled);
            truncated |= more;
        }

        return ([.. ids.Take(Limit)], truncated || ids.Count > Limit);
    }

    private static async Task<(List<int> Ids, bool Truncated)> ByPeopleAsync(AppDbContext db, IQueryable<Session> visible, string folded, CancellationToken cancel)
    {
        var address = folded.ToUpperInvariant();
        var users = db.Set<User>().AsQueryable();
        users = folded.Length < ShortestInText
            ? users.Where(u => u.SearchName.StartsWith(folded) || u.SearchName.Contains(" " + folded))
            : users.Where(u => u.SearchName.Contains(folded) || u.NormalizedEmail!.Contains(address));
        var people = await users.OrderBy(u => u.SearchName).Select(u => new { u.Id, u.Role }).Take(MostPeople + 1).ToListAsync(cancel);
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

        return (found, people.Count > MostPeople);
    }

    private static async Task<(List<int> Ids, bool Truncated)> ByTextAsync(AppDbContext db, IQueryable<Session> visible, string text, CancellationToken cancel)
    {
        // A phrase in quotes: no character of it is an operator of the full-text language.
        var phrase = $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var hits = await db.Database
            .SqlQuery<int>($"SELECT rowid AS Value FROM SessionSearch WHERE SessionSearch MATCH {phrase} ORDER BY rowid DESC LIMIT {Limit + 1}")
            .ToListAsync(cancel);
        // Hits that this person may not see count too: they may have pushed out ones that the person may.
        return hits.Count == 0 ? (hits, false) : (await visible.Where(s => hits.Contains(s.Id)).Select(s => s.Id).ToListAsync(cancel), hits.Count > Limit);
    }
}
