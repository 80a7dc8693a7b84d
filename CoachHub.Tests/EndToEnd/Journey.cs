using System.Text.RegularExpressions;
using CoachHub.App;
using CoachHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachHub.Tests.EndToEnd;

/// <summary>Journeys that measure time, or press keys at once, run one after another, when the other tests are done. All others run beside them.</summary>
[CollectionDefinition(nameof(MeasuredJourneys), DisableParallelization = true)]
public sealed class MeasuredJourneys;

/// <summary>What a person does with a browser. Things are found by the names that people and screen readers hear.</summary>
public abstract class Journey(Chromium chromium, Uri address) : IAsyncLifetime
{
    private readonly List<IBrowserContext> contexts = [];

    protected Uri Address { get; } = address;

    public virtual ValueTask InitializeAsync()
    {
        SetDefaultExpectTimeout(20_000);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in contexts)
            await context.CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A browser of its own, with no sign-in.</summary>
    protected async Task<IPage> BrowserAsync(ColorScheme scheme = ColorScheme.Light, string locale = "en-GB", int width = 1280, int height = 900)
    {
        var browser = await chromium.BrowserAsync();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address.ToString(),
            ColorScheme = scheme,
            Locale = locale,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        context.SetDefaultTimeout(45_000);
        contexts.Add(context);
        return await context.NewPageAsync();
    }

    /// <summary>Signs in at the sign-in page.</summary>
    protected static async Task SignInAsync(IPage page, string email, string password = JourneyServer.Password)
    {
        await page.GotoAsync(AppRoutes.Login);
        await page.Locator("#email").FillAsync(email);
        await page.Locator("#password").FillAsync(password);
        await page.Locator("button[value=password]").ClickAsync();
        await page.WaitForURLAsync(new Regex("/(dashboard|home|my)$"));
    }

    /// <summary>Opens a page and waits until its circuit answers to clicks.</summary>
    protected static async Task<IResponse?> OpenAsync(IPage page, string address)
    {
        var response = await page.GotoAsync(address);
        if (response?.Status == 200 && await page.Locator(".shell").CountAsync() > 0)
            await page.Locator("main[data-live]").WaitForAsync();
        return response;
    }

    protected static ILocator Row(IPage page, string sessionId) => page.Locator($"[data-session-id='{sessionId}']");

    /// <summary>The row's last column says this and nothing more.</summary>
    protected static Task ExpectToldAsync(ILocator row, string words) =>
        Expect(row.Locator("td.told")).ToHaveTextAsync(new Regex($@"^\W*{Regex.Escape(words)}\s*$"));

    protected static ILocator Dialog(IPage page, string name) => page.GetByRole(AriaRole.Dialog, new() { Name = name });

    /// <summary>
    /// A window that has just been opened. It takes the keyboard a moment after it is drawn: whoever types faster than a person would has his letters
    /// end up in the field that gets it.
    /// </summary>
    protected static async Task<ILocator> OpenedAsync(IPage page, string name)
    {
        var dialog = Dialog(page, name);
        await Expect(dialog.Locator(":focus")).ToHaveCountAsync(1);
        return dialog;
    }

    protected static ILocator Button(ILocator inside, string name) => inside.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
