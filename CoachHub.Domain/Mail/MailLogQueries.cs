using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Mail;

/// <summary>One row of the mail log.</summary>
/// <param name="Id">The mail.</param>
/// <param name="Type">What kind.</param>
/// <param name="ToUserId">Whose account.</param>
/// <param name="ToAddress">The address.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why it was skipped or failed, one of <see cref="SkipReasons"/>, or null.</param>
/// <param name="Reply">The server's last words, or null.</param>
/// <param name="CreatedAtUtc">When it was asked for, UTC.</param>
/// <param name="AcceptedAtUtc">When the server took it, UTC, or null.</param>
/// <param name="DueAtUtc">When it goes, or goes again, UTC; null once it is settled.</param>
/// <param name="Attempts">How often sending was tried.</param>
/// <param name="Subject">The subject line once the text is fixed; never for mails that hold a secret.</param>
/// <param name="MayRepeat">True when the reader may have it twice.</param>
/// <param name="HasText">True when the exact message can be read.</param>
/// <param name="MayTryAgain">True when a person may send it again.</param>
public sealed record MailLogRow(
    int Id,
    MailType Type,
    int ToUserId,
    string ToAddress,
    MailState State,
    string? Reason,
    string? Reply,
    DateTime CreatedAtUtc,
    DateTime? AcceptedAtUtc,
    DateTime? DueAtUtc,
    int Attempts,
    string? Subject,
    bool MayRepeat,
    bool HasText,
    bool MayTryAgain);

/// <summary>How the queue does.</summary>
/// <param name="Waiting">Mails that are due and not sent, up to 1,000.</param>
/// <param name="OldestDueUtc">Since when the longest of them has been due, UTC; null when none waits.</param>
/// <param name="LastFailure">The mail that failed last, or null.</param>
/// <param name="LastAcceptedUtc">When a server last took a mail, UTC.</param>
public sealed record MailQueueHealth(int Waiting, DateTime? OldestDueUtc, MailLogRow? LastFailure, DateTime? LastAcceptedUtc)
{
    /// <summary>When that one was tried for the last time, UTC; null when none failed.</summary>
    public DateTime? LastFailureUtc { get; init; }
}

/// <summary>Reads the mail ledger for people.</summary>
public sealed class MailLogQueries(IDbContextFactory<AppDbContext> databases, IMailAccess access, TimeProvider clock)
{
    /// <summary>The longest log that is read for one session or person.</summary>
    public const int Longest = 200;

    /// <summary>The mails about a session, newest first. Problem: <c>session.not_found</c>.</summary>
    public async Task<Result<IReadOnlyList<MailLogRow>>> ForSessionAsync(Actor actor, int sessionId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (!actor.IsStaff || !await access.MaySeeAsync(actor, db, [sessionId], cancel))
            return Problem.NotFound("session.not_found");
        var ids = db.Set<MailAbout>().Where(a => a.SessionId == sessionId).OrderByDescending(a => a.MailId).Select(a => a.MailId).Take(Longest);
        return await RowsAsync(db, db.Set<MailMessage>().Where(m => ids.Contains(m.Id)).OrderByDescending(m => m.Id), cancel);
    }

    /// <summary>The newest mails of the practice, newest first. Problem: forbidden to all but administrators.</summary>
    public async Task<Result<IReadOnlyList<MailLogRow>>> LatestAsync(Actor actor, int count, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await RowsAsync(db, db.Set<MailMessage>().OrderByDescending(m => m.Id).Take(Math.Clamp(count, 1, Longest)), cancel);
    }

    /// <summary>The bytes that were, or will be, sent. Mails that hold a secret are never shown. Problem: <c>mail.not_found</c>.</summary>
    public async Task<Result<byte[]>> MessageAsync(Actor actor, int mailId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var type = await db.Set<MailMessage>().Where(m => m.Id == mailId).Select(m => (MailType?)m.Type).SingleOrDefaultAsync(cancel);
        if (type is null || DeliveryRules.HoldsSecret(type.Value) || !actor.IsStaff)
            return Problem.NotFound("mail.not_found");
        var sessions = await db.Set<MailAbout>().Where(a => a.MailId == mailId).Select(a => a.SessionId).ToListAsync(cancel);
        if (sessions.Count == 0 || !await access.MaySeeAsync(actor, db, sessions, cancel))
            return Problem.NotFound("mail.not_found");
        return await db.Set<MailBody>().Where(b => b.MailId == mailId).Select(b => b.Mime).SingleOrDefaultAsync(cancel) is { } mime
            ? mime
            : Problem.NotFound("mail.not_found");
    }

    /// <summary>How the queue does. Problem: forbidden to all but administrators.</summary>
    public async Task<Result<MailQueueHealth>> HealthAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var mails = db.Set<MailMessage>();
        var due = mails.Where(m => m.State == MailState.Queued && m.NextAttemptUtc <= now);
        var retry = mails.Where(m => m.State == MailState.Retry);
        // Within one state the index is in the order of the last attempt, which is the order in which mails were settled.
        var lastFailed = mails.Where(m => m.State == MailState.Failed).OrderByDescending(m => m.NextAttemptUtc);
        var failed = await RowsAsync(db, lastFailed.Take(1), cancel);
        return new MailQueueHealth(
            await due.Take(1000).CountAsync(cancel) + await retry.Take(1000).CountAsync(cancel),
            await due.MinAsync(m => (DateTime?)m.NextAttemptUtc, cancel),
            failed.Value.Count > 0 ? failed.Value[0] : null,
            await mails.Where(m => m.State == MailState.Accepted).OrderByDescending(m => m.NextAttemptUtc).Select(m => m.AcceptedAtUtc).FirstOrDefaultAsync(cancel))
        {
            LastFailureUtc = await lastFailed.Select(m => (DateTime?)m.NextAttemptUtc).FirstOrDefaultAsync(cancel),
        };
    }

    internal static async Task<Result<IReadOnlyList<MailLogRow>>> RowsAsync(AppDbContext db, IQueryable<MailMessage> mails, CancellationToken cancel)
    {
        var found = await mails.AsNoTracking()
            .Select(m => new
            {
                Mail = m,
                HasBody = db.Set<MailBody>().Any(b => b.MailId == m.Id),
                HasSession = db.Set<MailAbout>().Any(a => a.MailId == m.Id),
            })
            .ToListAsync(cancel);
        return found.ConvertAll(row => ToRow(row.Mail, row.HasBody, row.HasSession));
    }

    private static MailLogRow ToRow(MailMessage m, bool hasBody, bool hasSession)
    {
        var secret = DeliveryRules.HoldsSecret(m.Type);
        return new MailLogRow(
            m.Id, m.Type, m.ToUserId, m.ToAddress, m.State, m.SkipReason, m.Reply, m.CreatedAtUtc, m.AcceptedAtUtc,
            DeliveryRules.IsSettled(m.State) ? null : m.NextAttemptUtc,
            m.Attempts,
            secret ? null : m.Subject,
            m.MayRepeat,
            hasBody && hasSession && !secret,
            m.State == MailState.Unknown || (hasSession && m.State is MailState.Failed or MailState.Skipped));
    }
}
