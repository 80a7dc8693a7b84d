using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Payments;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>The rows behind a session's payment status; staff add to them here, a part of the price or of what was paid as well.</summary>
public sealed partial class SessionMoneyPanel
{
    private SessionMoney? money;
    private Problem? problem;
    private (int SessionId, long? PriceMinor) shown;
    private int asked;
    private bool busy;

    [Parameter, EditorRequired] public required int SessionId { get; set; }

    /// <summary>The price as it is saved: another one changes what is missing.</summary>
    [Parameter] public long? PriceMinor { get; set; }

    /// <summary>Money may be noted down: nothing typed is waiting to be saved.</summary>
    [Parameter] public bool MayEdit { get; set; }

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required PaymentService Payments { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private string Sum
    {
        get
        {
            var book = money!.Book;
            var parts = new List<string>();
            if (money.OwedMinor > 0)
                parts.Add(L["{0} to pay", Reader.Amount(money.OwedMinor)]);
            if (book.CollectedMinor > 0)
                parts.Add(L["{0} received", Reader.Amount(book.CollectedMinor)]);
            if (book.RefundedMinor > 0)
                parts.Add(L["{0} given back", Reader.Amount(book.RefundedMinor)]);
            return string.Join(" · ", parts);
        }
    }

    /// <inheritdoc />
    protected override void OnInitialized() =>
        Listen(Topics.Sessions, ids => ids.Contains(SessionId) || ids.Contains(0) ? ReadAsync() : Task.CompletedTask);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (shown == (SessionId, PriceMinor))
            return;
        shown = (SessionId, PriceMinor);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var found = await Payments.FindAsync(Reader.Actor, SessionId, Closing);
        money = found.Ok ? found.Value : null;
    }

    private async Task RecordAsync(PaymentKind kind)
    {
        (problem, asked) = (null, 0);
        if (await PaymentDialog.ShowAsync(Dialogs, L, Reader, money!, kind))
            await ReadAsync();
    }

    private async Task VoidAsync(int rowId)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            problem = (await Payments.VoidAsync(Reader.Actor, rowId, CancellationToken.None)).Problem;
            asked = 0;
            await ReadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    // Nobody said how: then nothing is claimed.
    private string What(PaymentRow row) => string.Join(" · ", new[]
    {
        HandPaymentWords.Kind(L, row.Kind),
        row.Method == PaymentMethod.Unspecified ? null : PaymentWords.Method(L, row.Method),
        Reader.Day(row.PaidOn),
    }.OfType<string>());

    private string About(PaymentRow row)
    {
        var parts = new List<string>();
        if (row.IsVoided)
            parts.Add(L["entered by mistake"]);
        if (row.IsOnline)
            parts.Add(L["by the payment provider"]);
        else if (row.RecordedBy is { } name)
            parts.Add(L["noted down by {0}", name]);
        if (row.Note is { } note)
            parts.Add(note);
        return string.Join(" · ", parts);
    }
}
