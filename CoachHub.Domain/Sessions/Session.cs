using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using NodaTime;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// An appointment of a client with a coach, or a slot that a client may book. It knows what is true and what the client was
/// last told; <see cref="Told"/> follows from the two in every write.
/// </summary>
public sealed class Session : IVersioned
{
    private Session()
    {
    }

    /// <inheritdoc />
    public int Id { get; private set; }

    /// <summary>The client; null for a slot.</summary>
    public int? ClientId { get; private set; }

    /// <summary>The coach.</summary>
    public int CoachId { get; private set; }

    /// <summary>When it begins, UTC.</summary>
    public DateTime StartsAtUtc { get; private set; }

    /// <summary>When it ends, UTC.</summary>
    [NotInHistory]
    public DateTime EndsAtUtc { get; private set; }

    /// <summary>IANA zone in which it was planned (D38).</summary>
    public string ZoneId { get; private set; } = "";

    /// <summary>The wall clock of the start in <see cref="ZoneId"/> as it was planned.</summary>
    [NotInHistory]
    public LocalDateTime LocalStart { get; private set; }

    /// <summary>How long it takes, 1 to 1440 minutes.</summary>
    public int DurationMinutes { get; private set; }

    /// <summary>The title; null = the automatic one, which follows the client (D34).</summary>
    public string? Title { get; private set; }

    /// <summary>Where it takes place.</summary>
    public string? Location { get; private set; }

    /// <summary>Address of the video meeting, http or https.</summary>
    public string? VideoLink { get; private set; }

    /// <summary>Price in minor units of the practice's currency; null = none.</summary>
    public long? PriceMinor { get; private set; }

    /// <summary>Where it stands.</summary>
    public SessionStatus Status { get; private set; }

    /// <summary>What was paid.</summary>
    public PaymentStatus Payment { get; private set; }

    /// <summary>Notes of the coaches; the client never sees them.</summary>
    public string? PrivateNotes { get; private set; }

    /// <summary>A note that the client sees (D24). Never a reason for a mail; one that is due anyway carries it.</summary>
    public string? SharedNote { get; private set; }

    /// <summary>Why it may overlap another session of the coach, in the words of who decided so.</summary>
    public string? OverlapReason { get; private set; }

    /// <summary>The id in the file that it was imported from; unique.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The bundle that it belongs to; null = none. Bundles keep the rest (product §13).</summary>
    public int? BundleId { get; private set; }

    /// <summary>Its bundle is paused, and reminders rest with it (D19).</summary>
    [NotInHistory]
    public bool RemindersPaused { get; private set; }

    /// <summary>UID of its calendar event; never changes.</summary>
    [NotInHistory]
    public string CalendarUid { get; private set; } = "";

    /// <summary>Who made it; 0 = the system.</summary>
    [NotInHistory]
    public int CreatedById { get; private set; }

    /// <summary>When it was made, UTC.</summary>
    [NotInHistory]
    public DateTime CreatedAtUtc { get; private set; }

    /// <inheritdoc />
    public int Version { get; set; }

    /// <summary>Rises when told facts change; the calendar's SEQUENCE.</summary>
    [NotInHistory]
    public int Revision { get; private set; }

    /// <summary>The hash of the facts as they are.</summary>
    [NotInHistory]
    public string FactsHash { get; private set; } = "";

    /// <summary>How many documents were ever added.</summary>
    [NotInHistory]
    public int DocumentsAdded { get; private set; }

    /// <summary>The highest number of a document that is still there, 0 without any: one that was taken away again is no news.</summary>
    [NotInHistory]
    public int NewestDocument { get; private set; }

    /// <summary>When the client was last told, UTC.</summary>
    [NotInHistory]
    public DateTime? ToldAtUtc { get; private set; }

    /// <summary>The revision that was told.</summary>
    [NotInHistory]
    public int? ToldRevision { get; private set; }

    /// <summary>The hash of the facts that were told.</summary>
    [NotInHistory]
    public string? ToldFactsHash { get; private set; }

    /// <summary>How many documents there had been by then.</summary>
    [NotInHistory]
    public int ToldDocuments { get; private set; }

    /// <summary>The facts that were told, as JSON.</summary>
    [NotInHistory]
    public string? ToldFacts { get; private set; }

    /// <summary>The hash of the facts that the client said to have seen.</summary>
    [NotInHistory]
    public string? AcknowledgedHash { get; private set; }

    /// <summary>When the client said so, UTC.</summary>
    public DateTime? AcknowledgedAtUtc { get; private set; }

    /// <summary>The mail to the client that is under way.</summary>
    [NotInHistory]
    public int? PendingMailId { get; private set; }

