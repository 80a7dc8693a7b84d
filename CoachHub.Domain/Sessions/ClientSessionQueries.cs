using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Reads what clients see of their own sessions. What they may not see is not read.</summary>
public sealed class ClientSessionQueries(IDbContextFactory<AppDbContext> databases, PracticeReader practices, TimeProvider clock)
{
    /// <summary>Lines on one page of history or payments.</summary>
    public const int PageSize = 20;

    private const int MostAhead = 200;

    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>The signed-in client's sessions ahead, and figures. Nothing for anybody else.</summary>
    public async Task<ClientOutlook> OutlookAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Role != Role.Client)
            return new ClientOutlook([], [], new ClientFigures(0, 0, 0));
        var practice = await practices.GetAsync(cancel);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = NowUtc;
        var earliest = now.AddMinutes(-SessionInput.LongestMinutes);
        var own = db.Set<Session>().AsNoTracking().VisibleTo(actor);
        var mine = await (
            from s in own
            where s.StartsAtUtc >= earliest && s.EndsAtUtc >= now
                && (s.Status == SessionStatus.Booked || s.Status == SessionStatus.Cancelled || s.Status == SessionStatus.LateCancelled)
            join coach in db.Set<User>() on s.CoachId equals coach.Id
            orderby s.StartsAtUtc, s.Id
            select new { Session = s, CoachName = coach.FirstName + " " + coach.LastName })
            .Take(MostAhead).ToListAsync(cancel);
        var shows = practice.ClientCardShows;
        var documents = shows.Contains(ClientCardPart.Documents) ? await SessionDocumentQueries.OfAsync(db, mine.ConvertAll(m => m.Session), cancel) : [];
        var cards = mine.ConvertAll(m => Card(Whole(m.Session, m.CoachName, documents.GetValueOrDefault(m.Session.Id, []), practice), shows));
        var done = await own.Where(s => s.Status == SessionStatus.Completed).GroupBy(s => 1)
            .Select(all => new { Count = all.Count(), Minutes = all.Sum(s => (long)s.DurationMinutes) }).SingleOrDefaultAsync(cancel);
        var ahead = cards.FindAll(card => card.Status == SessionStatus.Booked);
        return new ClientOutlook(ahead, cards.FindAll(card => card.Status.IsCalledOff()), new ClientFigures(ahead.Count, done?.Count ?? 0, done?.Minutes ?? 0));
    }

    /// <summary>One of the client's own sessions. Problem: <c>session.not_found</c>.</summary>
    public async Task<Result<ClientSessionDetails>> FindAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await OwnAsync(db, actor, id, cancel) is not { } session)
            return Problem.NotFound("session.not_found");
        var coach = await ContactAsync(db, session.CoachId, cancel);
        var documents = await SessionDocumentQueries.OfAsync(db, session, cancel);
        return new ClientSessionDetails(Whole(session, coach.Name, documents, await practices.GetAsync(cancel)), coach);
    }

    /// <summary>One of the client's own sessions as a calendar entry to keep (D20: one that nobody is invited to). Problem: <c>session.not_found</c>.</summary>
    public async Task<Result<SessionLetter>> CalendarEntryAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await OwnAsync(db, actor, id, cancel) is not { } session)
            return Problem.NotFound("session.not_found");
        var coach = await ContactAsync(db, session.CoachId, cancel);
        var facts = session.Facts(coach.Name);
        var invitation = new InvitationFacts(
            session.CalendarUid, session.Revision, InvitationMethod.Publish, facts.StartsAtUtc, facts.EndsAtUtc, facts.Title, facts.Location, facts.VideoLink,
            actor.Name, "", facts.CoachName)
        { CalledOff = facts.CalledOff };
        return new SessionLetter(
            session.Id, session.Revision, facts, session.ZoneId, actor.Name, (await practices.GetAsync(cancel)).Currency, SharedNote: null, invitation);
    }

    /// <summary>A page of the client's own sessions that are over or called off, latest first. Nothing for anybody else.</summary>
    public async Task<ClientLines> HistoryAsync(Actor actor, int page, CancellationToken cancel)
    {
        if (actor.Role != Role.Client)
            return new ClientLines([], 1, HasNext: false);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = NowUtc;
        // D28: whatever is not upcoming.
        var past = db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => s.Status != SessionStatus.Booked || s.EndsAtUtc < now);
        return await PageAsync(db, past, page, cancel);
    }

    /// <summary>What the client owes and has paid; a page of what is settled. Nothing for anybody else.</summary>
    public async Task<ClientPayments> PaymentsAsync(Actor actor, int page, CancellationToken cancel)
    {
        if (actor.Role != Role.Client)
            return new ClientPayments([], 0, 0, 0, new ClientLines([], 1, HasNext: false));
        await using var db = await databases.CreateDbContextAsync(cancel);
        var billable = db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => s.PriceMinor > 0 && s.Payment != PaymentStatus.Cancelled);
        var sums = await billable.GroupBy(s => s.Payment).Select(g => new { g.Key, Sum = g.Sum(s => s.PriceMinor ?? 0) }).ToDictionaryAsync(g => g.Key, g => g.Sum, cancel);
        var owed = billable.Where(s => s.Payment == PaymentStatus.Pending).OrderBy(s => s.StartsAtUtc).ThenBy(s => s.Id);
        return new ClientPayments(
            await LinesAsync(db, owed.Take(MostAhead), cancel),
            sums.GetValueOrDefault(PaymentStatus.Pending),
            sums.GetValueOrDefault(PaymentStatus.Paid),
            sums.GetValueOrDefault(PaymentStatus.Refunded),
            await PageAsync(db, billable.Where(s => s.Payment == PaymentStatus.Paid || s.Payment == PaymentStatus.Refunded), page, cancel));
    }

    internal static async Task<CoachContact> ContactAsync(AppDbContext db, int coachId, CancellationToken cancel) =>
        await db.Set<User>().Where(u => u.Id == coachId)
            .Select(u => new CoachContact(u.FirstName + " " + u.LastName, u.Email, u.PhoneNumber)).SingleAsync(cancel);

    private static Task<Session?> OwnAsync(AppDbContext db, Actor actor, int id, CancellationToken cancel) =>
        actor.Role == Role.Client
            ? db.Set<Session>().AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id, cancel)
            : Task.FromResult<Session?>(null);

    private static async Task<ClientLines> PageAsync(AppDbContext db, IQueryable<Session> sessions, int page, CancellationToken cancel)
    {
        var number = Math.Clamp(page, 1, 10_000);
        var some = sessions.OrderByDescending(s => s.StartsAtUtc).ThenByDescending(s => s.Id).Skip((number - 1) * PageSize).Take(PageSize + 1);
        var lines = await LinesAsync(db, some, cancel);
        return new ClientLines([.. lines.Reverse().Take(PageSize)], number, lines.Count > PageSize);
    }

    private static async Task<IReadOnlyList<ClientSessionLine>> LinesAsync(AppDbContext db, IQueryable<Session> sessions, CancellationToken cancel) => await (
        from s in sessions
        join coach in db.Set<User>() on s.CoachId equals coach.Id
        orderby s.StartsAtUtc, s.Id
        select new ClientSessionLine(s.Id, s.StartsAtUtc, s.DurationMinutes, s.Title, coach.FirstName + " " + coach.LastName, s.Status, s.Payment, s.PriceMinor)).ToListAsync(cancel);

    private static ClientSession Whole(Session session, string coachName, IReadOnlyList<SessionDocumentRow> documents, PracticeFacts practice) => new(
        session.Id, session.Facts(coachName), session.ZoneId, session.Status, session.Payment, session.SharedNote,
        session.SeenMark, session.AcknowledgedHash == session.FactsHash && !ToldRule.KnowsOldFacts(session))
    {
        Documents = documents,
        CancelUntilUtc = session.Status == SessionStatus.Booked ? CancellationWindow.DeadlineUtc(session.StartsAtUtc, practice.CancellationWindowHours) : null,
        IsOwed = session is { Payment: PaymentStatus.Pending, PriceMinor: > 0 },
        HasReceipt = session is { Payment: PaymentStatus.Paid, PriceMinor: > 0 },
    };

    // What a card leaves out is not in the page's data either.
    private static ClientSession Card(ClientSession session, IReadOnlySet<ClientCardPart> shows) => session with
    {
        Facts = session.Facts with
        {
            Location = shows.Contains(ClientCardPart.Location) ? session.Facts.Location : null,
            VideoLink = shows.Contains(ClientCardPart.VideoLink) ? session.Facts.VideoLink : null,
            PriceMinor = shows.Contains(ClientCardPart.Price) ? session.Facts.PriceMinor : null,
            CoachName = shows.Contains(ClientCardPart.Coach) ? session.Facts.CoachName : "",
        },
        Payment = shows.Contains(ClientCardPart.Payment) ? session.Payment : null,
        IsOwed = session.IsOwed && shows.Contains(ClientCardPart.Payment),
    };
}
