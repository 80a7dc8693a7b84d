using CoachHub.Domain.Mail;
using Quartz;

namespace CoachHub.App.Jobs;

/// <summary>The net under the outbox's signal: looks at the table even when nobody called.</summary>
public sealed class OutboxSweepJob(OutboxSignal signal) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        signal.Wake();
        return ValueTask.CompletedTask;
    }
}
