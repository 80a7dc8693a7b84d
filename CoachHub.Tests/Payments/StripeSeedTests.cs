using System.Globalization;

namespace CoachHub.Tests.Payments;

/// <summary>
/// Clients pay in several tabs, banks are slow, money goes back from both sides, each event comes 0 to 3 times in any order and some are
/// forged, connections break before, amid and after the answer, the stand-in is killed (<c>kill -9</c>) before and after the deed, and whoever asks is
/// killed while the answer is on its way. After a reconcile the books are what the stand-in's are, every time.
/// <c>COACHHUB_STRIPE_SEEDS</c> says how many worlds.
/// </summary>
public sealed class StripeSeedTests
{
    private const int SeedsOnOneDatabase = 100;

    private static int Seeds => int.TryParse(Environment.GetEnvironmentVariable("COACHHUB_STRIPE_SEEDS"), CultureInfo.InvariantCulture, out var seeds) ? seeds : 20;

    [Fact]
    public async Task AnyWorld_AfterReconcile_IsTheTruth()
    {
        var (sums, starting) = (new Dictionary<string, int>(), TimeSpan.Zero);
        for (var from = 0; from < Seeds; from += SeedsOnOneDatabase)
        {
            await using var bench = await StripeProcessBench.CreateAsync();
            var claire = await bench.Domain.Given.CoachAsync();
            var marc = await bench.Domain.Given.CoachAsync("Marc Roux");
            for (var seed = from; seed < Math.Min(Seeds, from + SeedsOnOneDatabase); seed++)
            {
                var world = new StripeWorld(bench, seed, [claire, marc]);
                await world.PlayAsync();
                await world.CheckAsync();
                foreach (var (what, count) in world.Counts)
                    sums[what] = sums.GetValueOrDefault(what) + count;
            }

            Assert.Empty((await bench.Stripe.BooksAsync(int.MaxValue)).Violations);
            sums["kills of the stand-in"] = sums.GetValueOrDefault("kills of the stand-in") + bench.Stripe.Deaths;
            starting += bench.Stripe.Starting;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Seeds} seeds: {string.Join(", ", sums.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Value} {s.Key}"))}; {starting.TotalSeconds:0.0} s of starting"));
    }
}
