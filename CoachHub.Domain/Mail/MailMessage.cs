using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Mail;

/// <summary>The kinds of mail (product §8).</summary>
public enum MailType
{
    /// <summary>To the client: the first mail about a session.</summary>
    BookingConfirmation,

    /// <summary>To the client: facts that were told have changed.</summary>
    SessionUpdate,

    /// <summary>To the client: documents were added and nothing else changed.</summary>
    NewDocuments,

    /// <summary>To the client: the session is called off.</summary>
    Cancellation,

    /// <summary>To the client, some time before the start.</summary>
    Reminder,

    /// <summary>To the coach: somebody else booked a session with them.</summary>
    NewBooking,

    /// <summary>To the coach: a session of theirs went to another coach (D37).</summary>
    SessionHandedOver,

    /// <summary>To the coach: the client cancelled (D12).</summary>
    ClientCancelled,

    /// <summary>To the coach: somebody else changed a session that stands in the coach's calendar.</summary>
    CoachUpdate,

    /// <summary>To the coach: somebody else cancelled a session that stands in the coach's calendar.</summary>
    CoachCancellation,

    /// <summary>To a new client: the account, with a link to sign in.</summary>
    Welcome,

    /// <summary>To anybody: a link that signs in once.</summary>
    SignInLink,

    /// <summary>To anybody: a link to choose a new password.</summary>
    PasswordReset,

    /// <summary>To a new coach: the invitation.</summary>
    CoachInvitation,

    /// <summary>To a new address of one's own: a link that confirms it.</summary>
    AddressChange,

    /// <summary>To the old address: the account has another one now.</summary>
    AddressChanged,

    /// <summary>To the client, by hand: sessions that are not paid.</summary>
    UnpaidReminder,

    /// <summary>To the client: what was paid online has arrived.</summary>
    PaymentConfirmed,

    /// <summary>To the coach: a client paid online.</summary>
    PaymentReceived,
}

/// <summary>Where a mail stands.</summary>
public enum MailState
{
    /// <summary>Waiting for its time or for the sender. Its text is not fixed yet.</summary>
    Queued,

    /// <summary>Taken by a sender until the lease ends.</summary>
    Claimed,

    /// <summary>The server took it.</summary>
    Accepted,

    /// <summary>Tried without success; the same bytes go again later.</summary>
    Retry,

    /// <summary>The connection was lost after the text was sent, twice: a person decides.</summary>
    Unknown,

    /// <summary>Not sent, for a reason that is kept.</summary>
    Skipped,

    /// <summary>The server refused it for good.</summary>
    Failed,

    /// <summary>Withdrawn by the person who asked for it.</summary>
    Undone,

    /// <summary>Replaced by a later mail before it was sent.</summary>
    Superseded,
}

/// <summary>One intended mail: the ledger's row and the outbox's at once. Written in the transaction of what it tells about.</summary>
public sealed class MailMessage
{
    /// <summary>The row's id.</summary>
    public int Id { get; init; }

    /// <summary>What kind of mail; fixed when a worker first claims the row.</summary>
    public MailType Type { get; set; }

    /// <summary>The account it goes to.</summary>
    public int ToUserId { get; init; }

    /// <summary>The address; that of the moment when the text was fixed.</summary>
    public required string ToAddress { get; set; }

    /// <summary>The person who asked for it; 0 is the system.</summary>
    public int RequestedById { get; init; }

    /// <summary>What makes the intent one of a kind; unique among rows that are alive.</summary>
    public required string DedupeKey { get; init; }

    /// <summary>When it was asked for, UTC.</summary>
    public DateTime CreatedAtUtc { get; init; }

    /// <summary>Not sent before this instant, UTC: the grace in which it can be undone.</summary>
    public DateTime NotBeforeUtc { get; set; }

    /// <summary>Not sent after this instant, UTC.</summary>
    public DateTime? NotAfterUtc { get; init; }

    /// <summary>Where it stands.</summary>
    public MailState State { get; set; }

    /// <summary>Why it was skipped, as a code, for example <c>switched_off</c>.</summary>
    public string? SkipReason { get; set; }

    /// <summary>Until when the claim holds, UTC.</summary>
    public DateTime? LeaseUntilUtc { get; set; }

    /// <summary>How often sending was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>When it is due, or due again, UTC. Never earlier than <see cref="NotBeforeUtc"/>.</summary>
    public DateTime NextAttemptUtc { get; set; }

