using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace CoachHub.App.Components.Clients;

/// <summary>All sessions of a client, the latest first, a page at a time; the place is in the address.</summary>
public sealed partial class ClientSessionsPanel
{
    private static readonly LocalDate Latest = new(2200, 12, 31);

    private readonly HashSet<int> marked = [];
    private Page<SessionRow>? page;
    private Problem? problem;
    private (int ClientId, string? After, string? Before)? loaded;

    [Parameter, EditorRequired] public int ClientId { get; set; }

    /// <summary>The page's address: a session opens on top of it.</summary>
    [Parameter, EditorRequired] public required string Here { get; set; }

    /// <summary>A row's status or payment is to be changed.</summary>
    [Parameter] public EventCallback<SessionMenuAsked> MenuAsked { get; set; }

    /// <summary>What was changed on this page.</summary>
    [Parameter] public OwnChanges? Own { get; set; }

    [SupplyParameterFromQuery(Name = "after")] public string? After { get; set; }
    [SupplyParameterFromQuery(Name = "before")] public string? Before { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required SessionListQuery List { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <inheritdoc />
    protected override void OnInitialized() => Listen(Topics.Sessions, async ids =>
    {
        marked.UnionWith(Own?.Others(ids) ?? ids);
        await ReadAsync();
    });

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (loaded == (ClientId, After, Before))
            return;
        loaded = (ClientId, After, Before);
        marked.Clear();
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            problem = null;
            await ReadAsync();
        }
        catch (OperationCanceledException) when (Closing.IsCancellationRequested)
        {
            // The page was left while it read.
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is { } storage)
        {
            problem = storage;
        }
    }

    private async Task ReadAsync() => page = await List.ReadAsync(
        Reader.Actor,
        new SessionFilter { ClientId = ClientId },
        // Without a place the list begins today; here it begins at the very last session.
        new SessionPageRequest { Descending = true, After = After, Before = Before, At = After is null && Before is null ? Latest : null, Size = 25 },
        Closing);
}
