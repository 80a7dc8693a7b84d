using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Mail;

/// <summary>The mail doctor: one button, a verdict for each step, and what to do.</summary>
public sealed partial class MailDoctorPanel
{
    private readonly List<MailCheck> checks = [];
    private IReadOnlyList<MailCheckStep> steps = [];
    private CancellationTokenSource? stop;
    private string? address;
    private string? addressError;
    private bool running;
    private bool stopped;

    /// <summary>The settings as they are typed; null when they cannot be tried, which the form shows at its fields.</summary>
    [Parameter, EditorRequired] public required Func<MailCheckOrder?> Order { get; set; }

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required IMailDoctor Doctor { get; init; }
    [Inject] public required AccountService Accounts { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private (string Tint, string Text)? Verdict => running || steps.Count == 0 ? null : checks.Find(check => check.State == MailCheckState.Failed) switch
    {
        null when stopped => ("", L["Stopped."]),
        null when checks.Exists(check => check.State == MailCheckState.Warned) => ("careful", L["Mail works. Look at what is marked."]),
        null => ("good", L["Mail works."]),
        var failed => ("bad", L["Mail does not work yet: {0}", MailCheckWords.Advice(L, failed.Advice)]),
    };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var own = await Accounts.GetOwnAsync(Reader.Actor, Closing);
        address = own.Ok ? own.Value.Email : null;
    }

    private string Took(TimeSpan time) => time.TotalSeconds < 10
        ? L["{0} ms", time.TotalMilliseconds.ToString("0", Reader.Culture)]
        : L["{0} s", time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)];

    private async Task CheckAsync()
    {
        if (running || !Reader.Actor.IsAdministrator)
            return;
        var to = InputText.Clean(address);
        addressError = InputText.IsEmail(to) ? null : ProblemWords.Text(L, Problem.Invalid("email.invalid"));
        if (Order() is not { } typed || addressError is not null)
            return;
        var order = typed with { DeliverTo = to, Language = Reader.Actor.Language };
        checks.Clear();
        (steps, running, stopped) = ([.. order.Steps], true, false);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Closing);
        stop = stopping;
        try
        {
            await foreach (var check in Doctor.ExamineAsync(order, stopping.Token))
            {
                checks.Add(check);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            stopped = true;
        }
        finally
        {
            (stop, running) = (null, false);
        }
    }

    private Task StopAsync() => stop?.CancelAsync() ?? Task.CompletedTask;
}