    /// <summary>The Message-ID header, the same for every attempt.</summary>
    public required string MessageId { get; init; }

    /// <summary>The subject line, once the text is fixed.</summary>
    public string? Subject { get; set; }

    /// <summary>A line that the person who asked for it adds in this one mail (D26).</summary>
    public string? PersonalLine { get; set; }

    /// <summary>True when an attempt ended without an answer, because the connection or the process stopped: the reader may have it twice.</summary>
    public bool MayRepeat { get; set; }

    /// <summary>True from when a server may get it until the answer is recorded; a process that stops in between leaves it so.</summary>
    public bool OnItsWay { get; set; }

    /// <summary>The server's last words.</summary>
    public string? Reply { get; set; }

    /// <summary>When the server took it, UTC.</summary>
    public DateTime? AcceptedAtUtc { get; set; }
}

/// <summary>A session that a mail tells about, and the facts that it told.</summary>
public sealed class MailAbout
{
    /// <summary>The mail.</summary>
    public int MailId { get; init; }

    /// <summary>The session.</summary>
    public int SessionId { get; init; }

    /// <summary>The session's revision whose facts the text states; 0 until the text is fixed.</summary>
    public int Revision { get; set; }

    /// <summary>The hash of those facts; empty until the text is fixed.</summary>
    public string FactsHash { get; set; } = "";

    /// <summary>Those facts as JSON; empty until the text is fixed.</summary>
    public string Facts { get; set; } = "";

    /// <summary>How many documents the session had had by then.</summary>
    public int Documents { get; set; }

    /// <summary>The facts that the reader knew before, as JSON; null when there were none.</summary>
    public string? FactsBefore { get; set; }
}

/// <summary>The exact message, kept apart from the row because lists never need it.</summary>
public sealed class MailBody
{
    /// <summary>The mail.</summary>
    public int MailId { get; init; }

    /// <summary>The bytes that are sent, the same on every attempt.</summary>
    public required byte[] Mime { get; init; }
}

internal sealed class MailMessageConfiguration : IEntityTypeConfiguration<MailMessage>
{
    public void Configure(EntityTypeBuilder<MailMessage> mail)
    {
        mail.ToTable("Mails");
        mail.Property(m => m.Type).HasEnumCode();
        mail.Property(m => m.State).HasEnumCode();
        mail.Property(m => m.ToAddress).HasMaxLength(254);
        mail.Property(m => m.DedupeKey).HasMaxLength(120);
        mail.Property(m => m.MessageId).HasMaxLength(120);
        mail.Property(m => m.Subject).HasMaxLength(400);
        mail.Property(m => m.PersonalLine).HasMaxLength(MailIntent.PersonalLineLength);
        mail.Property(m => m.SkipReason).HasMaxLength(40);
        mail.Property(m => m.Reply).HasMaxLength(1000);
        mail.HasIndex(m => m.DedupeKey).IsUnique().HasFilter("State NOT IN ('failed','undone','superseded','skipped')");
        mail.HasIndex(m => m.DedupeKey, "IX_Mails_DedupeKey_All");
        mail.HasIndex(m => new { m.State, m.NextAttemptUtc });
        mail.HasIndex(m => new { m.ToUserId, m.Id });
    }
}

internal sealed class MailAboutConfiguration : IEntityTypeConfiguration<MailAbout>
{
    public void Configure(EntityTypeBuilder<MailAbout> about)
    {
        about.ToTable("MailAbouts");
        about.HasKey(a => new { a.MailId, a.SessionId });
        about.HasOne<MailMessage>().WithMany().HasForeignKey(a => a.MailId).OnDelete(DeleteBehavior.Cascade);
        about.HasIndex(a => new { a.SessionId, a.MailId });
        about.Property(a => a.FactsHash).HasMaxLength(64);
    }
}

internal sealed class MailBodyConfiguration : IEntityTypeConfiguration<MailBody>
{
    public void Configure(EntityTypeBuilder<MailBody> body)
    {
        body.ToTable("MailBodies");
        body.HasKey(b => b.MailId);
        body.Property(b => b.MailId).ValueGeneratedNever();
        body.HasOne<MailMessage>().WithOne().HasForeignKey<MailBody>(b => b.MailId).OnDelete(DeleteBehavior.Cascade);
    }
}
