using CoachHub.App.Components.Kit;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;

namespace CoachHub.App.Components.Sessions;

/// <summary>Keeps what is typed, and offers what was typed before.</summary>
public sealed partial class SessionDialog
{
    private DraftKeeper? keeper;
    private (SessionDraft Draft, KeptDraft Kept)? offered;

    [Inject] public required DraftService Drafts { get; init; }

    private DraftKey DraftKey => new(SaveSession.DraftForm, SessionId ?? 0);

    private async Task OfferDraftAsync()
    {
        if (!mayEdit || editing is null)
            return;
        keeper = new DraftKeeper(Drafts, Reader.Actor, DraftKey, TypedText, OnScreenAsync, Clock);
        if (await Drafts.FindAsync(Reader.Actor, DraftKey, Closing) is not { } kept || SessionDraft.Read(kept.Content) is not { } draft)
            return;
        // What has been saved since, by whomever, is no news to its writer.
        if (Restored(draft, kept, []).IsDirty)
            offered = (draft, kept);
        else
            await Drafts.DiscardAsync(Reader.Actor, DraftKey, Closing);
    }

    private SessionEditing Restored(SessionDraft draft, KeptDraft kept, IReadOnlyList<FieldChange> changes)
    {
        var restored = SessionEditing.FromDraft(draft.Start.Copy(), draft.Mine, kept.Version);
        restored.Documents.Restore(draft.Added, draft.Removed);
        if (details is not null)
            restored.Follow(FormOf(details), details.Row.Version, changes);
        return restored;
    }

    private async Task UseDraftAsync()
    {
        if (offered is not { } offer)
            return;
        offered = null;
        var changes = SessionId is { } id ? await Queries.ChangesSinceAsync(Reader.Actor, id, offer.Kept.Version, Closing) : default;
        Edit(Restored(offer.Draft, offer.Kept, SessionId is not null && changes.Ok ? changes.Value : []));
        keeper?.Touch();
        await PreviewAsync();
        await heading.FocusAsync();
    }

    private async Task DiscardDraftAsync()
    {
        offered = null;
        await Drafts.DiscardAsync(Reader.Actor, DraftKey, Closing);
        await heading.FocusAsync();
    }

    private void Typed() => keeper?.Touch();

    private (int Version, string Content)? TypedText() =>
        editing is { IsDirty: true } ? (editing.Version, SessionDraft.Of(editing).Write()) : null;

    private string LostText => SessionDraft.Of(editing!).Text(L, Reader, coaches);

    private Task OnScreenAsync(Func<Task> keep) => InvokeAsync(async () =>
    {
        var before = keeper?.Problem;
        await keep();
        if (keeper?.Problem != before)
            StateHasChanged();
    });
}
