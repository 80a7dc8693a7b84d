using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Resources;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Insights;

/// <summary>Finds clients and sessions from anywhere; Enter goes to the first hit. A session opens on the page that one is on.</summary>
public sealed partial class SearchDialog : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private ElementReference input;
    private IReadOnlyList<Hit> hits = [];
    private CancellationTokenSource? search;
    private Problem? problem;
    private string? text;
    private bool asked;
    private int active = -1;

    [CascadingParameter] public required IMudDialogInstance Dialog { get; set; }
    [Parameter, EditorRequired] public required Reader Reader { get; set; }
    [Inject] public required SearchQueries Queries { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <inheritdoc />
    public void Dispose()
    {
        search?.Cancel();
        search?.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await input.FocusAsync();
    }

    private async Task TypedAsync()
    {
        // The hits on the screen answer fewer letters: Enter before the new ones are there must not go to one of them.
        active = -1;
        if (search is not null)
            await search.CancelAsync();
        search?.Dispose();
        search = new CancellationTokenSource();
        var cancel = search.Token;
        try
        {
            await Task.Delay(Pause, Clock, cancel);
            var found = await Queries.FindAsync(Reader.Actor, text, cancel);
            if (cancel.IsCancellationRequested)
                return;
            (problem, hits) = (found.Problem, found.Ok ? ToHits(found.Value) : []);
            (asked, active) = (InputText.Clean(text) is not null, hits.Count > 0 ? 0 : -1);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // More was typed, or the window was closed.
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is { } storage)
        {
            (problem, hits) = (storage, []);
        }
    }

    private List<Hit> ToHits(SearchHits found) =>
    [
        .. found.Clients.Select(client => new Hit(L["Client"], client.Name, client.Email, AppRoutes.Client(client.Id))),
        .. found.Sessions.Select(session => new Hit(
            L["Session"],
            $"{Reader.DateAndTime(session.StartsAtUtc)} · {session.ClientName ?? L["Open slot"]}",
            string.Join(" · ", new[] { SessionTitle.Of(L, session.Title, session.ClientName, session.ClientLanguage ?? Reader.Actor.Language), session.Location, session.CoachName }.OfType<string>()),
            Here(session.Id))),
    ];

    /// <summary>This page with the session's modal on it, in place of one that is open.</summary>
    private string Here(int sessionId) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        [AppRoutes.OpenSessionQuery] = sessionId,
        [AppRoutes.NewSessionQuery] = null,
        [AppRoutes.BookNextQuery] = null,
    });

    private void KeyAsync(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown" when hits.Count > 0:
                active = (active + 1) % hits.Count;
                break;
            case "ArrowUp" when hits.Count > 0:
                active = active <= 0 ? hits.Count - 1 : active - 1;
                break;
            case "Enter" when active >= 0 && active < hits.Count:
                Go(hits[active]);
                break;
        }
    }

    private void Go(Hit hit)
    {
        Dialog.Close();
        Navigation.NavigateTo(hit.Href);
    }

    private sealed record Hit(string Kind, string Title, string Text, string Href);
}
