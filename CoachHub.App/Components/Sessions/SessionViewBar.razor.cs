using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>The saved views of the session list, the built-in ones and the person's own.</summary>
public sealed partial class SessionViewBar
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    private Dictionary<int, ViewCount> ownCounts = [];
    private object? countedFor;
    private IReadOnlyList<OwnView>? countedViews;

    [Parameter, EditorRequired] public required SessionListState State { get; set; }

    /// <summary>What the built-in views hold; a new set of counts has the own ones counted anew.</summary>
    [Parameter] public IReadOnlyDictionary<SessionView, ViewCount>? Counts { get; set; }

    /// <summary>The person's own views.</summary>
    [Parameter] public IReadOnlyList<OwnView> Views { get; set; } = [];

    /// <summary>A view was named, renamed or deleted.</summary>
    [Parameter] public EventCallback Changed { get; set; }

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required SessionMatchQueries Matches { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private string Query => State.ViewQuery;

    private OwnView? Own => Views.FirstOrDefault(view => view.Query == Query);

    private bool MayName => Query.Length is > 0 and <= SessionListService.LongestQuery
        && !Enum.GetValues<SessionView>().Any(view => QueryOf(view) == Query);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (Counts is null || (ReferenceEquals(countedFor, Counts) && ReferenceEquals(countedViews, Views)))
            return;
        (countedFor, countedViews) = (Counts, Views);
        var views = Views;
        var counts = await Matches.CountAsync(Reader.Actor, [.. views.Select(view => SessionListState.OfView(view.Query).Filter)], CancellationToken.None);
        ownCounts = views.Zip(counts).ToDictionary(pair => pair.First.Id, pair => pair.Second);
    }

    private static string QueryOf(SessionView view) => new SessionListState().With(new SessionFilter { View = view }).ViewQuery;

    private string Text(ViewCount count) => count.Count.ToString("N0", Reader.Culture) + (count.More ? "+" : "");

    private async Task AskAsync(OwnView? view)
    {
        var parameters = new DialogParameters<SessionViewDialog>
        {
            { dialog => dialog.Reader, Reader },
            { dialog => dialog.ViewId, view?.Id },
            { dialog => dialog.Name, view?.Name },
            { dialog => dialog.Query, Query },
        };
        var dialog = await Dialogs.ShowAsync<SessionViewDialog>(view is null ? L["Save as a view"] : L["Edit this view"], parameters, Options);
        if (await dialog.Result is { Canceled: false })
            await Changed.InvokeAsync();
    }
}
