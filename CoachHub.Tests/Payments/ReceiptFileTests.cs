using System.Net;
using CoachHub.App;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using UglyToad.PdfPig;

namespace CoachHub.Tests.Payments;

/// <summary>The receipt as it goes over the wire; who gets it is in PageAccessTests.</summary>
public sealed class ReceiptFileTests : IAsyncLifetime
{
    private AppFactory app = null!;
    private int clientId, number;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await AppFactory.CreateAsync();
        await SetTaxLineAsync("VAT not applicable,\nart. 293 B");
        var coach = await app.Given.CoachAsync();
        var client = await app.Given.ClientAsync(coach);
        clientId = client.Id;
        var id = await app.Given.SessionAsync(coach, client, "2026-11-02 10:00", then: session => session.Change(session.Values() with { Payment = PaymentStatus.Paid }));
        number = (await app.Services.GetRequiredService<ReceiptService>().IssueAsync(client, id, Cancel)).Value;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Download_IsAFileInTheReadersLanguage()
    {
        await using (var db = app.Db())
            await db.Set<Domain.Accounts.User>().Where(u => u.Id == clientId).ExecuteUpdateAsync(set => set.SetProperty(u => u.Language, "fr"), Cancel);
        using var browser = await app.BrowserAsync(clientId);

        using var response = await browser.GetAsync(AppRoutes.ReceiptFile(number), Cancel);

        Assert.Equal((HttpStatusCode.OK, "application/pdf"), (response.StatusCode, response.Content.Headers.ContentType!.ToString()));
        Assert.Equal(("attachment", "recu-1.pdf"), (response.Content.Headers.ContentDisposition!.DispositionType, response.Content.Headers.ContentDisposition.FileNameStar));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("sandbox", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.True(response.Headers.CacheControl!.NoStore);
        using var file = PdfDocument.Open(await response.Content.ReadAsByteArrayAsync(Cancel));
        var text = file.GetPage(1).Text.Replace('\u00a0', ' ');
        Assert.All(["Reçu", "80,00 €", "Anna Petit", "Claire Dubois", "VAT not applicable,", "art. 293 B"], words => Assert.Contains(words, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TaxLine_ChangedLater_StaysAsItWasOnReceiptsThatWereIssued()
    {
        await SetTaxLineAsync("Another");
        using var browser = await app.BrowserAsync(clientId);

        var page = await browser.GetStringAsync(AppRoutes.Receipt(number), Cancel);

        Assert.Contains("art. 293 B", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Another", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("2")]
    [InlineData("99999999999")]
    public async Task Download_OfNothing_IsNotFound(string which)
    {
        using var browser = await app.BrowserAsync(clientId);

        using var response = await browser.GetAsync($"/receipts/{which}.pdf", Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private async Task SetTaxLineAsync(string line)
    {
        var service = app.Services.GetRequiredService<PracticeService>();
        var administrator = await app.Given.AdministratorAsync();
        var general = (await service.GetGeneralAsync(administrator, Cancel)).Value;
        Assert.True((await service.SaveGeneralAsync(administrator, general.Values with { TaxLine = line }, Cancel)).Ok);
    }
}
