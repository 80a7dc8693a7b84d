using CoachHub.Domain.Documents;
using Quartz;

namespace CoachHub.App.Jobs;

/// <summary>Removes uploads that broke off and documents that nothing uses.</summary>
[DisallowConcurrentExecution]
public sealed class DocumentSweepJob(DocumentSweep sweep, TimeProvider clock, ILogger<DocumentSweepJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var (documents, files) = await sweep.SweepAsync(clock.GetUtcNow().UtcDateTime, cancellationToken);
        if (documents + files > 0)
            log.LogInformation("{Documents} unused documents and {Files} files were removed.", documents, files);
    }
}
