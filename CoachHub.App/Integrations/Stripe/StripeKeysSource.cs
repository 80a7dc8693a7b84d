using System.Security.Cryptography;
using CoachHub.App.Hosting;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.App.Integrations.Stripe;

/// <summary>The keys that count. They print as nothing: a log must not hold them.</summary>
/// <param name="SecretKey">The secret key; empty = none.</param>
/// <param name="WebhookSecret">The signing secret of the webhook; empty = none.</param>
public sealed record StripeKeys(string SecretKey, string WebhookSecret)
{
    /// <summary>Test or live, by the key; null without one.</summary>
    public PaymentMode? Mode => PaymentKeysService.ModeOf(SecretKey);

    /// <summary>Clients can pay: money is taken, and what happens is told.</summary>
    public bool IsOn => Mode is not null && WebhookSecret.Length > 0;

    /// <inheritdoc />
    public override string ToString() => nameof(StripeKeys);
}

/// <summary>The keys that count: what the environment says wins over what was saved in the settings page, key by key.</summary>
public sealed class StripeKeysSource : IKeySafe, IDisposable
{
    /// <summary>The setting with the secret key.</summary>
    public const string SecretKeySetting = "Stripe:SecretKey";

    /// <summary>The setting with the signing secret.</summary>
    public const string WebhookSecretSetting = "Stripe:WebhookSecret";

    private readonly AppSettings settings;
    private readonly IDbContextFactory<AppDbContext> databases;
    private readonly IDataProtector protector;
    private readonly ILogger<StripeKeysSource> log;
    private readonly IDisposable subscription;
    private StripeKeys? known;
    private int generation;

    public StripeKeysSource(
        AppSettings settings, IDbContextFactory<AppDbContext> databases, IDataProtectionProvider protection, ChangeFeed feed, ILogger<StripeKeysSource> log)
    {
        (this.settings, this.databases, this.log) = (settings, databases, log);
        protector = protection.CreateProtector("CoachHub.Stripe.Keys");
        subscription = feed.Subscribe(Topics.Practice, _ => Forget());
    }

    /// <summary>True when the environment gives the secret key.</summary>
    public bool SecretKeyIsGiven => settings.StripeSecretKey.Length > 0;

    /// <summary>True when the environment gives the signing secret.</summary>
    public bool WebhookSecretIsGiven => settings.StripeWebhookSecret.Length > 0;

    /// <summary>The keys as they count now.</summary>
    public async ValueTask<StripeKeys> GetAsync(CancellationToken cancel)
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

    /// <summary>The keys as they count with this row.</summary>
    public StripeKeys Effective(PracticeSettings? saved) => new(
        SecretKeyIsGiven ? settings.StripeSecretKey : Unprotect(saved?.PaymentKeyProtected ?? ""),
        WebhookSecretIsGiven ? settings.StripeWebhookSecret : Unprotect(saved?.WebhookSecretProtected ?? ""));

    /// <inheritdoc />
    public string Protect(string secret) => protector.Protect(secret);

    public void Dispose() => subscription.Dispose();

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
            log.LogWarning(fault, "A saved Stripe key cannot be read: the keys that protect it are gone. Save it again in the settings.");
            return "";
        }
    }

    private void Forget()
    {
        Interlocked.Increment(ref generation);
        Volatile.Write(ref known, null);
    }
}
