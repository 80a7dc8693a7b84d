using System.Net;
using CoachHub.App;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Export;

public sealed class ExportEndpointTests : IAsyncLifetime
{
    private AppFactory app = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await AppFactory.CreateAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task File_OfTheListsAddress_IsAnAttachmentWithItsRows()
    {
        var coach = await app.Given.CoachAsync();
        var anna = await app.Given.ClientAsync(coach);
        await app.Given.SessionAsync(coach, anna, title: "=cmd|' /C calc'!A0");
        await app.Given.SessionAsync(coach, anna, "2026-12-04 10:00", title: "Other", priceMinor: 12345);
        using var browser = await app.BrowserAsync((await app.Given.AdministratorAsync()).Id);

        using var answer = await browser.GetAsync($"{AppRoutes.SessionsExport}?from=2026-12-01&to=2026-12-01&size=25&after=nonsense", Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("text/csv", "utf-8"), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentType.CharSet));
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        var lines = (await answer.Content.ReadAsStringAsync(Cancel)).TrimStart('\uFEFF').Split("\r\n");
        Assert.Equal(SessionFile.Header, lines[0]);
        Assert.Contains(",'=cmd|' /C calc'!A0,12 rue des Lilas,,80.00,booked,pending,,", lines[1], StringComparison.Ordinal);
        Assert.Equal(["", ""], [lines[2], .. lines[3..].DefaultIfEmpty("")]);
    }

    [Fact]
    public async Task Selection_SentByTheForm_ComesBackAsAFile()
    {
        var coach = await app.Given.CoachAsync();
        var anna = await app.Given.ClientAsync(coach);
        var picked = await app.Given.SessionAsync(coach, anna, title: "Picked");
        await app.Given.SessionAsync(coach, anna, "2026-12-04 10:00", title: "Left");
        using var browser = await app.BrowserAsync((await app.Given.AdministratorAsync()).Id);

        using var answer = await SendAsync(browser, $"{picked},{picked},-1,999999999999,x", withToken: true);

        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Picked", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Left", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Selection_WithoutAToken_IsNotGivenAway()
    {
        var coach = await app.Given.CoachAsync();
        var picked = await app.Given.SessionAsync(coach, await app.Given.ClientAsync(coach), title: "Picked");
        using var browser = await app.BrowserAsync((await app.Given.AdministratorAsync()).Id);

        using var answer = await SendAsync(browser, $"{picked}", withToken: false);

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("Picked", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    // The token of any page of one's own is good for every form.
    private static async Task<HttpResponseMessage> SendAsync(HttpClient browser, string ids, bool withToken)
    {
        using var page = await browser.GetAsync(AppRoutes.Sessions, Cancel);
        var html = await page.Content.ReadAsStringAsync(Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Post, AppRoutes.SessionsExport);
        var fields = new List<KeyValuePair<string, string>> { new("ids", ids) };
        if (withToken)
            fields.Add(new("__RequestVerificationToken", WebForm.TokenOf(html)));
        var cookies = page.Headers.TryGetValues("Set-Cookie", out var set) ? set.Select(cookie => cookie.Split(';')[0]) : [];
        request.Headers.Add("Cookie", string.Join("; ", [.. cookies, .. browser.DefaultRequestHeaders.GetValues("Cookie")]));
        request.Content = new FormUrlEncodedContent(fields);
        return await browser.SendAsync(request, Cancel);
    }
}
