using Bunit;
using CoachHub.App;
using CoachHub.App.Components.Payments;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Insights;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Payments;

/// <summary>The list of what does not agree, as it stands on the finances.</summary>
public sealed class PaymentDisagreementsPanelTests : MoneyScreen
{
    [Fact]
    public async Task List_PaidAndCancelled_SaysWhatToDoAndLeadsToTheSession()
    {
        await CancelPaidAsync();

        var panel = Show();

        panel.WaitForElement(".one", TimeSpan.FromSeconds(10));
        Assert.Equal(
            ["Paid, but cancelled · Anna Petit · Tue 1 Dec 2026, 10:00", "Here: €80.00, price: €80.00", "Give the money back, or book the session again."],
            panel.FindAll(".one .what > span").Select(line => line.TextContent.Trim()));
        Assert.Equal(AppRoutes.OpenSession(AppRoutes.Finances, Id), panel.Find(".one a").GetAttribute("href"));
        Assert.Equal("1", panel.Find(".head .chip").TextContent);
        Assert.Equal("Money and sessions disagree", panel.Find($"#{panel.Find("section").GetAttribute("aria-labelledby")}").TextContent);
    }

    [Fact]
    public async Task List_MoneyThatNoStatusKnows_IsSaidToo()
    {
        await using (var db = Db())
            await FinanceWorld.BookAsync(db, Id, PaymentKind.Payment, 8000, Today);

        var panel = Show();

        Assert.StartsWith("Money, but not marked as paid", panel.WaitForElement(".one .what", TimeSpan.FromSeconds(10)).TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_PutInOrderElsewhere_GoesByItself()
    {
        await CancelPaidAsync();
        var panel = Show();
        panel.WaitForElement(".one", TimeSpan.FromSeconds(10));

        await RecordAsync(PaymentKind.Refund, 80, new PaidBy(PaymentMethod.Cash));
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Eventually(panel, () => Assert.Empty(panel.FindAll("section")));
    }

    [Fact]
    public async Task Nothing_IsShownWhereAllIsWell_OrSaysSo()
    {
        Assert.Empty(Show().FindAll("section"));
        await DisposeComponentsAsync();

        var said = Show<PaymentDisagreementsPanel>(p => p.Add(x => x.Here, AppRoutes.Finances).Add(x => x.ShowsWhenEmpty, true));

        said.WaitForAssertion(() => Assert.Contains("Every payment fits its session.", said.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ProvidersWord_DealtWith_LeavesTheAdministratorsList()
    {
        SignIn(await Given.AdministratorAsync());
        var eventId = await TellUnknownAsync();
        var panel = Show();
        Assert.Contains("Stripe tells of an unknown payment", panel.WaitForElement(".one", TimeSpan.FromSeconds(10)).TextContent, StringComparison.Ordinal);
        Assert.Contains("(pi_lost)", panel.Find(".one").TextContent, StringComparison.Ordinal);

        Button(panel, "Dealt with").Click();

        Eventually(panel, () => Assert.Empty(panel.FindAll("section")));
        await using var db = Db();
        Assert.NotNull((await db.Set<ProviderEvent>().SingleAsync(e => e.Id == eventId, Cancel)).ClearedAtUtc);
    }

    [Fact]
    public async Task Coach_SeesOwnSessionsButNotTheProvidersWords()
    {
        await CancelPaidAsync();
        await TellUnknownAsync();
        var marc = await Given.CoachAsync("Marc Leroy");

        Assert.Single(WaitedFor(Show()).FindAll(".one"));
        await DisposeComponentsAsync();
        SignIn(marc);
        Assert.Empty(Show().FindAll(".one"));
    }

    [Fact]
    public async Task Coach_WithoutFinances_SeesNoListAndNoProblem()
    {
        await CancelPaidAsync();
        await Given.PracticeAsync(practice => practice.CoachCapabilities = "view_sessions,edit_sessions");
        SignIn(await Given.ActorAsync(Coach.Id));

        var panel = Show();

        Assert.Empty(panel.FindAll("section, [role=alert]"));
    }

    [Fact]
    public async Task List_InFrench_IsFrenchThroughout()
    {
        await CancelPaidAsync();
        SignIn(await InFrenchAsync());

        var panel = WaitedFor(Show());

        Assert.Equal("Argent et séances en désaccord", panel.Find("h2").TextContent);
        Assert.StartsWith("Payé, mais annulé", panel.Find(".one .what").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal("Ouvrir la séance", panel.Find(".one a").TextContent);
    }

    private IRenderedComponent<Stage> Show() => Show<PaymentDisagreementsPanel>(p => p.Add(x => x.Here, AppRoutes.Finances));

    private static IRenderedComponent<Stage> WaitedFor(IRenderedComponent<Stage> panel)
    {
        panel.WaitForElement(".one", TimeSpan.FromSeconds(10));
        return panel;
    }

    private async Task CancelPaidAsync()
    {
        await MarkAsync(PaymentStatus.Pending, PaymentStatus.Paid);
        Assert.True((await Services.GetRequiredService<SessionQuickService>().ChangeAsync(
            Coach, new QuickChange(Id, SessionStatus.Booked, PaymentStatus.Paid) { Status = SessionStatus.Cancelled }, Cancel)).Ok);
    }

    private async Task<int> TellUnknownAsync()
    {
        var told = new ProviderEvent
        {
            EventId = "evt_lost",
            Type = "checkout.session.completed",
            AtUtc = Clock.GetUtcNow().UtcDateTime,
            ReceivedAtUtc = Clock.GetUtcNow().UtcDateTime,
            Outcome = EventOutcome.Unknown,
            Subject = "pi_lost",
            AmountMinor = 8000,
            Currency = "EUR",
        };
        await using var db = Db();
        db.Add(told);
        await db.SaveChangesAsync(Cancel);
        return told.Id;
    }
}
