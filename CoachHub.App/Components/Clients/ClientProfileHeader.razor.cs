using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Resources;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Clients;

/// <summary>Who the client is, how to reach them, what comes next, and what can be done.</summary>
public sealed partial class ClientProfileHeader
{
    private Problem? problem;
    private bool busy;

    [Parameter, EditorRequired] public required ClientProfile Profile { get; set; }

    /// <summary>The client's next session, or null.</summary>
    [Parameter] public SessionRow? Next { get; set; }

    /// <summary>The page's address: a session opens on top of it.</summary>
    [Parameter, EditorRequired] public required string Here { get; set; }

    /// <summary>A form with a primary button of its own is open.</summary>
    [Parameter] public bool HasForm { get; set; }

    /// <summary>The client's record was changed here.</summary>
    [Parameter] public EventCallback Changed { get; set; }

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required ClientArchiveService Archive { get; init; }
    [Inject] public required SessionActs Acts { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private bool MayTell => !Profile.Archived && Reader.Actor.Can(Capability.EditSessions) && Next?.Told is ToldState.Never or ToldState.Outdated or ToldState.Failed;

    private async Task ArchiveAsync()
    {
        problem = null;
        if (await ArchiveClientDialog.ShowAsync(Dialogs, L, Profile.Id))
            Navigation.NavigateTo(AppRoutes.Clients);
    }

    private Task RestoreAsync() => OnceAsync(async () =>
    {
        var restored = await Archive.RestoreAsync(Reader.Actor, Profile.Id, CancellationToken.None);
        await Changed.InvokeAsync();
        return restored.Problem;
    });

    private Task TellAsync() => OnceAsync(() => Acts.TellAsync(Reader.Actor, Next!, CancellationToken.None));

    private async Task OnceAsync(Func<Task<Problem?>> act)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            problem = await act();
        }
        finally
        {
            busy = false;
        }
    }
}
