using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;

namespace CoachHub.Domain.Mail;

/// <summary>What went wrong in a step, as far as a program can tell.</summary>
public enum MailTrouble
{
    /// <summary>The name has no address.</summary>
    NameUnknown,

    /// <summary>The machine refused the connection.</summary>
    Refused,

    /// <summary>No way to the machine, or no answer in time.</summary>
    NoAnswer,

    /// <summary>The connection ended in the middle.</summary>
    Broken,

    /// <summary>The two sides do not speak the same protocol.</summary>
    Handshake,

    /// <summary>The server does not offer what is asked for.</summary>
    NotOffered,

    /// <summary>The certificate is for another name.</summary>
    CertificateName,

    /// <summary>The certificate is not valid at this time.</summary>
    CertificateExpired,

    /// <summary>The certificate's authority is not trusted.</summary>
    CertificateUntrusted,

    /// <summary>The server answered with a refusal.</summary>
    Rejected,

    /// <summary>The server refused the recipient.</summary>
    RecipientRejected,
}

/// <summary>From what went wrong to the likely cause. Pure: the same trouble has the same cause.</summary>
public static class MailDiagnosis
{
    private const int TlsPort = 465;

    // Providers that let programs in with a password of their own only.
    private static readonly string[] WantAppPasswords = ["gmail", "google", "yahoo", "icloud", "me.com", "aol", "outlook", "office365", "live.com", "hotmail", "zoho", "fastmail"];

    private static readonly string[] AppPasswordWords = ["application-specific", "app password", "app-specific", "5.7.9", "two-step", "2-step", "basicauth", "basic authentication"];

    private static readonly string[] RelayWords = ["relay", "not permitted to send", "not allowed to send"];

    /// <summary>What is missing before anything can be tried, or <see cref="MailAdvice.None"/>.</summary>
    public static MailAdvice Missing(MailCheckOrder order) =>
        order.Host.Length == 0 ? MailAdvice.NoServer
        : !InputText.IsEmail(order.FromAddress) ? MailAdvice.NoSender
        : order.User.Length > 0 && order.Password.Length == 0 ? MailAdvice.NoPassword
        : MailAdvice.None;

    /// <summary>The likely cause of a trouble in a step. <paramref name="code"/> is the server's reply code, 0 where it said none.</summary>
    public static MailAdvice Cause(MailCheckOrder order, MailCheckStep step, MailTrouble trouble, int code = 0, string words = "") => step switch
    {
        MailCheckStep.Name => MailAdvice.NameUnknown,
        MailCheckStep.Connection => trouble == MailTrouble.Refused ? MailAdvice.NothingListens : MailAdvice.Blocked,
        MailCheckStep.Protection => Protection(order, trouble, code),
        _ when trouble is MailTrouble.NoAnswer or MailTrouble.Broken => MailAdvice.ConnectionLost,
        MailCheckStep.SignIn => SignIn(order, trouble, code, words),
        MailCheckStep.Sender => Sender(code, words),
        _ => Delivery(trouble, code, words),
    };

    /// <summary>The likely cause of a refused own address as recipient. A sender without a mailbox may be meant so.</summary>
    public static (MailCheckState State, MailAdvice Advice) OwnAddressRefused(int code, string words) =>
        code is >= 400 and < 500 ? (MailCheckState.Warned, MailAdvice.Later)
        : Says(words, RelayWords) || words.Contains("5.7.", StringComparison.Ordinal) ? (MailCheckState.Failed, MailAdvice.RelayDenied)
        : code == 530 ? (MailCheckState.Failed, MailAdvice.SignInWanted)
        : (MailCheckState.Warned, MailAdvice.SenderHasNoMailbox);

    private static MailAdvice Protection(MailCheckOrder order, MailTrouble trouble, int code) => trouble switch
    {
        MailTrouble.CertificateName => MailAdvice.CertificateName,
        MailTrouble.CertificateExpired => MailAdvice.CertificateExpired,
        MailTrouble.CertificateUntrusted => MailAdvice.CertificateUntrusted,
        MailTrouble.NotOffered => MailAdvice.NoProtectionOffered,
        MailTrouble.Rejected => code is >= 400 and < 500 ? MailAdvice.Later : MailAdvice.NoMailServer,
        // Both sides wait for the other to speak first: that is what a TLS port looks like from the clear side.
        MailTrouble.NoAnswer when order.Security != MailSecurity.Tls => MailAdvice.PortWantsTls,
        MailTrouble.Broken when order.Security != MailSecurity.Tls => order.Port == TlsPort ? MailAdvice.PortWantsTls : MailAdvice.NoMailServer,
        MailTrouble.Handshake or MailTrouble.Broken or MailTrouble.NoAnswer when order.Security == MailSecurity.Tls && order.Port != TlsPort => MailAdvice.PortWantsStartTls,
        _ => MailAdvice.NoMailServer,
    };

    private static MailAdvice SignIn(MailCheckOrder order, MailTrouble trouble, int code, string words)
    {
        if (trouble == MailTrouble.NotOffered)
            return MailAdvice.NoSignInOffered;
        if (code is >= 400 and < 500)
            return MailAdvice.Later;
        return code == 534 || Says(words, AppPasswordWords) || Says(order.Host, WantAppPasswords) ? MailAdvice.AppPassword : MailAdvice.WrongPassword;
    }

    private static MailAdvice Sender(int code, string words) =>
        code == 530 ? MailAdvice.SignInWanted
        : code is >= 400 and < 500 ? MailAdvice.Later
        : Says(words, ["authentication required", "authenticate first"]) ? MailAdvice.SignInWanted
        : MailAdvice.SenderRefused;

    private static MailAdvice Delivery(MailTrouble trouble, int code, string words) =>
        code is >= 400 and < 500 ? MailAdvice.Later
        : Says(words, RelayWords) ? MailAdvice.RelayDenied
        : trouble == MailTrouble.RecipientRejected ? MailAdvice.RecipientRefused
        : MailAdvice.MessageRefused;

    private static bool Says(string words, string[] any) => Array.Exists(any, one => words.Contains(one, StringComparison.OrdinalIgnoreCase));
}
