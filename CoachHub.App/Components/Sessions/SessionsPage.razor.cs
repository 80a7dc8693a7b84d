using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
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
    private static readonly TimeSpan Echo = TimeSpan.FromSeconds(2);

    private readonly HashSet<int> newMatches = [];
    // What one did oneself, and when: the feed's word of it comes a moment later, and is no news.
    private readonly Dictionary<int, long> own = [];
    private readonly SessionSelection selection = new();
    private readonly CarriedReads reads = new();
    private SessionListState state = new();
    private IReadOnlyDictionary<int, string> editors = new Dictionary<int, string>();
    private string? loadedAddress;
    private SessionRowsShown? shown;
    private IReadOnlyDictionary<SessionView, ViewCount>? counts;
    private SessionListSettings settings = SessionListSettings.Default;
    private Problem? problem;
    private int revision;
    private SessionRowMenu? menu;

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required SessionListQuery List { get; init; }
    [Inject] public required SessionRereads Rereads { get; init; }
    [Inject] public required SessionListService Settings { get; init; }
    [Inject] public required Presence Presence { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>The first page as it was prerendered, so that the circuit need not read it again.</summary>
    [PersistentState] public Page<SessionRow>? FirstPage { get; set; }

    private bool MayEdit => Reader.Actor.Can(Capability.EditSessions);

    private bool MaySelect => MayEdit || Reader.Actor.Can(Capability.ExportData);

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Listen(Topics.Sessions, RefreshAsync);
        Listen(Topics.Presence, _ => Task.FromResult(editors = Editors()));
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var query = QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query);
        state = SessionListState.Parse(name => query.TryGetValue(name, out var value) ? value.ToString() : null);
        // Opening and closing the modal changes the address, not the list; only what one made oneself comes in at once.
        var saved = Number(Navigation.HistoryEntryState);
        if (state.Address != loadedAddress || (saved is { } made && shown?.Has(made) == false))
            await LoadAsync();
        else if (saved is { } changed)
            await TakeOwnAsync([changed]);
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || !reads.IsCarriedOver)
            return;
        // What was prerendered may have changed before this circuit listened.
        await LoadAsync();
        StateHasChanged();
    }

    /// <inheritdoc />
    protected override ValueTask DisposeCoreAsync()
    {
        reads.Dispose();
        return base.DisposeCoreAsync();
    }

    private async Task LoadAsync()
    {
        var cancel = await reads.BeginAsync(Closing);
        try
        {
            loadedAddress = state.Address;
            if (reads.IsFirst)
                await ReadSettingsAsync();
            shown = new SessionRowsShown(await reads.ReadAsync(FirstPage, () => List.ReadAsync(Reader.Actor, state.Filter, state.Page, cancel)));
            FirstPage = RendererInfo.IsInteractive ? null : shown.Page;
            SeePicked();
            newMatches.Clear();
            editors = Editors();
            problem = null;
            revision++;
            counts = await Rereads.ViewCountsAsync(Reader.Actor, cancel);
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

    private async Task ReadSettingsAsync() => settings = await Settings.GetAsync(Reader.Actor, Closing);

    private async Task RefreshAsync(IReadOnlySet<int> ids)
    {
        if (shown is null)
            return;
        // 0 stands for several that are not named.
        var changed = shown.Rows.Select(row => row.Id).Where(id => ids.Contains(id) || ids.Contains(0)).ToHashSet();
        if (changed.Count > 0)
        {
            var read = await Rereads.RowsAsync(Reader.Actor, changed, Closing);
            foreach (var mine in read.Where(row => own.Remove(row.Id, out var at) && Clock.GetElapsedTime(at) < Echo))
            {
                shown.TakeOwn(mine);
                changed.Remove(mine.Id);
            }

            shown.Take(changed, read);
            SeePicked();
        }

        var others = ids.Where(id => id != 0 && !shown.Has(id)).ToList();
        if (others.Count > 0)
            newMatches.UnionWith(await Rereads.MatchingAsync(Reader.Actor, state.Filter, others, Closing));
        counts = await Rereads.ViewCountsAsync(Reader.Actor, Closing);
        revision++;
    }

    /// <summary>Rows that were changed here are shown as they are now, unmarked.</summary>
    private async Task TakeOwnAsync(IReadOnlyCollection<int> ids)
    {
        int[] here = shown is null ? [] : [.. ids.Where(shown.Has)];
        if (here.Length == 0)
            return;
        foreach (var id in here)
            own[id] = Clock.GetTimestamp();
        foreach (var row in await List.ReadRowsAsync(Reader.Actor, here, Closing))
            shown!.TakeOwn(row);
        SeePicked();
    }

    /// <summary>Who else is at the sessions on the screen; of one that is gone nothing is said any more.</summary>
    private Dictionary<int, string> Editors() => shown is null ? [] : Presence
        .At(Topics.Sessions, shown.Rows.Select(row => row.Id).Where(id => !shown.ChangeOf(id).HasFlag(RowChange.Gone)).ToHashSet())
        .Where(present => present.PersonId != Reader.Actor.Id)
        .GroupBy(present => present.RecordId)
        .ToDictionary(at => at.Key, at => string.Join(", ", at.Select(present => present.Name).Distinct()));

    private void Pick(RowPickEventArgs pick)
    {
        // Only what stands here can be picked here.
        if (shown is not null)
            selection.Set(pick.Ids.Where(shown.Has), pick.On);
    }

    /// <summary>What is selected and stands here was seen as it stands here.</summary>
    private void SeePicked() => selection.Seen(shown?.Rows ?? []);

    private void PickPage(bool on)
    {
        if (shown is not null)
            selection.Set(shown.Rows.Select(row => row.Id), on);
    }

    private void AskMenu(RowMenuEventArgs asked)
    {
        if (shown?.Rows.FirstOrDefault(row => row.Id == Number(asked.Id)) is { ClientId: not null } row)
            menu?.Open(row, asked.Kind == "payment");
    }

    private void GoTo(SessionListState next) => Navigation.NavigateTo(next.Address);

    private void New() => Navigation.NavigateTo(AppRoutes.With(state.Address, ("new_session", "1")));

    private void Open(RowEventArgs row)
    {
        if (Number(row.Id) is { } id)
            Navigation.NavigateTo(AppRoutes.OpenSession(state.Address, id));
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
