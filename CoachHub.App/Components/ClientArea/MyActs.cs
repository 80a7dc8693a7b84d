using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.ClientArea;

/// <summary>What clients do from several screens.</summary>
public sealed class MyActs(IDialogService dialogs, ISnackbar snackbar, IStringLocalizer<Words> L)
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    /// <summary>Asks whether the client means it, cancels, and says what was done. True when the session is called off now.</summary>
    public async Task<bool> CancelAsync(Reader reader, int sessionId)
    {
        var parameters = new DialogParameters<MyCancelDialog> { { dialog => dialog.SessionId, sessionId }, { dialog => dialog.Reader, reader } };
        var dialog = await dialogs.ShowAsync<MyCancelDialog>(null, parameters, Options);
        if (await dialog.Result is not { Canceled: false, Data: ClientCancellation done })
            return false;
        snackbar.Add(TextOf(done), Severity.Normal);
        return true;
    }

    private string TextOf(ClientCancellation done) => done switch
    {
        { WasCalledOff: true } => L["This session was cancelled already."],
        { MailedTo: { } address, CoachIsTold: true } => L["Cancelled. Your coach is told, and a confirmation goes to {0}.", address],
        { CoachIsTold: true } => L["Cancelled. Your coach is told."],
        { MailedTo: { } address } => L["Cancelled. A confirmation goes to {0}.", address],
        _ => L["Cancelled."],
    };
}
