using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace CoachHub.App.Components.Sessions;

/// <summary>The client's own sessions ahead, in the client's own zone.</summary>
public sealed partial class MyPage
{
    private Problem? problem;
    private bool isRestored;

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required SessionQueries Sessions { get; init; }
    [Inject] public required SessionService Service { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>What the prerendered page showed; read again as soon as the circuit listens.</summary>
    [PersistentState] public IReadOnlyList<ClientSession>? Mine { get; set; }

    private LocalDate Today => Reader.Local(Clock.GetUtcNow().UtcDateTime).Date;

    private IReadOnlyList<Tab> Tabs => [new("sessions", L["My sessions"], AppRoutes.MyTab("sessions"))];

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Listen(Topics.Sessions, _ => LoadAsync());
        isRestored = Mine is not null;
        if (!isRestored)
            await LoadAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || !isRestored)
            return;
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync() => Mine = await Sessions.MineAheadAsync(Reader.Actor, Closing);

    private async Task AcknowledgeAsync(ClientSession session)
    {
        // The hash says which facts were on the screen: facts that changed under the click were not seen.
        var done = await Service.AcknowledgeAsync(Reader.Actor, session.Id, session.FactsHash, Closing);
        problem = done.Problem;
        await LoadAsync();
    }
}
