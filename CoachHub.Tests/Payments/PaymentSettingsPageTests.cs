using Bunit;
using CoachHub.App.Components.Payments;
using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Stripe;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Payments;

public sealed class PaymentSettingsPageTests : Ui
{
    private readonly Dictionary<string, string?> environment = new() { ["PublicUrl"] = "https://coach.example" };

    [Fact]
    public async Task Save_BothKeys_AreOnInTestModeAndNotShownAgain()
    {
        var page = await ShowAsync();
        Assert.Contains("No key is set", page.Markup, StringComparison.Ordinal);
        Assert.Equal("https://coach.example/stripe/webhook", page.Find("input[readonly]").GetAttribute("value"));

        await TypeAsync(page, "sk_test_abc", "whsec_abc");

        page.WaitForAssertion(() => Assert.Contains("Test mode", page.Find(".chip").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("sk_test_abc", page.Markup, StringComparison.Ordinal);
        Assert.Contains("A key is saved.", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pk_test_abc", "publishable")]
    [InlineData("secret", "no secret key")]
    public async Task Save_NoSecretKey_SaysSoAtTheField(string key, string words)
    {
        var page = await ShowAsync();

        await TypeAsync(page, key, "");

        page.WaitForAssertion(() => Assert.Contains(words, page.Find(".field-error").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Save_BothWrong_SaysSoAtEachFieldAndKeepsWhatWasTyped()
    {
        var page = await ShowAsync();

        await TypeAsync(page, "secret", "hush");

        page.WaitForAssertion(() => Assert.Equal(
            ["This is no secret key: it begins with sk_test_ or sk_live_.", "This is no signing secret: it begins with whsec_."],
            page.FindAll(".field-error").Select(error => error.TextContent.Trim())));
        Assert.All(page.FindAll("input[type=password]"), field => Assert.Equal("true", field.GetAttribute("aria-invalid")));
        Assert.Equal(["secret", "hush"], page.FindAll("input[type=password]").Select(field => field.GetAttribute("value")));
        Assert.Contains("No key is set", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_SomebodyElseSavedKeysMeanwhile_IsRefusedByNameAndKeepsWhatWasTyped()
    {
        var page = await ShowAsync();
        var bea = await Given.AdministratorAsync("Bea Laurent");
        var service = Services.GetRequiredService<PaymentKeysService>();
        var seen = (await service.GetAsync(bea, TestContext.Current.CancellationToken)).Value;
        Assert.True((await service.SaveAsync(bea, new PaymentKeysInput { SecretKey = "sk_live_theirs", Version = seen.Version }, TestContext.Current.CancellationToken)).Ok);

        await TypeAsync(page, "sk_test_mine", "whsec_mine");

        page.WaitForAssertion(() => Assert.Contains("Bea Laurent", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal(["sk_test_mine", "whsec_mine"], page.FindAll("input[type=password]").Select(field => field.GetAttribute("value")));
        Assert.Equal(PaymentMode.Live, (await service.GetAsync(bea, TestContext.Current.CancellationToken)).Value.Mode);
    }

    [Fact]
    public async Task Remove_ForgetsBothAndSaysWhatThatMeans()
    {
        var page = await ShowAsync();
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.Trim() == "Remove the saved keys");
        await TypeAsync(page, "sk_test_abc", "whsec_abc");

        page.WaitForAssertion(() => Assert.Single(page.FindAll("button"), button => button.TextContent.Trim() == "Remove the saved keys"));
        await page.FindAll("button").Single(button => button.TextContent.Trim() == "Remove the saved keys").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("The saved keys are gone.", page.Find("form [role=status]").TextContent, StringComparison.Ordinal));
        Assert.Contains("No key is set: clients see no Pay button.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_InFrench_NamesItsFieldsAndTheirProblemsInFrench()
    {
        SignIn(await Given.AdministratorAsync(with: user => user.Language = "fr"));
        var page = Show<PaymentSettingsPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("form")));

        await TypeAsync(page, "secret", "");

        page.WaitForAssertion(() => Assert.Equal("Ce n’est pas une clé secrète : elle commence par sk_test_ ou sk_live_.", page.Find(".field-error").TextContent.Trim().Replace('\u00a0', ' ').Replace('\u202f', ' ')));
        var labels = page.FindAll("label").Where(label => page.FindAll($"#{label.GetAttribute("for")}[type=password]").Count == 1);
        Assert.Equal(["Clé secrète", "Secret de signature du webhook"], labels.Select(label => label.TextContent.Trim()));
    }

    [Fact]
    public async Task GivenByTheEnvironment_IsShownSoAndReadOnly()
    {
        (environment["Stripe:SecretKey"], environment["Stripe:WebhookSecret"]) = ("sk_live_abc", "whsec_abc");

        var page = await ShowAsync();

        Assert.Contains("Live mode", page.Find(".chip").TextContent, StringComparison.Ordinal);
        Assert.Contains("Stripe__SecretKey", page.Markup, StringComparison.Ordinal);
        Assert.All(page.FindAll("input[type=password]"), field => Assert.True(field.HasAttribute("readonly")));
    }

    [Fact]
    public async Task Check_SaysWhatStripeAnswered()
    {
        var page = await ShowAsync();
        Services.GetRequiredService<FakeGateway>().Found = new GatewayCheck(PaymentMode.Test, WebhookVerdict.Missing, []);

        await page.FindAll("button").Single(b => b.TextContent.Trim() == "Check the connection").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("not registered", page.Find(".verdict").TextContent, StringComparison.Ordinal));

        Services.GetRequiredService<FakeGateway>().Trouble = Problem.Conflict("gateway.down");
        await page.FindAll("button").Single(b => b.TextContent.Trim() == "Check the connection").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("does not answer", page.Find(".verdict").TextContent, StringComparison.Ordinal));
    }

    protected override void Configure(IServiceCollection services)
    {
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        services.AddSingleton(_ => AppSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(environment).Build()));
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<StripeKeysSource>();
        services.AddSingleton<IKeySafe>(provider => provider.GetRequiredService<StripeKeysSource>());
    }

    private async Task<IRenderedComponent<Stage>> ShowAsync()
    {
        SignIn(await Given.AdministratorAsync());
        var page = Show<PaymentSettingsPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("form")));
        return page;
    }

    private static async Task TypeAsync(IRenderedComponent<Stage> page, string key, string secret)
    {
        await page.FindAll("input[type=password]")[0].ChangeAsync(new() { Value = key });
        await page.FindAll("input[type=password]")[1].ChangeAsync(new() { Value = secret });
        await page.Find("form").SubmitAsync();
    }
}
