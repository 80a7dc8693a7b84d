using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Clients;

/// <summary>
/// The coaches' notes, saved as one types: a moment after the last letter, and when the field is left. What could not be saved is
/// kept as a draft. What somebody else wrote meanwhile is shown beside one's own, never replaced unseen.
/// </summary>
public sealed partial class ClientNotesCard
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // The text that the typing started from: null until it is read.
    private string? seen;
    private string text = "";
    private string? theirs;
    private DateTime? savedAtUtc;
    private string? savedBy;
    private KeptDraft? draft;
    private IReadOnlyList<ClientNotes>? versions;
    private Problem? problem;
    private DraftKeeper? keeper;
    private ITimer? typing;
    private Task saving = Task.CompletedTask;
    private bool busy;

    [Parameter, EditorRequired] public int ClientId { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required ClientNotesService Notes { get; init; }
    [Inject] public required DraftService Drafts { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private bool MayEdit => Reader.Actor.Can(Capability.EditClients);

    private bool IsTyped => seen is not null && text != seen;

    private DraftKey Key => new(ClientNotesService.DraftForm, ClientId);

    private string? Status => (busy, savedAtUtc) switch
    {
        (true, _) => L["Saving…"].Value,
        _ when IsTyped => L["Not saved yet"].Value,
        (_, { } at) => Reader.Local(at).Date == Reader.Local(Clock.GetUtcNow().UtcDateTime).Date
            ? L["Saved {0}", Reader.Time(at)].Value
            : L["Saved {0}, {1}", Reader.Date(at), savedBy ?? ""].Value,
        _ => null,
    };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Listen(Topics.Clients, ids => ids.Contains(ClientId) || ids.Contains(0) ? RefreshAsync() : Task.CompletedTask);
        keeper = new DraftKeeper(Drafts, Reader.Actor, Key, () => IsTyped ? (0, text) : null, InvokeAsync, Clock);
        await ReadAsync();
        if (!MayEdit || await Drafts.FindAsync(Reader.Actor, Key, Closing) is not { } kept)
            return;
        if (kept.Content == text)
            await Drafts.DiscardAsync(Reader.Actor, Key, Closing);
        else
            draft = kept;
    }

    /// <inheritdoc />
    protected override async ValueTask DisposeCoreAsync()
    {
        if (typing is not null)
            await typing.DisposeAsync();
        // The last letters before the page went away are saved too; what cannot be saved stays as a draft.
        if (IsTyped && theirs is null)
            await SaveAsync();
        if (keeper is not null)
            await keeper.DisposeAsync();
        await base.DisposeCoreAsync();
    }

    private async Task ReadAsync()
    {
        var read = await Notes.GetAsync(Reader.Actor, ClientId, Closing);
        problem = read.Problem;
        if (read.Ok)
            Take(read.Value);
    }

    private async Task RefreshAsync()
    {
        if (busy || await Notes.GetAsync(Reader.Actor, ClientId, Closing) is not { Ok: true } read || read.Value.Text == seen)
            return;
        if (IsTyped)
            theirs = read.Value.Text;
        else
            Take(read.Value);
    }

    private void Take(ClientNotes notes)
    {
        (seen, text, theirs, problem) = (notes.Text, notes.Text, null, null);
        (savedAtUtc, savedBy) = (notes.SavedAtUtc, notes.SavedBy);
    }

    private void Typed()
    {
        keeper!.Touch();
        typing?.Dispose();
        typing = Clock.CreateTimer(_ => _ = InvokeAsync(SaveAsync), null, Pause, Timeout.InfiniteTimeSpan);
    }

    private async Task SaveAsync()
    {
        // Of two saves the second waits for the first and then finds nothing to do, or the letters that came in between.
        await (saving = SaveAfterAsync(saving));
        StateHasChanged();
    }

    private async Task SaveAfterAsync(Task before)
    {
        await before;
        if (!IsTyped || theirs is not null)
            return;
        var sent = text;
        (busy, problem) = (true, null);
        try
        {
            // Also while the page is being left.
            var saved = await Notes.SaveAsync(Reader.Actor, ClientId, sent, seen!, CancellationToken.None);
            if (saved.Ok)
                (seen, savedAtUtc, savedBy, draft) = (sent, saved.Value, Reader.Actor.Name, null);
            else if (saved.Problem is { Code: "client.notes_changed", Arguments: [string present] })
                theirs = present;
            else
                problem = saved.Problem;
        }
        finally
        {
            busy = false;
        }
    }

    private Task MineAsync()
    {
        (seen, theirs) = (theirs!, null);
        return SaveAsync();
    }

    private Task BothAsync()
    {
        (seen, text, theirs) = (theirs!, $"{theirs}\n\n{text}", null);
        return SaveAsync();
    }

    private void TakeTheirs()
    {
        (seen, text, theirs) = (theirs!, theirs!, null);
        keeper!.Touch();
    }

    private Task TakeDraftAsync()
    {
        (text, draft) = (draft!.Content, null);
        return SaveAsync();
    }

    private async Task DropDraftAsync()
    {
        draft = null;
        await Drafts.DiscardAsync(Reader.Actor, Key, Closing);
    }

    private async Task ShowVersionsAsync()
    {
        var read = await Notes.VersionsAsync(Reader.Actor, ClientId, Closing);
        (problem, versions) = (read.Problem, read.Ok ? read.Value : null);
    }
}
