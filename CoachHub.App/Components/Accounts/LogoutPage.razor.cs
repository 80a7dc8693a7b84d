using CoachHub.App.Hosting;
using CoachHub.App.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Accounts;

/// <summary>Signing out is a POST: a link in a mail or an image must not do it.</summary>
public sealed partial class LogoutPage
{
    [Inject] public required SignInDesk Desk { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private async Task SignOutAsync()
    {
        await Desk.SignOutAsync();
        Navigation.NavigateTo(AppRoutes.Login);
    }
}
