namespace CoachHub.App.Hosting;

/// <summary>
/// Starts a service a moment after the program: what nobody waits for must not take the processor from what the first visitor waits
/// for (docs/adr/0015). A host that never starts never starts it.
/// </summary>
public sealed class LateStart<T>(T service, IHostApplicationLifetime lifetime) : BackgroundService
    where T : BackgroundService
{
    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await service.StopAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (lifetime.ApplicationStarted.Register(started.SetResult))
            await started.Task.WaitAsync(stoppingToken);
        await Task.Delay(LateStarts.Pause, stoppingToken);
        await service.StartAsync(stoppingToken);
        // What breaks it is the host's to hear of, as of any other.
        await (service.ExecuteTask ?? Task.CompletedTask);
    }
}

/// <summary>Services that start late.</summary>
public static class LateStarts
{
    /// <summary>How long after the program.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static void AddLateService<T>(this IServiceCollection services) where T : BackgroundService
    {
        services.AddSingleton<T>();
        services.AddHostedService<LateStart<T>>();
    }
}
