using CoachHub.Domain.Calendar;
using CoachHub.Domain.Sessions;
using NodaTime;

namespace CoachHub.App.Hosting.Demo;

/// <summary>A session of the demo practice as it was first planned, and what became of it.</summary>
/// <param name="Client">Which client, from 0; null = a slot.</param>
/// <param name="Coach">Which coach, from 0.</param>
/// <param name="Plan">The values at first; client and coach ids are filled in when they are known.</param>
/// <param name="PlannedAtUtc">When it was put into the calendar.</param>
internal sealed record DemoSession(int? Client, int Coach, SessionChange Plan, DateTime PlannedAtUtc)
{
    /// <summary>How it ended; booked = it is ahead, or nobody has closed it.</summary>
    public SessionStatus Outcome { get; init; }

    /// <summary>When the outcome was noted.</summary>
    public DateTime OutcomeAtUtc { get; init; }

    /// <summary>What was paid in the end.</summary>
    public PaymentStatus Payment { get; init; }

    /// <summary>A private note that goes with the outcome.</summary>
    public string? Note { get; init; }
}

/// <summary>
/// Two years of work, the same for everybody who starts the demo on the same day. Each client has an hour of the week that is the
/// client's own, so nobody is booked twice.
/// </summary>
internal sealed class DemoCalendar
{
    private const int WeeksBack = 104;
    private const int WeeksAhead = 10;
    private const int BlockSize = 6;

    private static readonly int[] Hours = [9, 10, 11, 13, 14, 15, 16, 17];
    private static readonly int[] Prices = [8000, 8000, 9000, 7500, 11000, 6500];
    private static readonly string[] Titles =
        ["Career review", "Preparing the salary talk", "Difficult conversations", "Bilan de compétences", "Goals for the quarter", "Prise de poste", "Speaking in public", "Time and energy"];
    private static readonly string[] Notes =
        ["Good progress on delegating; wants to practise once more.", "Tired today, kept it short. Come back to the project plan.", "Prepared the talk with the manager, role play went well.", "A revenu son CV, deux candidatures envoyées.", "Sleep is better. Exercise for next time: the weekly review."];
    private static readonly string[] Shared =
        ["Please bring the list from last time.", "We will use the whiteboard, no need to prepare.", "Pensez à relire le compte rendu."];

    private readonly Random dice = new(20_261);
    private readonly DateTime nowUtc;
    private readonly LocalDate monday;
    private readonly HashSet<(int Coach, LocalDateTime At)> taken = [];

    public DemoCalendar(DateTime nowUtc)
    {
        this.nowUtc = nowUtc;
        var today = ZoneClock.ToLocal(nowUtc, DemoPeople.Zone).Date;
        monday = today.PlusDays(-(int)today.DayOfWeek + 1);
    }

    /// <summary>All sessions, in the order in which they were planned.</summary>
    public IReadOnlyList<DemoSession> Sessions()
    {
        var sessions = new List<DemoSession>();
        for (var coach = 0; coach < DemoPeople.Coaches.Count; coach++)
        {
            var cells = new Queue<(int Day, int Hour)>(Enumerable.Range(0, 5).SelectMany(day => Hours.Select(hour => (day, hour))).OrderBy(_ => dice.Next()));
            for (var client = 0; client < DemoPeople.Clients.Count; client++)
            {
                if (DemoPeople.Clients[client].Coach == coach)
                    sessions.AddRange(OfClient(client, coach, cells.Dequeue()));
            }

            sessions.AddRange(Slots(coach));
        }

        return [.. sessions.OrderBy(session => session.PlannedAtUtc).ThenBy(session => session.Plan.StartsAtUtc)];
    }

    /// <summary>Another hour in which the coach is free, near the one that is given.</summary>
    public LocalDateTime FreeNear(int coach, LocalDateTime at)
    {
        for (var day = 0; ; day++)
        {
            var date = at.Date.PlusDays(day);
            if (IsClosed(date))
                continue;
            foreach (var hour in Hours)
            {
                if (date.DayOfWeek <= IsoDayOfWeek.Friday && taken.Add((coach, date + new LocalTime(hour, 0))))
                    return date + new LocalTime(hour, 0);
            }
        }
    }

