using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CoachHub.Domain.Mail;

namespace CoachHub.App.Integrations.Smtp;

/// <summary>
/// Decides whether a mail server is the one that the settings name: its certificate is for that name, has not run out, and comes from
/// an authority that the machine trusts. There is no way around it; an authority of one's own is added to the machine's.
/// </summary>
internal sealed class ServerCertificate(string host)
{
    /// <summary>What is wrong with the certificate that was shown last, or null.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The same for a program.</summary>
    public MailTrouble? Kind { get; private set; }

    public bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        (Kind, Trouble) = (null, null);
        if (errors != SslPolicyErrors.None)
            (Kind, Trouble) = Flaw(certificate, chain, errors);
        return Trouble is null;
    }

    private (MailTrouble Kind, string Words) Flaw(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 shown)
            return (MailTrouble.CertificateUntrusted, "the server shows no certificate");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return (MailTrouble.CertificateName, $"the server's certificate is for {shown.GetNameInfo(X509NameType.DnsName, forIssuer: false)}, not for {host}");
        var flaws = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        return flaws?.HasFlag(X509ChainStatusFlags.NotTimeValid) == true
            ? (MailTrouble.CertificateExpired, "the server's certificate has run out or is not valid yet")
            : (MailTrouble.CertificateUntrusted, $"this machine does not trust the server's certificate ({flaws})");
    }
}
