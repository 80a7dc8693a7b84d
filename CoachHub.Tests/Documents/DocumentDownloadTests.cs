using System.Net;
using CoachHub.App;
using CoachHub.Domain.Documents;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Documents;

/// <summary>What goes over the wire; who gets what is in PageAccessTests.</summary>
public sealed class DocumentDownloadTests : IAsyncLifetime
{
    private AppFactory app = null!;
    private int clientId, documentId;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static byte[] Content { get; } = PdfFile.OfSize(FileStore.ChunkSize + 100);

    public async ValueTask InitializeAsync()
    {
        app = await AppFactory.CreateAsync();
        var coach = await app.Given.CoachAsync();
        var client = await app.Given.ClientAsync(coach);
        clientId = client.Id;
        var done = await app.Services.GetRequiredService<DocumentService>().UploadAsync(coach, "Été \"2027\"; plan.pdf", new MemoryStream(Content), null, Cancel);
        documentId = done.Value.Id;
        await app.Given.AttachAsync(await app.Given.ToldSessionAsync(coach, client), documentId);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Download_IsAFileAndNeverAPage()
    {
        using var browser = await app.BrowserAsync(clientId);

        using var response = await browser.GetAsync(AppRoutes.Document(documentId), Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Content, await response.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(("application/pdf", (long?)Content.Length), (response.Content.Headers.ContentType!.ToString(), response.Content.Headers.ContentLength));
        var disposition = response.Content.Headers.ContentDisposition!;
        Assert.Equal(("attachment", "Été _2027_; plan.pdf"), (disposition.DispositionType, disposition.FileNameStar));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("sandbox", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("999999")]
    [InlineData("99999999999999999999")]
    [InlineData("abc")]
    public async Task Download_OfNothing_IsNotFoundAsAPage(string id)
    {
        using var browser = await app.BrowserAsync(clientId);

        using var response = await browser.GetAsync($"{AppRoutes.Document(1)[..^1]}{id}", Cancel);

        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.DoesNotContain("sandbox", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_OnceItIsRemovedFromTheSession_IsNotFound()
    {
        await using (var db = app.Db())
            await db.Set<Domain.Sessions.SessionDocument>().ExecuteDeleteAsync(Cancel);
        using var browser = await app.BrowserAsync(clientId);

        using var response = await browser.GetAsync(AppRoutes.Document(documentId), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
