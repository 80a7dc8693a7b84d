using CoachHub.App.Hosting;
using CoachHub.App.Resources;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Clients;

/// <summary>Archives a client, or deletes one on whom nothing hangs. Closes with true where the client is gone from the lists.</summary>
public sealed partial class ArchiveClientDialog : IDisposable
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, CloseOnEscapeKey = true };

    private readonly CancellationTokenSource closing = new();
    private ClientProfile? profile;
    private ArchivePreview? preview;
    private Problem? problem;
    private bool busy;

    [CascadingParameter] public required IMudDialogInstance Dialog { get; set; }
    [Parameter] public int ClientId { get; set; }
    [Inject] public required ClientArchiveService Archive { get; init; }
    [Inject] public required ClientQueries Clients { get; init; }
    [Inject] public required CurrentActor Current { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>Opens the dialog; true when the client is archived or deleted.</summary>
    public static async Task<bool> ShowAsync(IDialogService dialogs, IStringLocalizer<Words> L, int clientId)
    {
        var dialog = await dialogs.ShowAsync<ArchiveClientDialog>(
            L["Archive the client"], new DialogParameters<ArchiveClientDialog> { { shown => shown.ClientId, clientId } }, Options);
        return await dialog.Result is { Canceled: false };
    }

    /// <inheritdoc />
    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var actor = await Current.GetAsync();
        var read = await Archive.PreviewAsync(actor, ClientId, closing.Token);
        problem = read.Problem;
        if (!read.Ok)
            return;
        preview = read.Value;
        profile = await Clients.ProfileAsync(actor, ClientId, closing.Token) is { Ok: true } found ? found.Value : null;
    }

    private async Task ArchiveAsync() =>
        await ActAsync(await Current.GetAsync(), Archive.ArchiveAsync, L["{0} is archived.", preview!.Name]);

    private async Task DeleteAsync() =>
        await ActAsync(await Current.GetAsync(), Archive.DeleteAsync, L["{0} was deleted.", preview!.Name]);

    private async Task ActAsync(Actor actor, Func<Actor, int, CancellationToken, Task<Result>> act, string done)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            // The window may be closed meanwhile; what was begun is finished.
            problem = (await act(actor, ClientId, CancellationToken.None)).Problem;
            if (problem is not null)
                return;
            Snackbar.Add(done, Severity.Normal);
            Dialog.Close(DialogResult.Ok(true));
        }
        finally
        {
            busy = false;
        }
    }
}
