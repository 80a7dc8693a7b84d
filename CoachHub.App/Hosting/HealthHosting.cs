using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CoachHub.App.Hosting;

/// <summary>What monitors ask: <c>live</c> = the process answers; <c>ready</c> = it can serve people.</summary>
public static class HealthHosting
{
    private const string Ready = "ready";

    public static void AddHealth(this IServiceCollection services)
    {
        services.AddLateService<WarmUp>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: [Ready]);
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks(AppRoutes.HealthLive, new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        app.MapHealthChecks(AppRoutes.HealthReady, new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                status = Word(report.Status),
                checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { status = Word(entry.Value.Status), entry.Value.Description }),
            },
            context.RequestAborted);

    private static string Word(HealthStatus status) => status == HealthStatus.Healthy ? "ok" : "unavailable";
}

/// <summary>The database opens, answers, and has the schema that this version needs.</summary>
public sealed class DatabaseHealth(IDbContextFactory<AppDbContext> databases, ILogger<DatabaseHealth> log) : IHealthCheck
{
    private volatile bool isMigrated;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await db.Set<PracticeSettings>().AsNoTracking().AnyAsync(cancellationToken);
            // Migrations are not undone while the process runs: once is enough.
            if (!isMigrated && (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
                return HealthCheckResult.Unhealthy("migrations are pending");
            isMigrated = true;
            return HealthCheckResult.Healthy();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "The database does not answer.");
            return HealthCheckResult.Unhealthy("the database does not answer");
        }
    }
}

/// <summary>Translates the most used queries before people come, so that the first of them does not wait.</summary>
public sealed class WarmUp(PracticeReader practices, SessionListQuery sessions, ILogger<WarmUp> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await practices.FindAsync(stoppingToken);
            await sessions.ReadAsync(Actor.System, new SessionFilter(), new SessionPageRequest(), stoppingToken);
            await sessions.CountViewsAsync(Actor.System, stoppingToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A cold start is slower and nothing worse; what is broken shows in the health check.
            log.LogWarning(fault, "Warming up did not work.");
        }
    }
}
