using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>One act on many sessions while it runs: what it does inside a transaction, and what became of each session.</summary>
internal sealed class BulkRun(Actor actor, BulkAct act, ClientMails mails, CoachTeller coaches, TimeProvider clock)
{
    private readonly List<int> done = [];
    private readonly List<BulkSkip> refused = [];
    private readonly List<UndoSession> undo = [];
    private readonly List<int> lastDone = [];
    private readonly List<BulkSkip> lastRefused = [];
    private readonly List<UndoSession> lastUndo = [];
    private Dictionary<int, Place> places = [];
    private Dictionary<int, BusyTime> together = [];

    /// <summary>A session as it was when the act began.</summary>
    internal sealed record Place(int Id, int? ClientId, int CoachId, DateTime StartsAtUtc, DateTime EndsAtUtc);

    public Actor Actor => actor;

    public BulkAct Act => act;

    public ClientMails Mails => mails;

    public IReadOnlyList<int> Done => done;

    public IReadOnlyList<BulkSkip> Refused => refused;

    public IReadOnlyList<UndoSession> Undo => undo;

    /// <summary>The sessions of the batch that was committed last.</summary>
    public IReadOnlyList<int> LastDone => lastDone;

    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    public bool Knows(int id) => places.ContainsKey(id);

    public IEnumerable<Place> InOrder(IReadOnlyList<Place> found)
    {
        places = found.ToDictionary(place => place.Id);
        together = found.ToDictionary(place => place.Id, place => new BusyTime(place.StartsAtUtc, place.EndsAtUtc));
        var forward = act.Days != 0 ? act.Days > 0 : act.Minutes > 0;
        return act.Kind switch
        {
            BulkKind.Move when forward => found.OrderBy(place => place.CoachId).ThenByDescending(place => place.StartsAtUtc).ThenByDescending(place => place.Id),
            BulkKind.Move => found.OrderBy(place => place.CoachId).ThenBy(place => place.StartsAtUtc).ThenBy(place => place.Id),
            _ => found.OrderBy(place => place.ClientId).ThenBy(place => place.StartsAtUtc).ThenBy(place => place.Id),
        };
    }

    public IEnumerable<int> CoachesOf(IEnumerable<SessionPick> batch) =>
        batch.Select(pick => places.GetValueOrDefault(pick.Id)?.CoachId).OfType<int>().Distinct().Order();

    /// <summary>Does it for a batch, inside the caller's transaction.</summary>
    public async Task ActAsync(AppDbContext db, IReadOnlyList<SessionPick> batch, CancellationToken cancel)
    {
        lastDone.Clear();
        var ids = batch.Select(pick => pick.Id).ToList();
        var sessions = await db.Set<Session>().VisibleTo(actor).Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancel);
        var telling = await TellingBatch.ReadAsync(db, sessions.Values, cancel);
        var open = new List<Session>(batch.Count);
        foreach (var pick in batch)
        {
            if (!sessions.TryGetValue(pick.Id, out var session))
                lastRefused.Add(new BulkSkip(pick.Id, Problem.NotFound("session.not_found")));
            else if ((pick.Version is { } seen && seen != session.Version ? Problem.Conflict("bulk.changed") : BulkRules.Refuses(act, session, NowUtc)) is { } problem)
                Refuse(session, telling, problem);
            else
                open.Add(session);
        }

