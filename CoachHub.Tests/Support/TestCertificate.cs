using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CoachHub.Tests.Support;

/// <summary>Certificates that a test makes for itself, signed by nobody else.</summary>
public static class TestCertificate
{
    /// <summary>A certificate for a server of this name.</summary>
    public static X509Certificate2 For(string host, DateTimeOffset? until = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-30), until ?? now.AddDays(30));
    }
}
