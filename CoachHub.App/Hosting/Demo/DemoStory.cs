using CoachHub.Domain.Sessions;

namespace CoachHub.App.Hosting.Demo;

/// <summary>What happens in the demo practice, in the order in which acts of one moment follow each other.</summary>
internal enum DemoAct
{
    /// <summary>A client joins.</summary>
    Join,

    /// <summary>A session is put into the calendar.</summary>
    Plan,

    /// <summary>A document is shared with the client.</summary>
    Share,

    /// <summary>The client is told, and the mail arrives.</summary>
    Tell,

    /// <summary>The mail to the client is refused for good.</summary>
    TellInVain,

    /// <summary>The mail to the client is refused for now.</summary>
    TellAndRetry,

    /// <summary>The mail to the client waits for the morning.</summary>
    TellTomorrow,

    /// <summary>The session is moved.</summary>
    Move,

    /// <summary>The place is changed.</summary>
    Relocate,

    /// <summary>The reminder goes out.</summary>
    Remind,

    /// <summary>The client says to have seen it.</summary>
    Acknowledge,

    /// <summary>The session is called off ahead of time.</summary>
    CallOff,

    /// <summary>The coach notes how it went.</summary>
    Close,
}

/// <summary>One thing that happens: to a session, or to a client who joins.</summary>
internal readonly record struct DemoEvent(DateTime AtUtc, DemoAct Act, int Index, int Coach);

/// <summary>Turns the plan of the calendar into what happens when: told, moved, called off, closed.</summary>
internal static class DemoStory
{
    private static readonly TimeSpan RecentPast = TimeSpan.FromDays(21);

    // Nothing special within the next two days: reminders go out on their own there, and they tell the client everything.
    private static readonly TimeSpan SoonestSpecial = TimeSpan.FromHours(50);

    /// <summary>Everything that happens, in order.</summary>
    public static IReadOnlyList<DemoEvent> Of(IReadOnlyList<DemoSession> sessions, DateTime nowUtc)
    {
        var events = new List<DemoEvent>();
        foreach (var joins in sessions.Select((session, index) => (session, index)).Where(s => s.session.Client is not null).GroupBy(s => s.session.Client!.Value))
            events.Add(new DemoEvent(joins.Min(s => s.session.PlannedAtUtc).AddDays(-2), DemoAct.Join, joins.Key, joins.First().session.Coach));
        for (var i = 0; i < sessions.Count; i++)
        {
            events.Add(new DemoEvent(sessions[i].PlannedAtUtc, DemoAct.Plan, i, sessions[i].Coach));
            if (sessions[i] is { Client: not null } session && session.Plan.StartsAtUtc < nowUtc + SoonestSpecial)
                events.AddRange(Usual(session, i, nowUtc));
        }

        int[] ahead = [.. Enumerable.Range(0, sessions.Count)
            .Where(i => sessions[i].Client is not null && sessions[i].Plan.StartsAtUtc >= nowUtc + SoonestSpecial)
            .OrderBy(i => sessions[i].Plan.StartsAtUtc)];
        for (var i = 0; i < ahead.Length; i++)
            events.AddRange(Special(sessions[ahead[i]], ahead[i], i, nowUtc));
        // What was planned a few minutes ago has no past yet: nothing happens to a session before it is there.
        DateTime Soonest(DemoEvent e) => e.Act == DemoAct.Join ? e.AtUtc : Latest(e.AtUtc, sessions[e.Index].PlannedAtUtc);
        return [.. events.Select(e => e with { AtUtc = Moment(Soonest(e), nowUtc) }).OrderBy(e => e.AtUtc).ThenBy(e => e.Act).ThenBy(e => e.Index)];
    }

