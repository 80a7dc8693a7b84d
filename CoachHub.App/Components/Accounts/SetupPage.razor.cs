using System.Globalization;
using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Smtp;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Accounts;

/// <summary>The first page of a new installation: the practice, its first administrator and, if wanted, its mail server.</summary>
public sealed partial class SetupPage
{
    private IReadOnlyList<Problem> problems = [];
    private DeliveryAnswer? answer;

    [Inject] public required SetupService Setup { get; init; }
    [Inject] public required MailSettingsSource MailSource { get; init; }
    [Inject] public required TestMail Test { get; init; }
    [Inject] public required SignInDesk Desk { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    [CascadingParameter] public required HttpContext Http { get; set; }

    [SupplyParameterFromForm] public SetupForm? Input { get; set; }

    protected override void OnInitialized() => Input ??= new SetupForm
    {
        ZoneId = "Europe/Paris",
        Currency = "EUR",
        Language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
        MailPort = "587",
    };

    private string? Error(string field) =>
        problems.FirstOrDefault(problem => (problem.Field ?? "") == field) is { } found ? ProblemWords.Text(L, found) : null;

    private Task SubmitAsync() => Input!.Act == "test" ? SendTestAsync() : SetUpAsync();

    private async Task SendTestAsync()
    {
        var input = Input!.ToInput(MailSource);
        problems = SetupService.CheckForTest(input);
        if (problems.Count > 0)
            return;
        var settings = MailSource.Effective(SetupService.ToPractice(input));
        answer = await Test.SendAsync(settings, input.Email!.Trim(), CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, Http.RequestAborted);
    }

    private async Task SetUpAsync()
    {
        var input = Input!.ToInput(MailSource);
        problems = SetupService.Check(input);
        if (problems.Count > 0)
            return;
        var done = await Setup.RunAsync(input, Http.RequestAborted);
        if (!done.Ok)
        {
            problems = [done.Problem!];
            return;
        }

        await Desk.SignInAsync(done.Value, keep: false);
        Navigation.NavigateTo(AppRoutes.Dashboard);
    }
}
