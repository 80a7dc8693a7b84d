using System.Diagnostics;
using System.Globalization;
using CoachHub.App;
using CoachHub.Tests.Architecture;
using CoachHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachHub.Tests.EndToEnd;

/// <summary>The first minutes: an empty practice, and the demo.</summary>
public sealed class StartJourneys : Journey, IClassFixture<StartJourneys.EmptyServer>
{
    private readonly Chromium chromium;
    private readonly EmptyServer server;
    private readonly ITestOutputHelper output;

    public StartJourneys(Chromium chromium, EmptyServer server, ITestOutputHelper output) : base(chromium, server.App.Address) =>
        (this.chromium, this.server, this.output) = (chromium, server, output);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>From nothing to the first client who knows: what a new practice types and clicks, and no file.</summary>
    [Fact]
    public async Task Setup_OnAnEmptyDatabase_LeadsToTheFirstDeliveredConfirmation()
    {
        var page = await BrowserAsync();
        var (clicks, fields, since) = (0, 0, Stopwatch.StartNew());

        await page.GotoAsync(AppRoutes.Sessions);
        await page.WaitForURLAsync("**" + AppRoutes.Setup);
        await FillAsync(page.GetByLabel("Practice name"), "Elan Coaching");
        await FillAsync(page.GetByLabel("First name"), "Ada");
        await FillAsync(page.GetByLabel("Last name"), "Martin");
        await FillAsync(page.GetByLabel("Email", new() { Exact = true }).First, "ada@elan.example");
        await FillAsync(page.GetByLabel("Password", new() { Exact = true }).First, JourneyServer.Password);
        await ClickAsync(page.GetByLabel("I also coach"));
        await ClickAsync(page.GetByText("Mail server (optional)"));
        await FillAsync(page.GetByLabel("Server", new() { Exact = true }), "127.0.0.1");
        await FillAsync(page.GetByLabel("Port", new() { Exact = true }), server.Mail.Port.ToString(CultureInfo.InvariantCulture));
        await page.GetByLabel("Protection", new() { Exact = true }).SelectOptionAsync("None");
        fields++;
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Send a test mail" }));
        await Expect(page.GetByText("The server took the test mail")).ToBeVisibleAsync();
        Assert.Equal(["ada@elan.example"], (await server.Mail.NextAsync(cancel: Cancel)).To);
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Set up", Exact = true }));
        await page.WaitForURLAsync("**" + AppRoutes.Dashboard);
        await page.Locator("main[data-live]").WaitForAsync();

        await ClickAsync(page.GetByRole(AriaRole.Link, new() { Name = "Add client", Exact = true }));
        var adding = await OpenedAsync(page, "Add client");
        await FillAsync(adding.GetByLabel("First name", new() { Exact = true }), "Anna");
        await FillAsync(adding.GetByLabel("Last name", new() { Exact = true }), "Petit");
        await FillAsync(adding.GetByLabel("Email", new() { Exact = true }), "anna@elan.example");
        await ClickAsync(Button(adding, "Add"));
        await Expect(adding).ToBeHiddenAsync();
        await ClickAsync(page.GetByRole(AriaRole.Link, new() { Name = "Anna Petit", Exact = true }));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Anna Petit" })).ToBeVisibleAsync();
        await ClickAsync(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "New session", Exact = true }).First);
        var session = await OpenedAsync(page, "New session");
        await ClickAsync(Button(session, "Save and notify"));
        await Expect(session).ToBeHiddenAsync();

        var mail = await server.Mail.NextAsync(cancel: Cancel);
        Assert.Equal(["anna@elan.example"], mail.To);
        Assert.Equal("REQUEST", Ical.Net.Calendar.Load(mail.Calendar!)!.Method);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"from nothing to the first confirmation taken by the server: {clicks} clicks, {fields} fields, {since.Elapsed.TotalSeconds:0} s of which 10 s are the time to undo"));
        Assert.True(clicks <= 10, $"{clicks} clicks");
        Assert.Equal(404, (await page.GotoAsync(AppRoutes.Setup))!.Status);

        Task ClickAsync(ILocator what)
        {
            clicks++;
            return what.ClickAsync();
        }

        Task FillAsync(ILocator field, string text)
        {
            fields++;
            return field.FillAsync(text);
        }
    }

    [Fact]
    public async Task Demo_InAnEmptyFolder_ServesAndKeepsItsDataThere()
    {
        var folder = Directory.CreateTempSubdirectory("coachhub-demo-").FullName;
        await using var demo = new AppProcess(folder, new Dictionary<string, string>(), "--demo");
        await demo.StartAsync();
        var browser = await chromium.BrowserAsync();
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = demo.Address.ToString() });

        await page.GotoAsync(AppRoutes.Login);
        await Expect(page.GetByText("admin@demo.example")).ToBeVisibleAsync();
        await SignInAsync(page, "admin@demo.example", "Coach-Hub-2026!");
        await page.GotoAsync(AppRoutes.Sessions);
        await Expect(page.Locator("[data-session-id]").First).ToBeVisibleAsync();

        Assert.True(File.Exists(Path.Combine(folder, "data", "coachhub.db")));
        await page.CloseAsync();
        await demo.KillAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task DotnetRun_FromTheRoot_WorksInTheRoot()
    {
        // dotnet run starts a program in its project's folder; the property leads it back to where the README's command is given.
        using var dotnet = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", "CoachHub.App", "-getProperty:RunWorkingDirectory"])
        {
            WorkingDirectory = Sources.Root,
            RedirectStandardOutput = true,
        })!;

        var folder = (await dotnet.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();
        await dotnet.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Sources.Root, Path.GetFullPath(folder));
    }

    /// <summary>CoachHub over an empty folder, and a mail server that it knows nothing of.</summary>
    public sealed class EmptyServer : IAsyncLifetime
    {
        private readonly string folder = Directory.CreateTempSubdirectory("coachhub-empty-").FullName;

        public AppProcess App { get; private set; } = null!;

        public SmtpSink Mail { get; } = new();

        public async ValueTask InitializeAsync()
        {
            Mail.Start();
            App = new AppProcess(folder, new Dictionary<string, string>());
            await App.StartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Mail.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}
