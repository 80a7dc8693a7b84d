using System.Globalization;
using CoachHub.App.Hosting;
using CoachHub.Bench.Floor;

namespace CoachHub.Bench.Circuits;

/// <summary>The server's side of <see cref="ServerProcess"/>: hosts the application, or the floor, and answers questions.</summary>
internal static class Hosted
{
    public const string Verb = "serve";
    public const string Mark = "@ ";

    public static async Task RunAsync(string kind, string[] arguments)
    {
        await using var app = kind switch
        {
            "app" => await ApplicationAsync(arguments),
            "floor" => FloorApp.Build(arguments),
            _ => FloorApp.Bare(arguments),
        };
        await app.StartAsync();
        var saves = new PreparedSave();
        using var meters = new Meters();
        Say("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            Say(words[0] switch
            {
                "cpu" => Environment.CpuUsage.TotalTime.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
                "heap" => (await HeapAsync()).ToString(CultureInfo.InvariantCulture),
                "meters" => meters.Take(),
                "prepare" => await saves.PrepareAsync(app.Services, int.Parse(words[1], CultureInfo.InvariantCulture)),
                "save" => await saves.SaveAsync(app.Services),
                _ => "unknown",
            });
        }

        await app.StopAsync();
    }

    private static void Say(string answer) => Console.WriteLine(Mark + answer);

    private static async Task<WebApplication> ApplicationAsync(string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = ["--Serilog:MinimumLevel:Default=Error", "--Serilog:MinimumLevel:Override:Microsoft=Error", "--Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime=Error", .. arguments],
            ApplicationName = typeof(App.Components.App).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        var settings = AppSettings.Read(builder.Configuration);
        builder.AddCoachHub(settings);
        var app = builder.Build();
        await app.Services.PrepareDataAsync(settings, demo: false);
        app.UseCoachHub();
        return app;
    }

    private static async Task<long> HeapAsync()
    {
        // What a closed circuit leaves behind is let go of in steps: finalizers, timers, pools.
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            await Task.Delay(100);
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
