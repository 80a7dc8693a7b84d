using CoachHub.Domain.Accounts;
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

    /// <summary>Adds what is due at <paramref name="nowUtc"/>. Returns how many rows were added, those that are skipped included.</summary>
    public async Task<int> EnqueueDueAsync(DateTime nowUtc, CancellationToken cancel)
    {
        var practice = await practices.FindAsync(cancel);
        if (practice is not { RemindersOn: true })
            return 0;
        var lead = practice.ReminderLead;
        var due = await FindDueAsync(lead, nowUtc, cancel);
        foreach (var batch in due.Chunk(BatchSize))
            await EnqueueAsync(practice, lead, batch, nowUtc, cancel);
        if (due.Count > 0)
            outbox.Wake();
        return due.Count;
    }

    /// <summary>The last instant (UTC) at which a reminder still helps: half the lead, at most an hour, before the start.</summary>
    public static DateTime LatestSend(DateTime startsAtUtc, TimeSpan lead) =>
        startsAtUtc - (lead / 2 < TimeSpan.FromHours(1) ? lead / 2 : TimeSpan.FromHours(1));

    private async Task<List<Due>> FindDueAsync(TimeSpan lead, DateTime nowUtc, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var until = nowUtc + lead;
        var near = await (
            from session in db.Set<Session>()
            where session.Status == SessionStatus.Booked && session.StartsAtUtc > nowUtc && session.StartsAtUtc <= until
            join client in db.Set<Client>() on session.ClientId equals client.Id
            where client.ArchivedAtUtc == null && client.User.DisabledAtUtc == null && client.User.Email != null && client.User.Email != ""
            select new { session.Id, session.StartsAtUtc, ClientId = client.Id, Address = client.User.Email! })
            .ToListAsync(cancel);

        var due = near.ConvertAll(s => new Due(s.Id, s.StartsAtUtc, s.ClientId, s.Address, ReminderKey.Of(s.Id, s.StartsAtUtc, lead)));
        var known = new HashSet<string>();
        foreach (var keys in due.Select(d => d.Key).Chunk(500))
            known.UnionWith(await Standing(db).Where(m => keys.Contains(m.DedupeKey)).Select(m => m.DedupeKey).ToListAsync(cancel));
        due.RemoveAll(d => known.Contains(d.Key));
        return due;
    }

    /// <summary>Mails that stand for what they are about: not those of a session that was moved, called off or another client's, which may be due again.</summary>
    private static IQueryable<MailMessage> Standing(AppDbContext db) => db.Set<MailMessage>()
        .Where(m => m.State != MailState.Superseded && !(m.State == MailState.Skipped && m.SkipReason == SkipReasons.NoLongerTrue));

    private async Task EnqueueAsync(PracticeFacts practice, TimeSpan lead, Due[] batch, DateTime nowUtc, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using (var write = await db.BeginWriteAsync([], cancel))
        {
            foreach (var due in batch)
            {
                // Another scan may have been here since the keys were read.
                if (await Standing(db).AnyAsync(m => m.DedupeKey == due.Key, cancel))
                    continue;
                var latest = LatestSend(due.StartsAtUtc, lead);
                var mail = await intents.AddAsync(
                    db,
                    practice,
                    new MailIntent(MailType.Reminder, due.ClientId, due.Address, due.Key) { SessionIds = [due.SessionId], NotAfterUtc = latest },
                    cancel);
                if (mail.State == MailState.Queued && nowUtc > latest)
                    (mail.State, mail.SkipReason) = (MailState.Skipped, SkipReasons.TooLate);
                await db.SaveChangesAsync(cancel);
            }

            await write.CommitAsync(cancel);
        }

        foreach (var due in batch)
            feed.Publish(Topics.Sessions, due.SessionId);
    }

    private sealed record Due(int SessionId, DateTime StartsAtUtc, int ClientId, string Address, string Key);
}
