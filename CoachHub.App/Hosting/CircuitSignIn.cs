using System.Globalization;
using System.Security.Claims;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CoachHub.App.Hosting;

/// <summary>
/// Ends the sign-in of an open circuit when its account is switched off, signs out everywhere or gets a new password: at once when
/// this process made the change, within a minute otherwise.
/// </summary>
public sealed class CircuitSignIn : RevalidatingServerAuthenticationStateProvider
{
    private readonly AccountService accounts;
    private readonly IOptions<IdentityOptions> options;
    private readonly IDisposable subscription;
    private readonly CancellationTokenSource closing = new();

    public CircuitSignIn(ILoggerFactory logs, AccountService accounts, ChangeFeed feed, IOptions<IdentityOptions> options)
        : base(logs)
    {
        this.accounts = accounts;
        this.options = options;
        subscription = feed.Subscribe(Topics.Accounts, change => _ = CheckNowAsync(change.Id));
    }

    protected override TimeSpan RevalidationInterval => AccountsHosting.StampInterval;

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
            subscription.Dispose();
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
