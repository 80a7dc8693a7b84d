using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Programs;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Payments;

/// <summary>Asks how much of what was paid online is given back. Closes once the provider has taken the order.</summary>
public sealed partial class RefundDialog
{
    private const string FormId = "refund-form";

    private readonly RefundForm form = new();
    private RefundOffer? offer;
    private EditContext? context;
    private ValidationMessageStore? messages;
    private Problem? problem;
    private bool busy;

    [CascadingParameter] public required IMudDialogInstance Dialog { get; set; }
    [Parameter, EditorRequired] public int SessionId { get; set; }
    [Parameter, EditorRequired] public required Reader Reader { get; set; }
    [Inject] public required OnlineRefundService Service { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>Opens the dialog and waits until it closes.</summary>
    public static async Task ShowAsync(IDialogService dialogs, IStringLocalizer<Words> L, Reader reader, int sessionId)
    {
        var parameters = new DialogParameters<RefundDialog> { { dialog => dialog.Reader, reader }, { dialog => dialog.SessionId, sessionId } };
        var options = new DialogOptions { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };
        var dialog = await dialogs.ShowAsync<RefundDialog>(L["Give back"], parameters, options);
        await dialog.Result;
    }

    /// <inheritdoc />
    protected override Task OnInitializedAsync()
    {
        context = new EditContext(form);
        messages = new ValidationMessageStore(context);
        return ReadAsync();
    }

    private string Amount(long minor) => new Money(minor, offer!.Currency).ToString(Reader.Culture);

    private async Task ReadAsync()
    {
        var found = await Service.OfferAsync(Reader.Actor, SessionId, CancellationToken.None);
        (offer, problem) = (found.Ok ? found.Value : null, found.Problem);
        if (offer is { } shown)
            form.Amount = AmountText.Write(new Money(shown.LeftMinor, shown.Currency).ToDecimal(), shown.Currency, Reader.Culture);
    }

    private async Task SaveAsync()
    {
        if (busy || offer is null)
            return;
        (busy, problem) = (true, null);
        messages!.Clear();
        StateHasChanged();
        try
        {
            var given = await Service.RefundAsync(Reader.Actor, SessionId, AmountText.Read(form.Amount), offer.LeftMinor, CancellationToken.None);
            if (given.Ok)
            {
                Snackbar.Add(L["{0} is given back to {1}.", Amount(given.Value), offer.ClientName], Severity.Normal);
                Dialog.Close(DialogResult.Ok(given.Value));
                return;
            }

            problem = messages.Show(context!, [given.Problem!], L);
            if (given.Problem!.Code == "refund.changed")
            {
                var changed = given.Problem;
                await ReadAsync();
                problem ??= changed;
            }
        }
        finally
        {
            busy = false;
        }
    }

    private sealed class RefundForm
    {
        public string? Amount { get; set; }
    }
}
