using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>What became of the wish to tell a client.</summary>
/// <param name="Queued">The mail that is now in the outbox, or null.</param>
/// <param name="ToAddress">Where it goes.</param>
/// <param name="SwitchedOff">The type is switched off in the settings: the log says so (D6).</param>
/// <param name="WhyNot">Why there was nothing to send.</param>
public sealed record TellingOutcome(MailType? Queued, string? ToAddress, bool SwitchedOff = false, NothingToTell? WhyNot = null)
{
    /// <summary>Nobody asked for a mail.</summary>
    public static TellingOutcome NotAsked { get; } = new(null, null);

    /// <summary>How to take it back, while that is possible.</summary>
    public UndoTicket? Undo { get; init; }

    /// <summary>The mail's row and what it replaced.</summary>
    internal QueuedMail? Mail { get; init; }
}

/// <summary>A person who can be mailed.</summary>
internal sealed record Addressee(int Id, string Name, string? Address, string Language, string ZoneId, bool Reachable)
{
    internal static Task<Addressee?> FindAsync(AppDbContext db, int? userId, CancellationToken cancel) =>
        Of(db, db.Set<User>().Where(u => u.Id == userId)).FirstOrDefaultAsync(cancel);

    internal static Task<Dictionary<int, Addressee>> FindManyAsync(AppDbContext db, IReadOnlyCollection<int> userIds, CancellationToken cancel) =>
        Of(db, db.Set<User>().Where(u => userIds.Contains(u.Id))).ToDictionaryAsync(person => person.Id, cancel);

    private static IQueryable<Addressee> Of(AppDbContext db, IQueryable<User> users) => users.Select(u => new Addressee(
        u.Id,
        u.FirstName + " " + u.LastName,
        u.Email,
        u.Language,
        u.ZoneId,
        u.Email != null && u.Email != "" && u.DisabledAtUtc == null && !db.Set<Client>().Any(c => c.Id == u.Id && c.ArchivedAtUtc != null)));
}

/// <summary>Writes the mails that a change of a session asks for, in the transaction of the change.</summary>
public sealed class SessionTeller(MailIntents intents, TimeProvider clock)
{
    private static readonly MailState[] Withdrawable = [MailState.Queued, MailState.Retry];

    // The states that leave a mail's key to another one.
    private static readonly MailState[] Over = [MailState.Failed, MailState.Undone, MailState.Superseded, MailState.Skipped];

    /// <summary>Tells the client what is true now, or says why not. A mail that still waits is kept: its facts are fixed when it is claimed.</summary>
    internal async Task<TellingOutcome> NotifyAsync(
        AppDbContext db, PracticeFacts practice, Session session, string? personalLine, DateTime nowUtc, CancellationToken cancel)
    {
        var client = await Addressee.FindAsync(db, session.ClientId, cancel);
        var pending = await PendingAsync(db, session, cancel);
        if (Telling.Waits(pending, session))
        {
            // Its text is not fixed yet: it still takes a line.
            pending!.PersonalLine = personalLine ?? pending.PersonalLine;
            await db.SaveChangesAsync(cancel);
            return await JoinedAsync(db, session, pending, cancel);
        }

        var next = Telling.Next(session, client?.Reachable == true, await InFlightAsync(db, session, pending, cancel), nowUtc);
        if (next.Type is not { } type)
            return new TellingOutcome(null, client?.Address, WhyNot: next.WhyNot);
        var replaced = await SupersedeAsync(db, session, cancel);
        return await QueueAsync(db, practice, session, client!, type, "notify", replaced, personalLine, cancel);
    }

    /// <summary>
    /// Tells the client that the session is called off, replacing whatever still waits (D8). A client who never heard of it
    /// is told only where staff say so.
    /// </summary>
    internal async Task<TellingOutcome> CancelAsync(
        AppDbContext db, PracticeFacts practice, Session session, bool tellIfNeverTold, string? personalLine, CancellationToken cancel)
    {
        var knowsOfIt = await MayKnowAsync(db, session, cancel);
        var replaced = await SupersedeAsync(db, session, cancel);
        var client = await Addressee.FindAsync(db, session.ClientId, cancel);
        if (client is null || (!knowsOfIt && !tellIfNeverTold))
            return TellingOutcome.NotAsked;
        return client.Reachable
            ? await QueueAsync(db, practice, session, client, MailType.Cancellation, "cancel", replaced, personalLine, cancel)
            : new TellingOutcome(null, client.Address, WhyNot: NothingToTell.NoAddress);
    }

