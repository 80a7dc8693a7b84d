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

/// <summary>The one editor of a session (D32). It saves, says what saving would do, and keeps what was typed whatever happens.</summary>
public sealed partial class SessionDialog
{
    private const string FormId = "session-form";

    private ElementReference sheet;
    private SessionFormModel? model;
    private EditContext form = new(new object());
    private ValidationMessageStore? messages;
    private SessionDetails? details;
    private SessionPreview? preview;
    private SessionInput? opened;
    private IReadOnlyList<CoachChoice> coaches = [];
    private IReadOnlyList<FieldChange> theirChanges = [];
    private SessionMailPanel? mailPanel;
    private Problem? problem;
    private CancellationTokenSource? previewing;
    private bool isShown, hasKeyboard, saving, typing, closingAsked, mayEdit, tellCancellation = true;
    private int version;

    [CascadingParameter] public required IMudDialogInstance Dialog { get; set; }

    /// <summary>The session; null for a new one.</summary>
    [Parameter] public int? SessionId { get; set; }

    /// <summary>The client that a new session starts with.</summary>
    [Parameter] public int? ClientId { get; set; }

    [Parameter, EditorRequired] public required Reader Reader { get; set; }
    [Inject] public required SessionService Service { get; init; }
    [Inject] public required SessionQueries Queries { get; init; }
    [Inject] public required SessionPreviewer Previewer { get; init; }
    [Inject] public required SessionUndoNotice Notice { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private string Heading => SessionId is null ? L["New session"] : L["Edit session"];

    private bool IsDirty => model is not null && model.ToInput().Input != opened;

    private bool MayNotify => preview?.Notify is { Type: not null };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        mayEdit = Reader.Actor.Can(Capability.EditSessions);
        Listen(Topics.Sessions, RefreshAsync);
        coaches = await Queries.CoachesAsync(Reader.Actor, Closing);
        await ReloadAsync();
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
            if (model is not { Client: null })
                await sheet.FocusAsync(preventScroll: true);
        }
    }

    /// <inheritdoc />
    protected override ValueTask DisposeCoreAsync()
    {
        previewing?.Dispose();
        return base.DisposeCoreAsync();
    }

    private async Task ReloadAsync()
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
            version = details.Row.Version;
            model = SessionFormModel.From(details, Reader.Practice.Currency, Reader.Culture);
        }
        else
        {
            model = SessionFormModel.From(await Queries.DefaultsAsync(Reader.Actor, ClientId, Closing));
        }

        (form, theirChanges, problem, typing) = (new EditContext(model), [], null, false);
        messages = new ValidationMessageStore(form);
        opened = model.ToInput().Input;
        await PreviewAsync();
    }

    /// <summary>Something happened to the session elsewhere: a mail was accepted, or somebody saved. What is typed here stays.</summary>
    private async Task RefreshAsync(IReadOnlySet<int> ids)
    {
        if (SessionId is not { } id || !(ids.Contains(id) || ids.Contains(0)) || saving)
            return;
        var found = await Queries.FindAsync(Reader.Actor, id, Closing);
        if (!found.Ok)
            return;
        // Letters reach the form only when a field is left; from the first one on, nothing may replace it.
        if (found.Value.Row.Version != version && !IsDirty && !typing)
        {
            await ReloadAsync();
            return;
        }

        details = found.Value;
        if (details.Row.Version != version)
            await ShowTheirsAsync(id);
        if (mailPanel is not null)
            await mailPanel.LoadAsync();
        await PreviewAsync();
    }

    private async Task PreviewAsync()
    {
        if (!mayEdit)
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

    private Task SubmitAsync() => SaveAsync(notify: false);

    private Task SaveAndNotifyAsync() => SaveAsync(notify: true);

    private async Task SaveOverAsync()
    {
        // The person has seen what the others changed and decides to save over it.
        version = details!.Row.Version;
        theirChanges = [];
        await SaveAsync(notify: false);
    }

    private async Task SaveAsync(bool notify)
    {
        // A second click while the first one saves would book the hour twice.
        if (saving)
            return;
        saving = true;
        try
        {
            if (!Check())
                return;
            var saved = await Service.SaveAsync(Reader.Actor, Command(notify), Closing);
            if (saved.Problem is { } refused)
                await ShowAsync(refused);
            else
                Finish(saved.Value);
        }
        finally
        {
            saving = false;
        }
    }

    private bool Check()
    {
        var (input, priceReadable) = model!.ToInput();
        messages!.Clear();
        if (!priceReadable)
            messages.Add(form.Field(nameof(SessionFormModel.Price)), L["Enter an amount, for example 90.00."]);
        foreach (var broken in input.Check(Reader.Practice.Currency))
            messages.Add(form.Field(broken.Field ?? ""), ProblemWords.Text(L, broken));
        form.NotifyValidationStateChanged();
        problem = null;
        return !form.GetValidationMessages().Any();
    }

    private async Task ShowAsync(Problem refused)
    {
        if (refused.Code == "session.changed_meanwhile" && SessionId is { } id)
        {
            await ShowTheirsAsync(id);
            return;
        }

        if (refused.Field is { } field)
        {
            messages!.Add(form.Field(field), ProblemWords.Text(L, refused));
            form.NotifyValidationStateChanged();
        }
        else
        {
            problem = refused;
        }

        await PreviewAsync();
    }

    private async Task ShowTheirsAsync(int id)
    {
        var changes = await Queries.ChangesSinceAsync(Reader.Actor, id, version, Closing);
        theirChanges = changes.Ok ? changes.Value : [];
        var found = await Queries.FindAsync(Reader.Actor, id, Closing);
        details = found.Ok ? found.Value : details;
    }

    private void Finish(SavedSession saved)
    {
        Notice.Tell(Reader.Actor, saved.Telling);
        opened = model!.ToInput().Input;
        Dialog.Close(DialogResult.Ok(saved.Id));
    }

    private async Task SendAsync()
    {
        var sent = await Service.NotifyAsync(Reader.Actor, SessionId!.Value, Closing);
        if (sent.Problem is { } refused)
            problem = refused;
        else
            Notice.Tell(Reader.Actor, sent.Value);
    }

    private SaveSession Command(bool notify) => new(model!.ToInput().Input)
    {
        Id = SessionId,
        ExpectedVersion = SessionId is null ? null : version,
        Notify = notify,
        TellCancellation = tellCancellation,
    };

    private void Key(KeyboardEventArgs key)
    {
        if (key.Key == "Escape")
            AskToClose();
    }

    /// <summary>The browser's way back closes the window too: what was typed is asked about first.</summary>
    private void KeepTyped(LocationChangingContext leaving)
    {
        if (!IsDirty || !mayEdit)
            return;
        closingAsked = true;
        leaving.PreventNavigation();
        StateHasChanged();
    }

    private void AskToClose()
    {
        if (IsDirty && mayEdit)
            closingAsked = true;
        else
            Discard();
    }

    private void Discard()
    {
        opened = model?.ToInput().Input;
        Dialog.Cancel();
    }
}
