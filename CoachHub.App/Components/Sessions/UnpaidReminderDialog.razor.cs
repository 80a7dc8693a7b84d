using CoachHub.App.Components.Kit;
using CoachHub.App.Mail;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>Reminds a client, by hand, of what is unpaid. Closes with the address that it went to.</summary>
public sealed partial class UnpaidReminderDialog
{
    private ElementReference heading;
    private UnpaidReminderPreview? preview;
    private ExactMessage? message;
    private Problem? problem;
    private string? line, lineError;
    private bool again, busy, outdated, focused;

    [CascadingParameter] public required IMudDialogInstance Dialog { get; set; }

    /// <summary>The client.</summary>
    [Parameter] public int ClientId { get; set; }

    [Parameter, EditorRequired] public required Reader Reader { get; set; }
    [Inject] public required UnpaidReminderService Service { get; init; }
    [Inject] public required IMailRenderer Renderer { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private bool MaySend => preview is { ToAddress: not null, SwitchedOff: false, Sessions.Count: > 0 };

    /// <inheritdoc />
    protected override Task OnInitializedAsync() => LoadAsync();

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (focused)
            return;
        focused = true;
        await heading.FocusAsync();
    }

    private async Task LoadAsync()
    {
        var read = await Service.PreviewAsync(Reader.Actor, ClientId, CancellationToken.None);
        (problem, outdated, message, again) = (read.Problem, false, null, false);
        preview = read.Ok ? read.Value : null;
    }

    private async Task ShowAsync()
    {
        var letter = await Service.LetterAsync(Reader.Actor, ClientId, line, CancellationToken.None);
        Show(letter.Problem);
        if (letter.Ok)
            message = ExactMessages.Read((await Renderer.RenderAsync(letter.Value, "preview@coachhub", CancellationToken.None)).Mime);
    }

    /// <summary>What was typed since is not in the mail that is shown.</summary>
    private void Forget() => message = null;

    private async Task SendAsync()
    {
        if (busy || preview is null)
            return;
        busy = true;
        try
        {
            var send = new SendUnpaidReminder(ClientId, [.. preview.Sessions.Select(session => session.SessionId)], preview.LastMailId) { PersonalLine = line, Again = again };
            var sent = await Service.SendAsync(Reader.Actor, send, CancellationToken.None);
            Show(sent.Problem);
            if (!sent.Ok)
                return;
            Snackbar.Add(L["The reminder goes to {0}.", sent.Value], MudBlazor.Severity.Success);
            Dialog.Close(DialogResult.Ok(sent.Value));
        }
        finally
        {
            busy = false;
        }
    }

    private void Show(Problem? refused)
    {
        lineError = refused?.Field == nameof(SendUnpaidReminder.PersonalLine) ? ProblemWords.Text(L, refused) : null;
        problem = lineError is null ? refused : null;
        outdated = problem?.Kind == ProblemKind.Conflict;
    }
}
