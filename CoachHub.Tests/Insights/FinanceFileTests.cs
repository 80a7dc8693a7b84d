using System.Globalization;
using System.Net;
using AngleSharp.Html.Parser;
using CoachHub.App;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Insights;

/// <summary>The file says what the screen says; who gets it is in PageAccessTests.</summary>
public sealed class FinanceFileTests : IAsyncLifetime
{
    private AppFactory app = null!;
    private int administratorId;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await AppFactory.CreateAsync();
        administratorId = (await app.Given.AdministratorAsync()).Id;
        var coach = await app.Given.CoachAsync("Claire Dubois");
        foreach (var (client, i) in new[] { await app.Given.ClientAsync(coach, "=Anna Formula"), await app.Given.ClientAsync(coach, "Bert Plain") }.Select((client, i) => (client, i)))
        {
            for (var day = 1; day <= 3; day++)
            {
                var id = await app.Given.SessionAsync(coach, client, $"2026-11-{day + (10 * i):00} 10:00", priceMinor: 1000 + (day * 111), title: day == 1 ? "@SUM(1)" : null);
                await using var db = app.Db();
                await FinanceWorld.BookAsync(db, id, PaymentKind.Payment, 1000 + (day * 111), new DateOnly(2026, 11, day));
                if (day == 2)
                    await FinanceWorld.BookAsync(db, id, PaymentKind.Refund, 222, new DateOnly(2026, 11, 20));
            }
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("by=client")]
    [InlineData("by=coach")]
    [InlineData("by=bundle")]
    [InlineData("period=own&from=2026-11-02&to=2026-11-11&by=client")]
    public async Task Table_InTheFile_IsTheTableOnTheScreen(string query)
    {
        var screen = await ScreenAsync(query, ".parts tbody tr, .parts tfoot tr");
        var file = await FileAsync(query);

        Assert.NotEmpty(screen);
        Assert.Equal(screen.Select(row => row[0]), file.Select(row => row[0].TrimStart('\'')));
        Assert.Equal(screen.Select(row => string.Join(' ', row[1..5])), file.Select(row => string.Join(' ', row[1..5])));
    }

    [Theory]
    [InlineData("show=billed")]
    [InlineData("show=collected&of=client-")]
    [InlineData("show=refunded&period=own&from=2026-11-01&to=2026-11-30")]
    [InlineData("show=pending&of=month-202611")]
    public async Task Rows_InTheFile_AreTheRowsOnTheScreen(string query)
    {
        var screen = await ScreenAsync(query, "tr[data-session-id]");
        var file = await FileAsync(query);

        Assert.NotEmpty(screen);
        Assert.Equal(
            screen.Select(row => $"{row[1]} {row[3]}"),
            file.Select(row => $"{row[1].TrimStart('\'')} {row[5]}"));
        Assert.Equal(
            screen.Select(row => DateOnly.ParseExact(row[0], "ddd d MMM yyyy", CultureInfo.GetCultureInfo("en-GB")).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            file.Select(row => row[0]));
    }

    [Fact]
    public async Task Cells_ThatASpreadsheetWouldCalculate_AreGuarded()
    {
        var text = await TextAsync("show=billed");

        Assert.Contains(",'=Anna Formula,", text, StringComparison.Ordinal);
        Assert.Contains(",'@SUM(1),", text, StringComparison.Ordinal);
        Assert.Contains("finances-2026-01-01-2026-12-31.csv", await NameAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("period=own&from=2026-12-31&to=2026-01-01")]
    [InlineData("period=own&from=2026-12-31&to=2026-01-01&show=billed")]
    public async Task Period_ThatMakesNoSense_IsNoFile(string query)
    {
        using var browser = await app.BrowserAsync(administratorId);

        using var response = await browser.GetAsync($"{AppRoutes.FinancesExport}?{query}", Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private async Task<List<string[]>> ScreenAsync(string query, string rows)
    {
        using var browser = await app.BrowserAsync(administratorId);
        using var page = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync($"{AppRoutes.Finances}?{query}", Cancel), Cancel);
        return [.. page.QuerySelectorAll(rows).Select(row => row.QuerySelectorAll("th, td").Select(cell => Bare(cell.TextContent)).ToArray())];
    }

    private async Task<List<string[]>> FileAsync(string query)
    {
        var lines = (await TextAsync(query)).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Skip(1).Select(line => line.Split(','))];
    }

    private async Task<string> TextAsync(string query)
    {
        using var browser = await app.BrowserAsync(administratorId);
        return await browser.GetStringAsync($"{AppRoutes.FinancesExport}?{query}", Cancel);
    }

    private async Task<string> NameAsync()
    {
        using var browser = await app.BrowserAsync(administratorId);
        using var response = await browser.GetAsync(AppRoutes.FinancesExport, Cancel);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        return response.Content.Headers.ContentDisposition.ToString();
    }

    private static string Bare(string cell) => cell.Trim().Replace("€", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
}
