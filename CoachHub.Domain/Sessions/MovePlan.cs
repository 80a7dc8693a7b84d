using CoachHub.Domain.Calendar;

namespace CoachHub.Domain.Sessions;

/// <summary>A session and where it is to go.</summary>
/// <param name="Id">The session.</param>
/// <param name="CoachId">Whose time.</param>
/// <param name="Before">The span that it takes.</param>
/// <param name="After">The span that it would take.</param>
internal sealed record PlannedMove(int Id, int CoachId, BusyTime Before, BusyTime After);

/// <summary>Judges many moves together: as the calendar would be after all of them.</summary>
internal static class MovePlan
{
    /// <summary>
    /// Which of the moves cannot be, and what takes the time. A session that cannot go stays where it is, and stands in the way of
    /// what would have followed it there. The board shows the result.
    /// </summary>
    public static IReadOnlyDictionary<int, BusyTime> Blocked(BusyBoard board, IReadOnlyList<PlannedMove> moves)
    {
        foreach (var move in moves)
            board.Put(move.CoachId, move.Id, move.Before, move.After);
        var going = moves.ToDictionary(move => move.Id);
        var blocked = new Dictionary<int, BusyTime>();
        var open = new Queue<PlannedMove>(moves);
        while (open.TryDequeue(out var move))
        {
            if (!going.ContainsKey(move.Id) || board.InTheWay(move.CoachId, move.Id, move.After) is not { } other)
                continue;
            blocked[move.Id] = other.Time;
            going.Remove(move.Id);
            board.Put(move.CoachId, move.Id, move.After, move.Before);
            foreach (var id in board.At(move.CoachId, move.Before))
            {
                if (going.TryGetValue(id, out var follower))
                    open.Enqueue(follower);
            }
        }

        return blocked;
    }
}
