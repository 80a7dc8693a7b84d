using AngleSharp.Dom;
using Bunit;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Payments;

/// <summary>The money of a session in its modal: the rows, and voiding one.</summary>
public sealed class SessionMoneyPanelTests : MoneyScreen
{
    private static readonly DateOnly Friday = new(2026, 11, 20);

    [Fact]
    public async Task Panel_PaidInPart_SaysWhatCameHowByWhomAndWhatIsMissing()
    {
        await RecordAsync(PaymentKind.Payment, 30, new PaidBy(PaymentMethod.Cash, Friday), "envelope");

        var modal = Modal();

        Eventually(modal, () => Assert.Equal("€50.00 to pay · €30.00 received", modal.Find(".money .head .secondary").TextContent));
        var row = Assert.Single(modal.FindAll(".money .rows li"));
        Assert.Equal(["Payment · Cash · Fri 20 Nov 2026", "noted down by Claire Dubois · envelope"], row.QuerySelectorAll(".what > span").Select(part => part.TextContent));
        Assert.Equal("€30.00", row.QuerySelector(".amount")!.TextContent);
        Assert.Equal(["Record a payment", "Record a refund"], Offered(modal));
        Assert.Equal("Payments", modal.Find($"#{modal.Find("section.money").GetAttribute("aria-labelledby")}").TextContent);
    }

    [Fact]
    public async Task Panel_PaidWhole_OffersOnlyToGiveBack()
    {
        await MarkAsync(PaymentStatus.Pending, PaymentStatus.Paid);

        var modal = Modal();

        Eventually(modal, () => Assert.Equal(["Record a refund"], Offered(modal)));
        // Nobody said how: then nothing is claimed.
        Assert.Equal("Payment · Mon 23 Nov 2026", modal.Find(".money .what > span").TextContent);
    }

    [Fact]
    public async Task Panel_OfAFreeSession_IsNotThere()
    {
        var free = await Given.SessionAsync(Coach, Anna, "2026-12-02 10:00", priceMinor: null);
        Navigation.NavigateTo($"/sessions?open_session={free}");

        var modal = Show<SessionDialogHost>();

        Eventually(modal, () => Button(modal, "Save"));
        Assert.Empty(modal.FindAll("section.money"));
    }

    [Fact]
    public async Task Panel_OfWhoMayOnlyLook_HasNoButtons()
    {
        await RecordAsync(PaymentKind.Payment, 30, new PaidBy(PaymentMethod.Cash));
        await Given.PracticeAsync(practice => practice.CoachCapabilities = "view_sessions");
        SignIn(await Given.ActorAsync(Coach.Id));

        var modal = Modal("Close");

        Eventually(modal, () => Assert.Single(modal.FindAll(".money .rows li")));
        Assert.Empty(modal.FindAll(".money button"));
    }

    [Fact]
    public void Panel_WhileSomethingIsTyped_OffersNothing()
    {
        var modal = Modal();
        Eventually(modal, () => Assert.NotEmpty(Offered(modal)));

        Field(modal, "Location").Change("Studio 3");

        Eventually(modal, () => Assert.Empty(Offered(modal)));
    }

    [Fact]
    public async Task Panel_MoneyNotedElsewhere_ShowsByItself()
    {
        var modal = Modal();
        Eventually(modal, () => Assert.Equal("€80.00 to pay", modal.Find(".money .head .secondary").TextContent));

        await RecordAsync(PaymentKind.Payment, 30, new PaidBy(PaymentMethod.Card));
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Eventually(modal, () => Assert.Equal("€50.00 to pay · €30.00 received", modal.Find(".money .head .secondary").TextContent));
    }

    [Fact]
    public async Task Void_NamesTheRow_AsksFirst_AndThenItCountsNoMore()
    {
        await RecordAsync(PaymentKind.Payment, 30, new PaidBy(PaymentMethod.Cash, Friday));
        var modal = Modal();
        Eventually(modal, () => modal.Find(".money [aria-label='Void €30.00 of Fri 20 Nov 2026']").Click());

        Assert.Equal("Entered by mistake?", modal.Find(".money [role=group]").GetAttribute("aria-label"));
        Assert.True((await RowsAsync())[0].Counts);
        Button(modal, "It was a mistake").Click();

        Eventually(modal, () => Assert.Contains("entered by mistake", modal.Find(".money li.voided").TextContent, StringComparison.Ordinal));
        Assert.Equal("€80.00 to pay", modal.Find(".money .head .secondary").TextContent);
        Assert.False((await RowsAsync())[0].Counts);
        Assert.Empty(modal.FindAll(".money li button"));
    }

    [Fact]
    public async Task Void_WhatWasGivenBackMeanwhile_IsRefusedInWords()
    {
        await RecordAsync(PaymentKind.Payment, 80, new PaidBy(PaymentMethod.Cash));
        var modal = Modal();
        Eventually(modal, () => modal.Find(".money .rows button").Click());

        // Noted down elsewhere; the news of it is not here yet.
        await RecordAsync(PaymentKind.Refund, 30, new PaidBy(PaymentMethod.Cash));
        Button(modal, "It was a mistake").Click();

        Eventually(modal, () => Assert.Contains("A part of it was given back since.", modal.Find(".money [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.All(await RowsAsync(), row => Assert.True(row.Counts));
        Assert.Equal(2, modal.FindAll(".money .rows li").Count);
    }

    [Fact]
    public async Task Panel_OnlineMoney_IsTheProvidersToTakeBack()
    {
        await PayOnlineAsync();

        var modal = Modal();

        Eventually(modal, () => Assert.Contains("by the payment provider", modal.Find(".money .rows li").TextContent, StringComparison.Ordinal));
        Assert.Empty(modal.FindAll(".money .rows button"));
    }

    [Fact]
    public async Task Panel_InFrench_IsFrenchThroughout()
    {
        await RecordAsync(PaymentKind.Payment, 30, new PaidBy(PaymentMethod.Cash, Friday));
        SignIn(await InFrenchAsync());

        var modal = Modal("Enregistrer");

        Eventually(modal, () => Assert.StartsWith("Paiement · Espèces · ", modal.Find(".money .what > span").TextContent, StringComparison.Ordinal));
        Assert.Equal(["Noter un paiement", "Noter un remboursement"], Offered(modal));
        Assert.Contains("noté par Claire Dubois", modal.Find(".money .rows").TextContent, StringComparison.Ordinal);
        Assert.Contains("à payer", modal.Find(".money .head").TextContent, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Offered(IRenderedComponent<Stage> modal) => modal.FindAll(".money > .acts button").Select(button => button.TextContent.Trim());
}
