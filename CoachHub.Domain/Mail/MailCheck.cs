using CoachHub.Domain.Practice;

namespace CoachHub.Domain.Mail;

/// <summary>What the mail doctor looks at, in this order: each step needs the ones before it.</summary>
public enum MailCheckStep
{
    /// <summary>Everything that a server asks for is filled in.</summary>
    Settings,

    /// <summary>The server's name leads to an address.</summary>
    Name,

    /// <summary>Something listens at the port.</summary>
    Connection,

    /// <summary>The server greets, and the connection is protected as the settings say.</summary>
    Protection,

    /// <summary>The server takes user name and password.</summary>
    SignIn,

    /// <summary>The server takes mail from the sender's address.</summary>
    Sender,

    /// <summary>The server takes a real message.</summary>
    Delivery,
}

/// <summary>How a step ended.</summary>
public enum MailCheckState
{
    /// <summary>Well.</summary>
    Passed,

    /// <summary>Mail works, but something is worth knowing.</summary>
    Warned,

    /// <summary>Mail does not work until this is mended.</summary>
    Failed,

    /// <summary>Not tried: an earlier step failed, or the settings do not ask for it.</summary>
    Skipped,
}

/// <summary>The likely cause, which the screen puts into words together with what to do.</summary>
public enum MailAdvice
{
    /// <summary>Nothing to say.</summary>
    None,

    /// <summary>No server is named: mails stay in the local mailbox.</summary>
    NoServer,

    /// <summary>There is no sender's address.</summary>
    NoSender,

    /// <summary>A user name without a password.</summary>
    NoPassword,

    /// <summary>The name is mistyped, or this machine finds no names.</summary>
    NameUnknown,

    /// <summary>The machine is there, but nothing listens at this port.</summary>
    NothingListens,

    /// <summary>No answer: a firewall, or the hoster blocks the port.</summary>
    Blocked,

    /// <summary>The port speaks TLS from the first byte, and the settings say otherwise.</summary>
    PortWantsTls,

    /// <summary>The port begins in the clear, and the settings say TLS from the first byte.</summary>
    PortWantsStartTls,

    /// <summary>The server offers no protection at this port.</summary>
    NoProtectionOffered,

    /// <summary>The certificate is for another name.</summary>
    CertificateName,

    /// <summary>The certificate has run out or is not valid yet.</summary>
    CertificateExpired,

    /// <summary>This machine does not trust who signed the certificate.</summary>
    CertificateUntrusted,

    /// <summary>The connection is not protected: others could read along.</summary>
    Unprotected,

    /// <summary>What answers is no mail server, or it sends this machine away.</summary>
    NoMailServer,

    /// <summary>The server offers no sign-in, at least not over this connection.</summary>
    NoSignInOffered,

    /// <summary>User name or password is wrong.</summary>
    WrongPassword,

    /// <summary>The provider wants a password made for programs.</summary>
    AppPassword,

    /// <summary>The server wants a sign-in before it takes anything.</summary>
    SignInWanted,

    /// <summary>The server does not let this account send from this address.</summary>
    SenderRefused,

    /// <summary>The server passes nothing on for this account.</summary>
    RelayDenied,

    /// <summary>The sender's address has no mailbox: answers and bounces get lost.</summary>
    SenderHasNoMailbox,

    /// <summary>The server refuses the recipient.</summary>
    RecipientRefused,

    /// <summary>The server says "later".</summary>
    Later,

    /// <summary>The server refuses the message.</summary>
    MessageRefused,

    /// <summary>The connection broke off or the server stopped answering.</summary>
    ConnectionLost,
}

/// <summary>One step's outcome.</summary>
/// <param name="Step">Which.</param>
/// <param name="State">How it ended.</param>
/// <param name="Words">What was found or said: the server's or the network's own words; may be empty.</param>
/// <param name="Advice">The likely cause.</param>
/// <param name="Took">How long it took.</param>
public sealed record MailCheck(MailCheckStep Step, MailCheckState State, string Words, MailAdvice Advice, TimeSpan Took);

/// <summary>What the doctor is to look at.</summary>
/// <param name="Host">Server name; empty = the local mailbox.</param>
/// <param name="Port">Its port.</param>
/// <param name="Security">Protection of the connection.</param>
/// <param name="User">User name; empty = no sign-in.</param>
/// <param name="Password">The password in the clear: never in a log.</param>
/// <param name="FromAddress">The sender's address.</param>
/// <param name="FromName">The sender's name; empty = the practice's.</param>
public sealed record MailCheckOrder(string Host, int Port, MailSecurity Security, string User, string Password, string FromAddress, string FromName)
{
    /// <summary>Where the real message goes; null leaves that step out.</summary>
    public string? DeliverTo { get; init; }

    /// <summary>The language of that message, <c>en</c> or <c>fr</c>.</summary>
    public string Language { get; init; } = "en";

    /// <summary>The steps that are asked for.</summary>
    public IEnumerable<MailCheckStep> Steps => Enum.GetValues<MailCheckStep>().Where(step => step != MailCheckStep.Delivery || DeliverTo is not null);

    // A record prints its members, and this one may end in a log.
    private bool PrintMembers(System.Text.StringBuilder text)
    {
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{Host}:{Port}, {Security}");
        return true;
    }
}

/// <summary>Tries mail settings step by step. Implemented in the application.</summary>
public interface IMailDoctor
{
    /// <summary>
    /// Each step's outcome as soon as it is there, every step once and in order. After a failure the rest is
    /// <see cref="MailCheckState.Skipped"/>. Throws only when cancelled.
    /// </summary>
    IAsyncEnumerable<MailCheck> ExamineAsync(MailCheckOrder order, CancellationToken cancel);
}
