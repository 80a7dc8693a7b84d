using CoachHub.Domain.Accounts;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Domain.Sessions;

/// <summary>Reads single sessions and short lists; the long list is <see cref="SessionListQuery"/>.</summary>
public sealed class SessionQueries(IDbContextFactory<AppDbContext> databases, ClientAccess clients, TimeProvider clock)
{
    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>A session for the modal. Problem: <c>session.not_found</c>.</summary>
    public async Task<Result<SessionDetails>> FindAsync(Actor actor, int id, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return Problem.NotFound("session.not_found");
        await using var db = await databases.CreateDbContextAsync(cancel);
        var visible = db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => s.Id == id);
        var session = await visible.SingleOrDefaultAsync(cancel);
        if (session is null)
            return Problem.NotFound("session.not_found");
        var row = await SessionListQuery.ToRows(db, visible).SingleAsync(cancel);
        var client = await Addressee.FindAsync(db, session.ClientId, cancel);
        return new SessionDetails(
            row, session.ZoneId, session.LocalStart, session.PrivateNotes, session.SharedNote, session.OverlapReason,
            client?.Address, session.ClientIsFixed, session.ToldAtUtc, SessionFacts.FromJson(session.ToldFacts), session.Facts(row.CoachName))
        {
            Documents = await SessionDocumentQueries.OfAsync(db, session, cancel),
            RemindersStopped = session.RemindersStoppedById is not null,
        };
    }

    /// <summary>
    /// What a new session starts with: the client's coach, else oneself, else the first; the next full hour at which that coach
    /// is free (contract.md). A client whom the person may not see is left out.
    /// </summary>
    public async Task<SessionDefaults> DefaultsAsync(Actor actor, int? clientId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var client = clientId is null ? null : await ReachableClients(db, actor)
            .Where(c => c.Id == clientId && c.ArchivedAtUtc == null)
            .Select(c => new { c.Id, c.CoachId, Name = c.User.FirstName + " " + c.User.LastName, c.User.Email })
            .SingleOrDefaultAsync(cancel);
        var coaches = await CoachesOf(db, actor).ToListAsync(cancel);
        var coach = coaches.Find(c => c.Id == client?.CoachId) ?? coaches.Find(c => c.Id == actor.Id) ?? coaches.FirstOrDefault();
        var zoneId = coach?.WorkingZoneId ?? actor.ZoneId;
        var start = ZoneClock.ToLocal(await NextFreeHourAsync(db, coach?.Id, zoneId, cancel), zoneId);
        return new SessionDefaults(client?.Id, client?.Name, client?.Email, coach?.Id, zoneId, start);
    }

    /// <summary>
    /// The session after this one: everything the same but for notes, documents and payment, a week later on the same wall clock; more weeks
    /// where that has passed too. A client or coach who can no longer be booked is left out. Problem: <c>session.not_found</c>.
    /// </summary>
    public async Task<Result<SessionDefaults>> NextAfterAsync(Actor actor, int id, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return Problem.NotFound("session.not_found");
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await db.Set<Session>().AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id, cancel);
        if (session is null)
            return Problem.NotFound("session.not_found");
        var client = await ReachableClients(db, actor)
            .Where(c => c.Id == session.ClientId && c.ArchivedAtUtc == null)
            .Select(c => new { c.Id, Name = c.User.FirstName + " " + c.User.LastName, c.User.Email })
            .SingleOrDefaultAsync(cancel);
        var coach = (await CoachesOf(db, actor).ToListAsync(cancel)).Find(c => c.Id == session.CoachId);
        var now = ZoneClock.ToLocal(NowUtc, session.ZoneId);
        var start = session.LocalStart.PlusWeeks(1);
        if (start <= now)
            start = start.PlusWeeks(1 + (Period.Between(start, now, PeriodUnits.Days).Days / 7));
        return new SessionDefaults(client?.Id, client?.Name, client?.Email, coach?.Id, session.ZoneId, start)
        {
            DurationMinutes = session.DurationMinutes,
            Title = session.Title,
            Location = session.Location,
            VideoLink = session.VideoLink,
            PriceMinor = session.PriceMinor,
            Status = session.Status == SessionStatus.Available ? SessionStatus.Available : SessionStatus.Booked,
        };
    }

    /// <summary>The coaches whom the person may plan for: all for administrators, oneself for a coach.</summary>
    public async Task<IReadOnlyList<CoachChoice>> CoachesAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await CoachesOf(db, actor).ToListAsync(cancel);
    }

    /// <summary>What was changed since <paramref name="sinceVersion"/>, oldest first. Problem: <c>session.not_found</c>.</summary>
    public async Task<Result<IReadOnlyList<FieldChange>>> ChangesSinceAsync(Actor actor, int id, int sinceVersion, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await VisibleAsync(db, actor, id, cancel) is not { } session)
            return Problem.NotFound("session.not_found");
        var entries = await SessionHistory.Of(db, id).Where(e => e.Version > sinceVersion).OrderBy(e => e.Id).ToListAsync(cancel);
        var changes = entries.SelectMany(SessionHistory.ToFieldChanges).ToList();
        return (await SessionHistory.NamedAsync(db, clients, actor, session.ClientId, changes, cancel)).ToList();
    }

    /// <summary>
    /// What happened to a session, newest first: saves, and mails that the server took. <paramref name="skip"/> and
    /// <paramref name="take"/> count saves and mails; one save may be several changes. Problem: <c>session.not_found</c>.
    /// </summary>
    public async Task<Result<SessionHistoryPage>> HistoryAsync(Actor actor, int id, int skip, int take, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await VisibleAsync(db, actor, id, cancel) is not { } session)
            return Problem.NotFound("session.not_found");
        var page = await SessionHistory.PageAsync(db, id, Math.Max(skip, 0), Math.Clamp(take, 1, 1000), cancel);
        return page with { Changes = await SessionHistory.NamedAsync(db, clients, actor, session.ClientId, page.Changes, cancel) };
    }

    /// <summary>A client's sessions as staff see them: soonest first for what is ahead, latest first for what is past.</summary>
    public Task<IReadOnlyList<SessionRow>> ForClientAsync(Actor actor, int clientId, SessionTime time, int skip, int take, CancellationToken cancel) =>
        InTimeAsync(actor, sessions => sessions.Where(s => s.ClientId == clientId), time, skip, take, cancel);

    /// <summary>A coach's own sessions, for home.</summary>
    public Task<IReadOnlyList<SessionRow>> ForCoachAsync(Actor actor, int coachId, SessionTime time, int skip, int take, CancellationToken cancel) =>
        InTimeAsync(actor, sessions => sessions.Where(s => s.CoachId == coachId), time, skip, take, cancel);

    private static Task<Session?> VisibleAsync(AppDbContext db, Actor actor, int id, CancellationToken cancel) =>
        actor.IsStaff
            ? db.Set<Session>().AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id, cancel)
            : Task.FromResult<Session?>(null);

    private async Task<IReadOnlyList<SessionRow>> InTimeAsync(
        Actor actor, Func<IQueryable<Session>, IQueryable<Session>> narrow, SessionTime time, int skip, int take, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return [];
        await using var db = await databases.CreateDbContextAsync(cancel);
        var sessions = At(narrow(db.Set<Session>().AsNoTracking().VisibleTo(actor)), time, NowUtc);
        var latestFirst = time != SessionTime.Upcoming;
        sessions = latestFirst
            ? sessions.OrderByDescending(s => s.StartsAtUtc).ThenByDescending(s => s.Id)
            : sessions.OrderBy(s => s.StartsAtUtc).ThenBy(s => s.Id);
        return await SessionListQuery.ToRows(db, sessions.Skip(skip).Take(take), latestFirst).ToListAsync(cancel);
    }

    /// <summary>D28. The bound on the start is what the index can use: no session is longer than a day.</summary>
    private static IQueryable<Session> At(IQueryable<Session> sessions, SessionTime time, DateTime nowUtc)
    {
        var maybeOpen = nowUtc.AddMinutes(-SessionInput.LongestMinutes);
        return time switch
        {
            SessionTime.Upcoming => sessions.Where(s => s.StartsAtUtc >= maybeOpen && s.EndsAtUtc >= nowUtc && s.Status == SessionStatus.Booked),
            SessionTime.PastNotClosed => sessions.Where(s => s.StartsAtUtc < nowUtc && s.EndsAtUtc < nowUtc && s.Status == SessionStatus.Booked),
            _ => sessions.Where(s => s.Status != SessionStatus.Booked && s.Status != SessionStatus.Available),
        };
    }

    private IQueryable<Client> ReachableClients(AppDbContext db, Actor actor) =>
        actor.IsAdministrator ? db.Set<Client>()
        : actor.Can(Capability.EditSessions) ? clients.Reachable(actor.Id, db)
        : db.Set<Client>().Where(c => false);

    private static IQueryable<CoachChoice> CoachesOf(AppDbContext db, Actor actor) =>
        db.Set<User>()
            .Where(u => u.Coaches && u.DisabledAtUtc == null && (actor.Role == Role.Administrator || (actor.Role == Role.Coach && u.Id == actor.Id)))
            .OrderBy(u => u.SearchName)
            .Select(u => new CoachChoice(u.Id, u.FirstName + " " + u.LastName, u.WorkingZoneId));

    private async Task<DateTime> NextFreeHourAsync(AppDbContext db, int? coachId, string zoneId, CancellationToken cancel)
    {
        var now = ZoneClock.ToLocal(NowUtc, zoneId);
        var hour = now.Date.At(new LocalTime(now.Hour, 0)).PlusHours(1);
        // A skipped hour has no instant; the one after it does.
        var first = ZoneClock.ToUtc(hour, zoneId) is { Ok: true } start ? start.Value : ZoneClock.ToUtc(hour.PlusHours(1), zoneId).Value;
        if (coachId is null)
            return first;
        var busy = await SessionWriter.Overlapping(db, exceptId: 0, new BusyTime(first, first.AddDays(14)))
            .Where(s => s.CoachId == coachId).OrderBy(s => s.StartsAtUtc)
            .Select(s => new BusyTime(s.StartsAtUtc, s.EndsAtUtc)).ToListAsync(cancel);
        for (var candidate = first; ; candidate = candidate.AddHours(1))
        {
            var hourSpan = new BusyTime(candidate, candidate.AddHours(1));
            if (!busy.Exists(span => span.Overlaps(hourSpan)))
                return candidate;
        }
    }
}
