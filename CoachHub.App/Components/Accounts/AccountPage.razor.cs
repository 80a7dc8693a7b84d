using CoachHub.App.Hosting;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Accounts;

/// <summary>One's own account. It is a static page because it changes the cookie.</summary>
public sealed partial class AccountPage
{
    private Actor actor = null!;
    private OwnAccount? own;
    private Problem? problem;

    [Inject] public required AccountService Accounts { get; init; }
    [Inject] public required CurrentActor Current { get; init; }
    [Inject] public required SignInDesk Desk { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    [CascadingParameter] public required HttpContext Http { get; set; }

    [SupplyParameterFromQuery(Name = "saved")] public string? Saved { get; set; }

    [SupplyParameterFromForm(FormName = "own")] public OwnAccountForm? Input { get; set; }

    [SupplyParameterFromForm(FormName = "password")] public OwnPasswordForm? Password { get; set; }

    protected override async Task OnInitializedAsync()
    {
        if (await Current.FindAsync() is not { } person)
        {
            // The cookie outlived the account by a moment.
            await Desk.SignOutAsync();
            Navigation.NavigateTo(AppRoutes.Login);
            return;
        }

        actor = person;
        own = (await Accounts.GetOwnAsync(actor, Http.RequestAborted)).Value;
        Input ??= new OwnAccountForm
        {
            FirstName = own.FirstName,
            LastName = own.LastName,
            ZoneId = own.ZoneId,
            WorkingZoneId = own.WorkingZoneId,
            Language = own.Language,
        };
    }

    private string? Error(string field) =>
        problem is not null && (problem.Field ?? "") == field ? ProblemWords.Text(L, problem) : null;

    private async Task SaveAsync()
    {
        var input = new OwnAccountInput(Input!.FirstName, Input.LastName, Input.ZoneId, Input.WorkingZoneId, Input.Language);
        await AfterAsync(await Accounts.UpdateOwnAsync(actor, input, Http.RequestAborted), "own");
    }

    private async Task ChangePasswordAsync() =>
        await AfterAsync(await Accounts.ChangePasswordAsync(actor, Password?.Current, Password?.New, Http.RequestAborted), "password");

    private async Task SignOutEverywhereAsync()
    {
        var done = await Accounts.SignOutEverywhereAsync(actor, Http.RequestAborted);
        problem = done.Problem;
        if (!done.Ok)
            return;
        await Desk.SignOutAsync();
        Navigation.NavigateTo(AppRoutes.Login);
    }

    private async Task AfterAsync(Result done, string what)
    {
        problem = done.Problem;
        if (!done.Ok)
            return;
        await Desk.RefreshAsync(actor.Id);
        Navigation.NavigateTo(AppRoutes.With(AppRoutes.Account, ("saved", what)));
    }
}

/// <summary>What is typed into one's own account.</summary>
public sealed class OwnAccountForm
{
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? ZoneId { get; set; }
    public string? WorkingZoneId { get; set; }
    public string? Language { get; set; }
}

/// <summary>What is typed to change one's password.</summary>
public sealed class OwnPasswordForm
{
    public string? Current { get; set; }
    public string? New { get; set; }
}
