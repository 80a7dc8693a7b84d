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
public sealed class StripeKeysSource : IKeySafe
{
    /// <summary>The setting with the secret key.</summary>
    public const string SecretKeySetting = "Stripe:SecretKey";

    /// <summary>The setting with the signing secret.</summary>
    public const string WebhookSecretSetting = "Stripe:WebhookSecret";

    private readonly AppSettings settings;
    private readonly IDbContextFactory<AppDbContext> databases;
    private readonly KeptSecret secret;
    private readonly Remembered<StripeKeys> known;

    public StripeKeysSource(
        AppSettings settings, IDbContextFactory<AppDbContext> databases, IDataProtectionProvider protection, ChangeFeed feed, ILogger<StripeKeysSource> log)
    {
        (this.settings, this.databases) = (settings, databases);
        secret = new KeptSecret(protection.CreateProtector("CoachHub.Stripe.Keys"), "A saved Stripe key", log);
        known = new Remembered<StripeKeys>(feed, Topics.Practice, ReadAsync);
    }

    /// <summary>True when the environment gives the secret key.</summary>
    public bool SecretKeyIsGiven => settings.StripeSecretKey.Length > 0;

    /// <summary>True when the environment gives the signing secret.</summary>
    public bool WebhookSecretIsGiven => settings.StripeWebhookSecret.Length > 0;

    /// <summary>The keys as they count now.</summary>
    public async ValueTask<StripeKeys> GetAsync(CancellationToken cancel) => (await known.FindAsync(cancel))!;

    /// <summary>The keys as they count with this row.</summary>
    public StripeKeys Effective(PracticeSettings? saved) => new(
        SecretKeyIsGiven ? settings.StripeSecretKey : secret.Unprotect(saved?.PaymentKeyProtected ?? ""),
        WebhookSecretIsGiven ? settings.StripeWebhookSecret : secret.Unprotect(saved?.WebhookSecretProtected ?? ""));

    /// <inheritdoc />
    public string Protect(string secret) => this.secret.Protect(secret);

    private async Task<StripeKeys?> ReadAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return Effective(await db.Set<PracticeSettings>().AsNoTracking().SingleOrDefaultAsync(cancel));
    }
}
