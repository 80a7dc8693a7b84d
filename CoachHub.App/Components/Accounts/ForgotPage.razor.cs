using CoachHub.App.Hosting;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Accounts;

/// <summary>Asks for a link to choose a new password. It answers alike for addresses that have no account.</summary>
public sealed partial class ForgotPage
{
    private bool sent;
    private string? emailProblem;

    [Inject] public required LinkService Links { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    [CascadingParameter] public required HttpContext Http { get; set; }

    [SupplyParameterFromForm] public string? Email { get; set; }

    private async Task SubmitAsync()
    {
        var asked = await UniformTime.Of(() => Links.RequestPasswordResetAsync(Email, Http.Network(), Http.RequestAborted));
        sent = asked.Ok;
        emailProblem = asked.Problem is { } problem ? ProblemWords.Text(L, problem) : null;
    }
}
