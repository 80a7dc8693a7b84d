using System.Runtime.Loader;
using System.Text.Json;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Faults;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime.Text;

[assembly: HostingStartup(typeof(DriverStartup))]

/// <summary>
/// Puts a driver into the real program, from outside: the runtime calls this before <c>Main</c> where <c>DOTNET_STARTUP_HOOKS</c>
/// names this assembly. The class's name and its place in no namespace are the runtime's rule.
/// </summary>
#pragma warning disable CA1050
public static class StartupHook
#pragma warning restore CA1050
{
    public static void Initialize()
    {
        var here = Path.GetDirectoryName(typeof(StartupHook).Assembly.Location)!;
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(here, $"{name.Name}.dll") is var path && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    }
}

namespace CoachHub.Tests.Faults
{
    /// <summary>A session that somebody saves in the modal. Lines of these are typed into the program.</summary>
    public sealed record DriverOrder(string Tag, int ActorId, int ClientId, string Date, string Time)
    {
        public int? Id { get; init; }
        public int? Version { get; init; }
        public int Minutes { get; init; } = 60;
        public string Title { get; init; } = "";
        public string? Notes { get; init; }
        public bool Notify { get; init; }

        internal SaveSession ToSave(Actor actor) => new(new SessionInput
        {
            ClientId = ClientId,
            CoachId = actor.Id,
            ZoneId = "Etc/UTC",
            Date = LocalDatePattern.Iso.Parse(Date).Value,
            Time = LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(Time).Value,
            DurationMinutes = Minutes,
            Title = Title,
            PrivateNotes = Notes,
            Location = "12 rue des Lilas",
        })
        {
            Id = Id,
            ExpectedVersion = Version,
            Notify = Notify,
        };
    }

    /// <summary>What came of it: a line that the program says once the service has answered.</summary>
    public sealed record DriverAnswer(string Tag, int Id, int Version, string? Code, string Title, bool Notify);

    /// <summary>Saves without end, of several people at once: a round of the kill test.</summary>
    public sealed record DriverSpin(int Round, int ActorId, int[] ClientIds);

    public sealed class DriverStartup : IHostingStartup
    {
        public void Configure(IWebHostBuilder builder) => builder.ConfigureServices(services => services.AddSingleton<BundleDriver>().AddHostedService<Driver>());
    }

    /// <summary>
    /// Stands in for the circuits of many people: it calls the service that the modal calls, in the program that people run, and
    /// says what the service answered.
    /// </summary>
    public sealed class Driver(SessionService sessions, ActorDirectory people, BundleDriver bundles) : BackgroundService
    {
        /// <summary>What its lines begin with.</summary>
        public const string Mark = "driver ";

        /// <summary>Carries out every order given since the last time, all at once.</summary>
        public const string Go = "go";

        public const string Spin = "spin ";

        private const int Hands = 3;

        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            Task.Factory.StartNew(() => Listen(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        private void Listen(CancellationToken stopping)
        {
            var orders = new List<DriverOrder>();
            while (Console.In.ReadLine() is { } line)
            {
                if (line.StartsWith(Spin, StringComparison.Ordinal))
                {
                    var spin = JsonSerializer.Deserialize<DriverSpin>(line[Spin.Length..])!;
                    foreach (var hand in Enumerable.Range(0, Hands))
                        _ = Task.Run(() => SpinAsync(spin, hand, stopping), stopping);
                }
                else if (line.StartsWith(BundleDriver.Verb, StringComparison.Ordinal))
                {
                    bundles.Begin(JsonSerializer.Deserialize<DriverSpin>(line[BundleDriver.Verb.Length..])!, stopping);
                }
                else if (line == Go)
                {
                    foreach (var order in orders)
                        _ = Task.Run(() => SaveAsync(order, stopping), stopping);
                    orders = [];
                }
                else
                {
                    orders.Add(JsonSerializer.Deserialize<DriverOrder>(line)!);
                }
            }
        }

        private async Task SpinAsync(DriverSpin spin, int hand, CancellationToken stopping)
        {
            var random = new Random((spin.Round * Hands) + hand);
            var mine = new List<(DriverOrder Order, DriverAnswer Answer)>();
            for (var number = 1; !stopping.IsCancellationRequested; number++)
            {
                DriverOrder order;
                if (mine.Count > 0 && random.Next(3) == 0)
                {
                    // Moved within its own hour, and told.
                    var (before, saved) = mine[random.Next(mine.Count)];
                    order = before with { Id = saved.Id, Version = saved.Version, Time = $"{before.Time[..3]}{random.Next(30):00}", Title = $"{number}" };
                    mine.RemoveAll(one => one.Answer.Id == saved.Id);
                }
                else
                {
                    // An hour of the round's and the hand's own: nobody overlaps anybody.
                    var hour = new DateTime(2030, 1, 1).AddHours((((spin.Round * Hands) + hand) * 2_000) + number);
                    order = new DriverOrder("ack", spin.ActorId, spin.ClientIds[random.Next(spin.ClientIds.Length)], $"{hour:yyyy-MM-dd}", $"{hour:HH:mm}")
                    {
                        Minutes = 30,
                        Title = $"{number}",
                        Notify = random.Next(4) > 0,
                    };
                }

                var answer = await SaveAsync(order, stopping);
                if (answer.Code is null)
                    mine.Add((order, answer));
            }
        }

        private async Task<DriverAnswer> SaveAsync(DriverOrder order, CancellationToken stopping)
        {
            DriverAnswer answer;
            try
            {
                var actor = await people.FindAsync(order.ActorId, stopping) ?? throw new InvalidOperationException("Nobody.");
                var saved = await sessions.SaveAsync(actor, order.ToSave(actor), stopping);
                answer = saved.Ok
                    ? new DriverAnswer(order.Tag, saved.Value.Id, saved.Value.Version, null, order.Title, order.Notify)
                    : new DriverAnswer(order.Tag, 0, 0, saved.Problem!.Code, order.Title, order.Notify);
            }
            catch (Exception fault)
            {
                answer = new DriverAnswer(order.Tag, 0, 0, $"fault: {fault.Message}", order.Title, order.Notify);
            }

            // One call, so that lines of several people do not mix.
            Console.Out.WriteLine(Mark + JsonSerializer.Serialize(answer));
            return answer;
        }
    }
}
