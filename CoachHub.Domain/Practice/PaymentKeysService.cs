using System.Text.RegularExpressions;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Practice;

/// <summary>Turns a secret into what is kept of it, so that nobody can read it out of the database. Implemented in the application.</summary>
public interface IKeySafe
{
    /// <summary>The secret, encrypted.</summary>
    string Protect(string secret);
}

/// <summary>The keys of online payment as an administrator typed them.</summary>
public sealed record PaymentKeysInput
{
    /// <summary>The longest key.</summary>
    public const int KeyLength = 255;

    /// <summary>A new secret key; empty keeps the one that is saved.</summary>
    public string? SecretKey { get; init; }

    /// <summary>A new signing secret of the webhook; empty keeps the one that is saved.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>The version of the settings that the person saw.</summary>
    public int Version { get; init; }
}

/// <summary>What is saved of the keys; they themselves are never handed out.</summary>
/// <param name="Mode">Test or live, by the saved key; null = none is saved.</param>
/// <param name="HasWebhookSecret">A signing secret is saved.</param>
/// <param name="Version">The version of the settings.</param>
public sealed record PaymentKeys(PaymentMode? Mode, bool HasWebhookSecret, int Version);

/// <summary>The keys of online payment, for administrators.</summary>
public sealed partial class PaymentKeysService(IDbContextFactory<AppDbContext> databases, PracticeWriter writer, IKeySafe safe, TimeProvider clock)
{
    private static readonly string[] Fields = [nameof(PracticeSettings.PaymentMode), nameof(PracticeSettings.PaymentKeysChangedAtUtc)];

    /// <summary>What is saved. Problem: <c>forbidden</c>.</summary>
    public async Task<Result<PaymentKeys>> GetAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        return KeysOf(await db.Set<PracticeSettings>().AsNoTracking().SingleAsync(cancel));
    }

    /// <summary>Test or live, by the key's beginning; null for what is no secret key.</summary>
    public static PaymentMode? ModeOf(string? secretKey) => secretKey switch
    {
        { } key when !SecretKey().IsMatch(key) => null,
        ['s' or 'r', 'k', '_', 't', ..] => PaymentMode.Test,
        { Length: > 0 } => PaymentMode.Live,
        _ => null,
    };

    /// <summary>True for what looks like the signing secret of a webhook.</summary>
    public static bool IsWebhookSecret(string text) => WebhookSecret().IsMatch(text);

    /// <summary>Each field's problem: <c>payment.key_public</c>, <c>payment.key</c>, <c>payment.webhook_secret</c>.</summary>
    public static IReadOnlyList<Problem> Check(PaymentKeysInput input)
    {
        var key = InputText.Clean(input.SecretKey);
        var secret = InputText.Clean(input.WebhookSecret);
        Problem?[] problems =
        [
            key is null || ModeOf(key) is not null
                ? null
                : Problem.Invalid(key.StartsWith("pk_", StringComparison.Ordinal) ? "payment.key_public" : "payment.key", nameof(input.SecretKey)),
            secret is null || IsWebhookSecret(secret) ? null : Problem.Invalid("payment.webhook_secret", nameof(input.WebhookSecret)),
        ];
        return [.. problems.OfType<Problem>()];
    }

    /// <summary>
    /// Saves what was typed. A key of another mode takes the old signing secret with it: that one belonged to the other mode. Problems:
    /// <c>forbidden</c>, those of <see cref="Check"/>, <c>practice.changed</c> (by whom), <c>storage.*</c>.
    /// </summary>
    public Task<Result<PaymentKeys>> SaveAsync(Actor actor, PaymentKeysInput input, CancellationToken cancel) =>
        writer.SaveAsync<PaymentKeys>(actor, Check(input), Fields, input.Version, async (db, practice) =>
        {
            var (key, secret) = (InputText.Clean(input.SecretKey), InputText.Clean(input.WebhookSecret));
            if (key is null && secret is null)
                return KeysOf(practice);
            if (key is not null)
            {
                if (practice.PaymentMode is { } before && before != ModeOf(key))
                    practice.WebhookSecretProtected = "";
                (practice.PaymentMode, practice.PaymentKeyProtected) = (ModeOf(key), safe.Protect(key));
            }

            if (secret is not null)
                practice.WebhookSecretProtected = safe.Protect(secret);
            return await SavedAsync(db, practice, cancel);
        }, cancel);

    /// <summary>Forgets both keys: online payment is off. Problems: <c>forbidden</c>, <c>practice.changed</c>, <c>storage.*</c>.</summary>
    public Task<Result<PaymentKeys>> RemoveAsync(Actor actor, int seenVersion, CancellationToken cancel) =>
        writer.SaveAsync<PaymentKeys>(actor, [], Fields, seenVersion, (db, practice) =>
        {
            (practice.PaymentMode, practice.PaymentKeyProtected, practice.WebhookSecretProtected) = (null, "", "");
            return SavedAsync(db, practice, cancel);
        }, cancel);

    private async Task<Result<PaymentKeys>> SavedAsync(AppDbContext db, PracticeSettings practice, CancellationToken cancel)
    {
        practice.PaymentKeysChangedAtUtc = clock.GetUtcNow().UtcDateTime;
        await db.SaveChangesAsync(cancel);
        return KeysOf(practice);
    }

    private static PaymentKeys KeysOf(PracticeSettings practice) => new(practice.PaymentMode, practice.WebhookSecretProtected.Length > 0, practice.Version);

    [GeneratedRegex("^(sk|rk)_(test|live)_[A-Za-z0-9_]{1,240}$")]
    private static partial Regex SecretKey();

    [GeneratedRegex("^whsec_[A-Za-z0-9+/=_-]{1,240}$")]
    private static partial Regex WebhookSecret();
}
