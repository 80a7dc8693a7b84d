using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Mail;

/// <summary>What staff may do with a mail of the log.</summary>
public sealed class MailService(
    IDbContextFactory<AppDbContext> databases,
    IMailAccess access,
    MailIntents intents,
    PracticeReader practice,
    OutboxSignal signal,
    ChangeFeed feed,
    TimeProvider clock)
{
    /// <summary>
    /// Sends again. A mail of which nobody knows whether it arrived goes with the same bytes; one about sessions that failed or was
    /// skipped gets a fresh row of the same type, whose text is written from the facts as they are then.
    /// </summary>
    /// <returns>The id of the row that is under way now. Problems: <c>mail.not_found</c>, <c>mail.not_again</c>, <c>mail.again_already</c>, <c>storage.*</c>.</returns>
    public async Task<Result<int>> TryAgainAsync(Actor actor, int mailId, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return Problem.NotFound("mail.not_found");
        if (!actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        var facts = await practice.GetAsync(cancel);
        IReadOnlyList<MailAbout> about = [];
        var again = await StorageFault.CatchAsync<int>(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            db.ActingAs(actor);
            await using var transaction = await db.BeginWriteAsync([], cancel);
            var mail = await db.Set<MailMessage>().SingleOrDefaultAsync(m => m.Id == mailId, cancel);
            var abouts = await db.Set<MailAbout>().Where(a => a.MailId == mailId).ToListAsync(cancel);
            if (mail is null || !await MaySeeAsync(actor, db, abouts, cancel))
                return Problem.NotFound("mail.not_found");
            var sent = await AgainAsync(db, facts, mail, abouts, cancel);
            if (sent.Ok)
                await transaction.CommitAsync(cancel);
            about = abouts;
            return sent;
        });
        if (again.Ok)
            Announce(mailId, again.Value, about);
        return again;
    }

    private void Announce(int mailId, int againId, IReadOnlyList<MailAbout> abouts)
    {
        signal.Wake();
        feed.Publish(Topics.Mail, mailId);
        feed.Publish(Topics.Mail, againId);
        foreach (var about in abouts)
            feed.Publish(Topics.Sessions, about.SessionId);
    }

    private async Task<Result<int>> AgainAsync(AppDbContext db, PracticeFacts facts, MailMessage mail, List<MailAbout> abouts, CancellationToken cancel)
    {
        if (mail.State == MailState.Unknown)
        {
            mail.State = MailState.Retry;
            mail.NextAttemptUtc = clock.GetUtcNow().UtcDateTime;
            db.Raise(new MailSettled(mail, abouts));
            await db.SaveChangesAsync(cancel);
            return mail.Id;
        }

        // An account's mail holds a link that has run out by now: it is asked for anew where it was asked for.
        if (mail.State is not (MailState.Failed or MailState.Skipped) || abouts.Count == 0)
            return Problem.Invalid("mail.not_again");
        var root = mail.DedupeKey.Split('#')[0];
        if (await db.Set<MailMessage>().AnyAsync(m => m.DedupeKey.StartsWith(root) && m.Id > mail.Id && m.ToUserId == mail.ToUserId
                && (m.State == MailState.Queued || m.State == MailState.Claimed || m.State == MailState.Retry), cancel))
            return Problem.Conflict("mail.again_already");
        var intent = new MailIntent(mail.Type, mail.ToUserId, mail.ToAddress, $"{root}#{mail.Id}") { SessionIds = [.. abouts.Select(a => a.SessionId)] };
        var fresh = await intents.AddAsync(db, facts, intent, cancel);
        if (fresh.State == MailState.Queued)
        {
            db.Raise(new MailSettled(fresh, db.Set<MailAbout>().Local.Where(a => a.MailId == fresh.Id).ToList()));
            await db.SaveChangesAsync(cancel);
        }

        return fresh.Id;
    }

    private async Task<bool> MaySeeAsync(Actor actor, AppDbContext db, List<MailAbout> abouts, CancellationToken cancel) =>
        abouts.Count == 0 ? actor.IsAdministrator : await access.MaySeeAsync(actor, db, [.. abouts.Select(a => a.SessionId)], cancel);
}
