using System.Net;
using System.Net.Sockets;
using CoachHub.App.Hosting;
using CoachHub.App.Hosting.Commands;
using CoachHub.App.Integrations.Smtp;
using CoachHub.App.Integrations.Stripe;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Import;

public sealed class CheckCommandTests
{
    [Fact]
    public async Task EverythingWell_ThreeLinesAndZero()
    {
        var (exit, lines) = await CheckAsync([]);

        Assert.Equal(0, exit);
        Assert.Equal(3, lines.Length);
        Assert.Matches("^database: ok: .*coachhub.db is whole and up to date$", lines[0]);
        Assert.StartsWith("mail: ok: no server is set", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("stripe: ok: not set", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task StripeKeyWithoutItsSecret_Fails()
    {
        var (exit, lines) = await CheckAsync(new() { ["Stripe:SecretKey"] = "sk_test_1" });

        Assert.Equal(1, exit);
        Assert.StartsWith("stripe: failed:", lines[2], StringComparison.Ordinal);
        Assert.DoesNotContain("sk_test_1", string.Join('\n', lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MailServerThatIsNotThere_Fails()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var number = ((IPEndPoint)port.LocalEndpoint).Port;
        port.Stop();

        var (exit, lines) = await CheckAsync(new()
        {
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = $"{number}",
            ["Mail:Security"] = "None",
            ["Mail:FromAddress"] = "practice@example.org",
        });

        Assert.Equal(1, exit);
        Assert.StartsWith($"mail: failed: 127.0.0.1:{number}: ", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAIL", "550 5.7.1 not your address", "mail: failed: 127.0.0.1:{0}: sender: sender refused: 550 5.7.1 not your address")]
    [InlineData("RCPT", "550 5.1.1 no such mailbox", "mail: ok: 127.0.0.1:{0} answers; it takes mail from practice@example.org; sender has no mailbox: 550 5.1.1 no such mailbox")]
    [InlineData("", "", "mail: ok: 127.0.0.1:{0} answers; it takes mail from practice@example.org")]
    public async Task MailServerThatAnswers_SaysWhetherItTakesTheSenderAndSendsNothing(string verb, string answer, string expected)
    {
        await using var sink = new SmtpSink { Answer = line => verb.Length > 0 && line.StartsWith(verb, StringComparison.Ordinal) ? answer : null };
        sink.Start();

        var (_, lines) = await CheckAsync(new()
        {
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = $"{sink.Port}",
            ["Mail:Security"] = "None",
            ["Mail:FromAddress"] = "practice@example.org",
        });

        Assert.Equal(expected.Replace("{0}", $"{sink.Port}", StringComparison.Ordinal), lines[1]);
        Assert.Empty(sink.Received);
    }

    [Fact]
    public async Task NoDatabase_FailsAndMakesNone()
    {
        var folder = Directory.CreateTempSubdirectory("coachhub-check");
        try
        {
            var (exit, lines) = await CheckAsync(new() { ["Data:Folder"] = folder.FullName });

            Assert.Equal(1, exit);
            Assert.StartsWith("database: failed: there is none", lines[0], StringComparison.Ordinal);
            Assert.Empty(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Exit, string[] Lines)> CheckAsync(Dictionary<string, string?> keys)
    {
        AppSettings? settings = null;
        await using var harness = await DomainHarness.CreateAsync(services =>
        {
            services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
            services.AddSingleton<MailSettingsSource>();
            services.AddSingleton<StripeKeysSource>();
            services.AddSingleton<LocalMailbox>();
            services.AddSingleton<IMailDoctor>(provider => new SmtpDoctor((_, _) => throw new InvalidOperationException("check sends nothing"), provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton<IConfiguration>(_ => Configure(keys));
            services.AddSingleton(_ => settings!);
        });
        keys.TryAdd("Data:Folder", harness.Folder);
        settings = AppSettings.Read(Configure(keys));
        using var report = new StringWriter { NewLine = "\n" };

        var exit = await new CheckCommand(harness.Services, settings, report).RunAsync(TestContext.Current.CancellationToken);

        return (exit, report.ToString().TrimEnd().Split('\n'));
    }

    private static IConfigurationRoot Configure(Dictionary<string, string?> keys) =>
        new ConfigurationBuilder().AddInMemoryCollection(keys).Build();
}
