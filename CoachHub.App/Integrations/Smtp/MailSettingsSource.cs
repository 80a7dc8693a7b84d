using System.Security.Cryptography;
using CoachHub.App.Hosting;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.App.Integrations.Smtp;

/// <summary>
/// The mail settings that count: what the environment says wins key by key over what was saved in the settings pages, and
/// that over <c>appsettings.json</c>.
/// </summary>
public sealed class MailSettingsSource : IDisposable
{
    private static readonly string[] Keys =
        ["Mail:Host", "Mail:Port", "Mail:Security", "Mail:User", "Mail:Password", "Mail:FromAddress", "Mail:FromName"];

    private readonly AppSettings settings;
    private readonly IDbContextFactory<AppDbContext> databases;
    private readonly IDataProtector protector;
    private readonly ILogger<MailSettingsSource> log;
    private readonly IDisposable subscription;
    private MailSettings? known;
    private int generation;

    public MailSettingsSource(
        IConfiguration configuration,
        AppSettings settings,
        IDbContextFactory<AppDbContext> databases,
        IDataProtectionProvider protection,
        ChangeFeed feed,
        ILogger<MailSettingsSource> log)
    {
        (this.settings, this.databases, this.log) = (settings, databases, log);
        protector = protection.CreateProtector("CoachHub.Mail.Password");
        FixedKeys = Keys.Where(key => IsFixed(configuration, key)).ToHashSet();
        subscription = feed.Subscribe(Topics.Practice, _ => Forget());
    }

    /// <summary>The keys (<c>Mail:Host</c> …) that the environment or the command line gives: the settings page shows them read-only.</summary>
    public IReadOnlySet<string> FixedKeys { get; }

    /// <summary>The settings as they count now.</summary>
    public async ValueTask<MailSettings> GetAsync(CancellationToken cancel)
    {
        if (Volatile.Read(ref known) is { } kept)
            return kept;
        var before = Volatile.Read(ref generation);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var read = Effective(await db.Set<PracticeSettings>().AsNoTracking().SingleOrDefaultAsync(cancel));
        if (Volatile.Read(ref generation) == before)
            Volatile.Write(ref known, read);
        return read;
    }

    /// <summary>The settings as they would count with this row: what a page shows, and what a test mail tries before saving.</summary>
    public MailSettings Effective(PracticeSettings? saved)
    {
        var given = settings.Mail;
        if (saved is not { MailHost.Length: > 0 } and not { MailUser.Length: > 0 } and not { MailFromAddress.Length: > 0 } and not { MailFromName.Length: > 0 })
            return given;
        return new MailSettings(
            Choose("Mail:Host", given.Host, saved.MailHost),
            Choose("Mail:Port", given.Port, saved.MailPort),
            Choose("Mail:Security", given.Security, saved.MailSecurity),
            Choose("Mail:User", given.User, saved.MailUser),
            FixedKeys.Contains("Mail:Password") ? given.Password : Unprotect(saved.MailPasswordProtected),
            Choose("Mail:FromAddress", given.FromAddress, saved.MailFromAddress),
            Choose("Mail:FromName", given.FromName, saved.MailFromName));
    }

    /// <summary>A password as it is kept in <see cref="PracticeSettings.MailPasswordProtected"/>.</summary>
    public string Protect(string password) => password.Length == 0 ? "" : protector.Protect(password);

    public void Dispose() => subscription.Dispose();

    private T Choose<T>(string key, T given, T saved) => FixedKeys.Contains(key) ? given : saved;

    private string Unprotect(string kept)
    {
        if (kept.Length == 0)
            return "";
        try
        {
            return protector.Unprotect(kept);
        }
        catch (CryptographicException fault)
        {
            log.LogWarning(fault, "The saved mail password cannot be read: the keys that protect it are gone. Save it again in the settings.");
            return "";
        }
    }

    private static bool IsFixed(IConfiguration configuration, string key) =>
        configuration is IConfigurationRoot root
        && root.Providers.Reverse().FirstOrDefault(provider => provider.TryGet(key, out _)) is { } provider
        && provider is not Microsoft.Extensions.Configuration.Json.JsonConfigurationProvider
        && configuration[key] is { Length: > 0 };

    private void Forget()
    {
        Interlocked.Increment(ref generation);
        Volatile.Write(ref known, null);
    }
}
