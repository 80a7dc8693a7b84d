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

    /// <summary>Where it is several clients, these in order.</summary>
    public IReadOnlyList<int>? Run { get; init; }

    /// <summary>A place of this name lies in it.</summary>
    public bool Holds(string name) => Run is null ? name == Name : Run.Any(client => IsOf(client, name));

    /// <summary>A place of this name is with this client.</summary>
    public static bool IsOf(int client, string? name) => client.ToString(CultureInfo.InvariantCulture) == name;
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
internal sealed class KeyGroups(AppDbContext db, WalkGuide guide, ListKey key, SessionMatches matches) : SortGroups
{
    private const string None = "none";
    private const string Some = "some";

    // An index of prices in date order says nothing of states, and those go with the date: of one price, what is asked may lie at the far end.
    private bool ByValue => key == ListKey.Price
        && matches.Conditions.Exists(condition => condition.Field is ListField.Status or ListField.Payment or ListField.Told);

    public override async IAsyncEnumerable<SortGroup> FromAsync(string? name, bool up, [EnumeratorCancellation] CancellationToken cancel)
    {
        var without = new SortGroup(None, await SoughtAsync(key == ListKey.Title ? SessionConditions.NoTitle : SessionConditions.NoPrice, matches)) { IsSought = true };
        if (name == None || (up && name is null))
            yield return without;
        if (name == None && !up)
            yield break;
        if (ByValue)
        {
            var price = long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at) ? at : await NextAsync(null, up, cancel);
            for (; price is not null; price = await NextAsync(price, up, cancel))
                yield return await OfPriceAsync(price.Value);
        }
        else
        {
            yield return new SortGroup(Some, matches) { Key = key };
        }

        if (!up)
            yield return without;
    }

    private async Task<SortGroup> OfPriceAsync(long price) => new(
        price.ToString(CultureInfo.InvariantCulture),
        await SoughtAsync(SessionConditions.Price, matches with { Values = matches.Values with { KeyNumber = price } }))
    {
        IsSought = true,
    };

    private Task<SessionMatches> SoughtAsync(SessionCondition condition, SessionMatches among) => guide.ByLeastAsync(db, among.With(condition));

    private Task<long?> NextAsync(long? price, bool up, CancellationToken cancel)
    {
        var sessions = db.Set<Session>().AsNoTracking();
        return up
            ? sessions.Where(s => s.PriceMinor > (price ?? long.MinValue)).OrderBy(s => s.PriceMinor).Select(s => s.PriceMinor).FirstOrDefaultAsync(cancel)
            : sessions.Where(s => s.PriceMinor < (price ?? long.MaxValue)).OrderByDescending(s => s.PriceMinor).Select(s => s.PriceMinor).FirstOrDefaultAsync(cancel);
    }
}

/// <summary>The team in the order of their names, each with their sessions.</summary>
internal sealed class CoachGroups(AppDbContext db, SessionMatches matches, Func<SessionFilter, SessionMatches> matching) : SortGroups
{
    public override async IAsyncEnumerable<SortGroup> FromAsync(string? name, bool up, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Who is no client never becomes one.
        var team = await db.Set<User>().Where(u => u.Role == Role.Administrator || u.Role == Role.Coach).OrderBy(u => u.SearchName).ThenBy(u => u.Id).Select(u => u.Id).ToListAsync(cancel);
        var wanted = matches.Filter.CoachIds;
        var groups = team.Where(id => wanted.Count == 0 || wanted.Contains(id))
            .Select(id => new SortGroup(id.ToString(CultureInfo.InvariantCulture), matching(matches.Filter with { CoachIds = [id] })));
        foreach (var group in From(groups, name, up))
            yield return group;
    }
}

/// <summary>Sessions without a client, then the clients in the order of their names. Those without matches are passed over.</summary>
internal sealed class ClientGroups(AppDbContext db, SessionMatches matches, Func<SessionFilter, SessionMatches> matching, int size) : SortGroups
{
    private const string None = "none";
    private const int FirstChunk = 8;
    private const int FewestInChunk = 4;
    private const int MostInChunk = 128;

