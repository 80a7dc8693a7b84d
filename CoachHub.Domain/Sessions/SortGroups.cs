using System.Globalization;
using System.Runtime.CompilerServices;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Sessions that stand together in an order: those of a status, of a client, those with a title.</summary>
/// <param name="Name">Names it in a place that somebody holds.</param>
/// <param name="Matches">Its sessions.</param>
internal sealed record SortGroup(string Name, SessionMatches Matches)
{
    /// <summary>What orders the sessions within it.</summary>
    public ListKey Key { get; init; }

    /// <summary>The conditions name the index already.</summary>
    public bool IsSought { get; init; }
}

/// <summary>The groups of an order.</summary>
internal abstract class SortGroups
{
    /// <summary>The groups in order, from the named one on or from the first; <paramref name="up"/> = least first.</summary>
    public abstract IAsyncEnumerable<SortGroup> FromAsync(string? name, bool up, CancellationToken cancel);

    /// <summary>A few groups that are known from the start. A name that is none of them leads to the first one.</summary>
    protected static IEnumerable<SortGroup> From(IEnumerable<SortGroup> groups, string? name, bool up)
    {
        List<SortGroup> ordered = [.. up ? groups : groups.Reverse()];
        return ordered.Skip(Math.Max(ordered.FindIndex(group => group.Name == name), 0));
    }
}

/// <summary>Groups of a status, a payment status, or what clients know.</summary>
internal sealed class StateGroups(IReadOnlyList<SortGroup> groups) : SortGroups
{
    /// <summary>Those of the wanted values, or of all.</summary>
    public static StateGroups Of<T>(IReadOnlyList<T> wanted, Func<T, SessionMatches> matching) where T : struct, Enum =>
        new([.. (wanted.Count > 0 ? wanted.Distinct().Order() : Enum.GetValues<T>().AsEnumerable()).Select(value => new SortGroup(EnumCode.Of(value), matching(value)))]);

    public override IAsyncEnumerable<SortGroup> FromAsync(string? name, bool up, CancellationToken cancel) => From(groups, name, up).ToAsyncEnumerable();
}

/// <summary>Sessions without a title or price, then all others in the order of an index.</summary>
internal sealed class KeyGroups(ListKey key, SessionMatches matches) : SortGroups
{
    public override IAsyncEnumerable<SortGroup> FromAsync(string? name, bool up, CancellationToken cancel)
    {
        var none = matches with
        {
            Conditions = [key == ListKey.Title ? SessionConditions.NoTitle : SessionConditions.NoPrice, .. matches.Conditions.Select(condition => condition.Checked)],
        };
        return From([new SortGroup("none", none) { IsSought = true }, new SortGroup("some", matches) { Key = key }], name, up).ToAsyncEnumerable();
    }
}

/// <summary>The team in the order of their names, each with their sessions.</summary>
internal sealed class CoachGroups(AppDbContext db, SessionMatches matches, Func<SessionFilter, SessionMatches> matching) : SortGroups
{
    public override async IAsyncEnumerable<SortGroup> FromAsync(string? name, bool up, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Somebody who is no client stays that.
        var team = await db.Set<User>().Where(u => u.Role != Role.Client).OrderBy(u => u.SearchName).ThenBy(u => u.Id).Select(u => u.Id).ToListAsync(cancel);
        var wanted = matches.Filter.CoachIds;
        var groups = team.Where(id => wanted.Count == 0 || wanted.Contains(id))
            .Select(id => new SortGroup(id.ToString(CultureInfo.InvariantCulture), matching(matches.Filter with { CoachIds = [id] })));
        foreach (var group in From(groups, name, up))
            yield return group;
    }
}

/// <summary>Sessions without a client, then the clients in the order of their names. Those without matches are passed over.</summary>
internal sealed class ClientGroups(AppDbContext db, SessionMatches matches, Func<SessionFilter, SessionMatches> matching) : SortGroups
{
    private const string None = "none";
    private const int FirstChunk = 8;
    private const int LargestChunk = 128;

    public override async IAsyncEnumerable<SortGroup> FromAsync(string? name, bool up, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (name == None && !up)
        {
            yield return WithoutClient();
            yield break;
        }

        var from = await PersonAsync(name, cancel);
        if (up && from is null)
            yield return WithoutClient();
        for (var chunk = FirstChunk; ; chunk = Math.Min(chunk * 4, LargestChunk))
        {
            var people = await PeopleAsync(from, including: name is not null, up, chunk, cancel);
            foreach (var person in people)
                yield return new SortGroup(person.Id.ToString(CultureInfo.InvariantCulture), matching(matches.Filter with { ClientId = person.Id }));
            if (people.Count < chunk)
                break;
            (from, name) = (people[^1], null);
        }

        if (!up)
            yield return WithoutClient();
    }

    private SortGroup WithoutClient()
    {
        var conditions = matches.Conditions.Select(condition => condition.Checked);
        return new SortGroup(None, matches with { Conditions = [SessionConditions.NoClient, .. conditions] }) { IsSought = true };
    }

    private async Task<Person?> PersonAsync(string? name, CancellationToken cancel) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? await db.Set<User>().Where(u => u.Id == id).Select(u => new Person(u.Id, u.SearchName)).SingleOrDefaultAsync(cancel)
            : null;

    private Task<List<Person>> PeopleAsync(Person? from, bool including, bool up, int take, CancellationToken cancel)
    {
        // By the client's own index, whatever else is asked.
        var sessions = (matches with { Conditions = [.. matches.Conditions.Select(condition => condition.Checked)], IsSortedWhole = true }).All;
        var users = db.Set<User>().AsQueryable();
        if (from is { } person)
        {
            users = (up, including) switch
            {
                (true, true) => users.Where(u => string.Compare(u.SearchName, person.Name) >= 0 && (string.Compare(u.SearchName, person.Name) > 0 || u.Id >= person.Id)),
                (true, false) => users.Where(u => string.Compare(u.SearchName, person.Name) >= 0 && (string.Compare(u.SearchName, person.Name) > 0 || u.Id > person.Id)),
                (false, true) => users.Where(u => string.Compare(u.SearchName, person.Name) <= 0 && (string.Compare(u.SearchName, person.Name) < 0 || u.Id <= person.Id)),
                _ => users.Where(u => string.Compare(u.SearchName, person.Name) <= 0 && (string.Compare(u.SearchName, person.Name) < 0 || u.Id < person.Id)),
            };
        }

        users = users.Where(u => sessions.Any(s => s.ClientId == u.Id));
        users = up ? users.OrderBy(u => u.SearchName).ThenBy(u => u.Id) : users.OrderByDescending(u => u.SearchName).ThenByDescending(u => u.Id);
        return users.Select(u => new Person(u.Id, u.SearchName)).Take(take).ToListAsync(cancel);
    }

    private sealed record Person(int Id, string Name);
}
