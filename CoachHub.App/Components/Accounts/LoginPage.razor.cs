using CoachHub.App.Hosting;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Accounts;

public sealed partial class LoginPage
{
    private const string DemoPassword = "Coach-Hub-2026!";

    [Inject] public required SignInDesk Desk { get; init; }
    [Inject] public required PracticeReader Practice { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    [CascadingParameter] public required HttpContext Http { get; init; }

    [SupplyParameterFromQuery(Name = AppRoutes.ReturnUrl)] public string? Back { get; init; }

    [SupplyParameterFromForm] public LoginInput? Input { get; set; }

    private string PracticeName { get; set; } = "";
    private bool IsDemo { get; set; }
    private bool Refused { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Input ??= new LoginInput();
        var practice = await Practice.GetAsync(Http.RequestAborted);
        PracticeName = practice.Name;
        IsDemo = practice.IsDemo;
        if (HttpMethods.IsGet(Http.Request.Method) && Http.User.Identity?.IsAuthenticated == true)
            Navigation.NavigateTo(AppRoutes.LocalOnly(Back) ?? AppRoutes.PlaceOf(Http.User));
    }

    private async Task SubmitAsync()
    {
        if (await Desk.TryPasswordAsync(Input!.Email, Input.Password, Input.Keep, Http.Network()))
            // The role is known from the next request on.
            Navigation.NavigateTo(AppRoutes.LocalOnly(Back) ?? AppRoutes.Root);
        else
            Refused = true;
    }
}

/// <summary>What is typed into the sign-in page.</summary>
public sealed class LoginInput
{
    public string? Email { get; set; }
    public string? Password { get; set; }
    public bool Keep { get; set; }

    /// <summary><c>password</c> or <c>link</c>: which of the two buttons was pressed.</summary>
    public string? Act { get; set; }
}
