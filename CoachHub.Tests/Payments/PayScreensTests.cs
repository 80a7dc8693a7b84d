using Bunit;
using CoachHub.App.Components.ClientArea;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Payments;

public sealed class PayScreensTests : Ui
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FakeGateway Gateway => Services.GetRequiredService<FakeGateway>();

    [Fact]
    public async Task Card_WithoutKeys_HasNoPayButton()
    {
        var (anna, _) = await PeopleAsync();
        SignIn(anna);

        var stage = Show<MyPage>();

        stage.WaitForAssertion(() => Assert.Contains("Cancel session", stage.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain(stage.FindAll("button"), button => button.TextContent.Trim() == "Pay");
    }

    [Fact]
    public async Task Card_Pay_LeadsToTheProvidersPage()
    {
        Gateway.Mode = PaymentMode.Test;
        var (anna, id) = await PeopleAsync();
        SignIn(anna);
        var stage = Show<MyPage>();
        stage.WaitForAssertion(() => Assert.Contains(stage.FindAll("button"), button => button.TextContent.Trim() == "Pay"));

        await stage.FindAll("button").Single(button => button.TextContent.Trim() == "Pay").ClickAsync();

        Assert.Equal("https://checkout.stripe.com/cs_1", Services.GetRequiredService<NavigationManager>().Uri);
        Assert.Equal([id], Gateway.Orders.Single().Lines.Select(line => line.SessionId));
    }

    [Fact]
    public async Task ReturnPage_ChangesWhenTheProviderTells()
    {
        Gateway.Mode = PaymentMode.Test;
        var (anna, id) = await PeopleAsync();
        SignIn(anna);
        var start = (await Services.GetRequiredService<CheckoutService>().PayAsync(anna, [id], Cancel)).Value;
        var stage = Show<MyCheckoutPage>(p => p.Add(x => x.Token, start.Token));
        stage.WaitForAssertion(() => Assert.Contains("Payment is being confirmed", stage.Find("h1").TextContent, StringComparison.Ordinal));

        var paid = Gateway.Pay(start.Token);
        var told = new GatewayEvent("evt_1", "checkout.session.completed", DomainHarness.Start.UtcDateTime, LiveMode: false) { Checkout = paid };
        Assert.True((await Services.GetRequiredService<PaymentEventService>().ReceiveAsync(told, Cancel)).Ok);
        Clock.Advance(TimeSpan.FromSeconds(1));

        stage.WaitForAssertion(() => Assert.Equal("Paid", stage.Find("h1").TextContent));
        Assert.Contains(stage.FindAll("a"), link => link.TextContent == "Receipt");
    }

    [Fact]
    public async Task ReturnPage_Cancelled_SaysThatNothingWasCharged()
    {
        Gateway.Mode = PaymentMode.Test;
        var (anna, id) = await PeopleAsync();
        SignIn(anna);
        var start = (await Services.GetRequiredService<CheckoutService>().PayAsync(anna, [id], Cancel)).Value;
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/my/payments/{start.Token}?cancelled=1");

        var stage = Show<MyCheckoutPage>(p => p.Add(x => x.Token, start.Token));

        stage.WaitForAssertion(() => Assert.Contains("Nothing was charged", stage.Markup, StringComparison.Ordinal));
    }

    private async Task<(Actor Anna, int Id)> PeopleAsync()
    {
        var claire = await Given.CoachAsync();
        var anna = await Given.ClientAsync(claire);
        return (anna, await Given.SessionAsync(claire, anna));
    }
}
