namespace CoachHub.App.Components.Kit;

/// <summary>What a person changed on a page a moment ago: the feed's word of it comes a little later, and is no news to them.</summary>
public sealed class OwnChanges(TimeProvider clock)
{
    private static readonly TimeSpan Echo = TimeSpan.FromSeconds(2);

    private readonly Dictionary<int, long> made = [];

    /// <summary>This record was changed here.</summary>
    public void Add(int id) => made[id] = clock.GetTimestamp();

    /// <summary>Without those that were changed here just now.</summary>
    public IEnumerable<int> Others(IEnumerable<int> ids) => ids.Where(id => !made.TryGetValue(id, out var at) || clock.GetElapsedTime(at) >= Echo);
}
