using CoachHub.App.Components.Kit;
using CoachHub.Domain.Kernel;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

public sealed partial class SessionDialog
{
    private Reader? now;

    /// <inheritdoc />
    // The window's parameters are those of the moment when it was opened.
    protected override void OnParametersSet() => Reader = now ?? Reader;

    /// <summary>An administrator changed what coaches may do: the buttons follow, and what is typed stays.</summary>
    private async Task FollowRightsAsync(Reader reader)
    {
        Reader = now = reader;
        mayEdit = reader.Actor.Can(Capability.EditSessions);
        problem = mayEdit || SessionId is not null ? null : Problem.Forbidden();
        preview = null;
        if (SessionId is { } id)
            await FollowAsync(id);
        await PreviewAsync();
    }

    private async Task DeletedAsync()
    {
        if (keeper is not null)
            await keeper.DiscardAsync();
        Notice.Tell(Reader.Actor, L["The session is deleted."], Severity.Normal, ticket: null);
        Close();
    }
}