    // A client with more sessions is a group of their own; clients with few go together until there are enough for a page.
    private const int MostOfRun = 500;

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
        var (chunk, passed, sessions) = (FirstChunk, 0, 0);
        while (true)
        {
            var people = await PeopleAsync(from, including: name is not null, up, chunk, cancel);
            foreach (var group in Grouped(people))
                yield return group;
            if (people.Count < chunk)
                break;
            (from, name) = (people[^1], null);
            // As many more as a page may need, after those who went by.
            (passed, sessions) = (passed + people.Count, sessions + people.Sum(person => person.Sessions));
            chunk = Math.Clamp((size - sessions) * passed / sessions + 2, FewestInChunk, MostInChunk);
        }

        if (!up)
            yield return WithoutClient();
    }

    private IEnumerable<SortGroup> Grouped(List<Person> people)
    {
        var run = new List<int>();
        var held = 0;
        foreach (var person in people)
        {
            var large = person.Sessions > MostOfRun;
            if (run.Count > 0 && (large || held > MostOfRun))
            {
                yield return Run(run);
                (run, held) = ([], 0);
            }

            if (large)
                yield return new SortGroup(person.Id.ToString(CultureInfo.InvariantCulture), matching(matches.Filter with { ClientId = person.Id }));
            else
                run.Add(person.Id);
            held += large ? 0 : person.Sessions;
        }

        if (run.Count > 0)
            yield return Run(run);
    }

    private SortGroup Run(List<int> clients) => new("", Sought()) { Run = clients };

    // By the client's own index, whatever else is asked.
    private SessionMatches Sought() => matches with { Conditions = [.. matches.Conditions.Select(condition => condition.Checked)], IsSortedWhole = true };

    private SortGroup WithoutClient()
    {
        var conditions = matches.Conditions.Select(condition => condition.Checked);
        return new SortGroup(None, matches with { Conditions = [SessionConditions.NoClient, .. conditions] }) { IsSought = true };
    }

    private async Task<Person?> PersonAsync(string? name, CancellationToken cancel) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? await db.Set<User>().Where(u => u.Id == id).Select(u => new Person(u.Id, u.SearchName, 0)).SingleOrDefaultAsync(cancel)
            : null;

    private Task<List<Person>> PeopleAsync(Person? from, bool including, bool up, int take, CancellationToken cancel)
    {
        var sessions = Sought().All;
        var users = db.Set<User>().AsQueryable();
        if (from is { } person)
        {
            users = (up, including) switch
            {
                (true, true) => users.Where(u => u.SearchName.CompareTo(person.Name) >= 0 && (u.SearchName.CompareTo(person.Name) > 0 || u.Id >= person.Id)),
                (true, false) => users.Where(u => u.SearchName.CompareTo(person.Name) >= 0 && (u.SearchName.CompareTo(person.Name) > 0 || u.Id > person.Id)),
                (false, true) => users.Where(u => u.SearchName.CompareTo(person.Name) <= 0 && (u.SearchName.CompareTo(person.Name) < 0 || u.Id <= person.Id)),
                _ => users.Where(u => u.SearchName.CompareTo(person.Name) <= 0 && (u.SearchName.CompareTo(person.Name) < 0 || u.Id < person.Id)),
            };
        }

        users = users.Where(u => sessions.Any(s => s.ClientId == u.Id));
        users = up ? users.OrderBy(u => u.SearchName).ThenBy(u => u.Id) : users.OrderByDescending(u => u.SearchName).ThenByDescending(u => u.Id);
        return users.Select(u => new Person(u.Id, u.SearchName, sessions.Count(s => s.ClientId == u.Id))).Take(take).ToListAsync(cancel);
    }

    private sealed record Person(int Id, string Name, int Sessions);
}
