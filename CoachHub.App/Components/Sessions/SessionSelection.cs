using CoachHub.Domain.Sessions;

namespace CoachHub.App.Components.Sessions;

/// <summary>
/// Which sessions are selected. It holds ids and nothing else, so it is kept over pages, filters and orders; whatever is done with it
/// looks at each session again.
/// </summary>
public sealed class SessionSelection
{
    private readonly HashSet<int> ids = [];

    /// <summary>Tells what came in and what went out.</summary>
    public event Action<IReadOnlyList<int>, IReadOnlyList<int>>? Changed;

    public int Count => ids.Count;

    /// <summary>The selected sessions, in no order.</summary>
    public IReadOnlyCollection<int> Ids => ids;

    public bool Contains(int id) => ids.Contains(id);

    /// <summary>Selects or lets go. False when some did not fit in any more.</summary>
    public bool Set(IEnumerable<int> asked, bool on)
    {
        var changed = new List<int>();
        var all = true;
        foreach (var id in asked)
        {
            if (on && ids.Count >= SessionMatchQueries.Most && !ids.Contains(id))
                all = false;
            else if (on ? ids.Add(id) : ids.Remove(id))
                changed.Add(id);
        }

        if (changed.Count > 0)
            Changed?.Invoke(on ? changed : [], on ? [] : changed);
        return all;
    }

    /// <summary>Lets everything go.</summary>
    public void Clear() => Set([.. ids], on: false);
}
