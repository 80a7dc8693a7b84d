using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Shows the reminders of a session beforehand, stops them for this one session and starts them again.</summary>
public sealed class ReminderService(IDbContextFactory<AppDbContext> databases, PracticeReader practices, ChangeFeed feed, TimeProvider clock)
{
    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>What became and will become of the session's reminders, by the rule that sends them. Problem: <c>session.not_found</c>.</summary>
    public async Task<Result<SessionReminders>> ForSessionAsync(Actor actor, int id, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return Problem.NotFound("session.not_found");
        var practice = await practices.GetAsync(cancel);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await db.Set<Session>().AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id, cancel);
        if (session is null)
            return Problem.NotFound("session.not_found");
        var client = await Addressee.FindAsync(db, session.ClientId, cancel);
        var stopper = session.RemindersStoppedById is { } by ? (await Addressee.FindAsync(db, by, cancel))?.Name ?? practice.Name : null;
        var isAhead = session.Status == SessionStatus.Booked && session.ClientId is not null && session.StartsAtUtc > NowUtc;
        return new SessionReminders(
            client?.Address,
            stopper,
            isAhead ? await OutlookAsync(db, practice, session, client?.Reachable == true, cancel) : [],
            isAhead && practice.ReminderLeads.Count == 0);
    }

    /// <summary>
    /// No reminder of this session goes out until they are started again; one that waits for its next attempt is withdrawn. Problems:
    /// <c>forbidden</c>, <c>session.not_found</c>, <c>storage.*</c>.
    /// </summary>
    public Task<Result> StopAsync(Actor actor, int id, CancellationToken cancel) => HoldAsync(actor, id, stop: true, cancel);

    /// <summary>Reminders that are not too late by now go out again. Problems: <c>forbidden</c>, <c>session.not_found</c>, <c>storage.*</c>.</summary>
    public Task<Result> StartAsync(Actor actor, int id, CancellationToken cancel) => HoldAsync(actor, id, stop: false, cancel);

    private async Task<Result> HoldAsync(Actor actor, int id, bool stop, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        var held = await StorageFault.CatchAsync(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var session = await db.Set<Session>().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id, cancel);
            if (session is null)
                return Problem.NotFound("session.not_found");
            using var writer = new SessionWriter(db, NowUtc);
            writer.HoldReminders(session, stop);
            await db.SaveChangesAsync(cancel);
            if (stop)
                await SessionTeller.WithdrawRemindersAsync(db, [session], MailState.Skipped, SkipReasons.Stopped, cancel);
            await write.CommitAsync(cancel);
            return Result.Done;
        });
        if (held.Ok)
            feed.Publish(Topics.Sessions, id);
        return held;
    }

    private async Task<IReadOnlyList<ReminderOutlook>> OutlookAsync(
        AppDbContext db, PracticeFacts practice, Session session, bool reachable, CancellationToken cancel)
    {
        var now = NowUtc;
        var mails = await (
            from about in db.Set<MailAbout>()
            where about.SessionId == session.Id
            join mail in ReminderScan.Standing(db).AsNoTracking() on about.MailId equals mail.Id
            orderby mail.Id
            select mail).ToListAsync(cancel);
        var what = ReminderCase.Of(session, reachable);
        return [.. practice.ReminderLeads.Select(lead =>
        {
            var key = ReminderKey.Of(session.Id, session.StartsAtUtc, lead);
            // One that was sent again by hand is the same reminder, and the last word on it.
            var mail = mails.FindLast(m => m.DedupeKey.Split('#')[0] == key);
            return new ReminderOutlook(
                lead, session.StartsAtUtc - lead, ReminderRule.Of(what, lead, practice, now), mail?.State, mail?.SkipReason, mail?.AcceptedAtUtc);
        })];
    }
}
