namespace CoachHub.Bench.Floor;

/// <summary>The least that a Blazor Server application can be: what a circuit, a click and fifty rows cost without us.</summary>
internal static class FloorApp
{
    /// <summary>Kestrel and one address: the least that a web program can be.</summary>
    public static WebApplication Bare(string[] arguments)
    {
        var builder = WebApplication.CreateSlimBuilder(arguments);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/health/ready", () => "ok");
        return app;
    }

    public static WebApplication Build(string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        var app = builder.Build();
        app.UseAntiforgery();
        app.MapRazorComponents<FloorRoot>().AddInteractiveServerRenderMode();
        return app;
    }
}
