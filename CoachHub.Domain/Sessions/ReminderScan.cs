using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// Looks which reminders are due now and writes them into the outbox (D14). It may run any number of times on any number of
/// nodes: the key makes each reminder one of a kind, and what it says is decided when it is sent.
/// </summary>
public sealed class ReminderScan(
    IDbContextFactory<AppDbContext> databases, PracticeReader practices, MailIntents intents, OutboxSignal outbox, ChangeFeed feed)
{
    private const int BatchSize = 100;

    /// <summary>Adds what is due at <paramref name="nowUtc"/>. Returns how many reminders that are, those that are skipped included.</summary>
    public async Task<int> EnqueueDueAsync(DateTime nowUtc, CancellationToken cancel)
    {
        var practice = await practices.FindAsync(cancel);
        if (practice is not { RemindersOn: true, ReminderLeads.Count: > 0 })
            return 0;
        var due = await FindDueAsync(practice, nowUtc, cancel);
        foreach (var batch in due.Chunk(BatchSize))
            await EnqueueAsync(practice, batch, cancel);
        if (due.Count > 0)
            outbox.Wake();
        return due.Count;
    }

    private async Task<List<Due>> FindDueAsync(PracticeFacts practice, DateTime nowUtc, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var until = nowUtc + practice.ReminderLeads.Max();
        var near = db.Set<Session>().Where(s => s.Status == SessionStatus.Booked && s.StartsAtUtc > nowUtc && s.StartsAtUtc <= until);
        var sessions = await (
            from session in near
            join client in db.Set<Client>() on session.ClientId equals client.Id
            select new
            {
                session.Id,
                ClientId = client.Id,
                Address = client.User.Email,
                Case = new ReminderCase(
                    session.Status, true, session.StartsAtUtc,
                    client.ArchivedAtUtc == null && client.User.DisabledAtUtc == null && client.User.Email != null && client.User.Email != "",
                    session.RemindersStoppedById != null, session.ToldAtUtc, session.ToldFactsHash == session.FactsHash, session.RemindersPaused),
            })
            .ToListAsync(cancel);
        var standing = await (
            from session in near
            join about in db.Set<MailAbout>() on session.Id equals about.SessionId
            join mail in Standing(db) on about.MailId equals mail.Id
            select mail.DedupeKey).ToListAsync(cancel);
        // One that was sent again by hand stands for the same reminder.
        var known = standing.Select(key => key.Split('#')[0]).ToHashSet();

        var due =
            from lead in practice.ReminderLeads
            from one in sessions
            let verdict = ReminderRule.Of(one.Case, lead, practice, nowUtc)
            where ReminderRule.IsDue(verdict, one.Case.StartsAtUtc, lead, nowUtc)
            let key = ReminderKey.Of(one.Id, one.Case.StartsAtUtc, lead)
            where !known.Contains(key)
            select new Due(one.Id, one.ClientId, one.Address!, key, verdict, ReminderRule.LatestSend(one.Case.StartsAtUtc, lead));
        return [.. due];
    }

    /// <summary>
    /// Reminders that stand for what they are about. Not those of a session that was moved, called off, stopped, paused or another client's, nor
    /// of one whom nothing reached: these may be due again.
    /// </summary>
    internal static IQueryable<MailMessage> Standing(AppDbContext db) => db.Set<MailMessage>()
        .Where(m => m.Type == MailType.Reminder && m.State != MailState.Superseded
            && !(m.State == MailState.Skipped
                && (m.SkipReason == SkipReasons.NoLongerTrue || m.SkipReason == SkipReasons.Stopped || m.SkipReason == SkipReasons.Paused || m.SkipReason == SkipReasons.NoReader)));

    private async Task EnqueueAsync(PracticeFacts practice, Due[] batch, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using (var write = await db.BeginWriteAsync([], cancel))
        {
            foreach (var due in batch)
            {
                // Another scan may have been here since the keys were read.
                if (await Standing(db).AnyAsync(m => m.DedupeKey == due.Key, cancel))
                    continue;
                var mail = await intents.AddAsync(
                    db,
                    practice,
                    new MailIntent(MailType.Reminder, due.ClientId, due.Address, due.Key) { SessionIds = [due.SessionId], NotAfterUtc = due.LatestUtc },
                    cancel);
                if (due.Verdict == ReminderVerdict.TooLate)
                    (mail.State, mail.SkipReason) = (MailState.Skipped, SkipReasons.TooLate);
                await db.SaveChangesAsync(cancel);
            }

            await write.CommitAsync(cancel);
        }

        foreach (var due in batch)
            feed.Publish(Topics.Sessions, due.SessionId);
    }

    private sealed record Due(int SessionId, int ClientId, string Address, string Key, ReminderVerdict Verdict, DateTime LatestUtc);
}
