using CoachHub.App.Hosting.Demo;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.App.Hosting;

/// <summary>Makes the data folder and brings the database to the present schema before anything is served.</summary>
public static class DataPreparation
{
    /// <exception cref="BadSettingException">The folder cannot be used as it is: full, read-only, held by another program.</exception>
    public static async Task PrepareDataAsync(this IServiceProvider services, AppSettings settings, bool demo)
    {
        try
        {
            Directory.CreateDirectory(settings.DataFolder);
            await MigrateAsync(services, settings);
            if (demo && !await DemoPractice.MakeAsync(services, settings.DatabasePath, CancellationToken.None))
                Console.WriteLine("demo not made: the database is not empty");
        }
        catch (Exception fault) when (Words(fault) is not null)
        {
            throw new BadSettingException("Data:Folder", $"{settings.DataFolder} {Words(fault)}");
        }
    }

    private static async Task MigrateAsync(IServiceProvider services, AppSettings settings)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
        if (!(await db.Database.GetPendingMigrationsAsync()).Any())
        {
            await TryToWriteAsync(db);
            return;
        }

        // EF marks in a table that somebody migrates, and waits for the mark of a process that was killed for ever. The system gives a
        // killed process's file lock back: who holds it may take the mark away.
        await using var alone = new FileStream(
            Path.Combine(settings.DataFolder, "migrating.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS __EFMigrationsLock");
        await db.Database.MigrateAsync();
    }

    // Looking writes nothing, and a program that could not write would start only to refuse every save.
    private static async Task TryToWriteAsync(AppDbContext db)
    {
        try
        {
            await using var write = await db.BeginWriteAsync([], CancellationToken.None);
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is { Code: "storage.busy" })
        {
            // An import writes just now, so it can be written to.
        }
    }

    private static string? Words(Exception fault) => fault switch
    {
        _ when StorageFault.ToProblem(fault) is { } problem => problem.Code switch
        {
            "storage.busy" => "holds a database that another program keeps locked; stop that program.",
            "storage.full" => "is on a disk that is full or failing; make room and start again.",
            _ => "cannot be written to; give the account that runs CoachHub the right to write there.",
        },
        UnauthorizedAccessException => "cannot be written to; give the account that runs CoachHub the right to write there.",
        IOException => $"cannot be used: {fault.Message}",
        _ => null,
    };
}
