using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;

namespace CoachHub.Domain.Mail;

/// <summary>Who reads a mail, and how times and words are written for them.</summary>
/// <param name="Name">The reader's name.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Language"><c>en</c> or <c>fr</c>.</param>
/// <param name="ZoneId">The IANA zone in which the reader reads times.</param>
public sealed record MailReader(string Name, string Address, string Language, string ZoneId);

/// <summary>
/// What a mail says, as data. Each kind is a record named <c>…Mail</c>; the application has a template of the same name.
/// </summary>
/// <param name="Reader">Who reads it.</param>
/// <param name="PracticeName">The practice that writes.</param>
public abstract record MailContent(MailReader Reader, string PracticeName)
{
    /// <summary>Who gets the answer when the reader replies; null = the practice.</summary>
    public (string Name, string Address)? ReplyTo { get; init; }
}

/// <summary>What became of an intent when its time came.</summary>
public abstract record Letter
{
    /// <summary>It is sent: the type as decided now, the words, and what it tells about which sessions.</summary>
    public sealed record Send(MailType Type, MailContent Content) : Letter;

    /// <summary>It is not sent; the reason is a code that the log puts into words.</summary>
    public sealed record Skip(string Reason) : Letter;
}

/// <summary>
/// Decides, when a worker first claims a row, what the mail says. It reads and may change tracked entities on the context;
/// it runs inside the claim's transaction. Each feature brings one for its types.
/// </summary>
public interface IMailComposer
{
    /// <summary>The types that it composes.</summary>
    IReadOnlySet<MailType> Types { get; }

    /// <summary>Fixes the type and the words, and fills the facts of <paramref name="abouts"/>.</summary>
    Task<Letter> ComposeAsync(AppDbContext db, MailMessage mail, IReadOnlyList<MailAbout> abouts, DateTime nowUtc, CancellationToken cancel);
}

/// <summary>A message as it goes over the wire.</summary>
/// <param name="Subject">The subject line.</param>
/// <param name="Mime">The whole message.</param>
public sealed record RenderedMail(string Subject, byte[] Mime);

/// <summary>Turns content into a message. Implemented in the application.</summary>
public interface IMailRenderer
{
    /// <summary>The message with this Message-ID, in the reader's language and zone.</summary>
    Task<RenderedMail> RenderAsync(MailContent content, string messageId, CancellationToken cancel);
}

/// <summary>What the mail server said to one message.</summary>
public enum DeliveryOutcome
{
    /// <summary>It took the message.</summary>
    Accepted,

    /// <summary>Not now (4xx).</summary>
    Temporary,

    /// <summary>Never (5xx, or an address that cannot exist).</summary>
    Permanent,

    /// <summary>The connection broke after the text was sent: nobody knows.</summary>
    Unknown,

    /// <summary>The server was not reached or refused the sign-in: not this message's fault.</summary>
    SenderDown,
}

/// <summary>An outcome with the server's words.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Reply">The server's words, or the fault's.</param>
public sealed record DeliveryAnswer(DeliveryOutcome Outcome, string Reply);

/// <summary>Carries messages to a server, over one kept connection. Implemented in the application.</summary>
public interface IMailTransport : IAsyncDisposable
{
    /// <summary>
    /// Connects and signs in where that is needed. <see cref="DeliveryOutcome.Accepted"/> when messages can be sent, else
    /// <see cref="DeliveryOutcome.SenderDown"/>: asked before anything is claimed, so that a dead server fixes no facts.
    /// </summary>
    Task<DeliveryAnswer> ReadyAsync(CancellationToken cancel);

    /// <summary>Sends one message. Never throws for what a server or a network does.</summary>
    Task<DeliveryAnswer> SendAsync(string toAddress, byte[] mime, CancellationToken cancel);
}

/// <summary>Which mails a person may see. Sessions know; they implement it, because mails come before sessions.</summary>
public interface IMailAccess
{
    /// <summary>True when this member of staff may see each of these sessions, and so the mails about them.</summary>
    Task<bool> MaySeeAsync(Actor actor, AppDbContext db, IReadOnlyCollection<int> sessionIds, CancellationToken cancel);
}
