using System.Globalization;
using System.Security.Claims;
using CoachHub.Domain.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CoachHub.App.Hosting;

/// <summary>What the sign-in's cookie says of its holder: as little as pages need before they ask the directory.</summary>
public sealed class AccountClaims(UserManager<User> users, IOptions<IdentityOptions> options) : IUserClaimsPrincipalFactory<User>
{
    /// <summary>The claim with the person's language.</summary>
    public const string Culture = "culture";

    public async Task<ClaimsPrincipal> CreateAsync(User user)
    {
        var names = options.Value.ClaimsIdentity;
        var identity = new ClaimsIdentity(IdentityConstants.ApplicationScheme, names.UserNameClaimType, names.RoleClaimType);
        identity.AddClaim(new Claim(names.UserIdClaimType, user.Id.ToString(CultureInfo.InvariantCulture)));
        identity.AddClaim(new Claim(names.UserNameClaimType, user.DisplayName));
        identity.AddClaim(new Claim(names.RoleClaimType, user.Role.ToString()));
        identity.AddClaim(new Claim(names.SecurityStampClaimType, await users.GetSecurityStampAsync(user)));
        identity.AddClaim(new Claim(Culture, user.Language));
        return new ClaimsPrincipal(identity);
    }
}

/// <summary>An account that is switched off cannot sign in, whatever it knows.</summary>
public sealed class WorkingAccounts : IUserConfirmation<User>
{
    public Task<bool> IsConfirmedAsync(UserManager<User> manager, User user) => Task.FromResult(user.DisabledAtUtc is null);
}
