namespace CoachHub.App.Hosting;

/// <summary>Quartz jobs: what is looked for at intervals.</summary>
public static class JobsHosting
{
    public static void AddJobs(this IServiceCollection services, AppSettings settings)
    {
    }
}
