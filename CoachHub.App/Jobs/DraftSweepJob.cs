using CoachHub.Domain.Kernel;
using Quartz;

namespace CoachHub.App.Jobs;

/// <summary>Throws away drafts that nobody came back for.</summary>
[DisallowConcurrentExecution]
public sealed class DraftSweepJob(DraftService drafts, TimeProvider clock, ILogger<DraftSweepJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var swept = await drafts.SweepAsync(clock.GetUtcNow().UtcDateTime, cancellationToken);
        if (swept > 0)
            log.LogInformation("{Count} old drafts were thrown away.", swept);
    }
}
