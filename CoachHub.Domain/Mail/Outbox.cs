using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CoachHub.Domain.Mail;

/// <summary>A mail that this process may send until the lease ends.</summary>
/// <param name="Id">The row.</param>
/// <param name="ToAddress">Where it goes.</param>
/// <param name="Mime">The bytes, the same on every attempt.</param>
/// <param name="LeaseUntilUtc">Until when nobody else sends it, UTC.</param>
/// <param name="MayHaveArrived">True when an earlier attempt ended without an answer.</param>
public sealed record ClaimedMail(int Id, string ToAddress, byte[] Mime, DateTime LeaseUntilUtc, bool MayHaveArrived);

/// <summary>
/// The queue of mails. A row is claimed, its text fixed and kept, then sent; acceptance is committed mail by mail. A process may
/// stop anywhere: what was claimed comes back when its lease ends, with the same bytes if it had any.
/// </summary>
public sealed class Outbox
{
    /// <summary>How long a claim holds.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private readonly IDbContextFactory<AppDbContext> databases;
    private readonly ChangeFeed feed;
    private readonly TimeProvider clock;
    private readonly OutboxClaims claims;

    /// <summary>Over the composers that the features bring.</summary>
    public Outbox(
        IDbContextFactory<AppDbContext> databases,
        IEnumerable<IMailComposer> composers,
        IMailRenderer renderer,
        ChangeFeed feed,
        TimeProvider clock,
        ILogger<Outbox> log)
    {
        (this.databases, this.feed, this.clock) = (databases, feed, clock);
        claims = new OutboxClaims(databases, composers, renderer, clock, log, Publish);
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>True when something could be claimed now.</summary>
    public async Task<bool> AnyDueAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return (await OutboxRows.DueAsync(db, 1, Now, cancel)).Count > 0;
    }

    /// <summary>When the next row becomes due, UTC, after now; null when none waits.</summary>
    public async Task<DateTime?> NextDueAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await OutboxRows.NextDueAsync(db, Now, cancel);
    }

    /// <summary>
    /// Takes over what an earlier process of this node had claimed: it is dead, so its leases need not run out. Only for a
    /// database with one node.
    /// </summary>
    public async Task TakeOverAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = Now;
        await db.Set<MailMessage>()
            .Where(m => m.State == MailState.Claimed && m.LeaseUntilUtc > now)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.LeaseUntilUtc, now), cancel);
    }

    /// <summary>
    /// Claims up to <paramref name="max"/> due mails, the longest due first, never one about a session while an older mail to the
    /// same person is open. The first of the list counts as on its way; the others when <see cref="SettleAsync"/> names them next.
    /// </summary>
    public async Task<IReadOnlyList<ClaimedMail>> ClaimDueAsync(int max, CancellationToken cancel)
    {
        var taken = await claims.TakeAsync(max, cancel);
        if (taken.Exists(row => row.Mime is null))
            await claims.WriteAsync(taken, cancel);
        return [.. taken.Where(row => row.Mime is not null).Select(row => new ClaimedMail(row.Id, row.ToAddress, row.Mime!, row.LeaseUntilUtc, row.MayHaveArrived))];
    }

    /// <summary>
    /// Records the server's answer. <paramref name="next"/> is the mail that is sent now: marking it in the same commit is what
    /// lets a restart tell the one message that was on its way from those that were only claimed.
    /// </summary>
    public async Task SettleAsync(ClaimedMail claimed, DeliveryAnswer answer, ClaimedMail? next, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.BeginWriteAsync([], cancel);
        var mail = await OutboxRows.MailAsync(db, claimed.Id);
        IReadOnlyList<MailAbout> abouts = [];
        // Late news of a claim that somebody else took over only counts when it says that the server has the mail.
        if (mail is not null && (mail.State == MailState.Claimed || (answer.Outcome == DeliveryOutcome.Accepted && mail.State is MailState.Queued or MailState.Retry or MailState.Unknown)))
        {
            abouts = await OutboxRows.AboutsAsync(db, mail.Id, cancel);
            DeliveryRules.Apply(mail, answer, claimed.MayHaveArrived, Now, Random.Shared.NextDouble());
            await OutboxRows.SaveAsync(db, mail, abouts, cancel);
        }

        if (next is not null)
            await OutboxRows.MarkOnItsWayAsync(db, next.Id, cancel);
        await transaction.CommitAsync(cancel);
        if (mail is not null)
            Publish(mail.Id, abouts);
    }

    /// <summary>Gives claimed mails back to the queue, their attempts not counted: the sender stops, they did nothing wrong.</summary>
    public async Task ReleaseAsync(IReadOnlyCollection<ClaimedMail> claims, string reason, CancellationToken cancel)
    {
        foreach (var claim in claims)
            await SettleAsync(claim, new DeliveryAnswer(DeliveryOutcome.SenderDown, reason), null, cancel);
    }

    /// <summary>Prolongs claims that a slow server has nearly used up, and returns those that are still this process's own.</summary>
    public async Task<IReadOnlyList<ClaimedMail>> RenewAsync(IReadOnlyList<ClaimedMail> claims, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.BeginWriteAsync([], cancel);
        var now = Now;
        var until = now + Lease;
        var kept = new List<ClaimedMail>(claims.Count);
        foreach (var claim in claims)
        {
            var renewed = await db.Set<MailMessage>()
                .Where(m => m.Id == claim.Id && m.State == MailState.Claimed && m.LeaseUntilUtc == claim.LeaseUntilUtc)
                // One whose time ran out behind a slow server is not sent any more; it is closed when its lease ends.
                .Where(m => m.NotAfterUtc == null || m.NotAfterUtc >= now)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.LeaseUntilUtc, until), cancel);
            if (renewed == 1)
                kept.Add(claim with { LeaseUntilUtc = until });
        }

        if (kept.Count > 0)
            await OutboxRows.MarkOnItsWayAsync(db, kept[0].Id, cancel);
        await transaction.CommitAsync(cancel);
        return kept;
    }

    private void Publish(int mailId, IReadOnlyList<MailAbout> abouts)
    {
        feed.Publish(Topics.Mail, mailId);
        foreach (var about in abouts)
            feed.Publish(Topics.Sessions, about.SessionId);
    }
}
