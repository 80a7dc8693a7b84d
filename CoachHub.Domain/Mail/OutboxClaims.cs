using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CoachHub.Domain.Mail;

/// <summary>
/// From a due row to bytes, in two short transactions with the writing of the text between them. A process that stops in between
/// leaves a claim without text, which is decided anew when its lease ends.
/// </summary>
internal sealed class OutboxClaims(
    IDbContextFactory<AppDbContext> databases,
    IEnumerable<IMailComposer> composersOfFeatures,
    IMailRenderer renderer,
    TimeProvider clock,
    ILogger log,
    Action<int, IReadOnlyList<MailAbout>> publish)
{
    private const int SubjectLength = 400, MostSessions = 100;

    private readonly Dictionary<MailType, IMailComposer> composers =
        composersOfFeatures.SelectMany(composer => composer.Types.Select(type => (type, composer))).ToDictionary();

    /// <summary>Claims rows and decides what they say. No text is written here: that takes time, and nobody else could save meanwhile.</summary>
    public async Task<List<Taken>> TakeAsync(int max, CancellationToken cancel)
    {
        var taken = new List<Taken>(max);
        var closed = new List<(int MailId, IReadOnlyList<MailAbout> Abouts)>();
        var sessions = 0;
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.BeginWriteAsync([], cancel);
        foreach (var due in await OutboxRows.DueAsync(db, max, clock.GetUtcNow().UtcDateTime, cancel))
        {
            var (row, abouts) = await TakeOneAsync(db, due, cancel);
            if (row is not null)
                taken.Add(row);
            else
                closed.Add((due.Id, abouts));
            db.ChangeTracker.Clear();
            // Mails about many sessions take their time; the next claim takes the rest, and others may save in between.
            if ((sessions += abouts.Count) >= MostSessions)
                break;
        }

        if (taken is [{ Mime: not null } first, ..] && taken.TrueForAll(row => row.Mime is not null))
            await OutboxRows.MarkOnItsWayAsync(db, first.Id, cancel);
        await transaction.CommitAsync(cancel);
        foreach (var (mailId, abouts) in closed)
            publish(mailId, abouts);
        return taken;
    }

    private async Task<(Taken? Row, IReadOnlyList<MailAbout> Abouts)> TakeOneAsync(AppDbContext db, DueRow due, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var (mail, abouts) = await LoadAsync(db, due.Id, cancel);
        if (mail.OnItsWay)
            DeliveryRules.ApplyStop(mail);
        if (mail.State == MailState.Unknown)
        {
            await OutboxRows.SaveAsync(db, mail, abouts, cancel);
            return (null, abouts);
        }

        if (mail.NotAfterUtc < now)
        {
            Close(mail, MailState.Skipped, SkipReasons.TooLate);
            await OutboxRows.SaveAsync(db, mail, abouts, cancel);
            return (null, abouts);
        }

        mail.State = MailState.Claimed;
        mail.LeaseUntilUtc = now + Outbox.Lease;
        if (due.HasBody)
        {
            var mime = await db.Set<MailBody>().Where(b => b.MailId == due.Id).Select(b => b.Mime).SingleAsync(cancel);
            await db.SaveChangesAsync(cancel);
            return (new Taken(mail) { Mime = mime }, abouts);
        }

        return (await ComposeAsync(db, mail, abouts, now, cancel), abouts);
    }

    /// <summary>Asks the feature what the mail says now. Null when it is not sent, or cannot be written.</summary>
    private async Task<Taken?> ComposeAsync(AppDbContext db, MailMessage mail, IReadOnlyList<MailAbout> abouts, DateTime nowUtc, CancellationToken cancel)
    {
        var transaction = db.Database.CurrentTransaction!;
        await transaction.CreateSavepointAsync("composing", cancel);
        try
        {
            var letter = await composers[mail.Type].ComposeAsync(db, mail, abouts, nowUtc, cancel);
            if (letter is Letter.Send send)
            {
                mail.Type = send.Type;
                mail.ToAddress = send.Content.Reader.Address;
                await db.SaveChangesAsync(cancel);
                return new Taken(mail) { Content = send.Content };
            }

            Close(mail, MailState.Skipped, ((Letter.Skip)letter).Reason);
            await OutboxRows.SaveAsync(db, mail, abouts, cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested && StorageFault.ToProblem(fault) is null)
        {
            // One mail that cannot be written stops neither the queue nor what others wrote in this transaction. A full disk is not
            // its fault: that goes up, and the row waits.
            await transaction.RollbackToSavepointAsync("composing", cancel);
            db.TakeEvents();
            db.ChangeTracker.Clear();
            (mail, abouts) = await LoadAsync(db, mail.Id, cancel);
            await FailAsync(db, mail, abouts, fault, cancel);
        }

        return null;
    }

    private static async Task<(MailMessage Mail, IReadOnlyList<MailAbout> Abouts)> LoadAsync(AppDbContext db, int mailId, CancellationToken cancel) =>
        (await OutboxRows.MailAsync(db, mailId) ?? throw new InvalidOperationException($"Mail {mailId} is gone."), await OutboxRows.AboutsAsync(db, mailId, cancel));

    /// <summary>Writes the texts, then keeps them in one short transaction.</summary>
    public async Task WriteAsync(List<Taken> taken, CancellationToken cancel)
    {
        var faults = await RenderAsync(taken, cancel);
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
            publish(mailId, abouts);
    }

    private async Task<Dictionary<int, Exception>> RenderAsync(List<Taken> taken, CancellationToken cancel)
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

        return faults;
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
        await OutboxRows.SaveAsync(db, mail, abouts, cancel);
    }

    private static void Close(MailMessage mail, MailState state, string reason)
    {
        mail.State = state;
        mail.SkipReason = reason;
        mail.LeaseUntilUtc = null;
    }

    /// <summary>A row between its claim and its bytes.</summary>
    internal sealed class Taken(MailMessage mail)
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