    private static IEnumerable<DemoEvent> Usual(DemoSession session, int index, DateTime nowUtc)
    {
        var told = session.PlannedAtUtc.AddMinutes(3);
        if (session.Outcome == SessionStatus.Completed && index % 17 == 3)
            yield return new DemoEvent(told, DemoAct.Share, index, session.Coach);
        // Now and then somebody forgets to tell; the reminder then does.
        if (index % 23 != 7 || session.Outcome == SessionStatus.Booked)
            yield return new DemoEvent(told, DemoAct.Tell, index, session.Coach);
        var reminded = session.Plan.StartsAtUtc.AddHours(-24);
        if (reminded <= nowUtc && reminded > nowUtc - RecentPast && (!session.Outcome.IsCalledOff() || session.OutcomeAtUtc > reminded))
            yield return new DemoEvent(reminded, DemoAct.Remind, index, -1);
        if (session.Outcome != SessionStatus.Booked)
            yield return new DemoEvent(Closed(session, nowUtc), DemoAct.Close, index, session.Coach);
    }

    private static IEnumerable<DemoEvent> Special(DemoSession session, int index, int place, DateTime nowUtc)
    {
        var told = session.PlannedAtUtc.AddMinutes(3);
        var since = Math.Max(0.2, (nowUtc - told).TotalHours);
        var recently = nowUtc.AddHours(-Math.Min(since * 0.8, 5 + (place * 7 % 90)));
        var telling = new DemoEvent(told, DemoAct.Tell, index, session.Coach);
        DemoEvent Then(DemoAct act, DateTime? at = null) => new(at ?? recently, act, index, act == DemoAct.Acknowledge ? -1 : session.Coach);
        if (session.Client == 0)
        {
            return (place % 3) switch
            {
                0 => [Then(DemoAct.Share, told), telling],
                1 => [telling, Then(DemoAct.Acknowledge)],
                _ => [telling],
            };
        }
        return (place % 14, place) switch
        {
            (_, 9) => [Then(DemoAct.TellAndRetry, Latest(told, nowUtc.AddMinutes(-95)))],
            (_, 12) => [Then(DemoAct.TellTomorrow, Latest(told, nowUtc.AddHours(-2)))],
            (_, 5 or 33) => [Then(DemoAct.TellInVain)],
            (1 or 8, _) => [],
            (2, _) => [Then(DemoAct.Share, told), telling],
            (3, _) => [telling, Then(DemoAct.Move)],
            (6, _) => [telling, Then(DemoAct.Relocate)],
            (4 or 10, _) => [telling, Then(DemoAct.Acknowledge)],
            (11, _) when place > 14 => [telling, Then(DemoAct.CallOff)],
            (12, _) when place > 14 => [telling, Then(DemoAct.Share)],
            (13, _) => [telling, Then(DemoAct.Move), Then(DemoAct.Tell, recently.AddMinutes(4))],
            _ => [telling],
        };
    }

    // The end of the week would be too late for what was called off before the session.
    private static DateTime Closed(DemoSession session, DateTime nowUtc)
    {
        var at = session.OutcomeAtUtc;
        if (!session.Outcome.IsCalledOff() || at >= nowUtc.Date - RecentPast)
            return at;
        return Latest(session.PlannedAtUtc, Friday(at) > at ? Friday(at).AddDays(-7) : Friday(at));
    }

    private static DateTime Friday(DateTime atUtc) => atUtc.Date.AddDays(((int)DayOfWeek.Friday - (int)atUtc.DayOfWeek + 7) % 7).AddHours(17);

    private static DateTime Latest(DateTime one, DateTime other) => one > other ? one : other;

    // Long ago the coaches' acts are gathered at the end of the week: a year of evenings would make the first start slow.
    private static DateTime Moment(DateTime atUtc, DateTime nowUtc)
    {
        var minute = new DateTime(atUtc.Ticks - (atUtc.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc);
        var recent = nowUtc.Date - RecentPast;
        if (minute >= recent)
            return minute;
        var friday = Friday(minute);
        return friday < recent ? friday : recent;
    }
}
