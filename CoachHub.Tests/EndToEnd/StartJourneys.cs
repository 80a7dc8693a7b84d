using System.Diagnostics;
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

    public StartJourneys(Chromium chromium, EmptyServer server) : base(chromium, server.App.Address) => this.chromium = chromium;

    [Fact]
    public async Task Setup_OnAnEmptyDatabase_LeadsFromNothingToTheDashboard()
    {
        var page = await BrowserAsync();

        await page.GotoAsync(AppRoutes.Sessions);
        await page.WaitForURLAsync("**" + AppRoutes.Setup);
        await page.GetByLabel("Practice name").FillAsync("Elan Coaching");
        await page.GetByLabel("First name").FillAsync("Ada");
        await page.GetByLabel("Last name").FillAsync("Martin");
        await page.GetByLabel("Email", new() { Exact = true }).First.FillAsync("ada@elan.example");
        await page.GetByLabel("Password", new() { Exact = true }).First.FillAsync(JourneyServer.Password);
        await page.GetByLabel("I also coach").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up", Exact = true }).ClickAsync();

        await page.WaitForURLAsync("**" + AppRoutes.Dashboard);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        Assert.Equal(404, (await page.GotoAsync(AppRoutes.Setup))!.Status);
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

    /// <summary>CoachHub over an empty folder.</summary>
    public sealed class EmptyServer : IAsyncLifetime
    {
        private readonly string folder = Directory.CreateTempSubdirectory("coachhub-empty-").FullName;

        public AppProcess App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            App = new AppProcess(folder, new Dictionary<string, string>());
            await App.StartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}
