using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Sessions;

/// <summary>
/// The session list. Its whole state is its address. While it is open, rows on it that change are read again in place and marked;
/// sessions that would come in are only counted until the person asks for them: nothing jumps under a hand.
/// </summary>
public sealed partial class SessionsPage
{
    private readonly HashSet<int> marked = [];
    private readonly HashSet<int> newMatches = [];
    private SessionListState state = new();
    private string? loadedAddress;
    private Page<SessionRow>? page;
    private IReadOnlyDictionary<SessionView, ViewCount>? counts;
    private IReadOnlyList<CoachChoice> coaches = [];
    private string? clientName;
    private Problem? problem;
    private int revision;
    private bool loaded, carriedOver;
    private CancellationTokenSource? reading;

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required SessionListQuery List { get; init; }
    [Inject] public required SessionViewCounts Counts { get; init; }
    [Inject] public required SessionQueries Sessions { get; init; }
    [Inject] public required ClientQueries Clients { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>The first page as it was prerendered, so that the circuit need not read it again.</summary>
    [PersistentState] public Page<SessionRow>? FirstPage { get; set; }

    /// <inheritdoc />
    protected override void OnInitialized() => Listen(Topics.Sessions, RefreshAsync);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var query = QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query);
        state = SessionListState.Parse(name => query.TryGetValue(name, out var value) ? value.ToString() : null);
        // Opening and closing the modal changes the address, not the list; only what one made oneself comes in at once.
        if (state.Address != loadedAddress || MadeHere())
            await LoadAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || !carriedOver)
            return;
        // What was prerendered may have changed before this circuit listened.
        await LoadAsync();
        StateHasChanged();
    }

    /// <inheritdoc />
    protected override ValueTask DisposeCoreAsync()
    {
        reading?.Dispose();
        return base.DisposeCoreAsync();
    }

    private bool MadeHere() =>
        int.TryParse(Navigation.HistoryEntryState, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && page?.Rows.Any(row => row.Id == id) == false;

    private async Task LoadAsync()
    {
        if (reading is not null)
            await reading.CancelAsync();
        reading?.Dispose();
        reading = CancellationTokenSource.CreateLinkedTokenSource(Closing);
        var cancel = reading.Token;
        try
        {
            loadedAddress = state.Address;
            // The framework hands the prerendered page over again with later parameters: it answers the first question only.
            var carried = loaded ? null : FirstPage;
            loaded = true;
            carriedOver |= carried is not null;
            page = carried ?? await List.ReadAsync(Reader.Actor, state.Filter, state.Page, cancel);
            FirstPage = RendererInfo.IsInteractive ? null : page;
            marked.Clear();
            newMatches.Clear();
            problem = null;
            revision++;
            coaches = await Sessions.CoachesAsync(Reader.Actor, cancel);
            clientName = state.Filter.ClientId is { } id ? (await Clients.FindChoiceAsync(Reader.Actor, id, cancel))?.Name : null;
            counts = await Counts.ReadAsync(Reader.Actor, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // A newer address is being read.
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is { } storage)
        {
            problem = storage;
            loadedAddress = null;
        }
    }

    private async Task RefreshAsync(IReadOnlySet<int> ids)
    {
        if (page is null)
            return;
        var shown = page.Rows.Select(r => r.Id).ToHashSet();
        var changed = ids.Contains(0) ? shown : shown.Intersect(ids).ToHashSet();
        if (changed.Count > 0)
        {
            var read = (await List.ReadRowsAsync(Reader.Actor, changed, Closing)).ToDictionary(r => r.Id);
            page = page with { Rows = [.. page.Rows.Select(row => read.GetValueOrDefault(row.Id, row))] };
            marked.UnionWith(changed);
        }

        var others = ids.Where(id => id != 0 && !shown.Contains(id)).ToList();
        if (others.Count > 0)
            newMatches.UnionWith(await List.MatchingAsync(Reader.Actor, state.Filter, others, Closing));
        counts = await Counts.ReadAsync(Reader.Actor, Closing);
        revision++;
    }

    private void GoTo(SessionListState next) => Navigation.NavigateTo(next.Address);

    private void New() => Navigation.NavigateTo(AppRoutes.With(state.Address, ("new_session", "1")));

    private void Open(int id) => Navigation.NavigateTo(AppRoutes.OpenSession(state.Address, id));
}
