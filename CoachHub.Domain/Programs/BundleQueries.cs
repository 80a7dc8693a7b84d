using CoachHub.Domain.Accounts;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Programs;

/// <summary>Reads bundles, each question under the rights of the person who asks.</summary>
public sealed class BundleQueries(IDbContextFactory<AppDbContext> databases, TimeProvider clock)
{
    private const int MostWords = 6;

    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>A page of the bundles that this person may see. Problem: <c>forbidden</c>.</summary>
    public async Task<Result<Page<BundleRow>>> ListAsync(Actor actor, BundleListQuery query, CancellationToken cancel)
    {
        if (!actor.Can(Capability.ManagePrograms))
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var size = Math.Clamp(query.Size, 1, 100);
        var bundles = Wanted(db, actor, query);
        bundles = query switch
        {
            { Before: { } before } => bundles.Where(b => b.Id > before).OrderBy(b => b.Id),
            { After: { } after } => bundles.Where(b => b.Id < after).OrderByDescending(b => b.Id),
            _ => bundles.OrderByDescending(b => b.Id),
        };
        var rows = await RowsAsync(db, bundles.Take(size + 1), cancel);
        var more = rows.Count > size;
        if (more)
            rows.RemoveAt(size);
        if (query.Before is not null)
            rows.Reverse();
        var hasPrevious = query.Before is not null ? more : query.After is not null;
        var hasNext = query.Before is not null || more;
        return new Page<BundleRow>(
            rows,
            hasPrevious && rows.Count > 0 ? Code(rows[0].Id) : null,
            hasNext && rows.Count > 0 ? Code(rows[^1].Id) : null);

        static string Code(int id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A bundle with its sessions and its ledger, for staff. Problem: <c>bundle.not_found</c>.</summary>
    public async Task<Result<BundleDetails>> FindAsync(Actor actor, int id, CancellationToken cancel)
    {
        if (!actor.Can(Capability.ManagePrograms))
            return Problem.NotFound("bundle.not_found");
        await using var db = await databases.CreateDbContextAsync(cancel);
        var bundle = await db.Set<Bundle>().AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(b => b.Id == id, cancel);
        if (bundle is null)
            return Problem.NotFound("bundle.not_found");
        var row = (await RowsAsync(db, db.Set<Bundle>().Where(b => b.Id == id), cancel)).Single();
        var template = bundle.TemplateId is { } templateId
            ? await db.Set<BundleTemplate>().Where(t => t.Id == templateId).Select(t => t.Name).SingleOrDefaultAsync(cancel)
            : null;
        var sessions = await SessionsAsync(db, actor, id, cancel);
        var all = await db.Set<Session>().CountAsync(s => s.BundleId == id, cancel);
        var documents = await (
            from link in db.Set<BundleDocument>()
            where link.BundleId == id
            join document in db.Set<Document>() on link.DocumentId equals document.Id
            orderby document.Id
            select new DocumentRow(document.Id, document.Name, document.Size)).ToListAsync(cancel);
        return new BundleDetails(
            row, bundle.Version, bundle.DurationMinutes, bundle.Location, bundle.VideoLink, template, sessions, all - sessions.Count,
            await BundleService.BilledAsync(db, id, cancel), await EntriesAsync(db, id, cancel), documents);
    }

    /// <summary>
    /// The sessions of a bundle that may be told about: *Send confirmations* offers them to the shared preview. Problems:
    /// <c>forbidden</c>, <c>bundle.not_found</c>, <c>bundle.paused</c> while its sending rests (D19).
    /// </summary>
    public async Task<Result<IReadOnlyList<SessionPick>>> ToTellAsync(Actor actor, int id, CancellationToken cancel)
    {
        if (!actor.MayPlan())
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var status = await db.Set<Bundle>().VisibleTo(actor).Where(b => b.Id == id).Select(b => (BundleStatus?)b.Status).SingleOrDefaultAsync(cancel);
        if (status is null)
            return Problem.NotFound("bundle.not_found");
        if (status == BundleStatus.Paused)
            return Problem.Conflict("bundle.paused");
        var now = NowUtc;
        return await db.Set<Session>().VisibleTo(actor)
            .Where(s => s.BundleId == id && s.Status == SessionStatus.Booked && s.EndsAtUtc > now)
            .OrderBy(s => s.StartsAtUtc).Select(s => new SessionPick(s.Id, s.Version)).ToListAsync(cancel);
    }

    /// <summary>The bundle of a session, for staff who see the session; null where it belongs to none. Problem: <c>session.not_found</c>.</summary>
    public async Task<Result<SessionBundle?>> OfSessionAsync(Actor actor, int sessionId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await db.Set<Session>().VisibleTo(actor).Where(s => actor.Role != Role.Client && s.Id == sessionId).Select(s => new { s.BundleId }).SingleOrDefaultAsync(cancel);
        if (session is null)
            return Problem.NotFound("session.not_found");
        if (session.BundleId is not { } bundleId)
            return (SessionBundle?)null;
        var mayOpen = await db.Set<Bundle>().VisibleTo(actor).AnyAsync(b => b.Id == bundleId, cancel);
        return await db.Set<Bundle>().Where(b => b.Id == bundleId)
            .Select(b => new SessionBundle(b.Id, b.Name, b.TotalMinor, b.Currency, mayOpen)).SingleAsync(cancel);
    }

    /// <summary>The bundles of the client who asks, those under way first. Problem: <c>forbidden</c> for anybody else.</summary>
    public async Task<Result<IReadOnlyList<ClientBundle>>> MineAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Role != Role.Client)
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await RowsAsync(db, db.Set<Bundle>().VisibleTo(actor).OrderByDescending(b => b.Id).Take(50), cancel);
        var outcomes = await (
            from outcome in db.Set<SessionOutcome>()
            join bundle in db.Set<Bundle>().VisibleTo(actor) on outcome.BundleId equals bundle.Id
            join session in db.Set<Session>() on outcome.SessionId equals session.Id
            orderby session.StartsAtUtc descending
            select new { outcome.BundleId, session.StartsAtUtc, outcome.Status, outcome.Credit, outcome.FeeMinor, bundle.Currency }).ToListAsync(cancel);
        var byBundle = outcomes.ToLookup(o => o.BundleId, o => new ClientOutcome(o.StartsAtUtc, o.Status, new Outcome(o.Credit, o.FeeMinor), o.Currency));
        return rows.OrderBy(row => row.Status is BundleStatus.Completed or BundleStatus.Cancelled)
            .Select(row => new ClientBundle(row.Id, row.Name, row.CoachName, row.Status, row.Planned, row.Completed, row.Balance, row.LastDay)
            {
                Outcomes = [.. byBundle[row.Id]],
            })
            .ToList();
    }

