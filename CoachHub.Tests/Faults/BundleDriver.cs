using System.Text.Json;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Programs;
using NodaTime;

namespace CoachHub.Tests.Faults;

/// <summary>Makes bundles without end, of several people at once, in the program that people run: a round of the kill test for bundles.</summary>
public sealed class BundleDriver(BundleService bundles, ActorDirectory people)
{
    /// <summary>What its line begins with.</summary>
    public const string Verb = "bundles ";

    /// <summary>How many sessions each bundle has, and what it costs in minor units: a price that does not divide.</summary>
    public const int Sessions = 52, TotalMinor = 99_999;

    private const int Hands = 2, SlotsInAWeek = 7 * 48;

    public void Begin(DriverSpin spin, CancellationToken stopping)
    {
        foreach (var hand in Enumerable.Range(0, Hands))
            _ = Task.Run(() => SpinAsync(spin, hand, stopping), stopping);
    }

    private async Task SpinAsync(DriverSpin spin, int hand, CancellationToken stopping)
    {
        var actor = await people.FindAsync(spin.ActorId, stopping) ?? throw new InvalidOperationException("Nobody.");
        // A year for each round, and half an hour of the week for each bundle: nobody overlaps anybody.
        var year = new LocalDate(2030, 1, 7).PlusWeeks(spin.Round * Sessions);
        for (var slot = hand; slot < SlotsInAWeek && !stopping.IsCancellationRequested; slot += Hands)
        {
            var (day, time) = (year.PlusDays(slot / 48), LocalTime.Midnight.PlusMinutes(slot % 48 * 30));
            var input = new BundleInput
            {
                ClientId = spin.ClientIds[slot % spin.ClientIds.Length],
                CoachId = actor.Id,
                Name = $"Bundle {spin.Round}/{slot}",
                Sessions = Sessions,
                Price = TotalMinor / 100m,
                DurationMinutes = 30,
                Location = "12 rue des Lilas",
                ZoneId = "Etc/UTC",
                Dates = [.. Enumerable.Range(0, Sessions).Select(week => new PlannedDate(day.PlusWeeks(week), time))],
            };
            Say(await CreateAsync(input));
        }

        async Task<DriverAnswer> CreateAsync(BundleInput input)
        {
            try
            {
                var made = await bundles.CreateAsync(actor, input, stopping);
                return new DriverAnswer("bundle", made.Ok ? made.Value : 0, 1, made.Problem?.Code, input.Name!, Notify: false);
            }
            catch (Exception fault)
            {
                return new DriverAnswer("bundle", 0, 0, $"fault: {fault.Message}", input.Name!, Notify: false);
            }
        }
    }

    // One call, so that lines of several people do not mix.
    private static void Say(DriverAnswer answer) => Console.Out.WriteLine(Driver.Mark + JsonSerializer.Serialize(answer));
}
