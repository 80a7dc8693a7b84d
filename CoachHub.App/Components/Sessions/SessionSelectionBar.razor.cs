using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>
/// What can be done with the selection, over the list while there is one. The selection is kept in the browser's tab (sessionStorage):
/// a reload finds it again, another tab or device has its own, and it is gone with the tab, so that nobody acts on what was picked last week.
/// </summary>
public sealed partial class SessionSelectionBar : IAsyncDisposable
{
    private readonly ScriptModule script = new("./session-list.js");
    private ElementReference form;
    private SessionIds? matches;
    private SessionFilter? matchesOf;
    private bool busy;

    [Parameter, EditorRequired] public required SessionSelection Selection { get; set; }
    [Parameter, EditorRequired] public required SessionListState State { get; set; }

    /// <summary>The selection changed here: the rows are to be drawn again.</summary>
    [Parameter] public EventCallback Changed { get; set; }

    /// <summary>Something was done with these sessions here.</summary>
    [Parameter] public EventCallback<IReadOnlyCollection<int>> Acted { get; set; }

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required SessionMatchQueries Matches { get; init; }
    [Inject] public required SessionBulkLauncher Bulk { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required IJSRuntime Js { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    // Ids mean nothing to the next person who signs in here.
    private string Key => string.Create(CultureInfo.InvariantCulture, $"sessions.picked.{Reader.Actor.Id}");

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Selection.Changed -= Keep;
        return script.DisposeAsync();
    }

    /// <inheritdoc />
    protected override void OnInitialized() => Selection.Changed += Keep;

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (State.Filter != matchesOf)
            matches = null;
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        var module = await script.LoadAsync(Js);
        var kept = await module.InvokeAsync<int[]?>("picked", script.Closing, Key) ?? [];
        if (kept.Length == 0)
            return;
        var visible = await Matches.VisibleAsync(Reader.Actor, kept, script.Closing);
        await module.InvokeVoidAsync("keepPicked", script.Closing, Key, Array.Empty<int>(), kept.Except(visible));
        Selection.Set(visible, on: true);
    }

    private async Task SelectMatchesAsync()
    {
        busy = true;
        try
        {
            var read = await Matches.IdsAsync(Reader.Actor, State.Filter, State.Page.Descending, script.Closing);
            var all = Selection.Set(read.Ids, on: true);
            (matches, matchesOf) = (read with { More = read.More || !all }, State.Filter);
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is { } storage)
        {
            Snackbar.Add(ProblemWords.Text(L, storage), Severity.Error);
        }
        finally
        {
            busy = false;
        }
    }

    private async Task ActAsync(BulkKind kind)
    {
        var picks = Selection.Picks;
        if (!await Bulk.OpenAsync(Reader, kind, picks))
            return;
        // What was done is done with: the next act is on other sessions.
        Selection.Clear();
        await Acted.InvokeAsync([.. picks.Select(pick => pick.Id)]);
    }

    private async Task ExportAsync()
    {
        if (script.Loaded is { } module)
            await module.InvokeVoidAsync("download", script.Closing, form, Key);
    }

    private void Keep(IReadOnlyList<int> added, IReadOnlyList<int> removed) => _ = InvokeAsync(async () =>
    {
        if (Selection.Count == 0)
            matches = null;
        await Changed.InvokeAsync();
        if (script.Loaded is not { } module)
            return;
        try
        {
            if (Selection.Count == 0)
                await module.InvokeVoidAsync("forgetPicked", script.Closing, Key);
            else
                await module.InvokeVoidAsync("keepPicked", script.Closing, Key, added, removed);
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The page was left meanwhile.
        }
    });
}
