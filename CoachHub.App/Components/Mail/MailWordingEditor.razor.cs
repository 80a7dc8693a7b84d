using CoachHub.App.Components.Kit;
using CoachHub.App.Mail;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace CoachHub.App.Components.Mail;

/// <summary>The words of one mail in both languages, beside the mail as it would go out.</summary>
public sealed partial class MailWordingEditor
{
    private MailWordingEdit? edit;
    private List<MailWordingForm> forms = [];
    private MailWordingForm? form;
    private ShownWording? shown;
    private DeliveryAnswer? answer;
    private Problem? problem;
    private ElementReference subject;
    private ElementReference introduction;
    private string? note;
    private bool inIntroduction = true;
    private bool busy;

    /// <summary>Which mail, by the code of its kind.</summary>
    [Parameter, EditorRequired] public required string Mail { get; set; }

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required MailWordingService Service { get; init; }
    [Inject] public required MailWordingPreviewer Previewer { get; init; }
    [Inject] public required IJSRuntime Js { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private bool IsChanged => forms.Exists(each => each.IsChanged);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        await ReloadAsync();
        if (edit is not null)
            await BeginKeepingAsync();
    }

    private string ShownWith(ShownWording preview)
    {
        if (preview.IsExample)
            return L["With an example: there is no session yet."];
        var own = preview.OwnAddress ?? "–";
        return edit!.Row.Kind.IsAboutAccounts ? L["A test goes to {0}; its link leads nowhere.", own] : L["With your newest session. A test goes to {0}.", own];
    }

    private string? StandardHint(string? standard) => string.IsNullOrEmpty(standard) ? null : L["Empty: {0}", standard].Value;

    private async Task ReloadAsync()
    {
        var language = form?.Language ?? Reader.Actor.Language;
        var read = await Service.FindAsync(Reader.Actor, Mail, Closing);
        (problem, note, answer) = (read.Problem, null, null);
        if (!read.Ok)
            return;
        edit = read.Value;
        forms = [.. edit.Words.Select(words => new MailWordingForm(words))];
        form = forms.Find(each => each.Language == language) ?? forms[0];
        await ShowAsync();
    }

    private async Task ChooseAsync(MailWordingForm chosen)
    {
        (form, note, answer) = (chosen, null, null);
        await ShowAsync();
    }

    private async Task ToStandardAsync()
    {
        (form!.Subject, form.Introduction) = ("", "");
        await ShowAsync();
        note = L["The standard text comes back when you save."];
    }

    /// <summary>Draws the preview again. Words that cannot be saved are named at their field; the last preview stays.</summary>
    private async Task ShowAsync()
    {
        note = null;
        underway.Clear();
        keeper?.Touch();
        if (Problems(form!))
            return;
        var read = await Previewer.ShowAsync(Reader.Actor, form!.ToInput(), Closing);
        if (read.Ok)
            shown = read.Value;
        else
            problem = read.Problem;
    }

    private bool Problems(MailWordingForm typed)
    {
        typed.Messages.Clear();
        var problems = typed.ToInput().Check();
        typed.Messages.Show(typed.Context, problems, L);
        return problems.Count > 0;
    }

    private async Task SaveAsync()
    {
        if (busy)
            return;
        (busy, problem, note) = (true, null, null);
        try
        {
            foreach (var typed in forms.FindAll(each => each.IsChanged))
            {
                if (!await SaveAsync(typed))
                    return;
            }

            await DropDraftAsync();
            await ShowAsync();
            note = L["Saved"];
        }
        finally
        {
            busy = false;
        }
    }

    /// <summary>False when it was not saved: the language with the problem is shown, and what was typed stays.</summary>
    private async Task<bool> SaveAsync(MailWordingForm typed)
    {
        if (Problems(typed))
        {
            form = typed;
            return false;
        }

        var done = await Service.SaveAsync(Reader.Actor, typed.ToInput(), Closing);
        if (done.Problem is { } refused)
        {
            form = typed;
            problem = typed.Messages.Show(typed.Context, [refused], L);
            return false;
        }

        var saved = new MailWordingForm(done.Value);
        forms[forms.IndexOf(typed)] = saved;
        if (form == typed)
            form = saved;
        return true;
    }

    private async Task SendTestAsync()
    {
        if (busy || Problems(form!))
            return;
        (busy, answer, problem) = (true, null, null);
        try
        {
            var sent = await Previewer.SendTestAsync(Reader.Actor, form!.ToInput(), Closing);
            (answer, problem) = (sent.Ok ? sent.Value : null, sent.Problem);
        }
        finally
        {
            busy = false;
        }
    }

    private async Task InsertAsync(string name)
    {
        // The field's own change event brings the text back here.
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", Closing, "./mail-words.js");
        await module.InvokeVoidAsync("insert", Closing, inIntroduction ? introduction : subject, $"{{{name}}}");
    }

    private async Task ShowPresentAsync()
    {
        await ReloadAsync();
        await DropDraftAsync();
    }
}
