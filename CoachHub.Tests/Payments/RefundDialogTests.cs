using Bunit;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Payments;

/// <summary>Giving back what was paid online, from the session's modal.</summary>
public sealed class RefundDialogTests : MoneyScreen
{
    [Fact]
    public async Task Window_BeginsWithAllThatIsLeftAndSaysWhereItGoes()
    {
        await PayOnlineAsync(PaymentMode.Live);

        var window = Open();

        Assert.Contains("Anna Petit paid €80.00 online for the session of Tue 1 Dec 2026, 10:00.", window.Find(".form-sheet").TextContent, StringComparison.Ordinal);
        Assert.Contains("Stripe sends it to the card or account that it came from", window.Find(".form-sheet").TextContent, StringComparison.Ordinal);
        Assert.Equal("80.00", Value(window, "Amount"));
        Assert.Equal("All that is left, unless you enter less.", window.Find($"#{Field(window, "Amount").GetAttribute("aria-describedby")}").TextContent);
    }

    [Fact]
    public async Task GiveBack_Part_IsOrderedOnceAndStandsInTheBooks()
    {
        var intent = await PayOnlineAsync();
        var window = Open();
        Assert.Contains("This was paid in test mode: no real money is moved.", window.Find(".form-sheet").TextContent, StringComparison.Ordinal);
        Field(window, "Amount").Change("30");

        Submit(window);

        Eventually(window, () => Assert.Contains("€30.00 is given back to Anna Petit.", window.Markup, StringComparison.Ordinal));
        Assert.Empty(window.FindAll(".form-sheet"));
        var order = Assert.Single(Gateway.RefundOrders);
        Assert.Equal((intent, 3000L, "EUR", Id), (order.PaymentIntent, order.AmountMinor, order.Currency, order.SessionId));
        Assert.Equal([(PaymentKind.Payment, 8000L), (PaymentKind.Refund, 3000L)], (await RowsAsync()).Select(row => (row.Kind, row.AmountMinor)));
        Assert.Equal(PaymentStatus.Paid, (await FindAsync(Id)).Payment);
    }

    [Theory]
    [InlineData("80.01", "At most €80.00 is left of what was paid.")]
    [InlineData("0", "Enter an amount above nought, with at most 2 digits after the point.")]
    [InlineData("all", "Enter an amount above nought, with at most 2 digits after the point.")]
    public async Task GiveBack_BadAmount_IsSaidAtTheFieldAndNothingIsOrdered(string typed, string words)
    {
        await PayOnlineAsync();
        var window = Open();
        Field(window, "Amount").Change(typed);

        Submit(window);

        Eventually(window, () => Assert.Equal(words, ProblemAt(window, "Amount")));
        Assert.Equal(typed, Value(window, "Amount"));
        Assert.Empty(Gateway.RefundOrders);
    }

    [Fact]
    public async Task GiveBack_StripeDoesNotAnswer_SaysSoAndKeepsTheAmount()
    {
        await PayOnlineAsync();
        var window = Open();
        Field(window, "Amount").Change("30");
        Gateway.Trouble = Problem.Conflict("gateway.down");

        Submit(window);

        Eventually(window, () => Assert.Contains("Stripe does not answer at the moment.", window.Find(".form-sheet [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("30", Value(window, "Amount"));
        Assert.False(window.Find(".form-sheet [type=submit]").HasAttribute("disabled"));
        Assert.Single(await RowsAsync());
    }

    [Fact]
    public async Task GiveBack_SomeWasGivenBackAtStripeMeanwhile_ShowsWhatIsLeftAndOrdersNothing()
    {
        var intent = await PayOnlineAsync();
        var window = Open();
        Gateway.Add(intent, 3000, sessionId: Id);

        Submit(window);

        Eventually(window, () => Assert.Contains("What was given back has changed meanwhile.", window.Find(".form-sheet [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("50.00", Value(window, "Amount"));
        Assert.Contains("€50.00 of it is left.", window.Find(".form-sheet").TextContent, StringComparison.Ordinal);
        Assert.Empty(Gateway.RefundOrders);
    }

    [Fact]
    public async Task Window_NotedAsGivenBackByHand_SaysThatThisTakesItsPlace()
    {
        await PayOnlineAsync();
        await RecordAsync(PaymentKind.Refund, 20, new PaidBy(PaymentMethod.Cash));

        var window = Open();

        Assert.Contains("€20.00 was noted as given back by hand.", window.Find(".form-sheet .banner").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Button_WithNothingPaidOnline_IsNotThere()
    {
        await MarkAsync(PaymentStatus.Pending, PaymentStatus.Paid);
        Gateway.Mode = PaymentMode.Test;

        var modal = Modal();

        Eventually(modal, () => Assert.Single(modal.FindAll(".money .rows li")));
        Assert.DoesNotContain(modal.FindAll("button"), button => button.TextContent.Trim() == "Give back");
    }

    [Fact]
    public async Task Window_InFrench_NamesTheAmountAndItsProblemInFrench()
    {
        await PayOnlineAsync();
        SignIn(await InFrenchAsync());
        var window = Open("Rembourser", "Enregistrer");
        Field(window, "Montant").Change("90");

        Submit(window);

        Eventually(window, () => Assert.StartsWith("Il reste au plus", ProblemAt(window, "Montant"), StringComparison.Ordinal));
        Assert.Equal("Rembourser", window.Find(".form-sheet h2").TextContent);
    }

    private IRenderedComponent<Stage> Open(string button = "Give back", string save = "Save")
    {
        var modal = Modal(save);
        Eventually(modal, () => Button(modal, button));
        _ = Button(modal, button).ClickAsync(new());
        modal.WaitForElement(".form-sheet form", TimeSpan.FromSeconds(10));
        return modal;
    }

    private static void Submit(IRenderedComponent<Stage> window) => window.Find(".form-sheet form").Submit();
}
