using AngleSharp.Dom;
using Bunit;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Payments;

/// <summary>The window that notes a payment or a refund down.</summary>
public sealed class PaymentDialogTests : MoneyScreen
{
    [Fact]
    public async Task Payment_BeginsWithWhatIsMissingInCashToday()
    {
        await RecordAsync(PaymentKind.Payment, 30, new PaidBy(PaymentMethod.Transfer));

        var window = Open("Record a payment");

        Assert.Equal(("50.00", "Cash", "2026-11-23"), (Value(window, "Amount"), Value(window, "Paid by"), Value(window, "Paid on")));
        Assert.Equal("2026-11-23", Field(window, "Paid on").GetAttribute("max"));
        Assert.Equal("At most €50.00.", window.Find($"#{Field(window, "Amount").GetAttribute("aria-describedby")}").TextContent);
        Assert.Equal(["Cash", "Transfer", "Check", "Card", "Other"], Field(window, "Paid by").QuerySelectorAll("option").Select(option => option.TextContent));
    }

    [Fact]
    public async Task Payment_InPart_IsInTheBooksAsItWasSaid()
    {
        var window = Open("Record a payment");
        Field(window, "Amount").Change("20,50");
        Field(window, "Paid by").Change("Transfer");
        Field(window, "Paid on").Change("2026-11-19");
        Field(window, "Note").Change("  reference 17 ");

        Submit(window);

        Eventually(window, () => Assert.Equal("€59.50 to pay · €20.50 received", window.Find(".money .head .secondary").TextContent));
        Assert.Empty(window.FindAll(".form-sheet"));
        var row = Assert.Single(await RowsAsync());
        Assert.Equal((2050L, PaymentMethod.Transfer, new DateOnly(2026, 11, 19), "reference 17"), (row.AmountMinor, row.Method, row.PaidOn, row.Note));
        Assert.Equal(PaymentStatus.Pending, (await FindAsync(Id)).Payment);
    }

    [Theory]
    [InlineData("Amount", "90", "At most €80.00 is missing. Change the price first if more was agreed.")]
    [InlineData("Amount", "eighty", "Enter an amount above zero, with at most 2 digits after the point.")]
    [InlineData("Amount", "10.005", "Enter an amount above zero, with at most 2 digits after the point.")]
    [InlineData("Amount", "-5", "Enter an amount above zero, with at most 2 digits after the point.")]
    [InlineData("Paid on", "2026-11-24", "Choose the day on which it was paid: today or before.")]
    public async Task Payment_BadInput_IsSaidAtItsFieldAndStays(string label, string typed, string words)
    {
        var window = Open("Record a payment");
        Field(window, "Note").Change("kept");
        Field(window, label).Change(typed);

        Submit(window);

        Eventually(window, () => Assert.Equal(words, ProblemAt(window, label)));
        Assert.Equal("true", Field(window, label).GetAttribute("aria-invalid"));
        Assert.Equal((typed, "kept"), (Value(window, label), Value(window, "Note")));
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task Payment_SomebodyPaidMeanwhile_IsRefusedAndWrittenOnce()
    {
        var window = Open("Record a payment");
        await MarkAsync(PaymentStatus.Pending, PaymentStatus.Paid, new PaidBy(PaymentMethod.Card));

        Submit(window);

        Eventually(window, () => Assert.Contains("Somebody noted down money for this session meanwhile.", window.Find(".form-sheet [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("80.00", Value(window, "Amount"));
        Assert.Equal(PaymentMethod.Card, Assert.Single(await RowsAsync()).Method);
    }

    [Fact]
    public async Task Refund_OfOnlineMoney_SaysThatTheProviderIsNotTold()
    {
        await PayOnlineAsync();

        var window = Open("Record a refund");

        Assert.Contains("€80.00 was paid online.", window.Find(".form-sheet .banner").TextContent, StringComparison.Ordinal);
        Assert.Equal("80.00", Value(window, "Amount"));
        Assert.Empty(Gateway.RefundOrders);
    }

    [Fact]
    public async Task Refund_AboveWhatWasReceived_IsRefusedAtTheAmount()
    {
        await RecordAsync(PaymentKind.Payment, 30, new PaidBy(PaymentMethod.Cash));
        var window = Open("Record a refund");
        Field(window, "Amount").Change("31");

        Submit(window);

        Eventually(window, () => Assert.Equal("At most €30.00 can be given back: no more was received.", ProblemAt(window, "Amount")));
        Assert.Single(await RowsAsync());
    }

    [Fact]
    public async Task Refund_Part_LeavesTheSessionPaid()
    {
        await MarkAsync(PaymentStatus.Pending, PaymentStatus.Paid);
        var window = Open("Record a refund");
        Field(window, "Amount").Change("20");

        Submit(window);

        Eventually(window, () => Assert.Equal("€80.00 received · €20.00 given back", window.Find(".money .head .secondary").TextContent));
        Assert.Equal(PaymentStatus.Paid, (await FindAsync(Id)).Payment);
    }

    [Fact]
    public async Task Window_InFrench_NamesItsFieldsInFrench()
    {
        SignIn(await InFrenchAsync());

        var window = Open("Noter un paiement", "Enregistrer");
        Field(window, "Montant").Change("90");
        Submit(window);

        Eventually(window, () => Assert.StartsWith("Il manque", ProblemAt(window, "Montant"), StringComparison.Ordinal));
        Assert.Equal("Noter un paiement", window.Find(".form-sheet h2").TextContent);
        Assert.Equal(["Montant", "Payée par", "Payé le", "Remarque"], window.FindAll(".form-sheet label").Select(label => label.TextContent.Trim()));
    }

    private IRenderedComponent<Stage> Open(string button, string save = "Save")
    {
        var modal = Modal(save);
        Eventually(modal, () => Button(modal, button));
        _ = Button(modal, button).ClickAsync(new());
        modal.WaitForElement(".form-sheet form", TimeSpan.FromSeconds(10));
        return modal;
    }

    private static void Submit(IRenderedComponent<Stage> window) => window.Find(".form-sheet form").Submit();
}
