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

    private const int SubjectLength = 400;

    private readonly IDbContextFactory<AppDbContext> databases;
    private readonly IMailRenderer renderer;
    private readonly ChangeFeed feed;
    private readonly TimeProvider clock;
    private readonly ILogger<Outbox> log;
    private readonly Dictionary<MailType, IMailComposer> composers;

    /// <summary>Over the composers that the features bring.</summary>
    public Outbox(
        IDbContextFactory<AppDbContext> databases,
        IEnumerable<IMailComposer> composers,
        IMailRenderer renderer,
        ChangeFeed feed,
        TimeProvider clock,
        ILogger<Outbox> log)
    {
        (this.databases, this.renderer, this.feed, this.clock, this.log) = (databases, renderer, feed, clock, log);
        this.composers = composers.SelectMany(composer => composer.Types.Select(type => (type, composer))).ToDictionary();
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
        var taken = await TakeAsync(max, cancel);
        if (taken.Exists(row => row.Mime is null))
            await WriteAsync(taken, cancel);
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
        var mail = await db.Set<MailMessage>().SingleOrDefaultAsync(m => m.Id == claimed.Id, cancel);
        IReadOnlyList<MailAbout> abouts = [];
        // Late news of a claim that somebody else took over only counts when it says that the server has the mail.
        if (mail is not null && (mail.State == MailState.Claimed || (answer.Outcome == DeliveryOutcome.Accepted && mail.State is MailState.Queued or MailState.Retry or MailState.Unknown)))
        {
            abouts = await AboutsAsync(db, mail.Id, cancel);
            DeliveryRules.Apply(mail, answer, claimed.MayHaveArrived, Now, Random.Shared.NextDouble());
            await SaveAsync(db, mail, abouts, cancel);
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
        var until = Now + Lease;
        var kept = new List<ClaimedMail>(claims.Count);
        foreach (var claim in claims)
        {
            var renewed = await db.Set<MailMessage>()
                .Where(m => m.Id == claim.Id && m.State == MailState.Claimed && m.LeaseUntilUtc == claim.LeaseUntilUtc)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.LeaseUntilUtc, until), cancel);
            if (renewed == 1)
                kept.Add(claim with { LeaseUntilUtc = until });
        }

        if (kept.Count > 0)
            await OutboxRows.MarkOnItsWayAsync(db, kept[0].Id, cancel);
        await transaction.CommitAsync(cancel);
        return kept;
    }

    /// <summary>Claims rows and decides what they say. No text is written here: that takes time, and nobody else could save meanwhile.</summary>
    private async Task<List<Taken>> TakeAsync(int max, CancellationToken cancel)
    {
        var taken = new List<Taken>(max);
        var closed = new List<(int MailId, IReadOnlyList<MailAbout> Abouts)>();
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.BeginWriteAsync([], cancel);
        foreach (var due in await OutboxRows.DueAsync(db, max, Now, cancel))
        {
            var (row, abouts) = await TakeOneAsync(db, due, cancel);
            if (row is not null)
                taken.Add(row);
            else
                closed.Add((due.Id, abouts));
            db.ChangeTracker.Clear();
        }

        if (taken is [{ Mime: not null } first, ..] && taken.TrueForAll(row => row.Mime is not null))
            await OutboxRows.MarkOnItsWayAsync(db, first.Id, cancel);
        await transaction.CommitAsync(cancel);
        foreach (var (mailId, abouts) in closed)
            Publish(mailId, abouts);
        return taken;
    }

    private async Task<(Taken? Row, IReadOnlyList<MailAbout> Abouts)> TakeOneAsync(AppDbContext db, DueRow due, CancellationToken cancel)
    {
        var now = Now;
        var (mail, abouts) = await LoadAsync(db, due.Id, cancel);
        if (mail.NotAfterUtc < now)
        {
            Close(mail, MailState.Skipped, SkipReasons.TooLate);
            await SaveAsync(db, mail, abouts, cancel);
            return (null, abouts);
        }

        mail.State = MailState.Claimed;
        mail.LeaseUntilUtc = now + Lease;
        if (due.HasBody)
        {
            var mime = await db.Set<MailBody>().Where(b => b.MailId == due.Id).Select(b => b.Mime).SingleAsync(cancel);
            await db.SaveChangesAsync(cancel);
            return (new Taken(mail) { Mime = mime }, abouts);
        }

        var transaction = db.Database.CurrentTransaction!;
        await transaction.CreateSavepointAsync("composing", cancel);
        try
        {
            var letter = await composers[mail.Type].ComposeAsync(db, mail, abouts, now, cancel);
            if (letter is Letter.Send send)
            {
                mail.Type = send.Type;
                mail.ToAddress = send.Content.Reader.Address;
                await db.SaveChangesAsync(cancel);
                return (new Taken(mail) { Content = send.Content }, abouts);
            }

            Close(mail, MailState.Skipped, ((Letter.Skip)letter).Reason);
            await SaveAsync(db, mail, abouts, cancel);
            return (null, abouts);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            // One mail that cannot be written stops neither the queue nor what others wrote in this transaction.
            await transaction.RollbackToSavepointAsync("composing", cancel);
            db.TakeEvents();
            db.ChangeTracker.Clear();
            (mail, abouts) = await LoadAsync(db, due.Id, cancel);
            await FailAsync(db, mail, abouts, fault, cancel);
            return (null, abouts);
        }
    }

    private static async Task<(MailMessage Mail, IReadOnlyList<MailAbout> Abouts)> LoadAsync(AppDbContext db, int mailId, CancellationToken cancel) =>
        (await db.Set<MailMessage>().SingleAsync(m => m.Id == mailId, cancel), await AboutsAsync(db, mailId, cancel));

    private static async Task<IReadOnlyList<MailAbout>> AboutsAsync(AppDbContext db, int mailId, CancellationToken cancel) =>
        await db.Set<MailAbout>().Where(a => a.MailId == mailId).OrderBy(a => a.SessionId).ToListAsync(cancel);

    /// <summary>Writes the texts, then keeps them in one short transaction.</summary>
    private async Task WriteAsync(List<Taken> taken, CancellationToken cancel)
    {
        var faults = new Dictionary<int, Exception>();
        foreach (var row in taken.Where(row => row.Mime is null))
        {
            try
            {
                row.Rendered = await renderer.RenderAsync(row.Content!, row.MessageId, cancel);
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                faults[row.Id] = fault;
            }
        }

        var closed = new List<(int MailId, IReadOnlyList<MailAbout> Abouts)>();
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.BeginWriteAsync([], cancel);
        foreach (var row in taken.Where(row => row.Mime is null).ToList())
        {
            if (!await KeepsClaimAsync(db, row, cancel))
            {
                // It took longer than the lease and somebody else has it now.
                taken.Remove(row);
            }
            else if (faults.TryGetValue(row.Id, out var fault))
            {
                var (mail, abouts) = await LoadAsync(db, row.Id, cancel);
                await FailAsync(db, mail, abouts, fault, cancel);
                closed.Add((row.Id, abouts));
                db.ChangeTracker.Clear();
            }
        }

        db.AddRange(taken.Where(row => row.Rendered is not null).Select(row => new MailBody { MailId = row.Id, Mime = row.Rendered!.Mime }));
        await db.SaveChangesAsync(cancel);
        foreach (var row in taken)
            row.Mime ??= row.Rendered?.Mime;
        if (taken.Find(row => row.Mime is not null) is { } first)
            await OutboxRows.MarkOnItsWayAsync(db, first.Id, cancel);
        await transaction.CommitAsync(cancel);
        foreach (var (mailId, abouts) in closed)
            Publish(mailId, abouts);
    }

    /// <summary>Sets the subject, unless the row is no longer this process's.</summary>
    private static async Task<bool> KeepsClaimAsync(AppDbContext db, Taken row, CancellationToken cancel)
    {
        var subject = row.Rendered?.Subject is { Length: > SubjectLength } longer ? longer[..SubjectLength] : row.Rendered?.Subject;
        return await db.Set<MailMessage>()
            .Where(m => m.Id == row.Id && m.State == MailState.Claimed && m.LeaseUntilUtc == row.LeaseUntilUtc)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.Subject, subject), cancel) == 1;
    }

    private async Task FailAsync(AppDbContext db, MailMessage mail, IReadOnlyList<MailAbout> abouts, Exception fault, CancellationToken cancel)
    {
        var id = Guid.NewGuid().ToString("N")[..8];
        log.LogError(fault, "Mail {MailId} of type {MailType} could not be written; error {ErrorId}.", mail.Id, mail.Type, id);
        Close(mail, MailState.Failed, SkipReasons.NotWritten);
        mail.Reply = $"error {id}";
        await SaveAsync(db, mail, abouts, cancel);
    }

    private static void Close(MailMessage mail, MailState state, string reason)
    {
        mail.State = state;
        mail.SkipReason = reason;
        mail.LeaseUntilUtc = null;
    }

    private static async Task SaveAsync(AppDbContext db, MailMessage mail, IReadOnlyList<MailAbout> abouts, CancellationToken cancel)
    {
        var settled = DeliveryRules.IsSettled(mail.State);
        if (settled)
            db.Raise(new MailSettled(mail, abouts));
        await db.SaveChangesAsync(cancel);
        var textIsDone = settled && mail.State != MailState.Unknown && DeliveryRules.HoldsSecret(mail.Type);
        if (textIsDone || mail.State == MailState.Queued)
            await db.Set<MailBody>().Where(b => b.MailId == mail.Id).ExecuteDeleteAsync(cancel);
    }

    private void Publish(int mailId, IReadOnlyList<MailAbout> abouts)
    {
        feed.Publish(Topics.Mail, mailId);
        foreach (var about in abouts)
            feed.Publish(Topics.Sessions, about.SessionId);
    }

    /// <summary>A row between its claim and its bytes.</summary>
    private sealed class Taken(MailMessage mail)
    {
        public int Id { get; } = mail.Id;

        public string ToAddress { get; } = mail.ToAddress;

        public string MessageId { get; } = mail.MessageId;

        public DateTime LeaseUntilUtc { get; } = mail.LeaseUntilUtc!.Value;

        public bool MayHaveArrived { get; } = mail.MayRepeat;

        public MailContent? Content { get; init; }

        public RenderedMail? Rendered { get; set; }

        public byte[]? Mime { get; set; }
    }
}
