using CoachHub.App.Hosting;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Accounts;

/// <summary>Sign-in by password, and the way to a mailed link.</summary>
public sealed partial class LoginPage
{
    private const string DemoPassword = "Coach-Hub-2026!";

    private PracticeFacts? practice;
    private bool refused, switchedOff;
    private bool sent;
    private string? emailProblem;

    [Inject] public required PasswordSignIn Passwords { get; init; }
    [Inject] public required LinkService Links { get; init; }
    [Inject] public required SignInDesk Desk { get; init; }
    [Inject] public required PracticeReader Practice { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    [CascadingParameter] public required HttpContext Http { get; set; }

    [SupplyParameterFromQuery(Name = AppRoutes.ReturnUrl)] public string? Back { get; set; }

    [SupplyParameterFromForm] public LoginInput? Input { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Input ??= new LoginInput();
        practice = await Practice.GetAsync(Http.RequestAborted);
        if (HttpMethods.IsGet(Http.Request.Method) && Http.User.Identity?.IsAuthenticated == true)
            Navigation.NavigateTo(AppRoutes.LocalOnly(Back) ?? AppRoutes.Root);
    }

    private Task SubmitAsync() => Input!.Act == "link" ? MailLinkAsync() : CheckPasswordAsync();

    private async Task CheckPasswordAsync()
    {
        var answer = await Passwords.CheckAsync(Input!.Email, Input.Password, Http.Network(), Http.RequestAborted);
        if (answer.UserId is { } userId)
        {
            await Desk.SignInAsync(userId, Input.Keep);
            Navigation.NavigateTo(AppRoutes.LocalOnly(Back) ?? AppRoutes.Root);
        }
        else
        {
            (refused, switchedOff) = (true, answer.IsSwitchedOff);
        }
    }

    private async Task MailLinkAsync()
    {
        var asked = await UniformTime.Of(() => Links.RequestSignInLinkAsync(Input!.Email, Http.Network(), Http.RequestAborted));
        sent = asked.Ok;
        if (sent)
            WayBack.Keep(Http, Back);
        emailProblem = asked.Problem is { } problem ? ProblemWords.Text(L, problem) : null;
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
