using CoachHub.Domain.Mail;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>The words of the mail doctor.</summary>
public static class MailCheckWords
{
    /// <summary>What a step looks at.</summary>
    public static string Step(IStringLocalizer<Words> L, MailCheckStep step) => step switch
    {
        MailCheckStep.Settings => L["The settings are complete"],
        MailCheckStep.Name => L["The server’s name leads to an address"],
        MailCheckStep.Connection => L["Something answers at the port"],
        MailCheckStep.Protection => L["The connection is protected as set"],
        MailCheckStep.SignIn => L["The server takes the sign-in"],
        MailCheckStep.Sender => L["The server takes mail from the sender address"],
        _ => L["The server takes a real message"],
    };

    /// <summary>The verdict in a word.</summary>
    public static string State(IStringLocalizer<Words> L, MailCheckState state) => state switch
    {
        MailCheckState.Passed => L["Fine"],
        MailCheckState.Warned => L["Works, but"],
        MailCheckState.Failed => L["Failed"],
        _ => L["Not tried"],
    };

    /// <summary>The chip's sign and tint for a verdict.</summary>
    public static (string Sign, string Tint) Look(MailCheckState state) => state switch
    {
        MailCheckState.Passed => ("✓", "good"),
        MailCheckState.Warned => ("!", "careful"),
        MailCheckState.Failed => ("✕", "bad"),
        _ => ("–", ""),
    };

    /// <summary>The likely cause and what to do; empty where there is nothing to say.</summary>
    public static string Advice(IStringLocalizer<Words> L, MailAdvice advice) => advice switch
    {
        MailAdvice.NoServer => L["No server is named: mails stay in the local mailbox and reach nobody. Enter the name of your provider’s outgoing mail server."],
        MailAdvice.NoSender => L["Mails need an address that they come from. Enter the sender address."],
        MailAdvice.NoPassword => L["There is a user name but no password. Type the mail password."],
        MailAdvice.NameUnknown => L["No machine has this name. Look for a typing mistake; if there is none, the machine that CoachHub runs on cannot look up names."],
        MailAdvice.NothingListens => L["The machine is there, but nothing listens at this port. The usual ports are 587 with STARTTLS and 465 with TLS."],
        MailAdvice.Blocked => L["No answer came. Many hosters and providers block outgoing mail ports, often 25; try 587, or ask your hoster."],
        MailAdvice.PortWantsTls => L["The server waits for encryption from the first byte. Choose TLS as protection (usual on port 465), or port 587 with STARTTLS."],
        MailAdvice.PortWantsStartTls => L["The server does not speak TLS from the first byte at this port. Choose STARTTLS as protection (usual on port 587), or port 465 with TLS."],
        MailAdvice.NoProtectionOffered => L["The server offers no encryption at this port. Try port 587, or port 465 with TLS."],
        MailAdvice.CertificateName => L["The certificate is for another name. Enter the server’s name as the certificate has it; your provider’s help page says which."],
        MailAdvice.CertificateExpired => L["The server’s certificate is not valid today. Whoever runs the server must renew it; check this machine’s clock too."],
        MailAdvice.CertificateUntrusted => L["This machine does not know who signed the certificate. For a server of your own, add its authority to the machine’s trusted certificates."],
        MailAdvice.Unprotected => L["The connection is not encrypted: others could read mails and password on the way. Choose STARTTLS or TLS if the server can."],
        MailAdvice.NoMailServer => L["What answers does not behave like a mail server, or sends this machine away. Check name and port."],
        MailAdvice.NoSignInOffered => L["The server offers no sign-in over this connection. Try port 587 with STARTTLS, or leave the user name empty if the server wants none."],
        MailAdvice.WrongPassword => L["User name or password is wrong. The user name is often the whole mail address. Type the password again."],
        MailAdvice.AppPassword => L["This provider wants a password made for programs (“app password”), not the one of the account. Make one in the account’s security settings and enter it here."],
        MailAdvice.SignInWanted => L["The server wants a sign-in first. Enter user name and password."],
        MailAdvice.SenderRefused => L["The server does not let this account send from this address. Use the account’s own address as sender, or allow the address at your provider."],
        MailAdvice.RelayDenied => L["The server passes nothing on for this account. Sign in with a user name, or let this machine send through the server."],
        MailAdvice.SenderHasNoMailbox => L["The sender address has no mailbox here. Mails go out, but bounces and answers to it get lost; clients’ answers go to the coach."],
        MailAdvice.RecipientRefused => L["The server refuses this recipient. Check the address, or try another one."],
        MailAdvice.Later => L["The server says “later”: it is busy, or makes strangers wait. Try again in a few minutes."],
        MailAdvice.MessageRefused => L["The server refuses the message. Its own words say why; often the sender’s domain lacks an SPF or DKIM record."],
        MailAdvice.ConnectionLost => L["The connection broke off, or the server stopped answering. Try again; if it stays so, ask your provider."],
        _ => "",
    };
}
