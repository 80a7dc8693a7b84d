using CoachHub.App.Hosting;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.App.Integrations.Smtp;

/// <summary>
/// The mail settings that count: what the environment says wins key by key over what was saved in the settings pages, and
/// that over <c>appsettings.json</c>, of which a server counts as a whole.
/// </summary>
public sealed class MailSettingsSource
{
    private static readonly string[] Keys =
        ["Mail:Host", "Mail:Port", "Mail:Security", "Mail:User", "Mail:Password", "Mail:FromAddress", "Mail:FromName"];

    private readonly AppSettings settings;
    private readonly IDbContextFactory<AppDbContext> databases;
    private readonly KeptSecret secret;
    private readonly Remembered<MailSettings> known;

    public MailSettingsSource(
        IConfiguration configuration,
        AppSettings settings,
        IDbContextFactory<AppDbContext> databases,
        IDataProtectionProvider protection,
        ChangeFeed feed,
        ILogger<MailSettingsSource> log)
    {
        (this.settings, this.databases) = (settings, databases);
        secret = new KeptSecret(protection.CreateProtector("CoachHub.Mail.Password"), "The saved mail password", log);
        FixedKeys = Keys.Where(key => IsFixed(configuration, key)).ToHashSet();
        known = new Remembered<MailSettings>(feed, Topics.Practice, ReadAsync);
    }

    /// <summary>The keys (<c>Mail:Host</c> …) that the environment or the command line gives: the settings page shows them read-only.</summary>
    public IReadOnlySet<string> FixedKeys { get; }

    /// <summary>The settings as they count now.</summary>
    public async ValueTask<MailSettings> GetAsync(CancellationToken cancel) => (await known.FindAsync(cancel))!;

    /// <summary>The settings as they would count with this row: what a page shows, and what a test mail tries before saving.</summary>
    public MailSettings Effective(PracticeSettings? saved)
    {
        var given = settings.Mail;
        if (saved is not { MailHost.Length: > 0 } and not { MailUser.Length: > 0 } and not { MailFromAddress.Length: > 0 } and not { MailFromName.Length: > 0 })
            return given;
        // A sender's name alone names no server: then the one of the file goes on sending.
        var hasServer = saved.MailHost.Length > 0 || FixedKeys.Contains("Mail:Host") || given.IsLocalMailbox;
        var server = hasServer
            ? given with
            {
                Host = Choose("Mail:Host", given.Host, saved.MailHost),
                Port = Choose("Mail:Port", given.Port, saved.MailPort),
                Security = Choose("Mail:Security", given.Security, saved.MailSecurity),
                User = Choose("Mail:User", given.User, saved.MailUser),
            }
            : given;
        return server with
        {
            Password = PasswordOf(saved, server),
            FromAddress = Choose("Mail:FromAddress", given.FromAddress, saved.MailFromAddress.Length > 0 ? saved.MailFromAddress : given.FromAddress),
            FromName = Choose("Mail:FromName", given.FromName, saved.MailFromName.Length > 0 ? saved.MailFromName : given.FromName),
        };
    }

    // The password of the file goes to the server and the account that the file names, and nowhere else.
    private string PasswordOf(PracticeSettings saved, MailSettings server)
    {
        var given = settings.Mail;
        if (FixedKeys.Contains("Mail:Password"))
            return given.Password;
        if (saved.MailPasswordProtected.Length > 0)
            return secret.Unprotect(saved.MailPasswordProtected);
        var isOfTheFile = string.Equals(server.Host, given.Host, StringComparison.OrdinalIgnoreCase) && server.User == given.User && !given.Security.IsLoweredBy(server.Security);
        return isOfTheFile ? given.Password : "";
    }

    /// <summary>A password as it is kept in <see cref="PracticeSettings.MailPasswordProtected"/>.</summary>
    public string Protect(string password) => secret.Protect(password);

    private T Choose<T>(string key, T given, T saved) => FixedKeys.Contains(key) ? given : saved;

    private async Task<MailSettings?> ReadAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return Effective(await db.Set<PracticeSettings>().AsNoTracking().SingleOrDefaultAsync(cancel));
    }

    private static bool IsFixed(IConfiguration configuration, string key) =>
        configuration is IConfigurationRoot root
        && root.Providers.Reverse().FirstOrDefault(provider => provider.TryGet(key, out _)) is { } provider
        && provider is not Microsoft.Extensions.Configuration.Json.JsonConfigurationProvider
        && configuration[key] is { Length: > 0 };
}
