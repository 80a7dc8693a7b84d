using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Programs;

/// <summary>A dialog with one form and one save: a problem is shown at its field and the dialog stays open, a second click waits for the first.</summary>
public abstract class ProgramFormDialog : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource closing = new();

    [CascadingParameter] public required IMudDialogInstance Dialog { get; set; }
    [Parameter, EditorRequired] public required Reader Reader { get; set; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    protected static DialogOptions Narrow { get; } = new() { MaxWidth = MaxWidth.Small, FullWidth = true, BackdropClick = false, CloseOnEscapeKey = true };

    protected static DialogOptions Wide { get; } = Narrow with { MaxWidth = MaxWidth.Medium };

    protected string FormId { get; } = $"form-{Guid.NewGuid():N}";
    protected EditContext Context { get; private set; } = null!;
    protected ValidationMessageStore Messages { get; private set; } = null!;
    protected Problem? Trouble { get; set; }
    protected bool Busy { get; private set; }

    /// <summary>Ends when the dialog is closed; reads take it, saves do not.</summary>
    protected CancellationToken Closing => closing.Token;

    /// <summary>What the fields are bound to.</summary>
    protected abstract object Model { get; }

    /// <inheritdoc />
    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Context = new EditContext(Model);
        Messages = new ValidationMessageStore(Context);
    }

    /// <summary>What is wrong before anything is saved.</summary>
    protected virtual IReadOnlyList<Problem> Check() => [];

    /// <summary>Saves. The window may be closed meanwhile; what was begun is finished.</summary>
    protected abstract Task<Problem?> SaveCoreAsync();

    protected async Task SaveAsync()
    {
        if (Busy)
            return;
        (Busy, Trouble) = (true, null);
        Messages.Clear();
        try
        {
            var problems = Check();
            if (problems.Count == 0 && await SaveCoreAsync() is { } refused)
                problems = [refused];
            else if (problems.Count == 0)
            {
                Dialog.Close(DialogResult.Ok(true));
                return;
            }

            Trouble = Messages.Show(Context, problems, L);
        }
        finally
        {
            Busy = false;
        }
    }
}
