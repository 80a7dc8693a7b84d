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
    [Inject] public required AccountAddressService Addresses { get; init; }
    [Inject] public required CurrentActor Current { get; init; }
    [Inject] public required SignInDesk Desk { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    [CascadingParameter] public required HttpContext Http { get; set; }

    [SupplyParameterFromQuery(Name = AppRoutes.SavedQuery)] public string? Saved { get; set; }

    /// <summary><c>my</c> when the form was filled in in the client area.</summary>
    [SupplyParameterFromQuery(Name = AppRoutes.BackQuery)] public string? BackTo { get; set; }

    [SupplyParameterFromForm(FormName = "own")] public OwnAccountForm? Input { get; set; }

    [SupplyParameterFromForm(FormName = "password")] public OwnPasswordForm? Password { get; set; }

    [SupplyParameterFromForm(FormName = "address")] public OwnAddressForm? Address { get; set; }

    private bool ComesFromMy => BackTo == "my" && actor is { Role: Role.Client };

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
        Input ??= OwnAccountForm.Of(own);
    }

    private string? Error(string field) =>
        problem is not null && (problem.Field ?? "") == field ? ProblemWords.Text(L, problem) : null;

    private async Task SaveAsync()
    {
        var input = new OwnAccountInput(Input!.FirstName, Input.LastName, Input.ZoneId, Input.WorkingZoneId, Input.Language) { Phone = Input.Phone ?? "" };
        await AfterAsync(await Accounts.UpdateOwnAsync(actor, input, Http.RequestAborted), "own");
    }

    private async Task AskAddressAsync() =>
        await AfterAsync(await UniformTime.Of(() => Addresses.RequestAsync(actor, Address?.NewEmail, Http.RequestAborted)), "address");

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
        Navigation.NavigateTo(AppRoutes.With(ComesFromMy ? AppRoutes.MyTab("profile") : AppRoutes.Account, (AppRoutes.SavedQuery, what)));
    }
}

/// <summary>What is typed into one's own account.</summary>
public sealed class OwnAccountForm
{
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? Phone { get; set; }
    public string? ZoneId { get; set; }
    public string? WorkingZoneId { get; set; }
    public string? Language { get; set; }

    /// <summary>The account as it is.</summary>
    public static OwnAccountForm Of(OwnAccount own) => new()
    {
        FirstName = own.FirstName,
        LastName = own.LastName,
        Phone = own.Phone,
        ZoneId = own.ZoneId,
        WorkingZoneId = own.WorkingZoneId,
        Language = own.Language,
    };

    /// <summary>What was saved, in words; null when nothing was.</summary>
    public static string? SavedText(IStringLocalizer<Words> L, string? what) => what switch
    {
        "own" => L["Saved."].Value,
        "password" => L["Your password is changed. Other browsers are signed out."].Value,
        "address" => L["If this address can be used, a link is on its way there. It works for a day."].Value,
        "email" => L["Your address is changed. Other browsers are signed out."].Value,
        _ => null,
    };
}

/// <summary>What is typed to change one's address.</summary>
public sealed class OwnAddressForm
{
    public string? NewEmail { get; set; }
}

/// <summary>What is typed to change one's password.</summary>
public sealed class OwnPasswordForm
{
    public string? Current { get; set; }
    public string? New { get; set; }
}