    private static IQueryable<Bundle> Wanted(AppDbContext db, Actor actor, BundleListQuery query)
    {
        var bundles = db.Set<Bundle>().AsNoTracking().VisibleTo(actor);
        if (query.CoachId is { } coachId)
            bundles = bundles.Where(b => b.CoachId == coachId);
        if (query.ClientId is { } clientId)
            bundles = bundles.Where(b => b.ClientId == clientId);
        if (query.Status is { } status)
            bundles = bundles.Where(b => b.Status == status);
        var words = TextFold.Fold(InputText.Clean(query.Text) is { Length: <= 200 } text ? text : "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words.Take(MostWords))
            bundles = bundles.Where(b => b.SearchName.Contains(word) || db.Set<User>().Any(u => u.Id == b.ClientId && u.SearchName.Contains(word)));
        return bundles;
    }

    /// <summary>The rows in the query's order, with what sessions and ledgers add: three statements however many they are.</summary>
    private async Task<List<BundleRow>> RowsAsync(AppDbContext db, IQueryable<Bundle> bundles, CancellationToken cancel)
    {
        var rows = await bundles
            .Select(b => new BundleRow(
                b.Id, b.Name, b.ClientId,
                db.Set<User>().Where(u => u.Id == b.ClientId).Select(u => u.FirstName + " " + u.LastName).First(),
                b.CoachId,
                db.Set<User>().Where(u => u.Id == b.CoachId).Select(u => u.FirstName + " " + u.LastName).First(),
                b.Status, b.PlannedSessions, b.TotalMinor, b.Currency, b.ZoneId, b.ExpiresAtUtc))
            .ToListAsync(cancel);
        var ids = rows.ConvertAll(row => (int?)row.Id);
        var now = NowUtc;
        var sessions = await db.Set<Session>().Where(s => ids.Contains(s.BundleId)).GroupBy(s => s.BundleId!.Value)
            .Select(g => new
            {
                Id = g.Key,
                Completed = g.Count(s => s.Status == SessionStatus.Completed),
                Next = g.Min(s => s.Status == SessionStatus.Booked && s.EndsAtUtc > now ? (DateTime?)s.StartsAtUtc : null),
            })
            .ToDictionaryAsync(s => s.Id, cancel);
        var bundleIds = rows.ConvertAll(row => row.Id);
        var moves = await db.Set<BundleEntry>().Where(e => bundleIds.Contains(e.BundleId)).GroupBy(e => new { e.BundleId, e.Kind, e.From })
            .Select(g => new { g.Key.BundleId, g.Key.Kind, g.Key.From, Count = g.Sum(e => e.Count) }).ToListAsync(cancel);
        var balances = moves.GroupBy(move => move.BundleId)
            .ToDictionary(bundle => bundle.Key, bundle => bundle.Aggregate(default(BundleBalance), (sum, move) => sum.After(move.Kind, move.From, move.Count)));
        return rows.ConvertAll(row => row with
        {
            Completed = sessions.GetValueOrDefault(row.Id)?.Completed ?? 0,
            NextAtUtc = sessions.GetValueOrDefault(row.Id)?.Next,
            Balance = balances.GetValueOrDefault(row.Id).At(now, row.ExpiresAtUtc),
        });
    }

    private static async Task<List<BundleSession>> SessionsAsync(AppDbContext db, Actor actor, int id, CancellationToken cancel)
    {
        var rows = await SessionListQuery.ToRows(db, db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => s.BundleId == id)).ToListAsync(cancel);
        var outcomes = await db.Set<SessionOutcome>().AsNoTracking().Where(o => o.BundleId == id).ToDictionaryAsync(o => o.SessionId, cancel);
        return [.. rows.OrderBy(row => row.StartsAtUtc).ThenBy(row => row.Id).Select(row => outcomes.GetValueOrDefault(row.Id) is { } outcome
            ? new BundleSession(row, new Outcome(outcome.Credit, outcome.FeeMinor), outcome.Reason, outcome.Decided)
            : new BundleSession(row, null, null, false))];
    }

    private static async Task<List<BundleEntryRow>> EntriesAsync(AppDbContext db, int id, CancellationToken cancel)
    {
        var entries = await db.Set<BundleEntry>().AsNoTracking().Where(e => e.BundleId == id).OrderBy(e => e.Number).ToListAsync(cancel);
        var balance = default(BundleBalance);
        return entries.ConvertAll(e =>
        {
            balance = balance.After(e.Kind, e.From, e.Count);
            return new BundleEntryRow(e.AtUtc, e.ActorName, e.Kind, e.From, e.Count, e.SessionStartsAtUtc, e.Reason, balance.Left);
        });
    }
}
