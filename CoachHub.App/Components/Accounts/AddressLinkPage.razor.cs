using CoachHub.App.Hosting;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Accounts;

/// <summary>
/// Where the link leads that confirms a new address. Opening it changes nothing; its button does, for whoever is signed in to the
/// account: a stranger at a mistyped address must not get it.
/// </summary>
public sealed partial class AddressLinkPage
{
    private Actor? actor;
    private PendingAddress? pending;
    private Problem? problem;

    [Inject] public required AccountAddressService Addresses { get; init; }
    [Inject] public required CurrentActor Current { get; init; }
    [Inject] public required SignInDesk Desk { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    [Parameter] public string? Token { get; set; }

    [CascadingParameter] public required HttpContext Http { get; set; }

    private string Text => (pending, actor) switch
    {
        (null, _) => L["Each link works once and for a limited time. In your account you can have a new one sent."],
        (_, null) => L["Sign in to your account with the address that you had so far; then open the link in the mail again."],
        _ => L["This link belongs to another account than the one you are signed in to."],
    };

    protected override async Task OnInitializedAsync()
    {
        actor = await Current.FindAsync();
        pending = await Addresses.FindAsync(Token, Http.RequestAborted);
    }

    private async Task ConfirmAsync()
    {
        if (actor is null)
            return;
        var confirmed = await Addresses.ConfirmAsync(actor, Token, Http.RequestAborted);
        if (confirmed.Ok)
        {
            await Desk.RefreshAsync(actor.Id);
            Navigation.NavigateTo(AppRoutes.With(actor.Role == Role.Client ? AppRoutes.MyTab("profile") : AppRoutes.Account, (AppRoutes.SavedQuery, "email")));
            return;
        }

        pending = await Addresses.FindAsync(Token, Http.RequestAborted);
        problem = confirmed.Problem!.Code == "account.link_invalid" ? null : confirmed.Problem;
    }
}