    /// <summary>The mail to the client that failed for good.</summary>
    [NotInHistory]
    public int? FailedMailId { get; private set; }

    /// <summary>What the client knows; see <see cref="ToldRule"/>.</summary>
    [NotInHistory]
    public ToldState Told { get; private set; }

    /// <summary>Who stopped the reminders of this session; null = they go out. No told fact, and no edit that others could collide with: the history gets a line of its own.</summary>
    [NotInHistory]
    public int? RemindersStoppedById { get; private set; }

    /// <summary>The span of the coach's time that it takes.</summary>
    public Calendar.BusyTime Time => new(StartsAtUtc, EndsAtUtc);

    /// <summary>True when the client was told something, or will have been: the client can no longer be exchanged (D36).</summary>
    public bool ClientIsFixed => ToldAtUtc is not null || PendingMailId is not null;

    /// <summary>A new session, or the rule that it would break.</summary>
    public static Result<Session> Create(SessionChange change, int createdById, DateTime nowUtc, string? externalId = null)
    {
        var session = new Session
        {
            CalendarUid = Guid.NewGuid().ToString("N"),
            CreatedById = createdById,
            CreatedAtUtc = nowUtc,
            ExternalId = externalId,
            Revision = 0,
        };
        return session.Change(change) is { } problem ? problem : session;
    }

    /// <summary>
    /// Takes new values, or says which rule they would break and stays as it is. Cancelling drops a pending payment,
    /// booking again revives it (D9).
    /// </summary>
    public Problem? Change(SessionChange change)
    {
        if (Refuses(change) is { } problem)
            return problem;
        var wasCalledOff = Id != 0 && Status.IsCalledOff();
        Take(change with
        {
            Payment = (wasCalledOff, change.Status.IsCalledOff(), change.Payment) switch
            {
                (false, true, PaymentStatus.Pending) => PaymentStatus.Cancelled,
                (true, false, PaymentStatus.Cancelled) => PaymentStatus.Pending,
                _ => change.Payment,
            },
        });
        return null;
    }

    /// <summary>Goes back to what it was, the payment exactly so, or says which rule that would break and stays as it is.</summary>
    public Problem? Restore(SessionChange before)
    {
        if (Refuses(before) is { } problem)
            return problem;
        Take(before);
        return null;
    }

    /// <summary>Which rule the values would break, or null.</summary>
    public Problem? Refuses(SessionChange change)
    {
        if (change.Status == SessionStatus.Available != change.ClientId is null)
            return Problem.Invalid(change.ClientId is null ? "session.client_required" : "session.slot_has_client", nameof(SessionInput.ClientId));
        if (BundleId is not null && change.ClientId != ClientId)
            return Problem.Invalid("session.client_in_bundle", nameof(SessionInput.ClientId));
        return ClientIsFixed && change.ClientId != ClientId
            ? Problem.Invalid("session.client_fixed", nameof(SessionInput.ClientId))
            : null;
    }

    /// <summary>The values as they are.</summary>
    public SessionChange Values() => new(
        ClientId, CoachId, StartsAtUtc, ZoneId, LocalStart, DurationMinutes, Title, Location, VideoLink, PriceMinor, Status, Payment, PrivateNotes, SharedNote);


    /// <summary>Keeps why it may overlap another session.</summary>
    public void AllowOverlap(string reason) => OverlapReason = reason;

    /// <summary>No reminder of this session goes out until they are started again. False when they are stopped already.</summary>
    public bool StopReminders(int byId)
    {
        var runs = RemindersStoppedById is null;
        RemindersStoppedById ??= byId;
        return runs;
    }

    /// <summary>Reminders go out again. False when they were not stopped.</summary>
    public bool StartReminders()
    {
        var stopped = RemindersStoppedById is not null;
        RemindersStoppedById = null;
        return stopped;
    }

    /// <summary>It is one of the sessions of a bundle, which may be paused.</summary>
    public void JoinBundle(int bundleId, bool paused) => (BundleId, RemindersPaused) = (bundleId, paused);

    /// <summary>It stands for itself from now on: the bundle had nothing left for it.</summary>
    public void LeaveBundle() => (BundleId, RemindersPaused) = (null, false);

    /// <summary>Its bundle was paused, or goes on.</summary>
    public void PauseReminders(bool paused) => RemindersPaused = paused;

    /// <summary>Its share of a bundle is owed, or no longer owed: only what was neither collected nor given back changes.</summary>
    public void SetOwed(bool owed) => Payment = (owed, Payment) switch
    {
        (true, PaymentStatus.Cancelled) => PaymentStatus.Pending,
        (false, PaymentStatus.Pending) => PaymentStatus.Cancelled,
        _ => Payment,
    };

