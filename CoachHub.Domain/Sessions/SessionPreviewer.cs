using CoachHub.Domain.Accounts;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Works out what saving would do while somebody types: overlaps, times, and which mail would go to whom. Writes nothing.</summary>
public sealed class SessionPreviewer(
    IDbContextFactory<AppDbContext> databases, PracticeReader practices, ClientAccess clients, DocumentAccess documents, TimeProvider clock)
{
    private static readonly TimeSpan LookAhead = TimeSpan.FromDays(14);

    /// <summary>The preview. Input that cannot be saved yet is previewed as far as it goes. Problem: <c>session.not_found</c>, <c>forbidden</c>.</summary>
    public async Task<Result<SessionPreview>> PreviewAsync(Actor actor, SaveSession save, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var asked = await AskedAsync(db, actor, save, cancel);
        if (asked.Problem is { } refused)
            return refused;
        var session = asked.Value.Session;
        var practice = await practices.GetAsync(cancel);
        var now = clock.GetUtcNow().UtcDateTime;
        var client = await Addressee.FindAsync(db, save.Input.ClientId, cancel);
        var overlaps = await OverlapsAsync(db, actor, save, now, cancel);
        var wasCalledOff = session?.Status.IsCalledOff() == true;
        var pending = session is null ? null : await SessionTeller.PendingAsync(db, session, cancel);
        return overlaps with
        {
            ClientZoneId = overlaps.StartsAtUtc is { } start && client is not null && !ZoneClock.SameClock(client.ZoneId, save.Input.ZoneId, start)
                ? client.ZoneId
                : null,
            ClientClockChange = overlaps.StartsAtUtc is { } begin && client is not null
                && ZoneClock.ChangeBetween(now, begin, client.ZoneId) is { } change && change != overlaps.ClockChangeUtc
                ? (client.ZoneId, change)
                : null,
            Cancellation = save.Input.Status.IsCalledOff() && !wasCalledOff && client is not null && session is not null
                ? new CancellationPreview(
                    client.Reachable ? client.Address : null, !await SessionTeller.MayKnowAsync(db, session, cancel),
                    practice.DisabledMails.Contains(EnumCode.Of(MailType.Cancellation)))
                : null,
            Notify = await NotifyAsync(db.ActingAs(actor), practice, session, save, client, pending, now, cancel),
        };
    }

    /// <summary>
    /// The mail to the client that this save would send, word for word. Problems: those of <see cref="SaveSession.Check"/>,
    /// <c>session.not_found</c>, <c>forbidden</c>, <c>session.no_mail</c> when it would send none.
    /// </summary>
    public async Task<Result<MailContent>> LetterAsync(Actor actor, SaveSession save, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var asked = await AskedAsync(db, actor, save, cancel);
        if (asked.Problem is { } refused)
            return refused;
        var practice = await practices.GetAsync(cancel);
        if (save.Check(practice.Currency) is [var broken, ..])
            return broken;
        if (!await db.Set<User>().AnyAsync(u => u.Id == save.Input.CoachId && u.Coaches, cancel))
            return Problem.Invalid("session.coach_unknown", nameof(SessionInput.CoachId));
        var now = clock.GetUtcNow().UtcDateTime;
        var wasCalledOff = asked.Value.Session?.Status.IsCalledOff() != false;
        var pending = asked.Value.Session is { } saved ? await SessionTeller.PendingAsync(db, saved, cancel) : null;
        var wouldBe = WouldBe(asked.Value.Session, save.Input.ToChange(practice.Currency), now);
        if (wouldBe.Problem is { } impossible)
            return impossible;
        // A cancellation is told once, and what was never on is not called off.
        if (wasCalledOff && wouldBe.Value.Status.IsCalledOff())
            return Problem.Conflict("session.no_mail");
        var shown = await new SessionDocumentWriter(db.ActingAs(actor), documents, now).ForeseeAsync(wouldBe.Value, save.Documents, cancel);
        var mail = new MailMessage
        {
            Type = wouldBe.Value.Status.IsCalledOff() ? MailType.Cancellation : MailType.BookingConfirmation,
            ToUserId = wouldBe.Value.ClientId ?? 0,
            ToAddress = "",
            DedupeKey = "",
            MessageId = "",
            PersonalLine = save.CleanPersonalLine ?? pending?.PersonalLine,
        };
        var letter = await SessionMailComposer.WriteAsync(db, practice, wouldBe.Value, mail, new MailAbout(), now, cancel, shown);
        return letter is Letter.Send send ? send.Content : Problem.Conflict("session.no_mail");
    }

    /// <summary>The session that is asked about, null for a new one; refused where the person may not ask.</summary>
    private async Task<Result<Asked>> AskedAsync(AppDbContext db, Actor actor, SaveSession save, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        Session? session = null;
        if (save.Id is { } id)
        {
            session = await db.Set<Session>().AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id, cancel);
            if (session is null)
                return Problem.NotFound("session.not_found");
        }

        // What is typed may be forged: nothing is said of people whom this person does not work with.
        if (!actor.IsAdministrator && save.Input.CoachId is { } coachId && coachId != actor.Id)
            return Problem.Invalid("session.coach_own", nameof(SessionInput.CoachId));
        if (!actor.IsAdministrator && save.Input.ClientId is { } clientId && clientId != session?.ClientId
            && !await clients.Reachable(actor.Id, db).AnyAsync(c => c.Id == clientId, cancel))
            return Problem.Invalid("session.client_unknown", nameof(SessionInput.ClientId));
        return new Asked(session);
    }

    private static Result<Session> WouldBe(Session? session, SessionChange change, DateTime nowUtc)
    {
        if (session is null)
            return Session.Create(change, 0, nowUtc);
        return session.Change(change) is { } broken ? broken : session;
    }

    private async Task<NotifyPreview> NotifyAsync(
        AppDbContext db, PracticeFacts practice, Session? session, SaveSession save, Addressee? client, MailMessage? pending, DateTime nowUtc, CancellationToken cancel)
    {
        var input = save.Input;
        var told = SessionFacts.FromJson(session?.ToldFacts);
        var inFlight = session is null ? null : await SessionTeller.InFlightAsync(db, session, pending, cancel);
        var wouldBe = session;
        if (input.Check(practice.Currency).Count == 0)
        {
            var change = input.ToChange(practice.Currency);
            if (session is null)
                wouldBe = Session.Create(change, 0, nowUtc) is { Ok: true } created ? created.Value : null;
            else
                session.Change(change);
        }

        if (wouldBe is null)
            return new NotifyPreview(null, client is null ? NothingToTell.NoClient : null, client?.Address, false, false, []);
        await new SessionDocumentWriter(db, documents, nowUtc).ForeseeAsync(wouldBe, save.Documents, cancel);
        var changes = told is null ? [] : Differences(told, wouldBe.Facts(""));
        if (told is not null && ToldRule.HasUntoldDocuments(wouldBe))
            changes.Add("documents");
        if (Telling.Waits(pending, wouldBe))
            return new NotifyPreview(pending!.Type, null, client?.Address, AlreadyQueued: true, false, changes);
        var next = Telling.Next(wouldBe, client?.Reachable == true, inFlight, nowUtc);
        var switchedOff = next.Type is { } type && practice.DisabledMails.Contains(EnumCode.Of(type));
        return new NotifyPreview(next.Type, next.WhyNot, client?.Address, false, switchedOff, changes);
    }

    private static List<string> Differences(SessionFacts told, SessionFacts now)
    {
        var names = new List<string>();
        void Compare(bool same, string name)
        {
            if (!same)
                names.Add(name);
        }

        Compare(told.CalledOff == now.CalledOff, "called_off");
        Compare(told.StartsAtUtc == now.StartsAtUtc, "time");
        Compare(told.DurationMinutes == now.DurationMinutes, "duration");
        Compare(told.Location == now.Location, "location");
        Compare(told.VideoLink == now.VideoLink, "video_link");
        Compare(told.CoachId == now.CoachId, "coach");
        Compare(told.Title == now.Title, "title");
        Compare(told.PriceMinor == now.PriceMinor, "price");
        return names;
    }

    private static async Task<SessionPreview> OverlapsAsync(AppDbContext db, Actor actor, SaveSession save, DateTime nowUtc, CancellationToken cancel)
    {
        var input = save.Input;
        var nothing = new SessionPreview(null, null, false, false, null, null, [], null, [], new NotifyPreview(null, null, null, false, false, []), null);
        if (input.Date is null || input.Time is null || !ZoneClock.Exists(input.ZoneId) || input.Start() is not { Ok: true, Value: var start })
            return nothing;
        var length = TimeSpan.FromMinutes(Math.Clamp(input.DurationMinutes ?? 60, 1, SessionInput.LongestMinutes));
        var time = new BusyTime(start, start + length);
        var preview = nothing with
        {
            StartsAtUtc = start,
            EndsAtUtc = time.EndsAtUtc,
            InPast = start < nowUtc,
            IsDoubled = ZoneClock.IsDoubled(input.Date.Value + input.Time.Value, input.ZoneId),
            ClockChangeUtc = ZoneClock.ChangeBetween(nowUtc, start, input.ZoneId),
        };
        if (!input.Status.TakesTime())
            return preview;

        var others = SessionWriter.Overlapping(db, save.Id ?? 0, time);
        var coach = await NamedAsync(db, actor, others.Where(s => s.CoachId == input.CoachId), cancel);
        var client = input.ClientId is null ? [] : await NamedAsync(db, actor, others.Where(s => s.ClientId == input.ClientId && s.CoachId != input.CoachId), cancel);
        DateTime? nextFree = coach.Count == 0 ? null : BusyTime.NextFree(
            await SessionWriter.Overlapping(db, save.Id ?? 0, new BusyTime(start, start + LookAhead))
                .Where(s => s.CoachId == input.CoachId).OrderBy(s => s.StartsAtUtc)
                .Select(s => new BusyTime(s.StartsAtUtc, s.EndsAtUtc)).ToListAsync(cancel),
            start,
            length);
        return preview with { CoachOverlaps = coach, ClientOverlaps = client, NextFreeUtc = nextFree };
    }

    /// <summary>Names what the person may see; of the rest only that the time is taken.</summary>
    private static async Task<List<Overlap>> NamedAsync(AppDbContext db, Actor actor, IQueryable<Session> sessions, CancellationToken cancel)
    {
        var found = await (
            from s in sessions
            join c in db.Set<User>() on s.ClientId equals c.Id into clients
            from client in clients.DefaultIfEmpty()
            orderby s.StartsAtUtc
            select new { s.Id, s.CoachId, s.StartsAtUtc, s.EndsAtUtc, Name = client == null ? null : client.FirstName + " " + client.LastName })
            .Take(5).ToListAsync(cancel);
        return found.ConvertAll(s => actor.IsAdministrator || s.CoachId == actor.Id
            ? new Overlap(s.Id, s.Name, s.StartsAtUtc, s.EndsAtUtc)
            : new Overlap(null, null, s.StartsAtUtc, s.EndsAtUtc));
    }

    private readonly record struct Asked(Session? Session);
}
