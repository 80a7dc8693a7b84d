using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Programs;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>An act on many sessions, from the look at what it would do to the list of what did not work.</summary>
public sealed partial class SessionBulkDialog
{
    private BulkAct act = new(BulkKind.Notify);
    private IReadOnlyList<SessionPick> picks = [];
    private BulkPreview? preview;
    private BulkOutcome? outcome;
    private BundledConsequence? foreseen;
    private OutcomeForm decided = new();
    private BulkProgress progress;
    private Problem? problem;
    private CancellationTokenSource? working;
    private ElementReference heading;
    private bool running, atHeading;

    [CascadingParameter] public required IMudDialogInstance Dialog { get; set; }

    /// <summary>What is done.</summary>
    [Parameter, EditorRequired] public BulkKind Kind { get; set; }

    /// <summary>The chosen sessions.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<SessionPick> Picks { get; set; }

    [Parameter, EditorRequired] public required Reader Reader { get; set; }
    [Inject] public required SessionBulkPreviewer Previewer { get; init; }
    [Inject] public required SessionBulkService Service { get; init; }
    [Inject] public required OutcomePolicyService Policy { get; init; }
    [Inject] public required SessionUndoNotice Notice { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>Something was done.</summary>
    public bool Did { get; private set; }

    /// <summary>How the sessions end by this act; null = they do not.</summary>
    private SessionStatus? Ends => act.Kind switch
    {
        BulkKind.NoShow => SessionStatus.NoShow,
        BulkKind.Cancel => SessionStatus.Cancelled,
        _ => null,
    };

    /// <summary>Sessions were moved whose clients know the old times.</summary>
    private bool MayTell => act.Kind == BulkKind.Move && outcome!.Done.Count > 0 && preview is { KnowOldTimes: > 0 };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        (act, picks) = (new BulkAct(Kind) { Days = Kind == BulkKind.Move ? 7 : 0 }, Picks);
        await LookAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // Fields come first where there are any; the window draws its title a moment after this component.
        if (atHeading || heading.Context is null || (act.Kind == BulkKind.Move && outcome is null && !running))
            return;
        atHeading = true;
        await heading.FocusAsync();
    }

    /// <inheritdoc />
    protected override ValueTask DisposeCoreAsync()
    {
        working?.Dispose();
        return base.DisposeCoreAsync();
    }

    private async Task ChooseAsync(BulkAct chosen)
    {
        act = chosen;
        await LookAsync();
    }

    private async Task LookAsync()
    {
        var cancel = await BeginAsync();
        try
        {
            var look = await Task.Run(() => Previewer.PreviewAsync(Reader.Actor, act, picks, cancel), cancel);
            var follows = look.Ok && Ends is { } status
                ? await Policy.ForeseeAllAsync(Reader.Actor, [.. look.Value.Ready.Select(pick => pick.Id)], status, cancel)
                : default;
            (preview, foreseen, problem) = (look.Ok ? look.Value : null, follows.Ok ? follows.Value : null, look.Problem);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Other values were chosen, or the window was closed.
        }
    }

    private async Task RunAsync()
    {
        // A second click while the first one works would do it twice.
        if (running || preview is null || !decided.Check(Reader, L))
            return;
        (running, progress) = (true, new BulkProgress(0, preview.Ready.Count));
        await FollowAsync();
        var cancel = await BeginAsync();
        var report = new Progress<BulkProgress>(now =>
        {
            progress = now;
            StateHasChanged();
        });
        // Not on the circuit's own thread: the bar moves, and *Stop* is heard.
        var run = await Task.Run(() => Service.RunAsync(Reader.Actor, act with { Outcome = decided.Choice }, preview.Ready, report, cancel), CancellationToken.None);
        running = false;
        problem = run.Problem;
        if (run.Ok)
            Finish(run.Value);
        await FollowAsync();
    }

    private void Finish(BulkOutcome done)
    {
        Did |= done.Done.Count > 0;
        if (done.Done.Count > 0)
            Notice.Tell(Reader.Actor, SessionBulkWords.Done(L, act.Kind, done), Severity.Normal, done.Undo);
        outcome = done;
        // With nothing left to say but what the message says, the window goes.
        if (done is { Refused.Count: 0, Stopped: false } && !MayTell)
            Dialog.Close();
    }

    /// <summary>After a move: the clients of what was moved.</summary>
    private async Task TellAsync()
    {
        (picks, act) = ([.. outcome!.Done.Select(id => new SessionPick(id))], new BulkAct(BulkKind.Notify));
        (outcome, preview, foreseen, decided) = (null, null, null, new OutcomeForm());
        await FollowAsync();
        await LookAsync();
    }

    /// <summary>Another face of the window: what had the focus may be gone, and while it works nothing closes it by mistake.</summary>
    private async Task FollowAsync()
    {
        atHeading = false;
        await Dialog.SetOptionsAsync(Dialog.Options with { CloseOnEscapeKey = !running });
    }

    private async Task<CancellationToken> BeginAsync()
    {
        if (working is not null)
            await working.CancelAsync();
        working?.Dispose();
        working = CancellationTokenSource.CreateLinkedTokenSource(Closing);
        return working.Token;
    }

    private Task Stop() => working?.CancelAsync() ?? Task.CompletedTask;

    private void Close() => Dialog.Close();
}
