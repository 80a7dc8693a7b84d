using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Mail;

/// <summary>How mails wait and how they are named.</summary>
public sealed class OutboxOptions
{
    /// <summary>How long a mail that a member of staff asked for waits, so that it can be undone.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many connections to the mail server a long queue is worth.</summary>
    public int Connections { get; set; } = 4;

    /// <summary>The right-hand side of Message-ID headers.</summary>
    public string MessageIdDomain { get; set; } = "coachhub.localhost";
}

/// <summary>What somebody wants to be mailed.</summary>
/// <param name="Type">The kind, as far as it is known now; the composer decides when the mail goes out.</param>
/// <param name="ToUserId">The account it goes to.</param>
/// <param name="ToAddress">Its address now.</param>
/// <param name="Key">What makes the intent one of a kind.</param>
public sealed record MailIntent(MailType Type, int ToUserId, string ToAddress, string Key)
{
    /// <summary>The longest personal line.</summary>
    public const int PersonalLineLength = 300;

    /// <summary>A line of the sender's own for this one mail, or null.</summary>
    public string? PersonalLine { get; init; }

    /// <summary>Sessions that it tells about.</summary>
    public IReadOnlyList<int> SessionIds { get; init; } = [];

    /// <summary>Waits for the grace in which it can be undone: only what staff do that mails a client.</summary>
    public bool WithGrace { get; init; }

    /// <summary>Kept back until this instant (UTC), whatever the grace; whoever asks for it moves it when the time has come.</summary>
    public DateTime? HeldUntilUtc { get; init; }

    /// <summary>Not sent after this instant, UTC.</summary>
    public DateTime? NotAfterUtc { get; init; }
}

/// <summary>Writes intents into the outbox, in the caller's transaction.</summary>
public sealed class MailIntents(OutboxOptions options, TimeProvider clock)
{
    /// <summary>Until when something that a member of staff does now can be undone, UTC.</summary>
    public DateTime GraceEndsUtc => clock.GetUtcNow().UtcDateTime + options.Grace;

    /// <summary>
    /// Adds the row and saves it, so that it has an id. A type that is switched off becomes a row that says so (D6):
    /// state <see cref="MailState.Skipped"/>, reason <c>switched_off</c>.
    /// </summary>
    public async Task<MailMessage> AddAsync(AppDbContext db, PracticeFacts practice, MailIntent intent, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var notBefore = intent.HeldUntilUtc ?? (intent.WithGrace ? now + options.Grace : now);
        var switchedOff = practice.DisabledMails.Contains(EnumCode.Of(intent.Type));
        var mail = new MailMessage
        {
            Type = intent.Type,
            ToUserId = intent.ToUserId,
            ToAddress = intent.ToAddress,
            RequestedById = db.Actor.Id,
            DedupeKey = intent.Key,
            CreatedAtUtc = now,
            NotBeforeUtc = notBefore,
            NextAttemptUtc = notBefore,
            NotAfterUtc = intent.NotAfterUtc,
            PersonalLine = intent.PersonalLine,
            State = switchedOff ? MailState.Skipped : MailState.Queued,
            SkipReason = switchedOff ? SkipReasons.SwitchedOff : null,
            MessageId = $"{Guid.NewGuid():N}@{options.MessageIdDomain}",
        };
        db.Add(mail);
        await db.SaveChangesAsync(cancel);
        db.AddRange(intent.SessionIds.Select(id => new MailAbout { MailId = mail.Id, SessionId = id }));
        await db.SaveChangesAsync(cancel);
        return mail;
    }

    /// <summary>
    /// A reader's address changes. Mails that a server refused for now, and that surely did not arrive, are written anew to the address
    /// that the reader has by then: the same bytes would go on to the old one for a day. One that may have arrived is left alone. The
    /// caller saves.
    /// </summary>
    public async Task RewriteWaitingAsync(AppDbContext db, int userId, CancellationToken cancel)
    {
        var waiting = await db.Set<MailMessage>().Where(m => m.ToUserId == userId && m.State == MailState.Retry && !m.MayRepeat).ToListAsync(cancel);
        foreach (var mail in waiting)
        {
            (mail.State, mail.NextAttemptUtc, mail.Attempts) = (MailState.Queued, clock.GetUtcNow().UtcDateTime, 0);
            await db.Set<MailBody>().Where(b => b.MailId == mail.Id).ExecuteDeleteAsync(cancel);
        }
    }

    /// <summary>
    /// A reader is not to be mailed any more: whatever still waits is skipped. What is being sent right now is not touched. The caller saves.
    /// </summary>
    public static async Task SkipWaitingAsync(AppDbContext db, int userId, CancellationToken cancel)
    {
        foreach (var mail in await Waiting(db, userId).ToListAsync(cancel))
        {
            (mail.State, mail.SkipReason) = (MailState.Skipped, SkipReasons.NoReader);
            db.Raise(new MailSettled(mail, await db.Set<MailAbout>().Where(a => a.MailId == mail.Id).ToListAsync(cancel)));
        }
    }

    /// <summary>Mails to a person that nobody has begun to send.</summary>
    internal static IQueryable<MailMessage> Waiting(AppDbContext db, int userId) =>
        db.Set<MailMessage>().Where(m => m.ToUserId == userId && (m.State == MailState.Queued || m.State == MailState.Retry));
}

/// <summary>Why a mail was not sent, also why one failed before a server saw it.</summary>
public static class SkipReasons
{
    /// <summary>The type is switched off in the settings.</summary>
    public const string SwitchedOff = "switched_off";

    /// <summary>Its time had passed.</summary>
    public const string TooLate = "too_late";

    /// <summary>A mail with the same facts went out after the reminder was due.</summary>
    public const string JustTold = "just_told";

    /// <summary>The reminders of the session were stopped.</summary>
    public const string Stopped = "stopped";

    /// <summary>The client knew the facts by the time it would have gone out.</summary>
    public const string NothingNew = "nothing_new";

    /// <summary>The session was moved, called off or closed by then.</summary>
    public const string NoLongerTrue = "no_longer_true";

    /// <summary>Nothing of what it was about is unpaid any more.</summary>
    public const string AllPaid = "all_paid";

    /// <summary>The bundle of the session was paused.</summary>
    public const string Paused = "paused";

    /// <summary>The text could not be written: a fault of ours; the reply holds the id that leads to the log line.</summary>
    public const string NotWritten = "not_written";

    /// <summary>The server said "later" for a day.</summary>
    public const string GaveUp = "gave_up";

    /// <summary>The account is switched off, archived or has no address.</summary>
    public const string NoReader = "no_reader";
}
