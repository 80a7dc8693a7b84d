using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.ClientArea;

/// <summary>
/// Where a client comes back to from the provider's page. Coming back proves nothing: the page says that the payment is being confirmed
/// until the provider has said so, and changes by itself.
/// </summary>
public sealed partial class MyCheckoutPage
{
    private bool paying, canPay;

    [Parameter] public string Token { get; set; } = "";
    [SupplyParameterFromQuery(Name = AppRoutes.CancelledQuery)] public string? Cancelled { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required CheckoutQueries Queries { get; init; }
    [Inject] public required CheckoutService Service { get; init; }
    [Inject] public required MyPay Pay { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>What the prerendered page showed; read again as soon as the circuit listens.</summary>
    [PersistentState] public ClientCheckout? Checkout { get; set; }

    private bool Left => Cancelled is not null;

    private bool MayTryAgain => canPay && (Checkout!.State is CheckoutState.Expired or CheckoutState.Failed || (Left && Checkout.State == CheckoutState.Open));

    private string Heading => Checkout!.State switch
    {
        CheckoutState.Paid => L["Paid"],
        CheckoutState.Open when !Left => L["Payment is being confirmed"],
        CheckoutState.Mismatched => L["Payment"],
        _ => L["Not paid"],
    };

    private string Words => Checkout!.State switch
    {
        CheckoutState.Paid => L["Thank you. {0} has arrived, and a confirmation goes to you by mail.", Amount(Checkout.AmountMinor)],
        CheckoutState.Open when !Left => L["Your payment is being confirmed. That takes a few seconds with a card, and some days with a bank transfer. This page changes by itself; you may also close it."],
        CheckoutState.Open => L["You left the payment page. Nothing was charged."],
        CheckoutState.Failed => L["Your bank did not carry out the payment. Nothing was charged."],
        CheckoutState.Mismatched => L["Something about this payment is to be cleared up. Please contact the practice before you pay again."],
        _ => L["This payment was not completed in time. Nothing was charged."],
    };

    private string Tint => Checkout!.State switch { CheckoutState.Paid => "good", CheckoutState.Failed or CheckoutState.Mismatched => "bad", _ => "" };

    private string Sign => Checkout!.State switch { CheckoutState.Paid => "✓", CheckoutState.Failed or CheckoutState.Mismatched => "!", CheckoutState.Open when !Left => "…", _ => "○" };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Listen(Topics.Sessions, _ => ReadAsync());
        canPay = await Pay.CanPayAsync(Reader, Closing);
        if (Checkout?.Token != Token || RendererInfo.IsInteractive)
            await ReadAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || Checkout is not { State: CheckoutState.Open } || Left)
            return;
        // Where the provider's word is late, or its webhook is missing, the client need not wait for it. A problem here is nobody's: the page goes on waiting.
        await Service.RefreshAsync(Reader.Actor, Token, Closing);
    }

    private async Task ReadAsync()
    {
        var found = await Queries.FindAsync(Reader.Actor, Token, Closing);
        Checkout = found.Ok ? found.Value : null;
        if (!found.Ok)
            Navigation.NotFound();
    }

    private string Amount(long minor) => new Money(minor, Checkout!.Currency).ToString(Reader.Culture);

    private async Task PayAsync()
    {
        paying = true;
        try
        {
            await Pay.PayAsync(Reader, [.. Checkout!.Lines.Select(line => line.SessionId)]);
        }
        finally
        {
            paying = false;
        }
    }
}
