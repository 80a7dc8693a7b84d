using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Sessions;

/// <summary>Which sessions an act on many leaves as they are, and what a move makes of one. Pure.</summary>
internal static class BulkRules
{
    /// <summary>Why the act passes over the session, whatever its mails; null = it may go on.</summary>
    public static Problem? Refuses(BulkAct act, Session session, DateTime nowUtc) => (act.Kind, session.Status) switch
    {
        (BulkKind.Notify, _) => null,
        (BulkKind.Move, SessionStatus.Booked or SessionStatus.Available) => null,
        (_, SessionStatus.Available) => Problem.Conflict("bulk.slot"),
        (BulkKind.Complete, SessionStatus.Completed) or (BulkKind.NoShow, SessionStatus.NoShow) => Problem.Conflict("bulk.already"),
        (BulkKind.Cancel, SessionStatus.Cancelled or SessionStatus.LateCancelled) => Problem.Conflict("bulk.already"),
        (_, SessionStatus.Cancelled or SessionStatus.LateCancelled) => Problem.Conflict("bulk.called_off"),
        (BulkKind.Complete or BulkKind.NoShow, _) => session.StartsAtUtc > nowUtc ? Problem.Conflict("bulk.ahead") : null,
        (_, SessionStatus.Completed or SessionStatus.NoShow) => Problem.Conflict("bulk.closed"),
        _ => null,
    };

    /// <summary>Why a notify has nothing to say, as a problem of the list.</summary>
    public static Problem Silence(NothingToTell why) => Problem.Conflict(why switch
    {
        NothingToTell.NoClient => "bulk.slot",
        NothingToTell.NoAddress => "bulk.no_address",
        NothingToTell.CalledOff => "bulk.called_off",
        NothingToTell.Closed => "bulk.closed",
        NothingToTell.Past => "bulk.past",
        NothingToTell.OnItsWay => "bulk.on_its_way",
        _ => "bulk.nothing_new",
    });

    /// <summary>
    /// The session as it would be after the act. Days are days of the calendar: the wall clock of the session's zone stays, whatever
    /// its clocks do in between. Minutes are elapsed time. Problems: <c>time.skipped</c>, <c>session.date_range</c>.
    /// </summary>
    public static Result<SessionChange> After(BulkAct act, SessionChange session) => act.Kind switch
    {
        BulkKind.Move => Moved(session, act.Days, act.Minutes),
        BulkKind.Complete => session with { Status = SessionStatus.Completed },
        BulkKind.NoShow => session with { Status = SessionStatus.NoShow },
        BulkKind.Cancel => session with { Status = SessionStatus.Cancelled },
        _ => session,
    };

    private static Result<SessionChange> Moved(SessionChange session, int days, int minutes)
    {
        var start = session.StartsAtUtc;
        if (days != 0)
        {
            var onTheDay = ZoneClock.ToUtc(session.LocalStart.PlusDays(days), session.ZoneId);
            if (onTheDay.Problem is { } skipped)
                return skipped;
            start = onTheDay.Value;
        }

        start = start.AddMinutes(minutes);
        var local = ZoneClock.ToLocal(start, session.ZoneId);
        return local.Year is >= 1970 and <= 2200
            ? session with { StartsAtUtc = start, LocalStart = local }
            : Problem.Invalid("session.date_range", nameof(SessionInput.Date));
    }
}
