using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Clients;

/// <summary>A client's sessions of one time (D28), a page at a time, live.</summary>
public sealed partial class ClientSessionsCard
{
    private const int Size = 8;

    private readonly HashSet<int> marked = [];
    private IReadOnlyList<SessionRow>? rows;
    private Problem? problem;
    private int loadedId;
    private int skipped;
    private bool more;

    [Parameter, EditorRequired] public int ClientId { get; set; }
    [Parameter, EditorRequired] public SessionTime Time { get; set; }
    [Parameter, EditorRequired] public required string Title { get; set; }

    /// <summary>The page's address: a session opens on top of it.</summary>
    [Parameter, EditorRequired] public required string Here { get; set; }

    /// <summary>What an empty list means.</summary>
    [Parameter] public string? Empty { get; set; }

    /// <summary>The card is there only when something is in it.</summary>
    [Parameter] public bool HideEmpty { get; set; }

    /// <summary>A row's status or payment is to be changed.</summary>
    [Parameter] public EventCallback<SessionMenuAsked> MenuAsked { get; set; }

    /// <summary>What was changed on this page.</summary>
    [Parameter] public OwnChanges? Own { get; set; }

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required SessionQueries Sessions { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private string HeadingId => $"sessions-{EnumCode.Of(Time)}";

    /// <inheritdoc />
    protected override void OnInitialized() => Listen(Topics.Sessions, async ids =>
    {
        marked.UnionWith(Own?.Others(ids) ?? ids);
        await ReadAsync();
    });

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (ClientId == loadedId)
            return;
        (loadedId, rows, skipped) = (ClientId, null, 0);
        await LoadAsync();
    }

    private Task GoAsync(int skip)
    {
        skipped = Math.Max(0, skip);
        marked.Clear();
        return LoadAsync();
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

    private async Task ReadAsync()
    {
        var read = await Sessions.ForClientAsync(Reader.Actor, ClientId, Time, skipped, Size + 1, Closing);
        // What stood here may have moved to another card: the page before it is the last one then.
        if (read.Count == 0 && skipped > 0)
        {
            skipped = Math.Max(0, skipped - Size);
            read = await Sessions.ForClientAsync(Reader.Actor, ClientId, Time, skipped, Size + 1, Closing);
        }

        more = read.Count > Size;
        rows = more ? [.. read.Take(Size)] : read;
    }
}
