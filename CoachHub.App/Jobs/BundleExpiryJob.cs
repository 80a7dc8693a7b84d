using CoachHub.Domain.Programs;
using Quartz;

namespace CoachHub.App.Jobs;

/// <summary>Writes into the ledgers of bundles what was not planned in time.</summary>
[DisallowConcurrentExecution]
public sealed class BundleExpiryJob(BundleExpiry expiry, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await expiry.ExpireDueAsync(clock.GetUtcNow().UtcDateTime, cancellationToken);
}