    /// <summary>Tells again that the session is called off, where the client does not know it: the cancellation failed, or staff had not wanted it.</summary>
    internal async Task<TellingOutcome> RepeatCancellationAsync(AppDbContext db, PracticeFacts practice, Session session, CancellationToken cancel)
    {
        var pending = await PendingAsync(db, session, cancel);
        if (pending is { State: MailState.Queued })
            return await JoinedAsync(db, session, pending, cancel);
        if ((await InFlightAsync(db, session, pending, cancel))?.FactsHash == session.FactsHash)
            return new TellingOutcome(null, pending!.ToAddress, WhyNot: NothingToTell.OnItsWay);
        return session.FailedMailId is null && session.ToldFactsHash == session.FactsHash
            ? new TellingOutcome(null, null, WhyNot: NothingToTell.NothingNew)
            : await CancelAsync(db, practice, session, tellIfNeverTold: true, personalLine: null, cancel);
    }

    /// <summary>The session is booked again: a cancellation that still waits must not go out. What the client knew stays known.</summary>
    internal static Task RevokeCancellationAsync(AppDbContext db, Session session, CancellationToken cancel) => SupersedeAsync(db, session, cancel);

    /// <summary>Tells the coach of a new booking by somebody else (D13), and the coach who lost it (D37).</summary>
    internal async Task TellCoachesAsync(AppDbContext db, PracticeFacts practice, Session session, int? formerCoachId, CancellationToken cancel)
    {
        if (session.ClientId is null)
            return;
        await TellCoachAsync(session.CoachId, MailType.NewBooking);
        if (formerCoachId is { } former)
            await TellCoachAsync(former, MailType.SessionHandedOver);

        async Task TellCoachAsync(int coachId, MailType type)
        {
            if (coachId == db.Actor.Id || await Addressee.FindAsync(db, coachId, cancel) is not { Reachable: true } coach)
                return;
            var key = Key(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{EnumCode.Of(type)}:{session.ClientId}"), session, coach.Id);
            // A status that goes there and back books nothing new.
            if (await db.Set<MailMessage>().AnyAsync(m => m.DedupeKey == key && !Over.Contains(m.State), cancel))
                return;
            await intents.AddAsync(db, practice, new MailIntent(type, coach.Id, coach.Address!, key) { SessionIds = [session.Id] }, cancel);
        }
    }

    /// <summary>Tells coaches of changes by others of what stands in their calendars.</summary>
    internal CoachTeller Coaches { get; } = new(intents);

    /// <summary>Tells the coach that the client cancelled (D12). False when nobody can be told, or the mail is switched off.</summary>
    internal async Task<bool> TellCoachOfCancellationAsync(AppDbContext db, PracticeFacts practice, Session session, CancellationToken cancel)
    {
        if (await Addressee.FindAsync(db, session.CoachId, cancel) is not { Reachable: true } coach)
            return false;
        // The key bears the revision, which rises with each cancelling: one mail for each.
        var intent = new MailIntent(MailType.ClientCancelled, coach.Id, coach.Address!, Key(EnumCode.Of(MailType.ClientCancelled), session, coach.Id)) { SessionIds = [session.Id] };
        return (await intents.AddAsync(db, practice, intent, cancel)).State != MailState.Skipped;
    }

    /// <summary>Lets staff take it back while nothing is sent (part 4.10): the mail, and where <paramref name="before"/> is given the session too.</summary>
    internal TellingOutcome WithUndo(AppDbContext db, Session session, TellingOutcome outcome, SessionChange? before)
    {
        var until = outcome.Mail?.NotBeforeUtc ?? intents.GraceEndsUtc;
        if (!HasGrace(db.Actor) || until <= clock.GetUtcNow().UtcDateTime || (outcome.Mail is null && before is null))
            return outcome;
        var item = new UndoSession(session.Id, session.Version) { Mail = outcome.Mail, Before = before };
        return outcome with { Undo = new UndoTicket(db.Actor.Id, until, [item]) };
    }

    /// <summary>What the mail to the client tells whose text is fixed and that has no answer yet, or null.</summary>
    internal static async Task<InFlight?> InFlightAsync(AppDbContext db, Session session, MailMessage? pending, CancellationToken cancel) =>
        // One that tells about others too goes out as it was written: it is not taken back for this session alone.
        pending?.State == MailState.Claimed || (pending?.State == MailState.Retry && await MailSplit.IsSharedAsync(db, pending.Id, cancel))
            ? await db.Set<MailAbout>().Where(a => a.MailId == pending.Id && a.SessionId == session.Id).Select(a => new InFlight(a.FactsHash, a.Documents)).SingleAsync(cancel)
            : null;

    /// <summary>The mail to the client that is under way, or null.</summary>
    internal static async Task<MailMessage?> PendingAsync(AppDbContext db, Session session, CancellationToken cancel) =>
        session.PendingMailId is { } id ? await db.Set<MailMessage>().SingleAsync(m => m.Id == id, cancel) : null;

    /// <summary>
    /// True when the client was told of the session, or when a mail about it is being sent or may have arrived, also one that was
    /// replaced since: its reader must learn of a cancellation.
    /// </summary>
    internal static async Task<bool> MayKnowAsync(AppDbContext db, Session session, CancellationToken cancel) =>
        session.ToldAtUtc is not null
        || await ToClient(db, session).AnyAsync(
            m => m.State == MailState.Claimed || m.State == MailState.Unknown || m.MayRepeat || m.OnItsWay
                || (m.State == MailState.Retry && db.Set<MailAbout>().Count(a => a.MailId == m.Id) > 1),
            cancel);

    private static bool HasGrace(Actor actor) => actor.IsStaff && actor.Id != 0;

    /// <summary>
    /// After a change: a reminder whose text was fixed and that waits for its next attempt would state what is no longer true. It
    /// goes, and the scan finds the session again. So does a notify that waits like that when the facts are again what the client
    /// was last told, unless the client may have it already.
    /// </summary>
    internal static async Task WithdrawStaleAsync(AppDbContext db, IReadOnlyList<Session> sessions, CancellationToken cancel)
    {
        await WithdrawRemindersAsync(db, sessions, MailState.Superseded, null, cancel);
        foreach (var session in sessions.Where(s => s.PendingMailId is not null && s.ToldFactsHash == s.FactsHash && !ToldRule.KnowsOldFacts(s)))
        {
            if (await PendingAsync(db, session, cancel) is { State: MailState.Retry, MayRepeat: false })
                await SupersedeAsync(db, session, cancel);
        }
    }

    /// <summary>Closes reminders whose text was fixed and that wait for their next attempt. The others are decided anew when they are claimed.</summary>
    internal static async Task WithdrawRemindersAsync(AppDbContext db, IReadOnlyList<Session> sessions, MailState state, string? reason, CancellationToken cancel)
    {
        var ids = sessions.Select(s => s.Id).ToList();
        var waiting = await (
            from about in db.Set<MailAbout>()
            where ids.Contains(about.SessionId)
            join mail in db.Set<MailMessage>() on about.MailId equals mail.Id
            where mail.Type == MailType.Reminder && mail.State == MailState.Retry
            select mail).ToListAsync(cancel);
        waiting.ForEach(mail => (mail.State, mail.SkipReason) = (state, reason));
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>The mails that tell the client of the session; what is said of money tells nothing of it.</summary>
    private static IQueryable<MailMessage> ToClient(AppDbContext db, Session session) =>
        from about in db.Set<MailAbout>()
        join mail in db.Set<MailMessage>() on about.MailId equals mail.Id
        where about.SessionId == session.Id && mail.ToUserId == session.ClientId && mail.Type != MailType.UnpaidReminder && mail.Type != MailType.PaymentConfirmed
        select mail;

    /// <summary>The mail that waits already will carry what is true now. Who asked for it may still take it back.</summary>
    private static async Task<TellingOutcome> JoinedAsync(AppDbContext db, Session session, MailMessage pending, CancellationToken cancel)
    {
        var outcome = new TellingOutcome(pending.Type, pending.ToAddress);
        if (pending.RequestedById != db.Actor.Id)
            return outcome;
        var before = await ToClient(db, session)
            .Where(m => m.Id < pending.Id && m.Type != MailType.Reminder && m.State != MailState.Superseded && m.State != MailState.Undone && m.State != MailState.Skipped)
            .OrderByDescending(m => m.Id).Select(m => new { m.Id, m.State }).FirstOrDefaultAsync(cancel);
        var failed = before?.State is MailState.Failed or MailState.Unknown && session.AcknowledgedAtUtc is null;
        var open = before?.State is MailState.Claimed or MailState.Queued or MailState.Retry;
        return outcome with
        {
            Mail = new QueuedMail(pending.Id, pending.NotBeforeUtc) { UnderWayId = open ? before!.Id : null, FailedId = failed ? before!.Id : null },
        };
    }

    /// <summary>Takes the session out of the mail that waits. One whose text is fixed and that tells about others too stays as it is.</summary>
    internal static async Task<ReplacedMail?> SupersedeAsync(AppDbContext db, Session session, CancellationToken cancel)
    {
        if (await PendingAsync(db, session, cancel) is not { } pending || !Withdrawable.Contains(pending.State))
            return null;
        var state = pending.State;
        if (state == MailState.Retry && await MailSplit.IsSharedAsync(db, pending.Id, cancel))
            return null;
        var replaced = await MailSplit.TakeOutAsync(db, pending, [session.Id], MailState.Superseded, null, cancel);
        session.MailDropped(pending.Id);
        // An older one may still be under way, whose text was fixed before; until it is settled it is what the client will know.
        var underWay = await ToClient(db, session)
            .Where(m => m.Id != pending.Id && m.Type != MailType.Reminder && (m.State == MailState.Queued || m.State == MailState.Claimed || m.State == MailState.Retry))
            .OrderByDescending(m => m.Id).FirstOrDefaultAsync(cancel);
        if (underWay is not null)
            session.MailQueued(underWay.Id);
        await db.SaveChangesAsync(cancel);
        return new ReplacedMail(replaced.Id, state);
    }

    private async Task<TellingOutcome> QueueAsync(
        AppDbContext db, PracticeFacts practice, Session session, Addressee client, MailType type, string act, ReplacedMail? replaced, string? personalLine,
        CancellationToken cancel)
    {
        // Only what staff do has the grace in which it can be undone.
        var intent = new MailIntent(type, client.Id, client.Address!, Key(act, session, client.Id))
        {
            SessionIds = [session.Id],
            PersonalLine = personalLine,
            WithGrace = HasGrace(db.Actor),
        };
        var mail = await intents.AddAsync(db, practice, intent, cancel);
        if (mail.State == MailState.Skipped)
            return new TellingOutcome(null, client.Address, SwitchedOff: true);
        var queued = new QueuedMail(mail.Id, mail.NotBeforeUtc)
        {
            ReplacedId = replaced?.Id,
            ReplacedState = replaced?.State ?? default,
            UnderWayId = session.PendingMailId,
            FailedId = session.FailedMailId,
        };
        session.MailQueued(mail.Id);
        await db.SaveChangesAsync(cancel);
        return new TellingOutcome(type, client.Address) { Mail = queued };
    }

    // After a failure the same facts may be sent again; otherwise one act tells one revision, with its documents, to one person once.
    private static string Key(string act, Session session, int toUserId)
    {
        var key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{act}:{session.Id}:{session.Revision}:{toUserId}:{session.FailedMailId}");
        return session.DocumentsAdded == 0 ? key : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{key}:d{session.DocumentsAdded}");
    }
}
