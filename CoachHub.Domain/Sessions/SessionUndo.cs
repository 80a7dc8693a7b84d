using System.Text.Json;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// Takes back what a member of staff just did, while no mail of it was claimed and nobody edited the session since (part 4.10): the
/// mail is withdrawn, and where a session was called off it is what it was, in one transaction.
/// </summary>
public sealed class SessionUndo(IDbContextFactory<AppDbContext> databases, OutboxSignal outbox, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>How many sessions are taken back in one transaction, so that others can save in between.</summary>
    private const int BatchSize = 40;

    /// <summary>How long mails are kept back while many sessions are restored.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(1);

    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Undoes. Problems: <c>forbidden</c> for everybody but who did it; where nothing could be undone the first session's:
    /// <c>undo.too_late</c>, <c>undo.sent</c>, <c>undo.already</c>, <c>undo.changed</c>, <c>undo.taken</c>, <c>session.not_found</c>,
    /// <c>storage.*</c>.
    /// </summary>
    public async Task<Result<UndoOutcome>> UndoAsync(Actor actor, UndoTicket ticket, CancellationToken cancel)
    {
        if (actor.Id != ticket.ActorId || !actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        if (NowUtc > ticket.UntilUtc)
            return Problem.Conflict("undo.too_late");
        var done = new List<int>();
        var refused = new List<RefusedSession>();
        var result = await StorageFault.CatchAsync<bool>(async () =>
        {
            if (ticket.Sessions.Count > BatchSize)
                await HoldAsync(ticket, NowUtc + Hold, cancel);
            foreach (var batch in ticket.Sessions.Chunk(BatchSize))
                await UndoAsync(actor, batch, done, refused, cancel);
            if (ticket.Sessions.Count > BatchSize)
                await HoldAsync(ticket, ticket.UntilUtc, cancel);
            return true;
        });
        Announce(ticket, done);
        if (result.Problem is { } fault)
            refused.AddRange(ticket.Sessions.Select(s => s.Id).Except(done).Except(refused.Select(r => r.Id)).Select(id => new RefusedSession(id, fault)).ToList());
        return done.Count == 0 && refused.Count > 0 ? refused[0].Problem : new UndoOutcome(done, refused);
    }

    /// <summary>Moves the time at which the ticket's waiting mails go: none leaves while the others are being withdrawn.</summary>
    private async Task HoldAsync(UndoTicket ticket, DateTime untilUtc, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await MailHold.MoveAsync(db, [.. ticket.Sessions.Select(s => s.Mail?.Id).OfType<int>().Distinct()], untilUtc, cancel);
    }

    private async Task UndoAsync(Actor actor, UndoSession[] batch, List<int> done, List<RefusedSession> refused, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync(batch.Select(item => item.Before?.CoachId).OfType<int>().Distinct(), cancel);
        var ids = batch.Select(item => item.Id).ToList();
        var sessions = await db.Set<Session>().VisibleTo(actor).Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancel);
        var mailIds = batch.SelectMany(item => new[] { item.Mail?.Id, item.Mail?.ReplacedId, item.Mail?.UnderWayId, item.Mail?.FailedId }).OfType<int>().Distinct().ToList();
        var mails = await db.Set<MailMessage>().Where(m => mailIds.Contains(m.Id)).ToDictionaryAsync(m => m.Id, cancel);
        using var writer = new SessionWriter(db, NowUtc);
        var taken = new List<UndoSession>();
        foreach (var item in batch)
        {
            var session = sessions.GetValueOrDefault(item.Id);
            if (Check(actor, item, session, mails) is { } problem)
                refused.Add(new RefusedSession(item.Id, problem));
            else if (await TakeBackAsync(db, writer, session!, item, mails, cancel) is { } inTheWay)
                refused.Add(new RefusedSession(item.Id, inTheWay));
            else
                taken.Add(item);
        }

        foreach (var withdrawn in taken.Where(item => item.Mail is not null).GroupBy(item => item.Mail!.Id))
            await MailSplit.TakeOutAsync(db, mails[withdrawn.Key], [.. withdrawn.Select(item => item.Id)], MailState.Undone, null, cancel);
        await db.SaveChangesAsync(cancel);
        // Only once the withdrawn mail has left their key: both may tell the same facts.
        foreach (var item in taken.Where(item => ReplacedBy(item, mails) is not null))
            ReplacedBy(item, mails)!.State = item.Mail!.ReplacedState;
        await db.SaveChangesAsync(cancel);
        await write.CommitAsync(cancel);
        done.AddRange(taken.Select(item => item.Id));
    }

    /// <summary>Why it cannot be undone, or null.</summary>
    private static Problem? Check(Actor actor, UndoSession item, Session? session, Dictionary<int, MailMessage> mails)
    {
        if (session is null)
            return Problem.NotFound("session.not_found");
        if (item.Mail is { } queued)
        {
            var mail = mails.GetValueOrDefault(queued.Id);
            if (mail is null || mail.RequestedById != actor.Id)
                return Problem.Conflict("undo.changed");
            if (mail.State == MailState.Undone)
                return Problem.Conflict("undo.already");
            if (mail.State == MailState.Superseded)
                return Problem.Conflict("undo.changed");
            if (mail.State != MailState.Queued)
                return Problem.Conflict("undo.sent");
            if (session.PendingMailId != queued.Id)
                return Problem.Conflict("undo.changed");
        }

        return session.Version == item.Version ? null : Problem.Conflict("undo.changed");
    }

    private async Task<Problem?> TakeBackAsync(
        AppDbContext db, SessionWriter writer, Session session, UndoSession item, Dictionary<int, MailMessage> mails, CancellationToken cancel)
    {
        var (pending, failed) = (session.PendingMailId, session.FailedMailId);
        var replaced = ReplacedBy(item, mails);
        if (item.Mail is { } withdrawn)
            session.MailWithdrawn(replaced?.Id ?? OpenOf(withdrawn.UnderWayId), await FailedBeforeAsync(db, session, withdrawn, mails, cancel));

        // What was typed beside the cancellation stays: notes are nobody's news.
        if (item.Before is { } before
            && await writer.RestoreAsync(session, before with { PrivateNotes = session.PrivateNotes, SharedNote = session.SharedNote },
                new OverlapPolicy(session.OverlapReason, AllowPast: true), cancel) is { } problem)
        {
            session.MailWithdrawn(pending, failed);
            return problem.Code == "session.overlap" ? problem with { Code = "undo.taken", Field = null } : problem;
        }

        if (item.Mail is not null && item.Before is null)
            db.Add(Withdrawal(db, session));
        return null;

        int? OpenOf(int? mailId) => mailId is { } open && mails.GetValueOrDefault(open) is { } older && !DeliveryRules.IsSettled(older.State) ? open : null;
    }

    private static MailMessage? ReplacedBy(UndoSession item, Dictionary<int, MailMessage> mails) =>
        item.Mail?.ReplacedId is { } id && mails.GetValueOrDefault(id) is { State: MailState.Superseded } waiting ? waiting : null;

    /// <summary>The mail whose failure was what staff saw before, unless the client learnt the facts meanwhile.</summary>
    private static async Task<int?> FailedBeforeAsync(
        AppDbContext db, Session session, QueuedMail withdrawn, Dictionary<int, MailMessage> mails, CancellationToken cancel)
    {
        // One that was under way then may have failed since.
        if ((withdrawn.UnderWayId ?? withdrawn.FailedId) is not { } id || mails.GetValueOrDefault(id)?.State is not (MailState.Failed or MailState.Unknown))
            return null;
        var accepted = from about in db.Set<MailAbout>()
                       join mail in db.Set<MailMessage>() on about.MailId equals mail.Id
                       where about.SessionId == session.Id && mail.ToUserId == session.ClientId && mail.Id > id && mail.State == MailState.Accepted
                       select mail.Id;
        return await accepted.AnyAsync(cancel) ? null : id;
    }

    // The session does not change, so the change tracker has nothing to say; who withdrew a mail is history all the same.
    private HistoryEntry Withdrawal(AppDbContext db, Session session) => new()
    {
        AtUtc = NowUtc,
        ActorId = db.Actor.Id,
        ActorName = db.Actor.Name,
        Subject = nameof(Session),
        SubjectId = session.Id,
        Version = session.Version,
        Action = "changed",
        Changes = JsonSerializer.Serialize(new Dictionary<string, string[]> { ["Mail"] = ["queued", "undone"] }),
    };

    private void Announce(UndoTicket ticket, List<int> done)
    {
        foreach (var id in done)
            feed.Publish(Topics.Sessions, id);
        foreach (var mailId in ticket.Sessions.Select(s => s.Mail?.Id).OfType<int>().Distinct())
            feed.Publish(Topics.Mail, mailId);
        outbox.Wake();
    }
}
