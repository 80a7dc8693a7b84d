using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// What takes coaches' time in a span, to move many sessions among it. Sessions that are moved together may keep overlapping each
/// other where they did before: somebody had a reason then.
/// </summary>
internal sealed class BusyBoard
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(SessionInput.LongestMinutes);
    private static readonly Comparer<Span> ByStart = Comparer<Span>.Create((one, other) =>
        one.Time.StartsAtUtc != other.Time.StartsAtUtc ? one.Time.StartsAtUtc.CompareTo(other.Time.StartsAtUtc) : one.Id.CompareTo(other.Id));

    private readonly Dictionary<int, List<Span>> coaches = [];
    private readonly IReadOnlyDictionary<int, BusyTime> together;

    private BusyBoard(IReadOnlyDictionary<int, BusyTime> together) => this.together = together;

    private readonly record struct Span(int Id, BusyTime Time);

    /// <summary>Reads the board. <paramref name="together"/> are the sessions that are moved, as they were before any of them was.</summary>
    public static async Task<BusyBoard> ReadAsync(
        AppDbContext db, IReadOnlyCollection<int> coachIds, BusyTime span, IReadOnlyDictionary<int, BusyTime> together, CancellationToken cancel)
    {
        var board = new BusyBoard(together);
        var rows = await SessionWriter.Overlapping(db, exceptId: 0, span)
            .Where(s => coachIds.Contains(s.CoachId))
            .Select(s => new { s.Id, s.CoachId, s.StartsAtUtc, s.EndsAtUtc })
            .ToListAsync(cancel);
        foreach (var coach in rows.GroupBy(row => row.CoachId))
        {
            var spans = coach.Select(row => new Span(row.Id, new BusyTime(row.StartsAtUtc, row.EndsAtUtc))).ToList();
            spans.Sort(ByStart);
            board.coaches[coach.Key] = spans;
        }

        return board;
    }

    /// <summary>The span that a board must cover for these times, UTC.</summary>
    public static BusyTime Around(IReadOnlyCollection<BusyTime> times) => new(times.Min(time => time.StartsAtUtc), times.Max(time => time.EndsAtUtc));

    /// <summary>The first session that stands in the way of <paramref name="id"/> at a time; null = none.</summary>
    public (int Id, BusyTime Time)? InTheWay(int coachId, int id, BusyTime time)
    {
        foreach (var other in Overlapping(coachId, time))
        {
            var ofOld = together.TryGetValue(id, out var mine) && together.TryGetValue(other.Id, out var theirs) && mine.Overlaps(theirs);
            if (other.Id != id && !ofOld)
                return (other.Id, other.Time);
        }

        return null;
    }

    /// <summary>The sessions of the coach that take time in the span.</summary>
    public IEnumerable<int> At(int coachId, BusyTime time) => Overlapping(coachId, time).Select(span => span.Id);

    /// <summary>Puts a session elsewhere.</summary>
    public void Put(int coachId, int id, BusyTime before, BusyTime after)
    {
        if (!coaches.TryGetValue(coachId, out var spans))
            coaches[coachId] = spans = [];
        var at = spans.BinarySearch(new Span(id, before), ByStart);
        if (at >= 0)
            spans.RemoveAt(at);
        var span = new Span(id, after);
        spans.Insert(~spans.BinarySearch(span, ByStart), span);
    }

    private IEnumerable<Span> Overlapping(int coachId, BusyTime time)
    {
        if (!coaches.TryGetValue(coachId, out var spans))
            yield break;
        var at = spans.BinarySearch(new Span(0, new BusyTime(time.StartsAtUtc - Longest, default)), ByStart);
        for (at = at < 0 ? ~at : at; at < spans.Count && spans[at].Time.StartsAtUtc < time.EndsAtUtc; at++)
        {
            if (spans[at].Time.Overlaps(time))
                yield return spans[at];
        }
    }
}
