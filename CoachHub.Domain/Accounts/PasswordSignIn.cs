using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CoachHub.Domain.Accounts;

/// <summary>What an attempt to sign in came to.</summary>
/// <param name="UserId">The account, when the password is right and the account works.</param>
/// <param name="IsSwitchedOff">The password is right, but the account is switched off: only who knows the password is told so.</param>
public readonly record struct PasswordAnswer(int? UserId, bool IsSwitchedOff);

/// <summary>
/// Compares passwords. An unknown address, a wrong password and a locked account answer alike, and so does a switched-off one to a
/// wrong password; all take as long: each answer costs one comparison, and nothing else that depends on the account.
/// </summary>
public sealed class PasswordSignIn(
    IDbContextFactory<AppDbContext> databases,
    IPasswordHasher<User> hasher,
    AttemptLimiter limiter,
    TimeProvider clock,
    ILogger<PasswordSignIn> log)
{
    /// <summary>Wrong passwords in a row after which the account is locked.</summary>
    public const int MostFailures = 5;

    /// <summary>How long a locked account stays so; a mailed link lifts it.</summary>
    public static readonly TimeSpan LockoutLasts = TimeSpan.FromMinutes(10);

    private static readonly User Nobody = User.Create("", "", "nobody@example.invalid", Role.Client, "Etc/UTC", "en", default);
    private string? decoy;

    /// <summary>Whose password it is; see <see cref="PasswordAnswer"/>.</summary>
    /// <param name="email">The address as typed.</param>
    /// <param name="password">The password as typed.</param>
    /// <param name="network">Where the attempt comes from, to count attempts by.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<PasswordAnswer> CheckAsync(string? email, string? password, string network, CancellationToken cancel)
    {
        var address = User.NormalizeEmail(email is { Length: <= 254 } ? email : "");
        if (address.Length == 0 || password is null or { Length: 0 or > PasswordRules.Longest }
            || !limiter.TryTake(AttemptLimit.PasswordPerNetwork, network)
            || !limiter.TryTake(AttemptLimit.PasswordPerAccount, address))
        {
            return default;
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        var user = await db.Set<User>().AsNoTracking().SingleOrDefaultAsync(u => u.NormalizedEmail == address, cancel);
        var isOpen = user is { PasswordHash: not null } && !(user.LockoutEnd > clock.GetUtcNow());
        var isRight = Compare(isOpen ? user! : Nobody, isOpen ? user!.PasswordHash! : Decoy(), password);
        if (!isOpen || !isRight)
        {
            if (isOpen)
                await WhereWritableAsync(() => CountFailureAsync(db, user!, cancel));
            return default;
        }

        if (user!.DisabledAtUtc is not null)
            return new PasswordAnswer(null, IsSwitchedOff: true);

        limiter.GiveBack(AttemptLimit.PasswordPerNetwork, network);
        limiter.Clear(AttemptLimit.PasswordPerAccount, address);
        if (user.AccessFailedCount > 0 || user.LockoutEnd is not null)
        {
            await WhereWritableAsync(() => db.Set<User>().Where(u => u.Id == user.Id).ExecuteUpdateAsync(
                set => set.SetProperty(u => u.AccessFailedCount, 0).SetProperty(u => u.LockoutEnd, (DateTimeOffset?)null), cancel));
        }

        return new PasswordAnswer(user.Id, IsSwitchedOff: false);
    }

    private bool Compare(User user, string hash, string password) =>
        hasher.VerifyHashedPassword(user, hash, password) != PasswordVerificationResult.Failed;

    // A hash whose password nobody knows, of the same cost as the real ones.
    private string Decoy() => decoy ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString());

    // A full disk keeps nobody out who can mend it; attempts are limited in memory too.
    private async Task WhereWritableAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is not null)
        {
            log.LogError(fault, "An attempt to sign in could not be counted.");
        }
    }

    private async Task CountFailureAsync(AppDbContext db, User user, CancellationToken cancel)
    {
        // Counted in the database, not in a loaded row: attempts in parallel must each count.
        var lockedUntil = clock.GetUtcNow() + LockoutLasts;
        await db.Set<User>().Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.AccessFailedCount, u => u.AccessFailedCount + 1), cancel);
        var locked = await db.Set<User>().Where(u => u.Id == user.Id && u.AccessFailedCount >= MostFailures).ExecuteUpdateAsync(
            set => set.SetProperty(u => u.AccessFailedCount, 0).SetProperty(u => u.LockoutEnd, lockedUntil), cancel);
        if (locked > 0)
            log.LogWarning("Account {UserId} is locked after too many wrong passwords.", user.Id);
    }
}
