using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>Opens the dialog of an act on many sessions: preview, choice, progress, result.</summary>
public sealed class SessionBulkLauncher(IDialogService dialogs, IStringLocalizer<Words> L)
{
    /// <summary>Opens it and waits until it is closed. True when something was done: the selection has served its purpose.</summary>
    /// <param name="reader">Who acts.</param>
    /// <param name="kind">What is done.</param>
    /// <param name="picks">The chosen sessions, with the versions that the person saw.</param>
    public async Task<bool> OpenAsync(Reader reader, BulkKind kind, IReadOnlyList<SessionPick> picks)
    {
        var parameters = new DialogParameters<SessionBulkDialog>
        {
            { dialog => dialog.Kind, kind },
            { dialog => dialog.Picks, picks },
            { dialog => dialog.Reader, reader },
        };
        var options = new DialogOptions { MaxWidth = MaxWidth.Small, FullWidth = true, BackdropClick = false, CloseOnEscapeKey = true };
        var dialog = await dialogs.ShowAsync<SessionBulkDialog>(SessionBulkWords.Title(L, kind), parameters, options);
        await dialog.Result;
        // However it was closed: what was done is done.
        return dialog.Dialog is SessionBulkDialog { Did: true };
    }
}
