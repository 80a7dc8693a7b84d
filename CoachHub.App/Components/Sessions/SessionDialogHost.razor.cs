using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>
/// The modal belongs to the address: opening it is a navigation, closing it goes back to the same page without it. So a deep
/// link works everywhere, and the browser's back button closes the modal.
/// </summary>
public sealed partial class SessionDialogHost : IDisposable
{
    private const string OpenKey = AppRoutes.OpenSessionQuery, NewKey = AppRoutes.NewSessionQuery, ClientKey = "client", NextKey = AppRoutes.BookNextQuery;

    private IDialogReference? open;
    private string? shown;

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required SessionQueries Sessions { get; init; }
    [Inject] public required DraftService Drafts { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <inheritdoc />
    public void Dispose() => Navigation.LocationChanged -= Moved;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
        {
            Navigation.LocationChanged += Moved;
        }
        else if (Asked().SessionId is { } id && await IsMissingAsync(id) && !await HasDraftAsync(id))
        {
            // A session that one may not see does not exist: the page answers 404, like any other record.
            Navigation.NotFound();
        }
    }

    /// <inheritdoc />
    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? FollowAsync() : Task.CompletedTask;

    private void Moved(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(FollowAsync);

    private async Task FollowAsync()
    {
        var asked = Asked();
        var key = asked.IsNew ? $"new {asked.NextAfter}" : asked.SessionId?.ToString(CultureInfo.InvariantCulture);
        if (key == shown)
            return;
        shown = key;
        open?.Close();
        open = null;
        if (key is null)
            return;
        if (asked.IsNew && !Reader.Actor.Can(Capability.EditSessions))
        {
            // A link of somebody who may: the page behind it is worth as much without.
            shown = null;
            Navigation.NavigateTo(Without(), replace: true);
            return;
        }

        if (asked.SessionId is { } id && await IsMissingAsync(id))
        {
            if (await HasDraftAsync(id))
            {
                await ShowAsync<SessionLostDraftDialog>(L["Edit session"], new DialogParameters<SessionLostDraftDialog>
                {
                    { dialog => dialog.SessionId, id },
                    { dialog => dialog.Reader, Reader },
                }, new DialogOptions { MaxWidth = MaxWidth.Small, FullWidth = true });
                return;
            }

            shown = null;
            Navigation.NotFound();
            return;
        }

        var parameters = new DialogParameters<SessionDialog>
        {
            { dialog => dialog.SessionId, asked.SessionId },
            { dialog => dialog.ClientId, asked.ClientId },
            { dialog => dialog.NextAfter, asked.NextAfter },
            { dialog => dialog.Reader, Reader },
        };
        var options = new DialogOptions { MaxWidth = MaxWidth.False, CloseOnEscapeKey = false, BackdropClick = false, NoHeader = true, BackgroundClass = "session-veil" };
        await ShowAsync<SessionDialog>(asked.IsNew ? L["New session"] : L["Edit session"], parameters, options);
    }

    private async Task<bool> IsMissingAsync(int id) => (await Sessions.FindAsync(Reader.Actor, id, CancellationToken.None)).Problem is not null;

    /// <summary>What this person typed into a session that is gone is still theirs.</summary>
    private async Task<bool> HasDraftAsync(int id) =>
        await Drafts.FindAsync(Reader.Actor, new DraftKey(SaveSession.DraftForm, id), CancellationToken.None) is not null;

    private async Task ShowAsync<TDialog>(string title, DialogParameters parameters, DialogOptions options) where TDialog : IComponent
    {
        var dialog = await Dialogs.ShowAsync<TDialog>(title, parameters, options);
        open = dialog;
        var result = await dialog.Result;
        if (ReferenceEquals(open, dialog))
        {
            (open, shown) = (null, null);
            // The page behind learns what was saved here, to show it even where nothing on it changed.
            var saved = result is { Canceled: false, Data: int savedId } ? savedId.ToString(CultureInfo.InvariantCulture) : null;
            Navigation.NavigateTo(Without(), new NavigationOptions { ReplaceHistoryEntry = true, HistoryEntryState = saved });
        }
    }

    private (bool IsNew, int? SessionId, int? ClientId, int? NextAfter) Asked()
    {
        var query = QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query);
        var (id, next) = (Number(OpenKey), Number(NextKey));
        return (id is null && (next is not null || query.ContainsKey(NewKey)), id, Number(ClientKey), id is null ? next : null);

        int? Number(string name) => query.TryGetValue(name, out var text)
            && int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private string Without() => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        [OpenKey] = null,
        [NewKey] = null,
        [NextKey] = null,
        // On the list itself the client is a filter as well; it came with the empty modal only when that was asked for.
        [ClientKey] = Asked() is { IsNew: true, NextAfter: null } ? null : Asked().ClientId,
    });
}
