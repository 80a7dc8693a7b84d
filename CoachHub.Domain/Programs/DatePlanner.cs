using CoachHub.Domain.Calendar;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Domain.Programs;

/// <summary>Dates that somebody would plan.</summary>
/// <param name="CoachId">The coach.</param>
/// <param name="ClientId">The client.</param>
/// <param name="ZoneId">The zone of the dates.</param>
/// <param name="DurationMinutes">Minutes of each.</param>
/// <param name="Dates">The dates.</param>
/// <param name="LastDay">The last day of the bundle.</param>
public sealed record DatePlan(int CoachId, int ClientId, string ZoneId, int DurationMinutes, IReadOnlyList<PlannedDate> Dates, LocalDate? LastDay = null);

/// <summary>What stands in the way of a date, and what is worth knowing of it. Nothing is written.</summary>
/// <param name="Date">The date.</param>
/// <param name="StartsAtUtc">When that is, UTC; null for a time that a clock change skips.</param>
public sealed record PlannedLook(PlannedDate Date, DateTime? StartsAtUtc)
{
    /// <summary>Why it is no time at all.</summary>
    public Problem? Problem { get; init; }

    /// <summary>The clock shows the time twice that night: a person chooses which is meant.</summary>
    public bool IsDoubled { get; init; }

    /// <summary>It has passed.</summary>
    public bool InPast { get; init; }

    /// <summary>The clocks changed between the date before it in time and this one.</summary>
    public bool ClockChanged { get; init; }

    /// <summary>It is behind the last day of the bundle.</summary>
    public bool AfterLastDay { get; init; }

    /// <summary>Another session of the coach then.</summary>
    public Overlap? CoachOverlap { get; init; }

    /// <summary>Another session of the client then.</summary>
    public Overlap? ClientOverlap { get; init; }

    /// <summary>Another date of the plan then.</summary>
    public PlannedDate? Twin { get; init; }

    /// <summary>It cannot be written without a reason.</summary>
    public bool Collides => CoachOverlap is not null || Twin is not null;
}

/// <summary>Looks at dates before anything is written: what collides, and what the clocks do.</summary>
public sealed class DatePlanner(IDbContextFactory<AppDbContext> databases, TimeProvider clock)
{
    /// <summary>Each date with what is known of it, in the order given. Problems: <c>forbidden</c>, <c>session.coach_own</c>, <c>zone.unknown</c>, <c>bundle.sessions</c>, <c>session.duration_range</c>.</summary>
    public async Task<Result<IReadOnlyList<PlannedLook>>> LookAsync(Actor actor, DatePlan plan, CancellationToken cancel)
    {
        if (!actor.MayPlan())
            return Problem.Forbidden();
        if (!actor.IsAdministrator && plan.CoachId != actor.Id)
            return Problem.Invalid("session.coach_own", nameof(BundleInput.CoachId));
        if (!ZoneClock.Exists(plan.ZoneId))
            return Problem.Invalid("zone.unknown", nameof(BundleInput.ZoneId));
        if (plan.Dates.Count > Bundle.MostSessions)
            return Problem.Invalid("bundle.sessions", nameof(BundleInput.Dates), Bundle.MostSessions);
        if (plan.DurationMinutes is not (>= 1 and <= SessionInput.LongestMinutes))
            return Problem.Invalid("session.duration_range", nameof(BundleInput.DurationMinutes));

        var times = plan.Dates.Select(date => ZoneClock.ToUtc(date.Local, plan.ZoneId, date.Doubled)).ToList();
        var busy = await BusyAsync(actor, plan, [.. times.Where(time => time.Ok).Select(time => time.Value)], cancel);
        var looks = plan.Dates.Select((date, i) => Look(plan, date, times[i], busy)).ToList();
        MarkTwinsAndClocks(plan, looks);
        return looks;
    }

