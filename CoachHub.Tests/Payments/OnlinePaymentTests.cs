using CoachHub.App.Integrations.Stripe;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Payments.StandIn;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Payments;

/// <summary>Paying online, one rule at a time, against the stand-in.</summary>
public sealed class OnlinePaymentTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pay_TwoTabsOverTheSame_AreOneCheckout()
    {
        await using var bench = await StripeBench.CreateAsync();
        var (_, anna, ids) = await PeopleAsync(bench);

        var first = await bench.Get<CheckoutService>().PayAsync(anna, ids, Cancel);
        var second = await bench.Get<CheckoutService>().PayAsync(anna, ids, Cancel);

        Assert.Equal(first.Value, second.Value);
        Assert.Single(bench.Stripe.Sessions);
        Assert.Equal(16000, bench.Stripe.Sessions[0]["amount_total"]!.GetValue<long>());
    }

    [Fact]
    public async Task Pay_OverSomeOfTheSame_EndsTheOtherFirst()
    {
        await using var bench = await StripeBench.CreateAsync();
        var (_, anna, ids) = await PeopleAsync(bench);
        await bench.Get<CheckoutService>().PayAsync(anna, ids, Cancel);

        await bench.Get<CheckoutService>().PayAsync(anna, [ids[0]], Cancel);

        Assert.Equal(["expired", "open"], bench.Stripe.Sessions.Select(s => StripeStandIn.Text(s, "status")));
    }

    [Fact]
    public async Task Pay_TheOtherWasPaidMeanwhile_IsTakenAsPaid()
    {
        await using var bench = await StripeBench.CreateAsync();
        var (_, anna, ids) = await PeopleAsync(bench);
        await bench.Get<CheckoutService>().PayAsync(anna, ids, Cancel);
        Assert.True(bench.Stripe.Pay(IdOf(bench, 0)));

        var again = await bench.Get<CheckoutService>().PayAsync(anna, [ids[0]], Cancel);

        Assert.Equal("payment.nothing_owed", again.Problem?.Code);
        Assert.Single(bench.Stripe.Sessions);
        Assert.Equal([PaymentStatus.Paid, PaymentStatus.Paid], await StatusAsync(bench, ids));
    }

    [Fact]
    public async Task Pay_BankStillWorks_IsRefusedInWords()
    {
        await using var bench = await StripeBench.CreateAsync();
        var (_, anna, ids) = await PeopleAsync(bench);
        await bench.Get<CheckoutService>().PayAsync(anna, ids, Cancel);
        bench.Stripe.Pay(IdOf(bench, 0), later: true);

        Assert.Equal("payment.processing", (await bench.Get<CheckoutService>().PayAsync(anna, ids, Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task Pay_AnothersSession_IsNotFound()
    {
        await using var bench = await StripeBench.CreateAsync();
        var (claire, _, ids) = await PeopleAsync(bench);
        var ben = await bench.Domain.Given.ClientAsync(claire, "Ben Roy");

        Assert.Equal("session.not_found", (await bench.Get<CheckoutService>().PayAsync(ben, ids, Cancel)).Problem?.Code);
        Assert.Empty(bench.Stripe.Sessions);
    }

    [Fact]
    public async Task Pay_StripeIsDown_SaysSoAndTheNextTryIsTheSameCheckout()
    {
        await using var bench = await StripeBench.CreateAsync();
        var (_, anna, ids) = await PeopleAsync(bench);
        bench.Stripe.Fault = _ => StandInFault.DropAfter;
        Assert.Equal("gateway.down", (await bench.Get<CheckoutService>().PayAsync(anna, ids, Cancel)).Problem?.Code);
        bench.Stripe.Fault = _ => StandInFault.None;

        Assert.True((await bench.Get<CheckoutService>().PayAsync(anna, ids, Cancel)).Ok);

        Assert.Single(bench.Stripe.Sessions);
    }

    [Fact]
    public async Task Completed_ToldThreeTimes_IsPaidOnceAndMailedOnce()
    {
        await using var bench = await StripeBench.CreateAsync();
        var (_, anna, ids) = await PeopleAsync(bench);
        await PaidAsync(bench, anna, ids);
        var told = bench.Stripe.Events.Single(e => e.Type == "checkout.session.completed");

        for (var i = 0; i < 3; i++)
            Assert.True(await bench.TellAsync(told, Cancel));

        Assert.Equal([PaymentStatus.Paid, PaymentStatus.Paid], await StatusAsync(bench, ids));
        await using var db = bench.Domain.Db();
        Assert.Equal(2, await db.Set<Payment>().CountAsync(Cancel));
        Assert.Equal(1, await db.Set<ProviderEvent>().CountAsync(Cancel));
        var mails = await bench.Domain.DeliverAsync(Cancel);
        Assert.Equal(2, mails.Count);
        Assert.Equal(["PaymentConfirmedMail", "PaymentReceivedMail"], await db.Set<MailMessage>().OrderBy(m => m.Type).Select(m => m.Subject!).ToListAsync(Cancel));
        // What the client knows of the sessions is as it was.
        Assert.All(await db.Set<Session>().ToListAsync(Cancel), session => Assert.Equal(ToldState.Never, session.Told));
    }

    [Fact]
    public async Task Completed_AnotherAmount_IsKeptForAPersonAndBlocksPaying()
    {
        await using var bench = await StripeBench.CreateAsync();
        var (_, anna, ids) = await PeopleAsync(bench);
        await bench.Get<CheckoutService>().PayAsync(anna, ids, Cancel);
        bench.Stripe.Change(IdOf(bench, 0), session => session["amount_total"] = 100L);
        bench.Stripe.Pay(IdOf(bench, 0));

        Assert.True(await bench.TellAsync(bench.Stripe.Events[^1], Cancel));

        Assert.Equal([PaymentStatus.Pending, PaymentStatus.Pending], await StatusAsync(bench, ids));
        var odd = Assert.Single((await bench.Get<PaymentDisagreementService>().ListAsync(Actor.System, Cancel)).Value);
        Assert.Equal((DisagreementKind.WrongAmount, 100L, 16000L), (odd.Kind, odd.MoneyMinor, odd.PriceMinor));
        Assert.Equal("payment.looked_at", (await bench.Get<CheckoutService>().PayAsync(anna, ids, Cancel)).Problem?.Code);
        Assert.True((await bench.Get<PaymentDisagreementService>().ClearAsync(Actor.System, odd.EventId!.Value, Cancel)).Ok);
        Assert.Empty((await bench.Get<PaymentDisagreementService>().ListAsync(Actor.System, Cancel)).Value);
    }

    [Fact]
    public async Task Event_OfLiveModeWithATestKey_IsRefusedAndLeavesNothing()
    {
        await using var bench = await StripeBench.CreateAsync();
        var (_, anna, ids) = await PeopleAsync(bench);
        await PaidAsync(bench, anna, ids);
        var told = bench.Stripe.Events[^1];

        Assert.False(await bench.TellAsync(told with { Text = told.Text.Replace("\"livemode\":false", "\"livemode\":true", StringComparison.Ordinal) }, Cancel));

        await using var db = bench.Domain.Db();
        Assert.False(await db.Set<ProviderEvent>().AnyAsync(Cancel));
        Assert.Equal([PaymentStatus.Pending, PaymentStatus.Pending], await StatusAsync(bench, ids));
    }

    [Fact]
    public async Task Event_ForAnUnknownCheckout_IsAnsweredAndListed()
    {
        await using var bench = await StripeBench.CreateAsync();
        var (_, anna, ids) = await PeopleAsync(bench);
        await PaidAsync(bench, anna, ids);
        var token = StripeStandIn.Text(bench.Stripe.Sessions[0], "client_reference_id")!;
        var told = bench.Stripe.Events[^1];

        Assert.True(await bench.TellAsync(told with { Text = told.Text.Replace(token, new string('0', 32), StringComparison.Ordinal) }, Cancel));

        Assert.Equal(DisagreementKind.UnknownPayment, Assert.Single((await bench.Get<PaymentDisagreementService>().ListAsync(Actor.System, Cancel)).Value).Kind);
    }

    [Fact]
    public async Task Refund_PartThenAboveTheRest_IsBookedThenRefused()
    {
        await using var bench = await StripeBench.CreateAsync();
        var (claire, anna, ids) = await PeopleAsync(bench);
        await PaidAsync(bench, anna, ids);
        await bench.TellAsync(bench.Stripe.Events[^1], Cancel);
        var refunds = bench.Get<OnlineRefundService>();

        Assert.Equal(3000, (await refunds.RefundAsync(claire, ids[0], 30, 8000, Cancel)).Value);
        Assert.Equal("refund.above_paid", (await refunds.RefundAsync(claire, ids[0], 60, 5000, Cancel)).Problem?.Code);
        Assert.Equal("refund.changed", (await refunds.RefundAsync(claire, ids[0], 30, 8000, Cancel)).Problem?.Code);
        Assert.Equal(PaymentStatus.Paid, (await StatusAsync(bench, ids))[0]);
        Assert.True((await refunds.RefundAsync(claire, ids[0], 50, 5000, Cancel)).Ok);

        Assert.Equal([PaymentStatus.Refunded, PaymentStatus.Paid], await StatusAsync(bench, ids));
        Assert.Equal(2, bench.Stripe.Refunds.Count);
    }

    [Fact]
    public async Task Refund_StripeIsDown_ChangesNothing()
    {
        await using var bench = await StripeBench.CreateAsync();
        var (claire, anna, ids) = await PeopleAsync(bench);
        await PaidAsync(bench, anna, ids);
        await bench.TellAsync(bench.Stripe.Events[^1], Cancel);
        bench.Stripe.Fault = _ => StandInFault.ErrorBefore;

        Assert.Equal("gateway.down", (await bench.Get<OnlineRefundService>().RefundAsync(claire, ids[0], 80, 8000, Cancel)).Problem?.Code);

        Assert.Equal(PaymentStatus.Paid, (await StatusAsync(bench, ids))[0]);
        Assert.Empty(bench.Stripe.Refunds);
    }

    [Fact]
    public async Task Check_WebhookIsNotRegistered_SaysSo()
    {
        await using var bench = await StripeBench.CreateAsync();
        Assert.Equal(WebhookVerdict.Missing, (await bench.Get<IPaymentGateway>().CheckAsync(Cancel)).Value.Webhook);
        bench.Stripe.Webhooks.Add(("https://coach.example/stripe/webhook", ["checkout.session.completed"], true));
        Assert.Equal(WebhookVerdict.EventsMissing, (await bench.Get<IPaymentGateway>().CheckAsync(Cancel)).Value.Webhook);
        bench.Stripe.Webhooks[0] = ("https://coach.example/stripe/webhook", [.. StripeWebhook.Events], true);

        Assert.Equal((PaymentMode.Test, WebhookVerdict.Registered), ((await bench.Get<IPaymentGateway>().CheckAsync(Cancel)).Value is var found) ? (found.Mode, found.Webhook) : default);
    }

    [Theory]
    [InlineData("EUR", 1050L, 1050L)]
    [InlineData("JPY", 500L, 500L)]
    [InlineData("ISK", 500L, 50000L)]
    [InlineData("KWD", 1050L, 1050L)]
    [InlineData("KWD", 1055L, null)]
    [InlineData("MGA", 1000L, 10L)]
    [InlineData("MGA", 1001L, null)]
    public void Amount_IsCountedAsStripeDoes(string currency, long minor, long? stripe)
    {
        Assert.Equal(stripe, StripeAmount.Of(minor, currency));
        if (stripe is not null)
            Assert.Equal(minor, StripeAmount.ToMinor(stripe, currency));
    }

    private static async Task<(Actor Claire, Actor Anna, int[] Ids)> PeopleAsync(StripeBench bench)
    {
        var claire = await bench.Domain.Given.CoachAsync();
        var anna = await bench.Domain.Given.ClientAsync(claire);
        return (claire, anna, [await bench.Domain.Given.SessionAsync(claire, anna), await bench.Domain.Given.SessionAsync(claire, anna, "2026-12-08 10:00")]);
    }

    private static async Task PaidAsync(StripeBench bench, Actor client, int[] ids)
    {
        Assert.True((await bench.Get<CheckoutService>().PayAsync(client, ids, Cancel)).Ok);
        Assert.True(bench.Stripe.Pay(IdOf(bench, 0)));
    }

    private static string IdOf(StripeBench bench, int index) => StripeStandIn.Text(bench.Stripe.Sessions[index], "id")!;

    private static async Task<List<PaymentStatus>> StatusAsync(StripeBench bench, int[] ids)
    {
        await using var db = bench.Domain.Db();
        return await db.Set<Session>().Where(s => ids.Contains(s.Id)).OrderBy(s => s.Id).Select(s => s.Payment).ToListAsync(Cancel);
    }
}