    /// <summary>The money behind the payment status changed: what it comes to now.</summary>
    public void Settle(PaymentStatus payment) => Payment = payment;

    /// <summary>Documents came or went: how many came, and the highest number of one that is there now.</summary>
    public void ChangeDocuments(int added, int newest)
    {
        DocumentsAdded += added;
        NewestDocument = newest;
        RefreshTold();
    }

    /// <summary>What a client who looks at the session has seen: the facts and the documents.</summary>
    public string SeenMark => NewestDocument == 0
        ? FactsHash
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{FactsHash}-{NewestDocument}");

    /// <summary>The facts as they are, for the reader.</summary>
    public SessionFacts Facts(string coachName) => new(
        StartsAtUtc, DurationMinutes, Location, VideoLink, CoachId, coachName, Title, PriceMinor, Status.IsCalledOff());

    /// <summary>A mail to the client is under way. It replaces the one before, also one that failed.</summary>
    public void MailQueued(int mailId)
    {
        PendingMailId = mailId;
        FailedMailId = null;
        RefreshTold();
    }

    /// <summary>A mail that tells <paramref name="about"/> was accepted. An older revision teaches the client nothing.</summary>
    public void MailAccepted(MailAbout about, DateTime acceptedAtUtc)
    {
        if (PendingMailId == about.MailId)
            PendingMailId = null;
        if (FailedMailId <= about.MailId)
            FailedMailId = null;
        // Also by a late mail about older facts: the documents that it named are known all the same.
        ToldDocuments = Math.Max(ToldDocuments, about.Documents);
        if (ToldRevision is null || about.Revision >= ToldRevision)
        {
            ToldAtUtc = acceptedAtUtc;
            ToldRevision = about.Revision;
            ToldFactsHash = about.FactsHash;
            ToldFacts = about.Facts;
        }

        RefreshTold();
    }

    /// <summary>A mail to the client failed for good, or nobody knows whether it arrived.</summary>
    public void MailFailed(int mailId)
    {
        if (PendingMailId != mailId)
            return;
        PendingMailId = null;
        FailedMailId = mailId;
        RefreshTold();
    }

    /// <summary>A mail to the client was skipped, withdrawn or replaced: it is neither under way nor failed.</summary>
    public void MailDropped(int mailId)
    {
        if (PendingMailId == mailId)
            PendingMailId = null;
        RefreshTold();
    }

    /// <summary>The mail that was under way was withdrawn by who asked for it: what was under way, or had failed, before it is so again.</summary>
    public void MailWithdrawn(int? underWayId, int? failedId)
    {
        (PendingMailId, FailedMailId) = (underWayId, underWayId is null ? failedId : null);
        RefreshTold();
    }

    /// <summary>The client said to have seen the facts as they are. It counts as telling.</summary>
    public void Acknowledge(string coachName, DateTime nowUtc)
    {
        AcknowledgedHash = FactsHash;
        AcknowledgedAtUtc = nowUtc;
        TellOutside(coachName, nowUtc);
    }

    /// <summary>The client learnt the facts as they are in another way: on the page, or from the program that the session was imported from.</summary>
    public void TellOutside(string coachName, DateTime atUtc)
    {
        ToldAtUtc = atUtc;
        ToldRevision = Revision;
        ToldFactsHash = FactsHash;
        ToldDocuments = DocumentsAdded;
        ToldFacts = Facts(coachName).ToJson();
        FailedMailId = null;
        RefreshTold();
    }

    private void Take(SessionChange change)
    {
        // What failed for the one client is not the other one's.
        if (change.ClientId != ClientId)
            FailedMailId = null;
        (ClientId, CoachId) = (change.ClientId, change.CoachId);
        (StartsAtUtc, ZoneId, LocalStart, DurationMinutes) = (change.StartsAtUtc, change.ZoneId, change.LocalStart, change.DurationMinutes);
        EndsAtUtc = StartsAtUtc.AddMinutes(DurationMinutes);
        (Title, Location, VideoLink, PriceMinor) = (change.Title, change.Location, change.VideoLink, change.PriceMinor);
        (PrivateNotes, SharedNote) = (change.PrivateNotes, change.SharedNote);
        (Status, Payment) = (change.Status, change.Payment);
        RefreshFacts();
    }

    private void RefreshFacts()
    {
        var hash = Facts("").Hash();
        if (hash != FactsHash)
        {
            FactsHash = hash;
            Revision++;
        }

        RefreshTold();
    }

    private void RefreshTold() => Told = ToldRule.Of(this);
}
