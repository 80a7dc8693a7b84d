using System.Globalization;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel.Data;
using Microsoft.AspNetCore.Identity;

namespace CoachHub.App.Hosting;

/// <summary>Gives and takes the cookie. Who somebody is has been decided before, in the domain.</summary>
public sealed class SignInDesk(UserManager<User> users, SignInManager<User> signIn, AppDbContext db)
{
    /// <summary>Signs this browser in.</summary>
    /// <param name="userId">The account.</param>
    /// <param name="keep">Whether the sign-in outlives the browser's window.</param>
    public async Task SignInAsync(int userId, bool keep) => await signIn.SignInAsync(await LoadAsync(userId), keep);

    /// <summary>Gives this browser a cookie that holds what has just changed: language, name, security stamp.</summary>
    public async Task RefreshAsync(int userId) => await signIn.RefreshSignInAsync(await LoadAsync(userId));

    /// <summary>Signs this browser out.</summary>
    public Task SignOutAsync() => signIn.SignOutAsync();

    private async Task<User> LoadAsync(int userId)
    {
        // The request may have compared the stamp of the account as it was before the change.
        db.ChangeTracker.Clear();
        return await users.FindByIdAsync(userId.ToString(CultureInfo.InvariantCulture)) ?? throw new InvalidOperationException("The account has gone.");
    }
}
