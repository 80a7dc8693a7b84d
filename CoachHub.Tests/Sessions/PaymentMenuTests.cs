using AngleSharp.Dom;
using Bunit;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Payments;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Sessions;

/// <summary>*Paid* together with its means, in one tap in the menu of a row.</summary>
public sealed class PaymentMenuTests : MoneyScreen
{
    [Fact]
    public async Task Means_Chosen_IsPaidAndHowInOneTap()
    {
        var page = await OpenAsync();

        Mean(page, "Paid by transfer").Click();

        Eventually(page, () => Assert.Contains("Anna Petit: Paid by transfer.", page.Markup, StringComparison.Ordinal));
        var row = Assert.Single(await RowsAsync());
        Assert.Equal((PaymentMethod.Transfer, Today, 8000L), (row.Method, row.PaidOn, row.AmountMinor));
        Assert.Equal(PaymentStatus.Paid, (await FindAsync(Id)).Payment);
    }

    [Fact]
    public async Task Means_AreNamedForWhomReadsByEar()
    {
        var page = await OpenAsync();

        Assert.Equal("Payment of Anna Petit", page.Find("#row-menu [role=menu]").GetAttribute("aria-label"));
        Assert.Equal("Paid", page.Find("#row-menu [role=group]").GetAttribute("aria-label"));
        Assert.Equal(["Paid in cash", "Paid by transfer", "Paid by check", "Paid by card"], page.FindAll("#row-menu [role=menuitem]").Select(mean => mean.GetAttribute("aria-label")));
        Assert.Equal(["Cash", "Transfer", "Check", "Card"], page.FindAll("#row-menu [role=menuitem]").Select(mean => mean.TextContent));
    }

    [Fact]
    public async Task Means_TakenBack_LeavesTheSessionUnpaid()
    {
        var page = await OpenAsync();
        Mean(page, "Paid in cash").Click();

        Eventually(page, () => Button(page, "Undo").Click());

        Eventually(page, () => Assert.Contains("Pending", Row(page, Id).QuerySelector("td.pay")!.TextContent, StringComparison.Ordinal));
        Assert.False(Assert.Single(await RowsAsync()).Counts);
    }

    [Fact]
    public async Task Means_SomebodyPaidMeanwhile_IsRefusedWithTheWayOutAndWrittenOnce()
    {
        var page = await OpenAsync();
        await MarkAsync(PaymentStatus.Pending, PaymentStatus.Paid, new PaidBy(PaymentMethod.Card));

        Mean(page, "Paid in cash").Click();

        Eventually(page, () => Assert.EndsWith($"open_session={Id}", page.Find("#row-menu [role=alert] a").GetAttribute("href"), StringComparison.Ordinal));
        Assert.Equal(PaymentMethod.Card, Assert.Single(await RowsAsync()).Method);
    }

    [Fact]
    public async Task Means_OfAPaidOrAFreeSession_AreNotOffered()
    {
        await MarkAsync(PaymentStatus.Pending, PaymentStatus.Paid);
        Assert.Empty((await OpenAsync()).FindAll("#row-menu [role=menuitem]"));
        await DisposeComponentsAsync();

        var free = await Given.SessionAsync(Coach, Anna, "2026-12-02 10:00", priceMinor: 0);
        Assert.Empty((await OpenAsync(free)).FindAll("#row-menu [role=menuitem]"));
    }

    [Fact]
    public async Task Means_InFrench_AreFrench()
    {
        SignIn(await InFrenchAsync());
        var page = await OpenAsync();

        Assert.Equal("Paiement de Anna Petit", page.Find("#row-menu [role=menu]").GetAttribute("aria-label"));
        Mean(page, "Payée par virement").Click();

        Eventually(page, () => Assert.Contains("Payée par virement.", page.Markup, StringComparison.Ordinal));
    }

    private static IElement Mean(IRenderedComponent<Stage> page, string name) => page.Find($"#row-menu [role=menuitem][aria-label='{name}']");

    private async Task<IRenderedComponent<Stage>> OpenAsync(int? id = null)
    {
        var script = JSInterop.SetupModule("./session-list.js");
        script.Mode = JSRuntimeMode.Loose;
        script.Setup<int[]?>("picked", _ => true).SetResult([]);
        var page = Show<SessionsPage>();
        await page.WaitForStateAsync(() => page.FindAll($"tr[data-session-id='{id ?? Id}']").Count == 1, TimeSpan.FromSeconds(10));
        page.Find("tbody").TriggerEvent("onrowmenu", new RowMenuEventArgs { Id = $"{id ?? Id}", Kind = "payment" });
        page.WaitForElement("#row-menu [role=menuitemradio]", TimeSpan.FromSeconds(10));
        return page;
    }
}
