using System.Globalization;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// Tells a coach what somebody else did to a session that stands in the coach's calendar because CoachHub put it there: the entry moves
/// or goes, and the coach knows why. What a coach does alone, or was never invited to, is left alone.
/// </summary>
internal sealed class CoachTeller(MailIntents intents)
{
    /// <summary>The mails that put a session into a coach's calendar.</summary>
    private static readonly MailType[] Invitations = [MailType.NewBooking, MailType.CoachUpdate];

    private static readonly MailState[] Over = [MailState.Failed, MailState.Undone, MailState.Superseded, MailState.Skipped];

    /// <summary>Writes what is due after these changes, each with its values before. The caller saves what it changed before.</summary>
    public async Task TellAsync(
        AppDbContext db, PracticeFacts practice, IReadOnlyList<(Session Session, SessionChange Before)> changed, DateTime nowUtc, CancellationToken cancel)
    {
        var news = changed.Where(one => one.Session.CoachId != db.Actor.Id && TypeOf(one.Session, one.Before, nowUtc) is not null).ToList();
        if (news.Count == 0)
            return;
        var ids = news.ConvertAll(one => one.Session.Id);
        // One that waits still tells what is true when it goes: it needs no other.
        var invited = await (
            from about in db.Set<MailAbout>()
            where ids.Contains(about.SessionId)
            join mail in db.Set<MailMessage>() on about.MailId equals mail.Id
            where Invitations.Contains(mail.Type)
                && (mail.State == MailState.Accepted || mail.State == MailState.Claimed || mail.State == MailState.Retry || mail.State == MailState.Unknown || mail.MayRepeat)
            select new { about.SessionId, mail.ToUserId }).Distinct().ToListAsync(cancel);
        var coaches = await Addressee.FindManyAsync(db, [.. news.Select(one => one.Session.CoachId).Distinct()], cancel);
        foreach (var (session, before) in news)
        {
            if (invited.Exists(i => i.SessionId == session.Id && i.ToUserId == session.CoachId)
                && coaches.GetValueOrDefault(session.CoachId) is { Reachable: true } coach)
                await AddAsync(db, practice, session, coach, TypeOf(session, before, nowUtc)!.Value, cancel);
        }
    }

    /// <summary>The facts that the coach's calendar entry states differ.</summary>
    internal static bool Differ(SessionFacts one, SessionFacts other) =>
        (one.StartsAtUtc, one.DurationMinutes, one.Location, one.VideoLink, one.Title) != (other.StartsAtUtc, other.DurationMinutes, other.Location, other.VideoLink, other.Title);

    /// <summary>What the coach was last told of the session by a mail that invites, or null.</summary>
    internal static async Task<SessionFacts?> LastToldAsync(AppDbContext db, int sessionId, int coachId, CancellationToken cancel) => SessionFacts.FromJson(await (
        from about in db.Set<MailAbout>()
        where about.SessionId == sessionId
        join mail in db.Set<MailMessage>() on about.MailId equals mail.Id
        where mail.ToUserId == coachId && Invitations.Contains(mail.Type) && (mail.State == MailState.Accepted || mail.State == MailState.Unknown)
        orderby mail.Id descending
        select about.Facts).FirstOrDefaultAsync(cancel));

    private static MailType? TypeOf(Session session, SessionChange before, DateTime nowUtc)
    {
        // Another coach has mails of the own (D37), and what is over moves nobody.
        if (before.CoachId != session.CoachId || before.Status != SessionStatus.Booked
            || (session.EndsAtUtc <= nowUtc && before.StartsAtUtc.AddMinutes(before.DurationMinutes) <= nowUtc))
            return null;
        if (session.Status.IsCalledOff())
            return MailType.CoachCancellation;
        var moved = (before.StartsAtUtc, before.DurationMinutes, before.Location, before.VideoLink, before.Title)
            != (session.StartsAtUtc, session.DurationMinutes, session.Location, session.VideoLink, session.Title);
        return session.Status == SessionStatus.Booked && moved ? MailType.CoachUpdate : null;
    }

    private async Task AddAsync(AppDbContext db, PracticeFacts practice, Session session, Addressee coach, MailType type, CancellationToken cancel)
    {
        var waits =
            from about in db.Set<MailAbout>()
            where about.SessionId == session.Id
            join mail in db.Set<MailMessage>() on about.MailId equals mail.Id
            where mail.Type == type && mail.ToUserId == coach.Id && mail.State == MailState.Queued
            select mail.Id;
        var key = string.Create(CultureInfo.InvariantCulture, $"{EnumCode.Of(type)}:{session.Id}:{session.Revision}:{coach.Id}");
        if (await waits.AnyAsync(cancel) || await db.Set<MailMessage>().AnyAsync(m => m.DedupeKey == key && !Over.Contains(m.State), cancel))
            return;
        // As long as the person may take it back, the coach hears nothing.
        await intents.AddAsync(db, practice, new MailIntent(type, coach.Id, coach.Address!, key) { SessionIds = [session.Id], WithGrace = db.Actor.IsStaff }, cancel);
    }
}
