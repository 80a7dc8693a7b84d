using System.Globalization;
using System.Security.Claims;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CoachHub.App.Hosting;

/// <summary>
/// Ends the sign-in of an open circuit when its account is switched off, signs out everywhere or gets a new password: at once when
/// this process made the change, within a minute otherwise.
/// </summary>
public sealed class CircuitSignIn(ILoggerFactory logs, AccountService accounts, ChangeFeed feed, IOptions<IdentityOptions> options)
    : RevalidatingServerAuthenticationStateProvider(logs)
{
    private readonly CancellationTokenSource closing = new();
    private IDisposable? subscription;

    protected override TimeSpan RevalidationInterval => AccountsHosting.StampInterval;

    /// <summary>
    /// Follows the change feed. Only circuits do: a request that changes the own password must not lose its sign-in halfway.
    /// </summary>
    public void Watch() => subscription ??= feed.Subscribe(Topics.Accounts, change => _ = CheckNowAsync(change.Id));

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        var person = authenticationState.User;
        return int.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id)
            && await accounts.IsCurrentAsync(id, person.FindFirstValue(options.Value.ClaimsIdentity.SecurityStampClaimType), cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            closing.Cancel();
            subscription?.Dispose();
            closing.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task CheckNowAsync(int changedId)
    {
        try
        {
            var state = await GetAuthenticationStateAsync();
            var isMine = changedId == 0 || state.User.FindFirstValue(ClaimTypes.NameIdentifier) == changedId.ToString(CultureInfo.InvariantCulture);
            if (isMine && state.User.Identity?.IsAuthenticated == true && !await ValidateAuthenticationStateAsync(state, closing.Token))
                SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The circuit closes, or has no person yet. The check each minute is the net.
        }
    }
}

/// <summary>Tells a circuit's sign-in that it is one.</summary>
public sealed class CircuitSignInWatch(AuthenticationStateProvider authentication) : CircuitHandler
{
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        (authentication as CircuitSignIn)?.Watch();
        return Task.CompletedTask;
    }
}
