using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>Closes with the copy's id.</summary>
public sealed partial class SessionMoveDialog
{
    private const int ChoicesShown = 20;

    private MovePreview? preview;
    private Problem? problem;
    private ClientChoice? client;
    private Combobox<ClientChoice>? box;
    private string? fieldError;
    private bool moving, focused;

    [CascadingParameter] public required IMudDialogInstance Dialog { get; set; }
    [Parameter] public int SessionId { get; set; }
    [Parameter, EditorRequired] public required Reader Reader { get; set; }
    [Inject] public required SessionMoveService Moves { get; init; }
    [Inject] public required ClientQueries Clients { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var found = await Moves.PreviewAsync(Reader.Actor, SessionId, CancellationToken.None);
        problem = found.Problem;
        preview = found.Ok ? found.Value : null;
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (focused || box is null)
            return;
        focused = true;
        await box.FocusAsync();
    }

    private Task<IReadOnlyList<ClientChoice>> SearchAsync(string text, CancellationToken cancel) =>
        Clients.SearchAsync(Reader.Actor, text, ChoicesShown, cancel);

    private async Task MoveAsync()
    {
        if (moving)
            return;
        if (client is null)
        {
            fieldError = L["Choose a client."];
            return;
        }

        moving = true;
        try
        {
            var moved = await Moves.MoveAsync(Reader.Actor, SessionId, client.Id, CancellationToken.None);
            if (moved.Problem is { } refused)
            {
                var atField = refused.Field == nameof(SessionInput.ClientId);
                fieldError = atField ? ProblemWords.Text(L, refused) : null;
                problem = atField ? null : refused;
                return;
            }

            Snackbar.Add(SessionSavedWords.Text(L, moved.Value.Telling), SessionSavedWords.Severity(moved.Value.Telling));
            Dialog.Close(DialogResult.Ok(moved.Value.NewId));
        }
        finally
        {
            moving = false;
        }
    }
}
