using CoachHub.Domain.Payments;
using Quartz;

namespace CoachHub.App.Jobs;

/// <summary>Asks the payment provider about everything open and recent, in case it told something that was not heard.</summary>
[DisallowConcurrentExecution]
public sealed class PaymentReconcileJob(PaymentReconciler reconciler, TimeProvider clock, ILogger<PaymentReconcileJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var done = await reconciler.RunAsync(clock.GetUtcNow().UtcDateTime, cancellationToken);
        if (done.Problem is { } problem)
            log.LogWarning("Payments were not compared to the end ({Problem}); the next run goes on.", problem.Code);
        else if (done.Value > 0)
            log.LogInformation("{Count} payments were brought to where the provider says they stand.", done.Value);
    }
}
