using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>
/// The one editor of a session (D32). It follows what others save, says what saving would do, and keeps what was typed whatever
/// happens. Saving and drafts are in files of their own beside this one.
/// </summary>
public sealed partial class SessionDialog
{
    private const string FormId = "session-form";

    private ElementReference sheet, heading;
    private SessionEditing? editing;
    private EditContext form = new(new object());
    private ValidationMessageStore? messages;
    private SessionDetails? details;
    private SessionPreview? preview;
    private IReadOnlyList<CoachChoice> coaches = [];
    private SessionMailPanel? mailPanel;
    private Problem? problem;
    private CancellationTokenSource? previewing;
    private string? personalLine;
    private bool isShown, hasKeyboard, saving, closing, gone, closingAsked, mayEdit, lookAgain, tellCancellation = true;

    [CascadingParameter] public required IMudDialogInstance Dialog { get; set; }

    /// <summary>The session; null for a new one.</summary>
    [Parameter] public int? SessionId { get; set; }

    /// <summary>The client that a new session starts with.</summary>
    [Parameter] public int? ClientId { get; set; }

    /// <summary>A new session follows this one (*book next*).</summary>
    [Parameter] public int? NextAfter { get; set; }

    [Parameter, EditorRequired] public required Reader Reader { get; set; }
    [Inject] public required SessionService Service { get; init; }
    [Inject] public required SessionQueries Queries { get; init; }
    [Inject] public required SessionPreviewer Previewer { get; init; }
    [Inject] public required SessionUndoNotice Notice { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private string Heading => SessionId is null ? L["New session"] : L["Edit session"];

    private bool IsDirty => mayEdit && editing?.IsDirty == true;

    // What is typed and not saved would be lost on the way to the copy.
    private bool MayMove => mayEdit && !IsDirty && details is { ClientIsFixed: true, Row.Status: SessionStatus.Booked };

    private bool MayNotify => preview?.Notify is { Type: not null };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        mayEdit = Reader.Actor.Can(Capability.EditSessions);
        Listen(Topics.Sessions, RefreshAsync);
        coaches = await Queries.CoachesAsync(Reader.Actor, Closing);
        await LoadAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            // MudBlazor remembers now where the keyboard was, to bring it back there; from the next render on it may come along.
            isShown = true;
            StateHasChanged();
        }
        else if (!hasKeyboard)
        {
            hasKeyboard = true;
            // Escape is heard in the window only. An empty client's box takes the keyboard itself.
            if (editing is not { Model.Client: null })
                await sheet.FocusAsync(preventScroll: true);
        }
    }

    /// <inheritdoc />
    protected override async ValueTask DisposeCoreAsync()
    {
        previewing?.Dispose();
        if (keeper is not null)
            await keeper.DisposeAsync();
        await base.DisposeCoreAsync();
    }

    private async Task LoadAsync()
    {
        if (SessionId is { } id)
        {
            var found = await Queries.FindAsync(Reader.Actor, id, Closing);
            if (found.Problem is { } gone)
            {
                problem = gone;
                return;
            }

            details = found.Value;
            Edit(new SessionEditing(FormOf(details), details.Row.Version));
        }
        else
        {
            Edit(new SessionEditing(SessionFormModel.From(await DefaultsAsync(), Reader.Practice.Currency, Reader.Culture), version: 0));
            // The same time a week later may be one that the clocks skip.
            if (NextAfter is not null && editing!.Model.ToInput().Input.Start().Problem is { } skipped)
                messages!.Add(form.Field(nameof(SessionFormModel.Time)), ProblemWords.Text(L, skipped));
        }

        await OfferDraftAsync();
        await PreviewAsync();
    }

    private async Task<SessionDefaults> DefaultsAsync() =>
        NextAfter is { } before && await Queries.NextAfterAsync(Reader.Actor, before, Closing) is { Ok: true } next
            ? next.Value
            : await Queries.DefaultsAsync(Reader.Actor, ClientId, Closing);

    private void Edit(SessionEditing session)
    {
        editing = session;
        form = new EditContext(session.Model);
        messages = new ValidationMessageStore(form);
    }

    private SessionFormModel FormOf(SessionDetails session) => SessionFormModel.From(session, Reader.Practice.Currency, Reader.Culture);

    /// <summary>Something happened to the session elsewhere: a mail was accepted, or somebody saved. What is typed here stays.</summary>
    private async Task RefreshAsync(IReadOnlySet<int> ids)
    {
        if (SessionId is not { } id || !(ids.Contains(id) || ids.Contains(0)) || saving)
            return;
        await FollowAsync(id);
        if (mailPanel is not null)
            await mailPanel.LoadAsync();
        await PreviewAsync();
    }

    private async Task FollowAsync(int id)
    {
        if (editing is null)
            return;
        var found = await Queries.FindAsync(Reader.Actor, id, Closing);
        gone = !found.Ok;
        if (gone)
            return;
        details = found.Value;
        if (details.Row.Version == editing.Version)
            return;
        var changes = await Queries.ChangesSinceAsync(Reader.Actor, id, editing.Version, Closing);
        editing.Follow(FormOf(details), details.Row.Version, changes.Ok ? changes.Value : []);
    }

    private Task ChooseAsync((SessionGroup Group, ConflictChoice Choice) chosen)
    {
        editing!.Choose(chosen.Group, chosen.Choice);
        return ChangedAsync();
    }

    private Task ChangedAsync()
    {
        Typed();
        return PreviewAsync();
    }

    private async Task PreviewAsync()
    {
        if (!mayEdit || editing is null)
            return;
        // Only the newest question counts: an older answer must not overwrite a newer one.
        if (previewing is not null)
            await previewing.CancelAsync();
        previewing?.Dispose();
        previewing = CancellationTokenSource.CreateLinkedTokenSource(Closing);
        var cancel = previewing.Token;
        try
        {
            var read = await Previewer.PreviewAsync(Reader.Actor, Command(notify: false), cancel);
            preview = read.Ok ? read.Value : null;
            StateHasChanged();
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Something else was typed, or the window was closed.
        }
    }

    private void Key(KeyboardEventArgs key)
    {
        if (key.Key == "Escape")
            AskToClose();
    }

    /// <summary>The browser's way back closes the window too: what was typed is asked about first.</summary>
    private void KeepTyped(LocationChangingContext leaving)
    {
        if (!IsDirty || closing)
            return;
        closingAsked = true;
        leaving.PreventNavigation();
        StateHasChanged();
    }

    private void AskToClose()
    {
        if (IsDirty)
            closingAsked = true;
        else
            Close();
    }

    private async Task DiscardAsync()
    {
        if (keeper is not null)
            await keeper.DiscardAsync();
        Close();
    }

    private void Close()
    {
        closing = true;
        Dialog.Cancel();
    }
}
