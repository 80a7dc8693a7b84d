namespace CoachHub.App.Hosting;

/// <summary>What monitors ask.</summary>
public static class HealthHosting
{
    public static void AddHealth(this IServiceCollection services) => services.AddHealthChecks();

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks(AppRoutes.HealthLive);
        app.MapHealthChecks(AppRoutes.HealthReady);
    }
}