        if (act.Kind == BulkKind.Notify)
            await NotifyAsync(db, open, telling, cancel);
        else
            await ChangeAsync(db, open, telling, cancel);
    }

    public void Committed()
    {
        done.AddRange(lastDone);
        refused.AddRange(lastRefused);
        undo.AddRange(lastUndo);
        Forget();
        mails.Committed();
    }

    public void RolledBack()
    {
        lastDone.Clear();
        Forget();
        mails.RolledBack();
    }

    public void Fail(IEnumerable<SessionPick> batch, Problem fault) => refused.AddRange(batch.Select(pick => new BulkSkip(pick.Id, fault)
    {
        StartsAtUtc = places.GetValueOrDefault(pick.Id)?.StartsAtUtc,
    }));

    private void Forget()
    {
        lastRefused.Clear();
        lastUndo.Clear();
    }

    private async Task NotifyAsync(AppDbContext db, List<Session> sessions, TellingBatch telling, CancellationToken cancel)
    {
        var due = new List<ToTell>();
        foreach (var session in sessions)
        {
            if (telling.Next(session, NowUtc) is { Problem: { } silent })
                Refuse(session, telling, silent);
            else
                due.Add(new ToTell(session, telling.Next(session, NowUtc).Value, await SessionTeller.SupersedeAsync(db, session, cancel)));
        }

        foreach (var client in due.GroupBy(one => one.Session.ClientId!.Value))
        {
            var told = await mails.AddAsync(db, telling.ClientOf(client.First().Session)!, [.. client], cancel);
            foreach (var one in client)
            {
                if (told[one.Session.Id] is { } mail)
                    Finish(one.Session, mail, before: null);
                else
                    Refuse(one.Session, telling, Problem.Conflict("bulk.switched_off"));
            }
        }

        await db.SaveChangesAsync(cancel);
    }

    private async Task ChangeAsync(AppDbContext db, List<Session> sessions, TellingBatch telling, CancellationToken cancel)
    {
        if (sessions.Count == 0)
            return;
        using var writer = new SessionWriter(db, NowUtc) { Decided = act.Outcome?.Decide(mails.Practice.Currency) };
        var board = act.Kind == BulkKind.Move ? await BoardAsync(db, sessions, cancel) : null;
        var changed = new List<(Session Session, SessionChange Before)>(sessions.Count);
        foreach (var session in sessions)
        {
            var before = session.Values();
            var after = BulkRules.After(act, before);
            var problem = after.Problem ?? (board is null
                ? await writer.ChangeAsync(session, after.Value, default, cancel)
                : SessionWriter.Move(session, after.Value, board));
            if (problem is not null)
                Refuse(session, telling, problem, after.Ok ? after.Value.StartsAtUtc : null);
            else
                changed.Add((session, before));
        }

        // Versions rise with the save.
        await db.SaveChangesAsync(cancel);
        await SessionTeller.WithdrawStaleAsync(db, [.. changed.Select(one => one.Session)], cancel);
        await coaches.TellAsync(db, mails.Practice, changed, NowUtc, cancel);
        var told = act.Kind == BulkKind.Cancel ? await CancelAsync(db, changed, telling, cancel) : [];
        foreach (var (session, before) in changed)
            Finish(session, told.GetValueOrDefault(session.Id), act.Kind == BulkKind.Cancel ? before : null);
    }

    private async Task<Dictionary<int, QueuedMail>> CancelAsync(
        AppDbContext db, List<(Session Session, SessionChange Before)> changed, TellingBatch telling, CancellationToken cancel)
    {
        var due = new List<ToTell>();
        foreach (var (session, _) in changed)
        {
            // Asked before the waiting mail goes: it may be what the client knows of.
            var replaced = await SessionTeller.SupersedeAsync(db, session, cancel);
            if (telling.ClientOf(session) is { Reachable: true } && (act.TellNeverTold || telling.MayKnow(session)))
                due.Add(new ToTell(session, MailType.Cancellation, replaced));
        }

        var told = new Dictionary<int, QueuedMail>();
        foreach (var client in due.GroupBy(one => one.Session.ClientId!.Value))
        {
            foreach (var (id, mail) in await mails.AddAsync(db, telling.ClientOf(client.First().Session)!, [.. client], cancel))
            {
                if (mail is not null)
                    told[id] = mail;
            }
        }

        await db.SaveChangesAsync(cancel);
        return told;
    }

    private Task<BusyBoard> BoardAsync(AppDbContext db, List<Session> sessions, CancellationToken cancel)
    {
        var spans = new List<BusyTime>();
        foreach (var session in sessions)
        {
            spans.Add(session.Time);
            if (BulkRules.After(act, session.Values()) is { Ok: true, Value: var after })
                spans.Add(new BusyTime(after.StartsAtUtc, after.StartsAtUtc.AddMinutes(after.DurationMinutes)));
        }

        return BusyBoard.ReadAsync(db, [.. sessions.Select(s => s.CoachId).Distinct()], BusyBoard.Around(spans), together, cancel);
    }

    private void Finish(Session session, QueuedMail? mail, SessionChange? before)
    {
        lastDone.Add(session.Id);
        if (mail is not null || before is not null)
            lastUndo.Add(new UndoSession(session.Id, session.Version) { Mail = mail, Before = before });
    }

    private void Refuse(Session session, TellingBatch telling, Problem problem, DateTime? wouldStartUtc = null) => lastRefused.Add(new BulkSkip(session.Id, problem)
    {
        StartsAtUtc = session.StartsAtUtc,
        ClientName = telling.ClientOf(session)?.Name,
        WouldStartUtc = wouldStartUtc,
    });
}
