using System.Text.Json;
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
            client?.Address, session.ClientIsFixed, session.ToldAtUtc, SessionFacts.FromJson(session.ToldFacts), session.Facts(row.CoachName));
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

    /// <summary>The coaches whom the person may plan for: all for administrators, oneself for a coach.</summary>
    public async Task<IReadOnlyList<CoachChoice>> CoachesAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await CoachesOf(db, actor).ToListAsync(cancel);
    }

    /// <summary>What others changed since <paramref name="sinceVersion"/>, oldest first. Problem: <c>session.not_found</c>.</summary>
    public async Task<Result<IReadOnlyList<FieldChange>>> ChangesSinceAsync(Actor actor, int id, int sinceVersion, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (!actor.IsStaff || !await db.Set<Session>().VisibleTo(actor).AnyAsync(s => s.Id == id, cancel))
            return Problem.NotFound("session.not_found");
        var entries = await HistoryOf(db, id).Where(e => e.Version > sinceVersion).OrderBy(e => e.Id).ToListAsync(cancel);
        return entries.SelectMany(ToFieldChanges).ToList();
    }

    /// <summary>The latest changes of a session, newest first. Problem: <c>session.not_found</c>.</summary>
    public async Task<Result<IReadOnlyList<FieldChange>>> HistoryAsync(Actor actor, int id, int most, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (!actor.IsStaff || !await db.Set<Session>().VisibleTo(actor).AnyAsync(s => s.Id == id, cancel))
            return Problem.NotFound("session.not_found");
        var entries = await HistoryOf(db, id).OrderByDescending(e => e.Id).Take(most).ToListAsync(cancel);
        return entries.SelectMany(ToFieldChanges).ToList();
    }

    /// <summary>A client's sessions as staff see them: soonest first for what is ahead, latest first for what is past.</summary>
    public Task<IReadOnlyList<SessionRow>> ForClientAsync(Actor actor, int clientId, SessionTime time, int skip, int take, CancellationToken cancel) =>
        InTimeAsync(actor, sessions => sessions.Where(s => s.ClientId == clientId), time, skip, take, cancel);

    /// <summary>A coach's own sessions, for home.</summary>
    public Task<IReadOnlyList<SessionRow>> ForCoachAsync(Actor actor, int coachId, SessionTime time, int skip, int take, CancellationToken cancel) =>
        InTimeAsync(actor, sessions => sessions.Where(s => s.CoachId == coachId), time, skip, take, cancel);

    /// <summary>Sessions that begin in a span (UTC) and take time or took it, soonest first: a day view.</summary>
    public async Task<IReadOnlyList<SessionRow>> BetweenAsync(Actor actor, DateTime fromUtc, DateTime untilUtc, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return [];
        await using var db = await databases.CreateDbContextAsync(cancel);
        var sessions = db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => s.StartsAtUtc >= fromUtc && s.StartsAtUtc < untilUtc);
        return await SessionListQuery.ToRows(db, sessions).ToListAsync(cancel);
    }

    /// <summary>The signed-in client's own sessions ahead, soonest first; those called off stay until their time, so that nobody waits in vain.</summary>
    public async Task<IReadOnlyList<ClientSession>> MineAheadAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Role != Role.Client)
            return [];
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = NowUtc;
        var earliest = now.AddMinutes(-SessionInput.LongestMinutes);
        var mine = await (
            from s in db.Set<Session>().AsNoTracking().VisibleTo(actor)
            where s.StartsAtUtc >= earliest && s.EndsAtUtc > now
                && (s.Status == SessionStatus.Booked || s.Status == SessionStatus.Cancelled || s.Status == SessionStatus.LateCancelled)
            join coach in db.Set<User>() on s.CoachId equals coach.Id
            orderby s.StartsAtUtc, s.Id
            select new { Session = s, CoachName = coach.FirstName + " " + coach.LastName })
            .Take(200).ToListAsync(cancel);
        return mine.ConvertAll(m => new ClientSession(
            m.Session.Id, m.Session.Facts(m.CoachName), m.Session.ZoneId, m.Session.Status, m.Session.Payment, m.Session.SharedNote,
            m.Session.FactsHash, m.Session.AcknowledgedHash == m.Session.FactsHash && !ToldRule.KnowsOldFacts(m.Session)));
    }

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

    private static IQueryable<HistoryEntry> HistoryOf(AppDbContext db, int id) =>
        db.Set<HistoryEntry>().AsNoTracking().Where(e => e.Subject == nameof(Session) && e.SubjectId == id);

    private static IEnumerable<FieldChange> ToFieldChanges(HistoryEntry entry)
    {
        if (entry.Action == "added")
            return [new FieldChange(entry.AtUtc, entry.ActorName, "Added", null, null)];
        var changes = JsonSerializer.Deserialize<Dictionary<string, JsonElement[]>>(entry.Changes)!;
        return changes.Select(change => new FieldChange(entry.AtUtc, entry.ActorName, change.Key, Text(change.Value[0]), Text(change.Value[1])));

        static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.ToString();
    }
}
