using Bunit;
using CoachHub.App;
using CoachHub.App.Components.Insights;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Insights;

/// <summary>The finances on the screen: figures, the rows behind them, pages, other people's changes.</summary>
public sealed class FinancesPageTests : Ui
{
    private Actor coach = null!, anna = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        coach = await Given.CoachAsync("Claire Dubois");
        anna = await Given.ClientAsync(coach, "Anna Petit");
        SignIn(await Given.AdministratorAsync());
    }

    [Fact]
    public async Task Figures_OfTheYear_ShowWhatWasBilledAndWhatCameIn()
    {
        await PaidAsync("2026-11-02 10:00", 8000, new(2026, 11, 3));
        await BilledAsync("2026-12-02 10:00", 5050);

        var page = Open("");

        page.WaitForAssertion(() => Assert.Equal(["€130.50", "€80.00", "€50.50", "€0.00"], page.FindAll(".figures .amount").Select(amount => amount.TextContent)));
        Assert.Contains("1 Jan 2026 – Thu 31 Dec 2026", page.Find(".page-head .sub").TextContent, StringComparison.Ordinal);
        var november = page.FindAll(".bars a").Single(bar => bar.GetAttribute("title")!.StartsWith("November 2026", StringComparison.Ordinal));
        Assert.Equal("November 2026: billed €80.00, collected €80.00", november.GetAttribute("title"));
        Assert.Equal(12, page.FindAll(".parts tbody tr").Count);
        Assert.Contains("by the day of the payment", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figure_Asked_ShowsItsRowsThatOpenTheModal()
    {
        var paid = await PaidAsync("2026-11-02 10:00", 8000, new(2026, 12, 3));
        await BilledAsync("2026-11-09 10:00", 5000);

        var page = Open("?show=collected&of=month-202612");

        page.WaitForAssertion(() => Assert.Single(page.FindAll("tr[data-session-id]")));
        Assert.Contains("Collected · December 2026 · €80.00", page.Find("#rows-title").TextContent, StringComparison.Ordinal);
        var cells = page.FindAll("tr[data-session-id] td").Select(cell => cell.TextContent.Trim()).ToList();
        Assert.Equal(("Thu 3 Dec 2026", "Anna Petit", "€80.00", "Transfer"), (cells[0], cells[1], cells[3], cells[4]));
        Assert.Equal($"/finances?show=collected&of=month-202612&open_session={paid}", page.Find("tr[data-session-id] a").GetAttribute("href"));
    }

    [Fact]
    public async Task Rows_OfManySessions_ComeByPages()
    {
        for (var i = 0; i < FinancesPage.Size + 2; i++)
            await BilledAsync($"2026-11-{1 + (i % 20):00} {8 + (i / 20):00}:00", 1000);

        var page = Open("?show=billed&rows=2&period=this_month");

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tr[data-session-id]").Count));
        Assert.Contains("26–27 of 27", page.Find("#rows .pager").TextContent, StringComparison.Ordinal);
        Assert.Equal("/finances?period=this_month&show=billed#rows", page.Find("#rows .pager a[rel=prev]").GetAttribute("href"));
        Assert.Empty(page.FindAll("#rows .pager a[rel=next]"));
    }

    [Fact]
    public async Task Page_SessionMadeElsewhere_ShowsByItself()
    {
        var page = Open("");
        page.WaitForState(() => page.Markup.Contains("No money moved in this period.", StringComparison.Ordinal));

        Feed.Publish(Topics.Sessions, await BilledAsync("2026-11-02 10:00", 8000));
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        page.WaitForAssertion(() => Assert.Equal("€80.00", page.FindAll(".figures .amount")[0].TextContent));
    }

    [Fact]
    public async Task Page_ChangesOneAfterAnother_RowsAtOnceAndSumsAFewSecondsLater()
    {
        await BilledAsync("2026-11-02 10:00", 8000);
        var page = Open("?show=billed");
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tr[data-session-id]")));
        await ChangedAsync(page, "2026-11-03 10:00", rows: 2);
        page.WaitForAssertion(() => Assert.Equal("€160.00", page.FindAll(".figures .amount")[0].TextContent));

        await ChangedAsync(page, "2026-11-04 10:00", rows: 3);
        Assert.Equal("€160.00", page.FindAll(".figures .amount")[0].TextContent);
        Clock.Advance(FinanceRereads.Pace);

        page.WaitForAssertion(() => Assert.Equal("€240.00", page.FindAll(".figures .amount")[0].TextContent));
        Assert.Contains("€240.00", page.Find("#rows-title").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OnceLeft_ListensToNothing()
    {
        Services.GetRequiredService<App.Hosting.CurrentActor>();
        await Services.GetRequiredService<PracticeReader>().GetAsync(TestContext.Current.CancellationToken);
        var before = Feed.SubscriberCount;
        Open("");
        Assert.True(Feed.SubscriberCount > before);

        await DisposeComponentsAsync();

        Assert.Equal(before, Feed.SubscriberCount);
    }

    [Theory]
    [InlineData("?period=own&from=2026-12-31&to=2026-01-01")]
    [InlineData("?period=own&from=1999-12-31&to=2026-01-01")]
    public void Period_ThatMakesNoSense_IsSaidInWords(string query)
    {
        var page = Open(query);

        page.WaitForAssertion(() => Assert.Contains("at most 10 years", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".figures"));
    }

    [Theory]
    [InlineData("?period=nonsense&by=x&show=y&of=z-z&page=-1&rows=99999999999&from=2026-02-30")]
    [InlineData("?show=billed&of=month-99999999&rows=7")]
    [InlineData("?show=pending&of=bundle-2147483647&page=99")]
    public async Task Address_OfNonsense_ShowsAPageAllTheSame(string query)
    {
        await BilledAsync("2026-11-02 10:00", 8000);

        var page = Open(query);

        page.WaitForAssertion(() => Assert.Equal("€80.00", page.FindAll(".figures .amount")[0].TextContent));
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    [Fact]
    public async Task Coach_SeesNoDivisionByCoach_AndNoFileWithoutTheRight()
    {
        await BilledAsync("2026-11-02 10:00", 8000);
        SignIn(coach);

        var page = Open("");

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".parts")));
        Assert.Equal(["Month", "Client", "Bundle"], page.FindAll("nav[aria-label='Divided by'] a").Select(link => link.TextContent));
        Assert.Empty(page.FindAll($"a[href^='{AppRoutes.FinancesExport}']"));
        Assert.Contains("Your sessions", page.Find(".page-head .sub").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Places_WithTheRight_NameTheFinances()
    {
        var without = coach with { Capabilities = coach.Capabilities.Where(capability => capability != Capability.ViewFinances).ToHashSet() };
        var words = Services.GetRequiredService<Microsoft.Extensions.Localization.IStringLocalizer<App.Resources.Words>>();

        Assert.Contains(AppRoutes.Finances, App.Components.Layout.Places.For(coach, words).Select(place => place.Href));
        Assert.Contains(AppRoutes.Finances, App.Components.Layout.Places.BesidesPhone(coach, words).Select(place => place.Href));
        Assert.DoesNotContain(AppRoutes.Finances, App.Components.Layout.Places.ForPhone(coach, words).Select(place => place.Href));
        Assert.DoesNotContain(AppRoutes.Finances, App.Components.Layout.Places.For(without, words).Select(place => place.Href));
    }

    private async Task ChangedAsync(IRenderedComponent<Stage> page, string at, int rows)
    {
        Feed.Publish(Topics.Sessions, await BilledAsync(at, 8000));
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        page.WaitForAssertion(() => Assert.Equal(rows, page.FindAll("tr[data-session-id]").Count));
    }

    private IRenderedComponent<Stage> Open(string query)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(AppRoutes.Finances + query);
        return Show<FinancesPage>();
    }

    private Task<int> BilledAsync(string at, long minor) => Given.SessionAsync(coach, anna, at, priceMinor: minor);

    private async Task<int> PaidAsync(string at, long minor, DateOnly on)
    {
        var id = await Given.SessionAsync(coach, anna, at, priceMinor: minor, then: session => session.Change(session.Values() with { Payment = PaymentStatus.Paid }));
        await using var db = Db();
        await FinanceWorld.ForgetAsync(db, id);
        await FinanceWorld.BookAsync(db, id, PaymentKind.Payment, minor, on);
        return id;
    }
}
