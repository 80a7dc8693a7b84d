using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.App.Hosting.Commands;

/// <summary>The commands beside serving: <c>check</c> and <c>import</c>.</summary>
public static class CommandLine
{
    private const int Unusable = 2;

    public static bool IsCommand(string[] args) => args is ["check" or "import", ..];

    public static async Task<int> RunAsync(IServiceProvider services, AppSettings settings, string[] args)
    {
        using var stop = new CancellationTokenSource();
        ConsoleCancelEventHandler onCancel = (_, pressed) =>
        {
            // The row in hand is finished or undone whole; then the command says where it stopped.
            pressed.Cancel = true;
            stop.Cancel();
        };
        Console.CancelKeyPress += onCancel;
        try
        {
            return args[0] == "check"
                ? await new CheckCommand(services, settings, Console.Out).RunAsync(stop.Token)
                : await ImportAsync(services, settings, args[1..], stop.Token);
        }
        finally
        {
            Console.CancelKeyPress -= onCancel;
        }
    }

    private static async Task<int> ImportAsync(IServiceProvider services, AppSettings settings, string[] arguments, CancellationToken cancel)
    {
        // A server may be running on this database: its schema is changed by nobody but a server that starts.
        if (!File.Exists(settings.DatabasePath))
        {
            await Console.Error.WriteLineAsync($"There is no database at {settings.DatabasePath}: start CoachHub, finish the set-up in the browser, then import.");
            return Unusable;
        }

        await using (var db = await services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(cancel))
        {
            if ((await db.Database.GetPendingMigrationsAsync(cancel)).Any())
            {
                await Console.Error.WriteLineAsync("The database is of an older version: start this version of CoachHub once, then import.");
                return Unusable;
            }
        }

        return await new ImportCommand(services, Console.Out, Console.Error).RunAsync(arguments, cancel);
    }
}