    private PlannedLook Look(DatePlan plan, PlannedDate date, Result<DateTime> time, List<(int CoachId, BusyTime Time, Overlap Shown)> busy)
    {
        if (time.Problem is { } skipped)
            return new PlannedLook(date, null) { Problem = skipped };
        var span = Span(plan, time.Value);
        return new PlannedLook(date, time.Value)
        {
            IsDoubled = ZoneClock.IsDoubled(date.Local, plan.ZoneId),
            InPast = time.Value < clock.GetUtcNow().UtcDateTime,
            AfterLastDay = date.Date > plan.LastDay,
            CoachOverlap = busy.Where(one => one.CoachId == plan.CoachId && one.Time.Overlaps(span)).Select(one => one.Shown).FirstOrDefault(),
            ClientOverlap = busy.Where(one => one.CoachId != plan.CoachId && one.Time.Overlaps(span)).Select(one => one.Shown).FirstOrDefault(),
        };
    }

    private static void MarkTwinsAndClocks(DatePlan plan, List<PlannedLook> looks)
    {
        var inTime = Enumerable.Range(0, looks.Count).Where(i => looks[i].StartsAtUtc is not null).OrderBy(i => looks[i].StartsAtUtc).ThenBy(i => i).ToList();
        var zone = ZoneClock.Zone(plan.ZoneId);
        for (var at = 1; at < inTime.Count; at++)
        {
            var (before, now) = (looks[inTime[at - 1]], looks[inTime[at]]);
            looks[inTime[at]] = now with
            {
                Twin = Span(plan, before.StartsAtUtc!.Value).Overlaps(Span(plan, now.StartsAtUtc!.Value)) ? before.Date : null,
                ClockChanged = zone.GetUtcOffset(Instant.FromDateTimeUtc(before.StartsAtUtc!.Value)) != zone.GetUtcOffset(Instant.FromDateTimeUtc(now.StartsAtUtc!.Value)),
            };
        }
    }

    private static BusyTime Span(DatePlan plan, DateTime startsAtUtc) => new(startsAtUtc, startsAtUtc.AddMinutes(plan.DurationMinutes));

    /// <summary>The sessions of coach and client around the dates. Whose they are is shown to who may see them.</summary>
    private async Task<List<(int CoachId, BusyTime Time, Overlap Shown)>> BusyAsync(Actor actor, DatePlan plan, List<DateTime> starts, CancellationToken cancel)
    {
        if (starts.Count == 0)
            return [];
        var around = new BusyTime(starts.Min(), starts.Max().AddMinutes(plan.DurationMinutes));
        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await ReadAsync(SessionWriter.Overlapping(db, exceptId: 0, around).Where(s => s.CoachId == plan.CoachId));
        rows.AddRange(await ReadAsync(SessionWriter.Overlapping(db, exceptId: 0, around).Where(s => s.ClientId == plan.ClientId && s.CoachId != plan.CoachId)));
        return rows;

        async Task<List<(int CoachId, BusyTime Time, Overlap Shown)>> ReadAsync(IQueryable<Session> sessions)
        {
            var visible = db.Set<Session>().VisibleTo(actor);
            var found = await sessions.OrderBy(s => s.StartsAtUtc)
                .Select(s => new
                {
                    s.Id,
                    s.CoachId,
                    s.StartsAtUtc,
                    s.EndsAtUtc,
                    Seen = visible.Any(v => v.Id == s.Id),
                    Client = db.Set<Client>().Where(c => c.Id == s.ClientId).Select(c => c.User.FirstName + " " + c.User.LastName).FirstOrDefault(),
                }).ToListAsync(cancel);
            return found.ConvertAll(s => (
                s.CoachId, new BusyTime(s.StartsAtUtc, s.EndsAtUtc), new Overlap(s.Seen ? s.Id : null, s.Seen ? s.Client : null, s.StartsAtUtc, s.EndsAtUtc)));
        }
    }
}
