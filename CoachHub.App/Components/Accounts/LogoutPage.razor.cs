using CoachHub.App.Hosting;
using CoachHub.App.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Accounts;

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
