using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>Names a view of one's own, renames or deletes it. Closes once that is saved.</summary>
public sealed partial class SessionViewDialog : IDisposable
{
    private const string FormId = "session-view";

    private readonly CancellationTokenSource closing = new();
    private readonly SessionViewForm form = new();
    private EditContext context = null!;
    private ValidationMessageStore messages = null!;
    private ElementReference first;
    private Problem? problem;
    private bool hasKeyboard, saving;

    [CascadingParameter] public required IMudDialogInstance Dialog { get; set; }
    [Parameter, EditorRequired] public required Reader Reader { get; set; }

    /// <summary>The view; null names a new one.</summary>
    [Parameter] public int? ViewId { get; set; }

    /// <summary>Its name so far.</summary>
    [Parameter] public string? Name { get; set; }

    /// <summary>What a new one keeps.</summary>
    [Parameter] public string Query { get; set; } = "";

    [Inject] public required SessionListService Service { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <inheritdoc />
    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        form.Name = Name;
        context = new EditContext(form);
        messages = new ValidationMessageStore(context);
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            // MudBlazor remembers now where the keyboard was, to bring it back there; from the next render on it may come along.
            StateHasChanged();
        }
        else if (!hasKeyboard)
        {
            hasKeyboard = true;
            await first.FocusAsync();
        }
    }

    private Task SaveAsync() => DoAsync(async () => ViewId is { } id
        ? await Service.RenameViewAsync(Reader.Actor, id, form.Name, closing.Token)
        : new Result((await Service.AddViewAsync(Reader.Actor, form.Name, Query, closing.Token)).Problem));

    private Task DeleteAsync() => DoAsync(() => Service.DeleteViewAsync(Reader.Actor, ViewId!.Value, closing.Token));

    private async Task DoAsync(Func<Task<Result>> act)
    {
        if (saving)
            return;
        (saving, problem) = (true, null);
        messages.Clear();
        try
        {
            var done = await act();
            if (done.Ok)
                Dialog.Close(true);
            else if (done.Problem!.Field is { } field)
                messages.Add(context.Field(field), ProblemWords.Text(L, done.Problem));
            else
                problem = done.Problem;
            context.NotifyValidationStateChanged();
        }
        finally
        {
            saving = false;
        }
    }
}

/// <summary>What is typed to name a view.</summary>
public sealed class SessionViewForm
{
    public string? Name { get; set; }
}
