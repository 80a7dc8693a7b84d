using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Works out what an act on many sessions would do: who gets what, what is left out and why, what stands in the way. Writes nothing.</summary>
public sealed class SessionBulkPreviewer(IDbContextFactory<AppDbContext> databases, PracticeReader practices, TimeProvider clock)
{
    private const int ChunkSize = 500;

    /// <summary>The preview. Problems: <c>forbidden</c>, those of <see cref="BulkAct.Check"/>.</summary>
    public async Task<Result<BulkPreview>> PreviewAsync(Actor actor, BulkAct act, IReadOnlyList<SessionPick> picks, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        var chosen = picks.DistinctBy(pick => pick.Id).ToList();
        if (act.Check(chosen.Count) is { } wrong)
            return wrong;
        var looking = new Looking(act, await practices.GetAsync(cancel), clock.GetUtcNow().UtcDateTime);
        await using var db = await databases.CreateDbContextAsync(cancel);
        foreach (var chunk in chosen.Chunk(ChunkSize))
        {
            var ids = chunk.Select(pick => pick.Id).ToList();
            var sessions = await db.Set<Session>().VisibleTo(actor).Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancel);
            var telling = await TellingBatch.ReadAsync(db, sessions.Values, cancel);
            foreach (var pick in chunk)
                looking.Look(pick, sessions.GetValueOrDefault(pick.Id), telling);
            db.ChangeTracker.Clear();
        }

        if (looking.Moves.Count > 0)
            looking.Block(MovePlan.Blocked(await BoardAsync(db, looking.Moves, cancel), looking.Moves));
        return looking.Preview(chosen.Count);
    }

    private static Task<BusyBoard> BoardAsync(AppDbContext db, IReadOnlyList<PlannedMove> moves, CancellationToken cancel) => BusyBoard.ReadAsync(
        db,
        [.. moves.Select(move => move.CoachId).Distinct()],
        BusyBoard.Around([.. moves.SelectMany(move => new[] { move.Before, move.After })]),
        moves.ToDictionary(move => move.Id, move => move.Before),
        cancel);

    /// <summary>Gathers what is found, session by session.</summary>
    private sealed class Looking(BulkAct act, PracticeFacts practice, DateTime nowUtc)
    {
        private readonly Dictionary<int, Found> ready = [];
        private readonly List<BulkSkip> skipped = [];
        private readonly HashSet<MailType> switchedOff = [];
        private readonly HashSet<int> unreachable = [];

        public List<PlannedMove> Moves { get; } = [];

        public void Look(SessionPick pick, Session? session, TellingBatch telling)
        {
            if (session is null)
            {
                skipped.Add(new BulkSkip(pick.Id, Problem.NotFound("session.not_found")));
                return;
            }

            var client = telling.ClientOf(session);
            var problem = pick.Version is { } seen && seen != session.Version ? Problem.Conflict("bulk.changed") : BulkRules.Refuses(act, session, nowUtc);
            var after = problem is null ? BulkRules.After(act, session.Values()) : (Result<SessionChange>?)null;
            if ((problem ?? after!.Value.Problem) is { } refused)
            {
                skipped.Add(Skip(session, client, refused));
                return;
            }

            var found = new Found(session.Id, session.Version, session.StartsAtUtc, after!.Value.Value.StartsAtUtc, session.ToldAtUtc is not null, client);
            if (act.Kind == BulkKind.Move)
                Moves.Add(new PlannedMove(session.Id, session.CoachId, session.Time, new BusyTime(found.AfterUtc, found.AfterUtc.AddMinutes(session.DurationMinutes))));
            if (act.Mails && MailOf(session, telling, client, found) is { } silent)
                skipped.Add(Skip(session, client, silent));
            else
                ready[session.Id] = found;
        }

        public void Block(IReadOnlyDictionary<int, BusyTime> blocked)
        {
            foreach (var (id, time) in blocked)
            {
                ready.Remove(id, out var found);
                skipped.Add(new BulkSkip(id, Problem.Conflict("bulk.overlap"))
                {
                    StartsAtUtc = found!.StartsAtUtc,
                    ClientName = found.Client?.Name,
                    WouldStartUtc = found.AfterUtc,
                    TakenBy = time,
                });
            }
        }

        public BulkPreview Preview(int chosen) => new(
            chosen,
            [.. ready.Values.OrderBy(found => found.StartsAtUtc).Select(found => new SessionPick(found.Id, found.Version))],
            [.. skipped.OrderBy(skip => skip.StartsAtUtc)],
            [.. ready.Values.Where(found => found.Mail is not null).GroupBy(found => found.Client!.Id).Select(Mail).OrderBy(mail => mail.ClientName, StringComparer.CurrentCulture)])
        {
            SwitchedOff = [.. switchedOff],
            Unreachable = unreachable.Count,
            IntoThePast = act.Kind == BulkKind.Move ? ready.Values.Count(found => found.AfterUtc < nowUtc) : 0,
            KnowOldTimes = act.Kind == BulkKind.Move ? ready.Values.Where(found => found.Told).Select(found => found.Client?.Id).Distinct().Count() : 0,
        };

        /// <summary>Notes the mail that is due. Returns why there is nothing to do where a notify has nothing to say.</summary>
        private Problem? MailOf(Session session, TellingBatch telling, Addressee? client, Found found)
        {
            Result<MailType> next = act.Kind == BulkKind.Cancel ? MailType.Cancellation : telling.Next(session, nowUtc);
            if (next.Problem is { } silent)
                return silent;
            if (practice.DisabledMails.Contains(EnumCode.Of(next.Value)))
            {
                switchedOff.Add(next.Value);
                return act.Kind == BulkKind.Notify ? Problem.Conflict("bulk.switched_off") : null;
            }

            if (client is { Reachable: true })
                (found.Mail, found.NeverTold) = (next.Value, !telling.MayKnow(session));
            else if (client is not null)
                unreachable.Add(client.Id);
            return null;
        }

        private static BulkMail Mail(IGrouping<int, Found> client) => new(
            client.Key,
            client.First().Client!.Name,
            client.First().Client!.Address!,
            client.GroupBy(found => found.Mail!.Value).ToDictionary(type => type.Key, type => type.Count()),
            client.Count(found => found.NeverTold));

        private static BulkSkip Skip(Session session, Addressee? client, Problem problem) =>
            new(session.Id, problem) { StartsAtUtc = session.StartsAtUtc, ClientName = client?.Name };

        private sealed record Found(int Id, int Version, DateTime StartsAtUtc, DateTime AfterUtc, bool Told, Addressee? Client)
        {
            public MailType? Mail { get; set; }

            public bool NeverTold { get; set; }
        }
    }
}
