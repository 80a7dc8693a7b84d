using System.Text.Json;
using CoachHub.App.Components.Kit;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using Microsoft.AspNetCore.Components;

namespace CoachHub.App.Components.Mail;

/// <summary>What is typed and not saved is kept, and offered back after a crash, a reload or on another device.</summary>
public sealed partial class MailWordingEditor
{
    // Letters of a field that was not left yet. They are not bound: an answer would write what it knows over those typed since.
    private readonly Dictionary<(MailWordingForm Form, bool InIntroduction), string> underway = [];
    private DraftKeeper? keeper;
    private KeptDraft? draft;

    [Inject] public required DraftService Drafts { get; init; }

    private DraftKey Key => new(edit!.Row.Kind.DraftForm, 0);

    /// <inheritdoc />
    protected override async ValueTask DisposeCoreAsync()
    {
        if (keeper is not null)
            await keeper.DisposeAsync();
        await base.DisposeCoreAsync();
    }

    private async Task BeginKeepingAsync()
    {
        keeper = new DraftKeeper(Drafts, Reader.Actor, Key, Unsaved, InvokeAsync, Clock);
        draft = await Drafts.FindAsync(Reader.Actor, Key, Closing);
    }

    private void Underway(bool introduction, ChangeEventArgs typed)
    {
        underway[(form!, introduction)] = typed.Value as string ?? "";
        keeper!.Touch();
    }

    private (int Version, string Content)? Unsaved()
    {
        var typed = forms.Where(each => each.Differs(Typed(each))).Select(Typed).ToList();
        return typed.Count == 0 ? null : (0, JsonSerializer.Serialize(typed));
    }

    private MailWordingInput Typed(MailWordingForm each) => each.ToInput() with
    {
        Subject = underway.GetValueOrDefault((each, false), each.Subject ?? ""),
        Introduction = underway.GetValueOrDefault((each, true), each.Introduction ?? ""),
    };

    private async Task TakeDraftAsync()
    {
        foreach (var kept in JsonSerializer.Deserialize<List<MailWordingInput>>(draft!.Content)!)
        {
            var at = forms.FindIndex(each => each.Language == kept.Language);
            if (at < 0)
                continue;
            var restored = forms[at].Restored(kept);
            (form, forms[at]) = (form == forms[at] ? restored : form, restored);
        }

        draft = null;
        await ShowAsync();
    }

    private async Task DropDraftAsync()
    {
        draft = null;
        await keeper!.DiscardAsync();
        keeper.Resume();
    }
}
