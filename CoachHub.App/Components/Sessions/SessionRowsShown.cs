using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;

namespace CoachHub.App.Components.Sessions;

/// <summary>What is different in a row since it was loaded.</summary>
[Flags]
public enum RowChange
{
    None = 0,

    /// <summary>Something that the list does not show.</summary>
    Row = 1,
    Date = 2,
    Client = 4,
    Coach = 8,
    Title = 16,
    Price = 32,
    Status = 64,
    Payment = 128,
    Told = 256,

    /// <summary>The session is there no more, or no longer this person's to see.</summary>
    Gone = 512,
}

/// <summary>
/// The rows on the screen. Until the next navigation each stays in its place, whatever happens to it elsewhere: it is read again and
/// marked where it differs (part 4.9).
/// </summary>
public sealed class SessionRowsShown(Page<SessionRow> page)
{
    private readonly Dictionary<int, RowChange> changes = [];
    private readonly Dictionary<int, DateTime> loadedAt = [];

    public Page<SessionRow> Page { get; private set; } = page;

    public IReadOnlyList<SessionRow> Rows => Page.Rows;

    public RowChange ChangeOf(int id) => changes.GetValueOrDefault(id);

    public bool Has(int id) => Rows.Any(row => row.Id == id);

    /// <summary>The start (UTC) by which the row was placed: the day under whose heading it stands.</summary>
    public DateTime PlacedAtUtc(SessionRow row) => loadedAt.GetValueOrDefault(row.Id, row.StartsAtUtc);

    /// <summary>Takes what was read of the rows with these ids; one that was not found any more is marked as gone.</summary>
    public void Take(IReadOnlySet<int> asked, IReadOnlyList<SessionRow> read)
    {
        var found = read.ToDictionary(row => row.Id);
        foreach (var row in Rows.Where(row => asked.Contains(row.Id)))
        {
            loadedAt.TryAdd(row.Id, row.StartsAtUtc);
            changes[row.Id] = found.TryGetValue(row.Id, out var now)
                ? (ChangeOf(row.Id) & ~RowChange.Gone) | Difference(row, now)
                : ChangeOf(row.Id) | RowChange.Gone;
        }

        Page = Page with { Rows = [.. Rows.Select(row => found.GetValueOrDefault(row.Id, row))] };
    }

    /// <summary>Takes a row that this person changed here: what one did oneself is no news.</summary>
    public void TakeOwn(SessionRow now)
    {
        changes.Remove(now.Id);
        loadedAt.TryAdd(now.Id, Rows.First(row => row.Id == now.Id).StartsAtUtc);
        Page = Page with { Rows = [.. Rows.Select(row => row.Id == now.Id ? now : row)] };
    }

    private static RowChange Difference(SessionRow before, SessionRow now)
    {
        if (before == now)
            return RowChange.None;
        var change = RowChange.Row;
        void Compare(bool same, RowChange what) => change |= same ? RowChange.None : what;

        Compare(before.StartsAtUtc == now.StartsAtUtc && before.DurationMinutes == now.DurationMinutes, RowChange.Date);
        Compare(before.ClientName == now.ClientName, RowChange.Client);
        Compare(before.CoachName == now.CoachName, RowChange.Coach);
        Compare(before.Title == now.Title, RowChange.Title);
        Compare(before.PriceMinor == now.PriceMinor, RowChange.Price);
        Compare(before.Status == now.Status, RowChange.Status);
        Compare(before.Payment == now.Payment, RowChange.Payment);
        Compare(before.Told == now.Told, RowChange.Told);
        return change;
    }
}
