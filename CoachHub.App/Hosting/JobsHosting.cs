using CoachHub.App.Jobs;
using Quartz;

namespace CoachHub.App.Hosting;

/// <summary>Quartz jobs: what is looked for at intervals. Kept in memory: jobs are scans, and the tables are the schedule.</summary>
public static class JobsHosting
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DocumentSweep = TimeSpan.FromHours(1);

    public static void AddJobs(this IServiceCollection services, AppSettings settings)
    {
        services.AddQuartz(quartz =>
        {
            quartz.UseInMemoryStore();
            Every<OutboxSweepJob>(quartz, Sweep);
            Every<DraftSweepJob>(quartz, TimeSpan.FromHours(6));
            Every<ReminderJob>(quartz, settings.ReminderTick);
            Every<DocumentSweepJob>(quartz, DocumentSweep);
            Every<BundleExpiryJob>(quartz, TimeSpan.FromHours(1));
            Every<PaymentReconcileJob>(quartz, TimeSpan.FromDays(1));
        });
        services.AddQuartzHostedService(host =>
        {
            host.WaitForJobsToComplete = true;
            host.StartDelay = LateStarts.Pause;
        });
    }

    private static void Every<TJob>(IQuartzBuilder quartz, TimeSpan interval) where TJob : IJob
    {
        var key = new JobKey(typeof(TJob).Name);
        quartz.AddJob<TJob>(job => job.WithIdentity(key));
        quartz.AddTrigger(trigger => trigger
            .ForJob(key)
            .StartNow()
            .WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever()));
    }
}
