using System.Text.RegularExpressions;
using CoachHub.App;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Payments.StandIn;
using CoachHub.Tests.Support;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachHub.Tests.EndToEnd;

/// <summary>A client pays on somebody else's site and comes back: what is charged, what each of them sees, and what goes back.</summary>
public sealed partial class PaymentJourneys(Chromium chromium, PaymentServer server) : Journey(chromium, server.App.Address), IClassFixture<PaymentServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_PaysASession_StaffSeeItLiveAndGiveItBackInTwoParts()
    {
        var (coach, client) = await PeopleAsync("Anna Payer");
        var id = await server.Given.SessionAsync(coach, client, JourneyServer.At(7, "15:00"), title: "First talk");
        var staff = await BrowserAsync();
        await SignInAsync(staff, await server.EmailAsync(coach));
        await OpenAsync(staff, AppRoutes.With(AppRoutes.Sessions, ("client", $"{client.Id}")));
        await Expect(Row(staff, $"{id}").Locator(".pay")).ToHaveTextAsync("Pending");
        var page = await ClientAsync(client);

        // From what is owed to the provider's page, which names what is paid for.
        await Button(Row(page, $"{id}"), "Pay").ClickAsync();
        await ExpectProviderAsync(page, "8000 eur");
        await Expect(page.GetByRole(AriaRole.Listitem)).ToContainTextAsync("First talk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay", Exact = true }).ClickAsync();

        await ExpectReturnedAsync(page, "Paid");
        await Expect(page.GetByText("€80.00 has arrived")).ToBeVisibleAsync();
        await Expect(Row(staff, $"{id}").Locator(".pay")).ToHaveTextAsync("Paid");
        await ExpectNoViolationAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Receipt" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(new Regex(@"^Receipt no\. \d+$"));
        await Expect(page.GetByText("Paid: €80.00")).ToBeVisibleAsync();

        // A part, then the rest.
        await OpenAsync(staff, AppRoutes.OpenSession(AppRoutes.Sessions, id));
        await GiveBackAsync(staff, "30", "€30.00");
        await Expect(Dialog(staff, "Edit session").Locator(".money")).ToContainTextAsync("€30.00 given back");
        await Expect(Row(staff, $"{id}").Locator(".pay")).ToContainTextAsync("Paid");
        await GiveBackAsync(staff, null, "€50.00");
        await Expect(Dialog(staff, "Edit session").Locator(".money")).ToContainTextAsync("€80.00 given back");
        await Expect(Row(staff, $"{id}").Locator(".pay")).ToHaveTextAsync("Refunded");
        await Expect(Dialog(staff, "Edit session").GetByRole(AriaRole.Button, new() { Name = "Give back" })).ToHaveCountAsync(0);
        Assert.Equal([3000L, 5000L], await RefundsAsync(client));
        await ExpectMailsAsync(coach, client);
    }

    [Fact]
    public async Task Client_TurnsBackAndIsDeclined_IsChargedOnlyWhenThePageSaysSo()
    {
        var (coach, client) = await PeopleAsync("Bea Waverer");
        var id = await server.Given.SessionAsync(coach, client, JourneyServer.At(8, "15:00"));
        var page = await ClientAsync(client);
        await OpenAsync(page, AppRoutes.MySession(id));
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay", Exact = true }).ClickAsync();
        await ExpectProviderAsync(page, "8000 eur");

        await page.GetByRole(AriaRole.Button, new() { Name = "Back", Exact = true }).ClickAsync();
        await ExpectReturnedAsync(page, "Not paid");
        await Expect(page.GetByText("You left the payment page. Nothing was charged.")).ToBeVisibleAsync();
        await ExpectNoViolationAsync(page);
        Assert.Equal(PaymentStatus.Pending, await PaymentAsync(id));

        // The same page again: the one that was left is still open.
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay", Exact = true }).ClickAsync();
        await ExpectProviderAsync(page, "8000 eur");
        await page.GetByRole(AriaRole.Button, new() { Name = "Decline" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Your card was declined.");
        Assert.Equal(PaymentStatus.Pending, await PaymentAsync(id));
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay", Exact = true }).ClickAsync();

        await ExpectReturnedAsync(page, "Paid");
        Assert.Single(await CheckoutsAsync(client));
        await ExpectMailsAsync(coach, client);
    }

    [Fact]
    public async Task SeveralAndABundle_ArePaidInOneGoEach()
    {
        var (coach, client) = await PeopleAsync("Carl Planner");
        var first = await server.Given.SessionAsync(coach, client, JourneyServer.At(9, "15:00"));
        var second = await server.Given.SessionAsync(coach, client, JourneyServer.At(10, "15:00"), priceMinor: 4500);
        var third = await server.Given.SessionAsync(coach, client, JourneyServer.At(11, "15:00"));
        await server.Given.BundleAsync(coach, client, sessions: 3, price: 100, first: JourneyServer.At(20, "09:00"), name: "Three hours");
        var page = await ClientAsync(client);

        // Two of what is owed.
        await OpenAsync(page, AppRoutes.MyTab("payments"));
        var owed = page.GetByRole(AriaRole.Form, new() { Name = "To pay" });
        await owed.GetByLabel("All", new() { Exact = true }).UncheckAsync();
        await Expect(owed.GetByText("Choose what to pay.")).ToBeVisibleAsync();
        await Row(page, $"{first}").GetByRole(AriaRole.Checkbox).CheckAsync();
        await Row(page, $"{second}").GetByRole(AriaRole.Checkbox).CheckAsync();
        await Expect(owed.GetByRole(AriaRole.Status)).ToHaveTextAsync("2 sessions · €125.00");
        await Button(owed, "Pay").ClickAsync();
        await ExpectProviderAsync(page, "12500 eur");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay", Exact = true }).ClickAsync();
        await ExpectReturnedAsync(page, "Paid");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Receipt" })).ToHaveCountAsync(2);

        // The bundle.
        await OpenAsync(page, AppRoutes.My);
        var bundle = page.GetByRole(AriaRole.Article, new() { Name = "Three hours" });
        await Expect(bundle).ToContainTextAsync("€100.00");
        await bundle.GetByRole(AriaRole.Button, new() { Name = "Pay Three hours" }).ClickAsync();
        await ExpectProviderAsync(page, "10000 eur");
        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay", Exact = true }).ClickAsync();
        await ExpectReturnedAsync(page, "Paid");
        await OpenAsync(page, AppRoutes.My);
        await Expect(bundle.GetByRole(AriaRole.Button, new() { Name = "Pay Three hours" })).ToHaveCountAsync(0);

        Assert.Equal([PaymentStatus.Paid, PaymentStatus.Paid, PaymentStatus.Pending], [await PaymentAsync(first), await PaymentAsync(second), await PaymentAsync(third)]);
        Assert.Equal([12500L, 10000L], (await CheckoutsAsync(client)).Select(c => c.AmountMinor));
    }

    [Fact]
    public async Task TheSameInTwoTabs_IsChargedOnce()
    {
        var (coach, client) = await PeopleAsync("Dora Double");
        var id = await server.Given.SessionAsync(coach, client, JourneyServer.At(12, "15:00"));
        var one = await ClientAsync(client);
        var other = await one.Context.NewPageAsync();
        await OpenAsync(other, AppRoutes.My);

        await Task.WhenAll(Button(Row(one, $"{id}"), "Pay").ClickAsync(), Button(Row(other, $"{id}"), "Pay").ClickAsync());
        await ExpectProviderAsync(one, "8000 eur");
        await ExpectProviderAsync(other, "8000 eur");
        Assert.Equal(one.Url, other.Url);
        await one.GetByRole(AriaRole.Button, new() { Name = "Pay", Exact = true }).ClickAsync();
        await ExpectReturnedAsync(one, "Paid");
        await other.GetByRole(AriaRole.Button, new() { Name = "Pay", Exact = true }).ClickAsync();
        await Expect(other.GetByText("This page is paid already.")).ToBeVisibleAsync();

        Assert.Equal(8000, Assert.Single(await CheckoutsAsync(client)).AmountMinor);
        Assert.Equal(8000, Assert.Single((await server.Stripe.BooksAsync()).Sessions, s => s["client_reference_id"]!.GetValue<string>() == Token().Match(one.Url).Value)["amount_total"]!.GetValue<long>());
        await ExpectMailsAsync(coach, client);
    }

    private async Task<(Actor Coach, Actor Client)> PeopleAsync(string name)
    {
        var coach = await server.Given.CoachAsync($"Claire {name.Split(' ')[1]}", server.GivePassword);
        return (coach, await server.Given.ClientAsync(coach, name, server.GivePassword));
    }

    private async Task<IPage> ClientAsync(Actor client)
    {
        var page = await BrowserAsync(width: 390, height: 844);
        await SignInAsync(page, await server.EmailAsync(client));
        await OpenAsync(page, AppRoutes.My);
        return page;
    }

    private async Task ExpectProviderAsync(IPage page, string total)
    {
        await page.WaitForURLAsync($"{server.Stripe.Address}{StandInPage.Path}*");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(total);
    }

    private static async Task ExpectReturnedAsync(IPage page, string heading)
    {
        await page.WaitForURLAsync(Return());
        await page.Locator("main[data-live]").WaitForAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);
    }

    /// <summary>Staff give back what they type, or all that is left.</summary>
    private static async Task GiveBackAsync(IPage staff, string? amount, string words)
    {
        await Button(Dialog(staff, "Edit session"), "Give back").ClickAsync();
        var dialog = await OpenedAsync(staff, "Give back");
        if (amount is not null)
            await dialog.GetByLabel("Amount").FillAsync(amount);
        await ExpectNoViolationAsync(staff);
        await Button(dialog, "Give back").ClickAsync();
        await Expect(staff.GetByText($"{words} is given back to")).ToBeVisibleAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    /// <summary>One mail to each of them, although each event is told twice.</summary>
    private async Task ExpectMailsAsync(Actor coach, Actor client)
    {
        string[] addresses = [await server.EmailAsync(client), await server.EmailAsync(coach)];
        var mails = await server.NextToAsync(addresses, Cancel);
        Assert.Equal(["Payment confirmed: €80.00", $"Payment received: {client.Name}, €80.00"], mails.Select(mail => mail.Message.Subject));
        await using var db = server.Db();
        Assert.Equal(2, await db.Set<MailMessage>().CountAsync(m => addresses.Contains(m.ToAddress), Cancel));
    }

    private static async Task ExpectNoViolationAsync(IPage page)
    {
        var result = await page.RunAxe();
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(v => $"{v.Id}: {v.Help}: {v.Nodes[0].Html}")));
    }

    private async Task<PaymentStatus> PaymentAsync(int id)
    {
        await using var db = server.Db();
        return await db.Set<Session>().Where(s => s.Id == id).Select(s => s.Payment).SingleAsync(Cancel);
    }

    /// <summary>What the client was charged.</summary>
    private async Task<List<Checkout>> CheckoutsAsync(Actor client)
    {
        await using var db = server.Db();
        var checkouts = await db.Set<Checkout>().AsNoTracking().Where(c => c.ClientId == client.Id).OrderBy(c => c.Id).ToListAsync(Cancel);
        Assert.All(checkouts, checkout => Assert.Equal(CheckoutState.Paid, checkout.State));
        return checkouts;
    }

    private async Task<List<long>> RefundsAsync(Actor client)
    {
        var paid = await CheckoutsAsync(client);
        var refunds = (await server.Stripe.BooksAsync()).Refunds.Where(r => StripeStandIn.Text(r, "payment_intent") == paid[0].PaymentIntent);
        return [.. refunds.Select(r => r["amount"]!.GetValue<long>())];
    }

    [GeneratedRegex("/my/payments/[0-9a-f]{32}")]
    private static partial Regex Return();

    [GeneratedRegex("[0-9a-f]{32}")]
    private static partial Regex Token();
}