    private IEnumerable<DemoSession> OfClient(int client, int coach, (int Day, int Hour) cell)
    {
        var every = client == 0 ? 1 : dice.Next(10) switch { < 3 => 1, < 8 => 2, _ => 4 };
        var first = client == 0 ? -30 : client % 9 == 5 ? -WeeksBack : -dice.Next(4, WeeksBack);
        var stays = client == 0 || dice.Next(10) < 7;
        var last = stays ? WeeksAhead : Math.Min(-3, first + dice.Next(8, 50));
        var (minutes, price) = (dice.Next(4) == 0 ? 45 : 60, client % 29 == 28 ? (int?)null : Prices[dice.Next(Prices.Length)]);
        var (place, link) = Place(client, coach);
        var planned = DateTime.MinValue;
        var number = 0;
        for (var week = first; week <= last; week += every)
        {
            var at = monday.PlusWeeks(week).PlusDays(cell.Day) + new LocalTime(cell.Hour, 0);
            if (IsClosed(at.Date))
                continue;
            var start = Start(at, coach);
            if (number % BlockSize == 0)
                planned = WorkingDay(start.Date.AddDays(-8)).AddHours(16).AddMinutes(client % 50);
            // The next block is agreed when this one ends: until then it is in nobody's calendar.
            if (planned >= nowUtc)
                yield break;
            taken.Add((coach, at));
            var title = number == 0 ? "First meeting" : dice.Next(5) == 0 ? Titles[dice.Next(Titles.Length)] : null;
            var shared = dice.Next(9) == 0 ? Shared[dice.Next(Shared.Length)] : null;
            var plan = Plan(at, start, coach, minutes, title, place, link, price, SessionStatus.Booked, shared);
            yield return Close(new DemoSession(client, coach, plan, planned));
            number++;
        }
    }

    private IEnumerable<DemoSession> Slots(int coach)
    {
        for (var week = 0; week < 3; week++)
        {
            for (var slot = 0; slot < 2; slot++)
            {
                var at = FreeNear(coach, monday.PlusWeeks(week).PlusDays(dice.Next(5)) + LocalTime.Midnight);
                var start = Start(at, coach);
                if (start > nowUtc.AddHours(20))
                    yield return new DemoSession(null, coach, Plan(at, start, coach, 60, null, null, null, 8000, SessionStatus.Available, null), nowUtc.AddDays(-2));
            }
        }
    }

    private DemoSession Close(DemoSession session)
    {
        var (start, end) = (session.Plan.StartsAtUtc, session.Plan.StartsAtUtc.AddMinutes(session.Plan.DurationMinutes));
        if (end > nowUtc)
            return session;
        var evening = end.Date.AddHours(18) > end ? end.Date.AddHours(18) : end.AddHours(1);
        var age = nowUtc - end;
        // A coach closes the week at its end, so the last days are often still open.
        if (evening > nowUtc || (age.TotalDays < 9 && dice.Next(3) == 0))
            return session;
        var outcome = dice.Next(100) switch { < 85 => SessionStatus.Completed, < 91 => SessionStatus.Cancelled, < 95 => SessionStatus.LateCancelled, _ => SessionStatus.NoShow };
        var settled = age.TotalDays > 40 ? 97 : 68;
        return session with
        {
            Outcome = outcome,
            OutcomeAtUtc = outcome switch
            {
                SessionStatus.Cancelled => Later(session.PlannedAtUtc, start.AddDays(-dice.Next(2, 5))),
                SessionStatus.LateCancelled => Later(session.PlannedAtUtc, start.AddHours(-dice.Next(2, 20))),
                _ => evening,
            },
            Payment = outcome switch
            {
                SessionStatus.Cancelled or SessionStatus.LateCancelled => PaymentStatus.Cancelled,
                _ when session.Plan.PriceMinor is null => PaymentStatus.Pending,
                _ => dice.Next(100) is var paid && paid < settled ? (paid < 2 ? PaymentStatus.Refunded : PaymentStatus.Paid) : PaymentStatus.Pending,
            },
            Note = outcome == SessionStatus.Completed && dice.Next(4) == 0 ? Notes[dice.Next(Notes.Length)] : null,
        };
    }

    private static SessionChange Plan(
        LocalDateTime at, DateTime start, int coach, int minutes, string? title, string? place, string? link, long? price, SessionStatus status, string? shared) =>
        new(null, coach, start, DemoPeople.Coaches[coach].ZoneId, at, minutes, title, place, link, price, status, PaymentStatus.Pending, null, shared);

    private static DateTime Start(LocalDateTime at, int coach) => ZoneClock.ToUtc(at, DemoPeople.Coaches[coach].ZoneId).Value;

    private static (string? Place, string? Link) Place(int client, int coach) => (client % 5, coach) switch
    {
        (0 or 1, _) => (null, $"https://meet.example/atelier-{client + 101}"),
        (2, 0) => ("12 rue des Lilas, Paris", null),
        (2, 1) => ("Room 2, 12 rue des Lilas, Paris", null),
        (_, 2) => ("Rua do Loreto 18, Lisboa", null),
        _ => ("Atelier, 12 rue des Lilas, Paris", null),
    };

    private static bool IsClosed(LocalDate date) => date is { Month: 8, Day: <= 21 } or { Month: 12, Day: >= 24 } or { Month: 1, Day: 1 };

    private static DateTime WorkingDay(DateTime date) => date.DayOfWeek switch
    {
        DayOfWeek.Saturday => date.AddDays(-1),
        DayOfWeek.Sunday => date.AddDays(-2),
        _ => date,
    };

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one.AddHours(2) : other;
}
