using CoachHub.Domain.Sessions;

namespace CoachHub.App.Components.Sessions;

/// <summary>
/// Which sessions are selected, and in which version they were seen last. It holds no facts, so it is kept over pages, filters and
/// orders; whatever is done with it looks at each session again.
/// </summary>
public sealed class SessionSelection
{
    private readonly Dictionary<int, int?> versions = [];

    /// <summary>Tells what came in and what went out.</summary>
    public event Action<IReadOnlyList<int>, IReadOnlyList<int>>? Changed;

    public int Count => versions.Count;

    /// <summary>The selected sessions, in no order; without a version those that never stood on the screen.</summary>
    public IReadOnlyList<SessionPick> Picks => [.. versions.Select(pick => new SessionPick(pick.Key, pick.Value))];

    public bool Contains(int id) => versions.ContainsKey(id);

    /// <summary>Selects or lets go. False when some did not fit in any more.</summary>
    public bool Set(IEnumerable<int> asked, bool on)
    {
        var changed = new List<int>();
        var all = true;
        foreach (var id in asked)
        {
            if (on && versions.Count >= SessionMatchQueries.Most && !versions.ContainsKey(id))
                all = false;
            else if (on ? versions.TryAdd(id, null) : versions.Remove(id))
                changed.Add(id);
        }

        if (changed.Count > 0)
            Changed?.Invoke(on ? changed : [], on ? [] : changed);
        return all;
    }

    /// <summary>These rows stand on the screen as they are now.</summary>
    public void Seen(IEnumerable<SessionRow> rows)
    {
        foreach (var row in rows.Where(row => versions.ContainsKey(row.Id)))
            versions[row.Id] = row.Version;
    }

    /// <summary>Lets everything go.</summary>
    public void Clear() => Set([.. versions.Keys], on: false);
}
