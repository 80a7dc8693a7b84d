using CoachHub.Domain.Mail;

namespace CoachHub.Domain.Sessions;

/// <summary>What a calendar entry does.</summary>
public enum InvitationMethod
{
    /// <summary>Adds or updates the event.</summary>
    Request,

    /// <summary>Takes it out.</summary>
    Cancel,

    /// <summary>One of a list that nobody is invited to: adds, updates or takes out (D20).</summary>
    Publish,
}

/// <summary>A calendar event as facts; the application writes the .ics. Page, mail and .ics come from one model (part 4.4).</summary>
/// <param name="Uid">Stable for the life of the session.</param>
/// <param name="Sequence">The session's revision: rises with every change of facts.</param>
/// <param name="Method">Request or cancel.</param>
/// <param name="StartsAtUtc">UTC.</param>
/// <param name="EndsAtUtc">UTC.</param>
/// <param name="Title">The session's title; null = the automatic one.</param>
/// <param name="Location">Where, or null.</param>
/// <param name="VideoLink">Video address, or null.</param>
/// <param name="AttendeeName">The invited person.</param>
/// <param name="AttendeeAddress">Their address.</param>
/// <param name="CoachName">With whom.</param>
public sealed record InvitationFacts(
    string Uid,
    int Sequence,
    InvitationMethod Method,
    DateTime StartsAtUtc,
    DateTime EndsAtUtc,
    string? Title,
    string? Location,
    string? VideoLink,
    string AttendeeName,
    string AttendeeAddress,
    string CoachName)
{
    /// <summary>In a list: the session is called off.</summary>
    public bool CalledOff { get; init; }
}

/// <summary>A session as a mail tells it.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Revision">The revision that states these facts.</param>
/// <param name="Facts">The told facts.</param>
/// <param name="ZoneId">The zone in which it was planned; named beside the reader's where the clocks differ.</param>
/// <param name="ClientName">The client.</param>
/// <param name="Currency">Currency of the price.</param>
/// <param name="SharedNote">The shared note: a mail that is due anyway carries it (D1).</param>
/// <param name="Invitation">The calendar entry, or null when the reader gets none.</param>
public sealed record SessionLetter(
    int SessionId,
    int Revision,
    SessionFacts Facts,
    string ZoneId,
    string ClientName,
    string Currency,
    string? SharedNote,
    InvitationFacts? Invitation)
{
    /// <summary>The session's documents, in mails to the client that name them.</summary>
    public IReadOnlyList<SessionDocumentRow> Documents { get; init; } = [];

    /// <summary>The client, in mails to the client that can be answered with *got it*.</summary>
    public int? ClientId { get; init; }

    /// <summary>What such an answer refers to: the facts and the documents.</summary>
    public string? SeenMark { get; init; }

    /// <summary>Those that the client was not told of.</summary>
    public IReadOnlyList<SessionDocumentRow> NewDocuments => [.. Documents.Where(document => !document.IsTold)];

    /// <summary>What the person who told the client adds in this one mail, or null.</summary>
    public string? PersonalLine { get; init; }
}

/// <summary>A mail about one session.</summary>
public abstract record SessionMail(MailReader Reader, string PracticeName, SessionLetter Session)
    : MailContent(Reader, PracticeName);

/// <summary>To the client: the session is booked.</summary>
public sealed record BookingConfirmationMail(MailReader Reader, string PracticeName, SessionLetter Session)
    : SessionMail(Reader, PracticeName, Session);

/// <summary>To the client: what changed since <paramref name="Before"/>.</summary>
public sealed record SessionUpdateMail(MailReader Reader, string PracticeName, SessionLetter Session, SessionFacts Before)
    : SessionMail(Reader, PracticeName, Session);

/// <summary>To the client: documents were added (D4). <paramref name="Before"/> are other facts that the client was told of a session that is over, or null.</summary>
public sealed record NewDocumentsMail(MailReader Reader, string PracticeName, SessionLetter Session, SessionFacts? Before)
    : SessionMail(Reader, PracticeName, Session);

/// <summary>To the client: the session is called off.</summary>
public sealed record CancellationMail(MailReader Reader, string PracticeName, SessionLetter Session)
    : SessionMail(Reader, PracticeName, Session);

/// <summary>To the client: the session is near. <paramref name="Before"/> are other facts that the client was told earlier, or null.</summary>
public sealed record ReminderMail(MailReader Reader, string PracticeName, SessionLetter Session, SessionFacts? Before)
    : SessionMail(Reader, PracticeName, Session)
{
    /// <summary>A test: it goes to an administrator and says so.</summary>
    public bool IsTest { get; init; }
}

/// <summary>To the coach: somebody else booked this session with them.</summary>
public sealed record NewBookingMail(MailReader Reader, string PracticeName, SessionLetter Session, string BookedBy)
    : SessionMail(Reader, PracticeName, Session);

/// <summary>To the coach who had the session: it went to another coach (D37).</summary>
public sealed record SessionHandedOverMail(MailReader Reader, string PracticeName, SessionLetter Session, string NewCoachName, string ChangedBy)
    : SessionMail(Reader, PracticeName, Session);

/// <summary>To the coach: the client cancelled (D12).</summary>
public sealed record ClientCancelledMail(MailReader Reader, string PracticeName, SessionLetter Session)
    : SessionMail(Reader, PracticeName, Session);

/// <summary>To the coach: somebody else changed the session. <paramref name="Before"/> are the facts that the coach was told, or null.</summary>
public sealed record CoachUpdateMail(MailReader Reader, string PracticeName, SessionLetter Session, SessionFacts? Before, string ChangedBy)
    : SessionMail(Reader, PracticeName, Session);

/// <summary>To the coach: somebody else cancelled the session.</summary>
public sealed record CoachCancellationMail(MailReader Reader, string PracticeName, SessionLetter Session, string CancelledBy)
    : SessionMail(Reader, PracticeName, Session);

/// <summary>A session of a mail about several.</summary>
/// <param name="Type">What it is to the reader: a confirmation, an update, a cancellation.</param>
/// <param name="Letter">The session.</param>
/// <param name="Before">The facts that the reader was told earlier, or null.</param>
public sealed record ToldSession(MailType Type, SessionLetter Letter, SessionFacts? Before)
{
    /// <summary>The documents that the mail names: all in a confirmation, else the new ones.</summary>
    public IReadOnlyList<SessionDocumentRow> Documents => Type == MailType.BookingConfirmation ? Letter.Documents : Letter.NewDocuments;
}

/// <summary>To the client: several sessions in one mail (D20), soonest first.</summary>
public sealed record SessionsMail(MailReader Reader, string PracticeName, IReadOnlyList<ToldSession> Sessions)
    : MailContent(Reader, PracticeName)
{
    /// <summary>What the person who told the client adds in this one mail, or null.</summary>
    public string? PersonalLine { get; init; }
}
