using System.Globalization;
using System.Security.Claims;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using Microsoft.AspNetCore.Components.Authorization;

namespace CoachHub.App.Hosting;

/// <summary>The signed-in person, looked up at each question: what a sign-in's claims said hours ago does not count.</summary>
public sealed class CurrentActor(AuthenticationStateProvider authentication, ActorDirectory directory)
{
    /// <summary>The person, or null without a sign-in or once the account is switched off.</summary>
    public async ValueTask<Actor?> FindAsync()
    {
        var state = await authentication.GetAuthenticationStateAsync();
        var id = state.User.FindFirstValue(ClaimTypes.NameIdentifier);
        return int.TryParse(id, CultureInfo.InvariantCulture, out var userId) ? await directory.FindAsync(userId) : null;
    }

    /// <summary>The person.</summary>
    /// <exception cref="UnauthorizedAccessException">Nobody is signed in any more.</exception>
    public async ValueTask<Actor> GetAsync() =>
        await FindAsync() ?? throw new UnauthorizedAccessException("Nobody is signed in.");
}
