using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>What a mail about several sessions says when it is claimed (D20).</summary>
internal static class SharedLetter
{
    /// <summary>
    /// Sorts out of which sessions it still has something to tell. Each of the others gets a row in its log that says why it was left
    /// out; where nothing remains, the mail's own row does.
    /// </summary>
    public static async Task<(IReadOnlyList<MailAbout> Told, string? Reason)> SortOutAsync(
        AppDbContext db, PracticeFacts practice, MailMessage mail, IReadOnlyList<MailAbout> abouts, DateTime nowUtc, CancellationToken cancel)
    {
        var sessions = await SessionsAsync(db, abouts, cancel);
        var left = abouts
            .Select(about => (About: about, Reason: WhyNot(practice, mail, sessions.GetValueOrDefault(about.SessionId), nowUtc)))
            .Where(one => one.Reason is not null).ToList();
        if (left.Count == abouts.Count)
            return ([], left[0].Reason);
        foreach (var reason in left.GroupBy(one => one.Reason))
        {
            await MailSplit.TakeOutAsync(db, mail, [.. reason.Select(one => one.About.SessionId)], MailState.Skipped, reason.Key, cancel);
            foreach (var (about, _) in reason)
                sessions.GetValueOrDefault(about.SessionId)?.MailDropped(mail.Id);
        }

        return ([.. abouts.Except(left.Select(one => one.About))], null);
    }

    /// <summary>The mail, its facts fixed.</summary>
    public static async Task<Letter> WriteAsync(
        AppDbContext db, PracticeFacts practice, MailMessage mail, IReadOnlyList<MailAbout> abouts, Addressee reader, DateTime nowUtc, CancellationToken cancel)
    {
        var sessions = await SessionsAsync(db, abouts, cancel);
        var coachIds = sessions.Values.Select(s => s.CoachId).Distinct().ToList();
        var coaches = await db.Set<User>().AsNoTracking().Where(u => coachIds.Contains(u.Id)).ToDictionaryAsync(u => u.Id, cancel);
        var invited = mail.Type == MailType.Cancellation ? await InvitedAsync(db, sessions, reader.Id, cancel) : null;
        var documents = mail.Type == MailType.Cancellation ? [] : await SessionDocumentQueries.OfAsync(db, sessions.Values, cancel);
        var parts = new List<ToldSession>(abouts.Count);
        foreach (var about in abouts)
        {
            var session = sessions[about.SessionId];
            var facts = session.Facts(coaches[session.CoachId].InMailsOf(practice, toClient: true));
            var type = mail.Type == MailType.Cancellation ? mail.Type : Telling.Next(session, reachable: true, inFlight: null, nowUtc).Type!.Value;
            // Documents alone change nothing in a calendar.
            var part = Part(practice, session, facts, type, reader, type != MailType.NewDocuments && invited?.Contains(session.Id) != false);
            parts.Add(part with { Letter = part.Letter with { Documents = documents.GetValueOrDefault(session.Id, []) } });
            SessionMailComposer.Fix(about, session, facts, type);
        }

        parts.Sort((one, other) => one.Letter.Facts.StartsAtUtc.CompareTo(other.Letter.Facts.StartsAtUtc));
        // The log calls it by what is newest to the client.
        var name = parts.Min(part => part.Type);
        var content = new SessionsMail(new MailReader(reader.Name, reader.Address!, reader.Language, reader.ZoneId), practice.Name, parts)
        {
            PersonalLine = mail.PersonalLine,
            // With several coaches nobody knows which of them an answer is for.
            ReplyTo = coaches.Count == 1 && coaches.Values.First() is { Email: { } address } only ? (only.InMailsOf(practice, toClient: true), address) : null,
        };
        return new Letter.Send(name, content);
    }

    private static ToldSession Part(PracticeFacts practice, Session session, SessionFacts facts, MailType type, Addressee reader, bool invite)
    {
        // Nobody is invited to a list: it is published, and later changes of one session update its event (D20).
        var invitation = invite
            ? new InvitationFacts(
                session.CalendarUid, session.Revision, InvitationMethod.Publish, facts.StartsAtUtc, facts.EndsAtUtc, facts.Title, facts.Location,
                facts.VideoLink, reader.Name, reader.Address!, facts.CoachName)
            { CalledOff = facts.CalledOff }
            : null;
        var letter = new SessionLetter(session.Id, session.Revision, facts, session.ZoneId, reader.Name, practice.Currency, session.SharedNote, invitation);
        return new ToldSession(type, letter, SessionFacts.FromJson(session.ToldFacts));
    }

    private static string? WhyNot(PracticeFacts practice, MailMessage mail, Session? session, DateTime nowUtc)
    {
        if (session is null || session.ClientId != mail.ToUserId)
            return SkipReasons.NoLongerTrue;
        if (mail.Type == MailType.Cancellation)
            return session.Status.IsCalledOff() ? null : SkipReasons.NoLongerTrue;
        var next = Telling.Next(session, reachable: true, inFlight: null, nowUtc);
        if (next.Type is not { } type)
            return next.WhyNot == NothingToTell.NothingNew ? SkipReasons.NothingNew : SkipReasons.NoLongerTrue;
        return practice.DisabledMails.Contains(EnumCode.Of(type)) ? SkipReasons.SwitchedOff : null;
    }

    private static Task<Dictionary<int, Session>> SessionsAsync(AppDbContext db, IReadOnlyList<MailAbout> abouts, CancellationToken cancel)
    {
        var ids = abouts.Select(about => about.SessionId).ToList();
        return db.Set<Session>().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancel);
    }

    /// <summary>The sessions whose event the reader's calendar may hold: only what was put in can be taken out (D8).</summary>
    private static async Task<HashSet<int>> InvitedAsync(AppDbContext db, Dictionary<int, Session> sessions, int readerId, CancellationToken cancel)
    {
        var ids = sessions.Keys.ToList();
        var invited =
            from told in db.Set<MailAbout>()
            where ids.Contains(told.SessionId)
            join mail in db.Set<MailMessage>() on told.MailId equals mail.Id
            where mail.ToUserId == readerId && mail.Type != MailType.Cancellation && mail.Type != MailType.NewDocuments && mail.Type != MailType.UnpaidReminder && mail.Type != MailType.PaymentConfirmed
                && (mail.State == MailState.Accepted || mail.State == MailState.Unknown || mail.MayRepeat)
            select told.SessionId;
        return [.. await invited.Distinct().ToListAsync(cancel)];
    }
}
