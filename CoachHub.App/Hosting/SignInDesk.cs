using CoachHub.Domain.Accounts;
using Microsoft.AspNetCore.Identity;

namespace CoachHub.App.Hosting;

/// <summary>Lets people in. An unknown address, a wrong password, a locked and a switched-off account answer alike and take as long.</summary>
public sealed class SignInDesk(
    UserManager<User> users,
    SignInManager<User> signIn,
    IPasswordHasher<User> hasher,
    AttemptLimiter limiter,
    ILogger<SignInDesk> log)
{
    // A hash that nobody knows the password of, made once with the same cost as the real ones.
    private static string? decoy;

    /// <summary>Signs in with a password; false says no more than that it did not work.</summary>
    /// <param name="email">The address as typed.</param>
    /// <param name="password">The password as typed.</param>
    /// <param name="keep">Whether the sign-in outlives the browser's window.</param>
    /// <param name="network">The network address of the request, to count attempts by.</param>
    public async Task<bool> TryPasswordAsync(string? email, string? password, bool keep, string network)
    {
        var account = User.NormalizeEmail(email ?? "");
        if (account.Length is 0 or > 254 || password is null or { Length: > PasswordRules.Longest }
            || !limiter.TryTake(AttemptLimit.PasswordPerNetwork, network)
            || !limiter.TryTake(AttemptLimit.PasswordPerAccount, account))
        {
            return false;
        }

        var user = await users.FindByEmailAsync(account);
        if (user?.PasswordHash is null || user.DisabledAtUtc is not null || await users.IsLockedOutAsync(user))
        {
            SpendTheTime(password);
            return false;
        }

        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (!result.Succeeded)
        {
            if (result.IsLockedOut)
                log.LogWarning("Account {UserId} is locked after too many wrong passwords.", user.Id);
            return false;
        }

        limiter.GiveBack(AttemptLimit.PasswordPerNetwork, network);
        limiter.Clear(AttemptLimit.PasswordPerAccount, account);
        await signIn.SignInAsync(user, keep);
        return true;
    }

    /// <summary>Signs in somebody who has proved otherwise who they are: by a mailed link, or by setting the practice up.</summary>
    public async Task SignInAsync(int userId, bool keep)
    {
        var user = await users.FindByIdAsync(userId.ToString(System.Globalization.CultureInfo.InvariantCulture))
            ?? throw new InvalidOperationException("The account has gone.");
        await signIn.SignInAsync(user, keep);
    }

    /// <summary>Signs out of this browser.</summary>
    public Task SignOutAsync() => signIn.SignOutAsync();

    private void SpendTheTime(string password)
    {
        var nobody = User.Create("", "", "nobody@example.invalid", Domain.Kernel.Role.Client, "Etc/UTC", "en", default);
        decoy ??= hasher.HashPassword(nobody, Guid.NewGuid().ToString());
        hasher.VerifyHashedPassword(nobody, decoy, password);
    }
}
