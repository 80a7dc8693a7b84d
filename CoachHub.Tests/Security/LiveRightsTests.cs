using Bunit;
using CoachHub.App;
using CoachHub.App.Components.Clients;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Layout;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Sessions;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Security;

/// <summary>An administrator changes what coaches may do while a coach has a screen open: it follows without a click.</summary>
public sealed class LiveRightsTests : SessionScreen
{
    private Actor coach = null!;
    private int sessionId;

    [Fact]
    public async Task Page_EditingTaken_LosesItsButtons_AndGetsThemBack()
    {
        var shell = await OpenAsync<SessionsPage>(AppRoutes.Sessions);
        shell.WaitForAssertion(() => Assert.Contains("New session", shell.Markup, StringComparison.Ordinal));

        await GrantAsync(Capability.ViewSessions);
        shell.WaitForAssertion(() => Assert.DoesNotContain("New session", shell.Markup, StringComparison.Ordinal));
        Assert.NotEmpty(shell.FindAll($"tr[data-session-id='{sessionId}']"));

        await GrantAsync(Capability.EditSessions);
        shell.WaitForAssertion(() => Assert.Contains("New session", shell.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_SeeingTaken_Goes_AndComesBack()
    {
        var shell = await OpenAsync<SessionsPage>(AppRoutes.Sessions);
        shell.WaitForElement($"tr[data-session-id='{sessionId}']");

        await GrantAsync(Capability.ViewClients);
        shell.WaitForAssertion(() => Assert.Contains("This page is not part of your role.", shell.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("Anna Petit", shell.Markup, StringComparison.Ordinal);
        Assert.Empty(shell.FindAll($".place[href='{AppRoutes.Sessions}']"));

        await GrantAsync(Capability.ViewSessions);
        shell.WaitForElement($"tr[data-session-id='{sessionId}']");
    }

    [Fact]
    public async Task Page_OfClients_WithoutTheRight_IsNotShown()
    {
        var shell = await OpenAsync<ClientsPage>(AppRoutes.Clients, Capability.ViewSessions);

        shell.WaitForAssertion(() => Assert.Contains("This page is not part of your role.", shell.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("Anna Petit", shell.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Window_EditingTaken_KeepsWhatWasTypedAndSavesNothing()
    {
        await PrepareAsync(Capability.EditSessions, Capability.DeleteSessions);
        Navigation.NavigateTo(AppRoutes.OpenSession(AppRoutes.Sessions, sessionId));
        var stage = Show<SessionDialogHost>();
        Eventually(stage, () => Button(stage, "Save"));
        Field(stage, "Title").Change("Typed before");

        await GrantAsync(Capability.ViewSessions);

        Eventually(stage, () => Assert.DoesNotContain(stage.FindAll("button"), button => button.TextContent.Trim() is "Save" or "Save and notify" or "Delete the session"));
        Assert.Equal("Typed before", Field(stage, "Title").GetAttribute("value"));

        await GrantAsync(Capability.EditSessions);
        Eventually(stage, () => Button(stage, "Save"));
        Assert.Equal("Typed before", Field(stage, "Title").GetAttribute("value"));
    }

    protected override void Configure(IServiceCollection services)
    {
        base.Configure(services);
        services.AddSingleton<AntiforgeryStateProvider, NoAntiforgery>();
        services.AddScoped(_ => new CascadingValueSource<Reader>(() => null!, isFixed: false));
        services.AddCascadingValue(provider => provider.GetRequiredService<CascadingValueSource<Reader>>());
    }

    private async Task PrepareAsync(params Capability[] granted)
    {
        await Given.PracticeAsync(practice => practice.CoachCapabilities = EnumCode.List(granted));
        coach = await Given.CoachAsync();
        sessionId = await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        SignIn(coach);
    }

    private async Task<IRenderedComponent<CascadingValue<Microsoft.AspNetCore.Components.RouteData>>> OpenAsync<T>(string address, params Capability[] granted) where T : IComponent
    {
        await PrepareAsync(granted is [] ? Enum.GetValues<Capability>() : granted);
        JSInterop.SetupModule("./theme.js").Mode = JSRuntimeMode.Loose;
        Navigation.NavigateTo(address);
        return Render<CascadingValue<Microsoft.AspNetCore.Components.RouteData>>(page => page
            .Add(p => p.Value, new Microsoft.AspNetCore.Components.RouteData(typeof(T), new Dictionary<string, object?>()))
            .AddChildContent<MainLayout>(layout => layout.Add(l => l.Body, builder =>
            {
                builder.OpenComponent<T>(0);
                builder.CloseComponent();
            })));
    }

    private async Task GrantAsync(params Capability[] granted)
    {
        await Given.PracticeAsync(practice => practice.CoachCapabilities = EnumCode.List(granted));
        Clock.Advance(TimeSpan.FromMilliseconds(100));
    }

    private sealed class NoAntiforgery : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }
}
