using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Mail;
using CoachHub.App.Resources;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Clients;

/// <summary>What was mailed to a client, and the mails that let the client in.</summary>
public sealed partial class ClientMailCard
{
    private const int Step = 10;
    private const int MostNamed = 3;

    private IReadOnlyList<TimelineMail>? rows;
    private Problem? problem;
    private int shown = Step;
    private int loadedId;
    private bool more, busy;

    [Parameter, EditorRequired] public required ClientProfile Profile { get; set; }

    /// <summary>The page's address: a session opens on top of it.</summary>
    [Parameter, EditorRequired] public required string Here { get; set; }

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required MailTimelineQueries Timeline { get; init; }
    [Inject] public required MailService Mails { get; init; }
    [Inject] public required ClientSignInService SignIns { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Listen(Topics.Mail, _ => LoadAsync());
        Listen(Topics.Sessions, _ => LoadAsync());
    }

    /// <inheritdoc />
    protected override Task OnParametersSetAsync()
    {
        if (Profile.Id == loadedId)
            return Task.CompletedTask;
        (loadedId, shown) = (Profile.Id, Step);
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        var read = await Timeline.ForClientAsync(Reader.Actor, Profile.Id, shown + 1, Closing);
        problem = read.Problem;
        more = read.Ok && read.Value.Count > shown;
        rows = read.Ok ? [.. read.Value.Take(shown)] : [];
    }

    private Task MoreAsync()
    {
        shown = Math.Min(shown + (2 * Step), MailLogQueries.Longest - 1);
        return LoadAsync();
    }

    private async Task ReadMailAsync(MailLogRow mail) => await Dialogs.ShowAsync<MailMessageDialog>(
        L["Message"],
        new DialogParameters<MailMessageDialog> { { dialog => dialog.MailId, mail.Id }, { dialog => dialog.Reader, Reader } },
        new DialogOptions { MaxWidth = MaxWidth.False, CloseOnEscapeKey = true });

    private async Task TryAgainAsync(MailLogRow mail)
    {
        var again = await Mails.TryAgainAsync(Reader.Actor, mail.Id, Closing);
        await LoadAsync();
        problem ??= again.Problem;
    }

    private Task ResendAsync() => OnceAsync(async () =>
    {
        var sent = await SignIns.ResendAsync(Reader.Actor, Profile.Id, Closing);
        if (sent.Ok)
        {
            Snackbar.Add(
                sent.Value == MailState.Skipped
                    ? L["Login details are switched off in the settings: no mail was sent."]
                    : L["Login details are on their way to {0}.", Profile.Email],
                sent.Value == MailState.Skipped ? Severity.Warning : Severity.Success);
        }

        return sent.Problem;
    });

    private Task ResetAsync() => OnceAsync(async () =>
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            L["Reset access"],
            L["{0} is signed out everywhere, the present password and all mailed links stop working, and a link to choose a new password goes to {1}. It works for one hour.", Profile.Name, Profile.Email],
            yesText: L["Reset access"], cancelText: L["Close"]);
        if (sure != true)
            return null;
        var reset = await SignIns.ResetAsync(Reader.Actor, Profile.Id, Closing);
        if (reset.Ok)
            Snackbar.Add(L["Access is reset. A link is on its way to {0}.", Profile.Email], Severity.Success);
        return reset.Problem;
    });

    private async Task OnceAsync(Func<Task<Problem?>> act)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            var refused = await act();
            await LoadAsync();
            problem ??= refused;
        }
        finally
        {
            busy = false;
        }
    }
}
