using System.Net;
using System.Text;
using CoachHub.App;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Payments.StandIn;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Payments;

public sealed class StripeWebhookEndpointTests : IAsyncLifetime
{
    private const string Foreign = """{"id":"evt_1","object":"event","type":"customer.created","created":1795424400,"livemode":false,"data":{"object":{"id":"cus_1","object":"customer"}}}""";

    private AppFactory app = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await AppFactory.CreateAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task WithoutKeys_ThereIsNoSuchAddress()
    {
        await app.Given.AdministratorAsync();

        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(Foreign, StripeStandIn.Sign(Foreign, app.Clock.GetUtcNow())));
    }

    [Fact]
    public async Task Signature_IsAskedOfEveryMessage()
    {
        await KeysAsync();
        var now = app.Clock.GetUtcNow();

        Assert.Equal(HttpStatusCode.OK, await PostAsync(Foreign, StripeStandIn.Sign(Foreign, now)));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(Foreign, null));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(Foreign, StripeStandIn.Sign(Foreign, now, "whsec_other")));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(Foreign, StripeStandIn.Sign(Foreign, now.AddMinutes(-6))));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(Foreign + " ", StripeStandIn.Sign(Foreign, now)));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync("nonsense", StripeStandIn.Sign("nonsense", now)));
        var large = Foreign + new string(' ', 300_000);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(large, StripeStandIn.Sign(large, now)));
    }

    [Fact]
    public async Task SavedKeys_AreUnreadableInTheDatabaseAndTheHistory()
    {
        await KeysAsync();

        await using var db = app.Db();
        var practice = await db.Set<PracticeSettings>().SingleAsync(Cancel);
        Assert.Equal(PaymentMode.Test, practice.PaymentMode);
        Assert.DoesNotContain(StripeStandIn.Key, practice.PaymentKeyProtected, StringComparison.Ordinal);
        Assert.DoesNotContain(StripeStandIn.Secret, practice.WebhookSecretProtected, StringComparison.Ordinal);
        Assert.DoesNotContain(await db.Set<Domain.Kernel.HistoryEntry>().Select(e => e.Changes).ToListAsync(Cancel), text => text.Contains("sk_test", StringComparison.Ordinal) || text.Contains("whsec", StringComparison.Ordinal));
    }

    private async Task KeysAsync()
    {
        var ada = await app.Given.AdministratorAsync();
        var keys = app.Services.GetRequiredService<PaymentKeysService>();
        var version = (await keys.GetAsync(ada, Cancel)).Value.Version;
        Assert.True((await keys.SaveAsync(ada, new PaymentKeysInput { SecretKey = StripeStandIn.Key, WebhookSecret = StripeStandIn.Secret, Version = version }, Cancel)).Ok);
    }

    private async Task<HttpStatusCode> PostAsync(string text, string? signature)
    {
        using var client = await app.BrowserAsync();
        using var content = new StringContent(text, Encoding.UTF8, "application/json");
        if (signature is not null)
            content.Headers.Add("Stripe-Signature", signature);
        using var request = new HttpRequestMessage(HttpMethod.Post, AppRoutes.StripeWebhook) { Content = content };
        using var answer = await client.SendAsync(request, Cancel);
        return answer.StatusCode;
    }
}
