using CoachHub.App.Hosting;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Accounts;

/// <summary>
/// The landing page of a mailed link. Opening it uses nothing up, because mail scanners open links; its button does.
/// </summary>
public sealed partial class LinkPage
{
    private OpenLink? link;
    private string? passwordProblem;
    private string? general;

    [Inject] public required LinkService Links { get; init; }
    [Inject] public required SignInDesk Desk { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    [Parameter] public string? Token { get; set; }

    [CascadingParameter] public required HttpContext Http { get; set; }

    [SupplyParameterFromForm] public LinkInput? Input { get; set; }

    private string Heading => link!.Purpose switch
    {
        LinkPurpose.PasswordReset => L["Choose a new password"],
        LinkPurpose.FirstSignIn => L["Welcome"],
        _ => L["Sign in"],
    };

    private string PasswordHint => link!.Purpose == LinkPurpose.PasswordReset
        ? L["At least {0} characters. Several words are easier to remember than signs.", PasswordRules.Shortest]
        : L["At least {0} characters. Without a password you sign in with a link that is mailed to you each time.", PasswordRules.Shortest];

    protected override async Task OnInitializedAsync()
    {
        Input ??= new LinkInput();
        link = await Links.FindAsync(Token, Http.RequestAborted);
    }

    private async Task UseAsync()
    {
        var used = await Links.UseAsync(Token, Input!.NewPassword, Http.RequestAborted);
        if (used.Ok)
        {
            await Desk.SignInAsync(used.Value, Input.Keep);
            Navigation.NavigateTo(WayBack.Take(Http) ?? AppRoutes.Root);
        }
        else if (used.Problem is { Code: "account.link_invalid" })
        {
            link = null;
        }
        else if (used.Problem is { Field: "NewPassword" } problem)
        {
            passwordProblem = ProblemWords.Text(L, problem);
        }
        else
        {
            general = ProblemWords.Text(L, used.Problem!);
        }
    }
}

/// <summary>What is typed into the landing page of a link.</summary>
public sealed class LinkInput
{
    public string? NewPassword { get; set; }
    public bool Keep { get; set; }
}
