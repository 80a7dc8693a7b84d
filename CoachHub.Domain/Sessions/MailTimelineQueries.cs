using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>A session that a mail is about.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="StartsAtUtc">When it begins now, UTC.</param>
public sealed record TimelineSession(int SessionId, DateTime StartsAtUtc);

/// <summary>A mail to a client, with the sessions that it is about.</summary>
/// <param name="Mail">The row of the ledger.</param>
/// <param name="Sessions">Those that the reader may see, the soonest first; none for a mail about the account.</param>
/// <param name="MoreSessions">It is also about sessions that the reader may not see.</param>
public sealed record TimelineMail(MailLogRow Mail, IReadOnlyList<TimelineSession> Sessions, bool MoreSessions);

/// <summary>Every mail to a client as one timeline: those about the account, and those about all sessions (EMG-03).</summary>
public sealed class MailTimelineQueries(IDbContextFactory<AppDbContext> databases, ClientAccess clients)
{
    /// <summary>
    /// The client's mails, newest first. A coach sees those about the account and those about own sessions. Problem: <c>client.not_found</c>.
    /// </summary>
    public async Task<Result<IReadOnlyList<TimelineMail>>> ForClientAsync(Actor actor, int clientId, int take, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (!actor.IsStaff || !await clients.VisibleTo(actor, db).AnyAsync(c => c.Id == clientId, cancel))
            return Problem.NotFound("client.not_found");
        var visible = db.Set<Session>().VisibleTo(actor).Select(s => s.Id);
        var abouts = db.Set<MailAbout>();
        var mails = db.Set<MailMessage>()
            .Where(m => m.ToUserId == clientId && (!abouts.Any(a => a.MailId == m.Id) || abouts.Any(a => a.MailId == m.Id && visible.Contains(a.SessionId))))
            .OrderByDescending(m => m.Id).Take(Math.Clamp(take, 1, MailLogQueries.Longest));
        var rows = (await MailLogQueries.RowsAsync(db, mails, cancel)).Value;
        var sessions = await SessionsAsync(db, actor, [.. rows.Select(row => row.Id)], cancel);
        return rows.Select(row => OfMail(row, [.. sessions[row.Id]])).ToList();
    }

    private static TimelineMail OfMail(MailLogRow row, IReadOnlyList<(TimelineSession Session, bool Visible)> about)
    {
        var hidden = about.Any(one => !one.Visible);
        // What tells about somebody else's session too is not opened, nor sent again, here.
        return new TimelineMail(
            hidden ? row with { Subject = null, HasText = false, MayTryAgain = false } : row,
            [.. about.Where(one => one.Visible).Select(one => one.Session)],
            hidden);
    }

    private static async Task<ILookup<int, (TimelineSession Session, bool Visible)>> SessionsAsync(AppDbContext db, Actor actor, IReadOnlyList<int> mailIds, CancellationToken cancel)
    {
        var visible = db.Set<Session>().VisibleTo(actor).Select(s => s.Id);
        var found = await (
            from about in db.Set<MailAbout>().AsNoTracking()
            where mailIds.Contains(about.MailId)
            join session in db.Set<Session>() on about.SessionId equals session.Id
            orderby session.StartsAtUtc, session.Id
            select new { about.MailId, session.Id, session.StartsAtUtc, Visible = visible.Contains(session.Id) }).ToListAsync(cancel);
        return found.ToLookup(one => one.MailId, one => (new TimelineSession(one.Id, one.StartsAtUtc), one.Visible));
    }
}
