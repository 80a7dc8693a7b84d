using System.Net;
using System.Security.Cryptography.X509Certificates;
using CoachHub.App;
using CoachHub.Domain.Practice;
using CoachHub.Tests.EndToEnd;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Mail;

/// <summary>
/// TLS as an installation has it: the real program trusts what its machine trusts, and <em>Send a test mail</em> says why not.
/// The machine's trust is a file of certificates, which .NET reads once in a process; hence a process of its own.
/// </summary>
public sealed class SmtpTlsTests(SmtpTlsTests.TrustingApp server) : IClassFixture<SmtpTlsTests.TrustingApp>, IAsyncDisposable
{
    private readonly SmtpSink sink = new();
    private readonly List<string> heard = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MailSecurity.StartTls)]
    [InlineData(MailSecurity.Tls)]
    public async Task TestMail_CertificateIsTrusted_IsTakenAfterASignIn(MailSecurity security)
    {
        var html = await SendAsync(security, server.Trusted);

        Assert.Contains("The server took the test mail: 2.0.0 taken", html, StringComparison.Ordinal);
        Assert.Equal(["ada@example.org"], Assert.Single(sink.Received).To);
        Assert.Contains(heard, line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(MailSecurity.StartTls)]
    [InlineData(MailSecurity.Tls)]
    public async Task TestMail_CertificateOfAStranger_IsRefusedInClearWords(MailSecurity security)
    {
        using var stranger = TestCertificate.For("localhost");

        await RefusedAsync(security, stranger, "TLS: this machine does not trust the server's certificate (UntrustedRoot)");
    }

    [Fact]
    public async Task TestMail_CertificateOfAnotherName_IsRefusedInClearWords() =>
        await RefusedAsync(MailSecurity.Tls, server.Elsewhere, "TLS: the server's certificate is for mail.elsewhere.example, not for localhost");

    [Fact]
    public async Task TestMail_CertificateHasRunOut_IsRefusedInClearWords() =>
        await RefusedAsync(MailSecurity.Tls, server.Expired, "TLS: the server's certificate has run out or is not valid yet");

    [Fact]
    public async Task TestMail_ServerOffersNoProtection_IsRefusedBeforeThePassword() =>
        await RefusedAsync(MailSecurity.StartTls, null, "STARTTLS");

    public ValueTask DisposeAsync() => sink.DisposeAsync();

    private async Task RefusedAsync(MailSecurity asked, X509Certificate2? certificate, string words)
    {
        var html = await SendAsync(asked, certificate);

        Assert.Contains("The test mail was not taken: ", html, StringComparison.Ordinal);
        Assert.Contains(words, html, StringComparison.Ordinal);
        Assert.Empty(sink.Received);
        Assert.DoesNotContain(heard, line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    private async Task<string> SendAsync(MailSecurity asked, X509Certificate2? certificate)
    {
        (sink.Certificate, sink.Security) = (certificate, certificate is null ? MailSecurity.None : asked);
        sink.Answer = line =>
        {
            lock (heard)
                heard.Add(line);
            return null;
        };
        sink.Start();
        using var browser = server.App.Browser();
        using var answer = await WebForm.SendAsync(
            browser, AppRoutes.Setup, "setup", Cancel, true,
            ("Input.PracticeName", "Elan"), ("Input.ZoneId", "Europe/Paris"), ("Input.Currency", "EUR"), ("Input.Language", "en"),
            ("Input.FirstName", "Ada"), ("Input.LastName", "Martin"), ("Input.Email", "ada@example.org"), ("Input.Password", "seven odd green herons"),
            ("Input.MailHost", "localhost"), ("Input.MailPort", sink.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("Input.MailSecurity", asked.ToString()), ("Input.MailUser", "ada"), ("Input.MailPassword", "post horn"), ("Input.Act", "test"));
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>CoachHub on a machine that trusts three certificates, before its set-up.</summary>
    public sealed class TrustingApp : IAsyncLifetime
    {
        private readonly string folder = Directory.CreateTempSubdirectory("coachhub-tls-").FullName;

        public X509Certificate2 Trusted { get; } = TestCertificate.For("localhost");

        public X509Certificate2 Elsewhere { get; } = TestCertificate.For("mail.elsewhere.example");

        public X509Certificate2 Expired { get; } = TestCertificate.For("localhost", DateTimeOffset.UtcNow.AddDays(-1));

        public AppProcess App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var trust = Path.Combine(folder, "trust.pem");
            await File.WriteAllLinesAsync(trust, [Trusted.ExportCertificatePem(), Elsewhere.ExportCertificatePem(), Expired.ExportCertificatePem()]);
            App = new AppProcess(folder, new Dictionary<string, string> { ["SSL_CERT_FILE"] = trust });
            await App.StartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            Array.ForEach([Trusted, Elsewhere, Expired], certificate => certificate.Dispose());
            Directory.Delete(folder, recursive: true);
        }
    }
}
