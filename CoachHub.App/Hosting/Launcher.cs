using CoachHub.App.Hosting.Commands;
using Microsoft.AspNetCore.Connections;
using Serilog;

namespace CoachHub.App.Hosting;

/// <summary>Chooses between serving and the commands of the command line, and turns bad settings into one clear line.</summary>
public static class Launcher
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var builder = CreateBuilder(args);
            var settings = AppSettings.Read(builder.Configuration);
            builder.AddCoachHub(settings);
            await using var app = builder.Build();
            if (CommandLine.IsCommand(args))
                return await CommandLine.RunAsync(app.Services, settings, args);

            await app.Services.PrepareDataAsync(settings, demo: args.Contains("--demo"));
            app.UseCoachHub();
            await app.RunAsync();
            return 0;
        }
        catch (BadSettingException bad)
        {
            await Console.Error.WriteLineAsync($"CoachHub cannot start: {bad.Message}");
            return 1;
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync("CoachHub cannot start: Urls: another program listens on this address already; stop it or choose another port.");
            return 1;
        }
        finally
        {
            await Log.CloseAndFlushAsync();
        }
    }

    private static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. args.Where(arg => arg != "--demo" && arg.Contains('=', StringComparison.Ordinal))],
            // appsettings.json and static files belong to the build; data belongs to the folder where the command was given.
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        return builder;
    }
}
