using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace CoachHub.Tests.Payments.StandIn;

/// <summary>
/// The stand-in as a process: <c>dotnet CoachHub.Tests.dll stripe-stand-in --port 5190 --webhook http://localhost:5080/stripe/webhook</c>. CoachHub is
/// started with <c>Stripe__ApiBase=http://127.0.0.1:5190</c> and the keys that it prints.
/// </summary>
public static class StandInProgram
{
    /// <summary>The word by which the tests' executable becomes this one.</summary>
    public const string Name = "stripe-stand-in";

    /// <summary>What it says once it listens; the port follows.</summary>
    public const string Listens = "Listening on ";

    public static async Task<int> RunAsync(string[] arguments)
    {
        // --port, --books FILE (none: they end with it), --webhook ADDRESS (none: nothing is told unasked), --times how often each event is told,
        // --tied true: it ends with the one who started it, whose end of this pipe closes then.
        var options = new ConfigurationBuilder().AddCommandLine(arguments).Build();
        if (options["tied"] is not null)
            _ = Task.Run(EndWithParentAsync);
        await using var stripe = new StripeStandIn(TimeProvider.System, options["books"]) { Die = Die };
        await stripe.StartAsync(int.Parse(options["port"] ?? "0", CultureInfo.InvariantCulture));
        Console.WriteLine($"{Listens}{stripe.Port}\n{StripeStandIn.Key}\n{StripeStandIn.Secret}");
        var times = int.Parse(options["times"] ?? "1", CultureInfo.InvariantCulture);
        await (options["webhook"] is { } webhook ? TellAsync(stripe, new Uri(webhook), times) : new TaskCompletionSource().Task);
        return 0;
    }

    // SIGKILL: nothing is flushed, closed or said on the way out.
    private static void Die()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        // Nothing more is done in the moment until it comes.
        self.WaitForExit();
    }

    private static async Task EndWithParentAsync()
    {
        await Console.In.ReadToEndAsync();
        Environment.Exit(0);
    }

    /// <summary>Tells each event as it happens, again and again until it is taken. After a restart everything is told once more.</summary>
    private static async Task TellAsync(StripeStandIn stripe, Uri webhook, int times)
    {
        using var http = new HttpClient();
        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var told = 0; await every.WaitForNextTickAsync();)
        {
            foreach (var one in stripe.Events.Skip(told).ToList())
            {
                if (!await IsTakenAsync(stripe, http, webhook, one, times))
                    break;
                told++;
            }
        }
    }

    private static async Task<bool> IsTakenAsync(StripeStandIn stripe, HttpClient http, Uri webhook, StandInEvent one, int times)
    {
        try
        {
            for (var time = 0; time < times; time++)
            {
                if (await StandInControl.TellAsync(http, webhook, one, Forgery.None, stripe.Now, default) is < 200 or >= 300)
                    return false;
            }

            return true;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
