using CoachHub.Domain.Sessions;
using Quartz;

namespace CoachHub.App.Jobs;

/// <summary>Looks for reminders that are due. It may run late, twice or side by side: the table is the schedule.</summary>
[DisallowConcurrentExecution]
public sealed class ReminderJob(ReminderScan scan, TimeProvider clock, ILogger<ReminderJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var added = await scan.EnqueueDueAsync(clock.GetUtcNow().UtcDateTime, cancellationToken);
        if (added > 0)
            log.LogInformation("{Count} reminders became due.", added);
    }
}
