using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Programs;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>
/// Changes status and payment of a row. Calling off asks first, because it mails; it says whom. So does what takes a session of a bundle. The menu works with what the row
/// showed when it was opened, so that what a colleague changes meanwhile is never overwritten unseen.
/// </summary>
public sealed partial class SessionRowMenu : IAsyncDisposable
{
    // Available is no choice here: a slot has no client, and a session in the list has one.
    private static readonly SessionStatus[] Statuses =
        [SessionStatus.Booked, SessionStatus.Completed, SessionStatus.NoShow, SessionStatus.Cancelled, SessionStatus.LateCancelled];

    private static readonly TimeSpan TimeToThink = TimeSpan.FromSeconds(8);

    private readonly ScriptModule script = new("./session-list.js");
    private ElementReference menu;
    private SessionRow? row;
    private SessionStatus? confirming;
    private SessionPreview? preview;
    private Consequence? foreseen;
    private OutcomeForm outcome = new();
    private Problem? problem;
    private bool isPayment, opening, placing, tell, saving;

    /// <summary>The page's address: a session opens on top of it.</summary>
    [Parameter, EditorRequired] public required string Here { get; set; }

    /// <summary>This session was changed here.</summary>
    [Parameter] public EventCallback<int> Changed { get; set; }

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required SessionQuickService Quick { get; init; }
    [Inject] public required SessionUndoNotice Notice { get; init; }
    [Inject] public required SessionActs Acts { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required IJSRuntime Js { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private string Label => isPayment ? L["Payment of {0}", row!.ClientName ?? ""] : L["Status of {0}", row!.ClientName ?? ""];

    private QuickChange Change => new(row!.Id, row.Status, row.Payment);

    /// <summary>Opens the menu at a row's status, or payment.</summary>
    public void Open(SessionRow asked, bool payment)
    {
        (row, isPayment, opening) = (asked, payment, true);
        (confirming, preview, foreseen, problem, tell) = (null, null, null, null, true);
        StateHasChanged();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => script.DisposeAsync();

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!(opening || placing) || row is null)
            return;
        var act = opening ? "showMenu" : "placeMenu";
        (opening, placing) = (false, false);
        await (await script.LoadAsync(Js)).InvokeVoidAsync(act, script.Closing, menu, row.Id, isPayment ? "payment" : "status");
    }

    private async Task ChooseAsync(SessionStatus status)
    {
        if (status == row!.Status)
        {
            await HideAsync();
        }
        else if (!await AsksAsync(status))
        {
            await ApplyAsync(Change with { Status = status });
        }
    }

    /// <summary>Asks first where the status mails somebody, or where something follows for the bundle of the session. False = there is nothing to ask.</summary>
    private async Task<bool> AsksAsync(SessionStatus status)
    {
        var callsOff = status.IsCalledOff() && !row!.Status.IsCalledOff();
        (preview, foreseen, outcome) = (null, await Acts.ForeseeAsync(Reader.Actor, row!.Id, status, script.Closing), new OutcomeForm());
        if (!callsOff && foreseen is null)
            return false;
        if (callsOff)
        {
            var read = await Quick.PreviewAsync(Reader.Actor, Change with { Status = status }, script.Closing);
            (preview, problem) = (read.Ok ? read.Value : null, read.Problem);
        }

        // The button that was clicked is gone; the focus goes to what takes its place.
        (confirming, opening) = (status, true);
        return true;
    }

    private async Task ConfirmAsync(SessionStatus status)
    {
        if (outcome.Check(Reader, L))
            await ApplyAsync(Change with { Status = status, TellCancellation = tell, Outcome = outcome.Choice });
        else
            Place();
    }

    /// <summary>The menu grows or shrinks: once it is drawn, it is put within the window again.</summary>
    private void Place() => placing = true;

    private Task ChooseAsync(PaymentStatus payment) => payment == row!.Payment ? HideAsync() : ApplyAsync(Change with { Payment = payment });

    private Task PaidAsync(PaymentMethod method) => ApplyAsync(Change with { Payment = PaymentStatus.Paid, PaidBy = new PaidBy(method) });

    private async Task ApplyAsync(QuickChange change)
    {
        // A second click while the first one saves would find its own change and call it a conflict.
        if (saving)
            return;
        saving = true;
        try
        {
            var saved = await Quick.ChangeAsync(Reader.Actor, change, script.Closing);
            (problem, opening) = (saved.Problem, saved.Problem is not null);
            if (!saved.Ok)
                return;
            await HideAsync();
            Tell(change, saved.Value);
            await Changed.InvokeAsync(change.Id);
        }
        finally
        {
            saving = false;
        }
    }

    private void Tell(QuickChange change, SavedSession saved)
    {
        if (change.Status?.IsCalledOff() == true || change.SeenStatus.IsCalledOff())
        {
            Notice.Tell(Reader.Actor, saved.Telling);
            return;
        }

        // Nobody was mailed, so the way back is the same way.
        var word = change.Status is { } status ? SessionWords.Status(L, status) : change.PaidBy is { } by ? HandPaymentWords.Paid(L, by.Method) : SessionWords.Payment(L, change.Payment!.Value);
        Snackbar.AddWithUndo(L, L["{0}: {1}.", row!.ClientName ?? "", word], Severity.Normal, TimeToThink, () => InvokeAsync(() => TakeBackAsync(change)));
    }

    private async Task TakeBackAsync(QuickChange change)
    {
        if (await Acts.TakeBackAsync(Reader.Actor, change))
            await Changed.InvokeAsync(change.Id);
    }

    private async Task HideAsync()
    {
        if (script.Loaded is { } module)
            await module.InvokeVoidAsync("hideMenu", script.Closing, menu);
    }

    private string Question(SessionStatus status)
    {
        var (client, when) = (row!.ClientName ?? "", Reader.DateAndTime(row.StartsAtUtc));
        return status switch
        {
            SessionStatus.NoShow => L["No-show: {0}, {1}?", client, when],
            SessionStatus.LateCancelled => L["Cancel late: {0}, {1}?", client, when],
            _ => L["Cancel: {0}, {1}?", client, when],
        };
    }

    private static string Text(bool value) => value ? "true" : "false";
}
