using CoachHub.App.Hosting.Demo;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.App.Hosting;

/// <summary>Makes the data folder and brings the database to the present schema before anything is served.</summary>
public static class DataPreparation
{
    public static async Task PrepareDataAsync(this IServiceProvider services, AppSettings settings, bool demo)
    {
        Directory.CreateDirectory(settings.DataFolder);
        var databases = services.GetRequiredService<IDbContextFactory<AppDbContext>>();
        await using (var db = await databases.CreateDbContextAsync())
            await db.Database.MigrateAsync();
        if (demo && !await DemoPractice.MakeAsync(services, settings.DatabasePath, CancellationToken.None))
            Console.WriteLine("demo not made: the database is not empty");
    }
}
