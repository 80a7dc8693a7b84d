using System.Text.Json;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Faults;

/// <summary>
/// The program is killed at random moments while bundles of 52 sessions are made: each is there with all that belongs to it, or
/// nothing of it is. <c>COACHHUB_ROUNDS=50</c> kills it fifty times; with all tests it is a few.
/// </summary>
public sealed class BundleKillTests(ITestOutputHelper output)
{
    private const int MostBundlesInARound = 5, LongestMomentMilliseconds = 90;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_WhileBundlesAreMade_LeavesEachWholeOrNothingOfIt()
    {
        await using var server = await FaultServer.CreateAsync();
        var acknowledged = new Dictionary<int, string>();
        var found = 0;

        for (var round = 0; round < Effort.Rounds; round++)
        {
            await server.App.StartAsync();
            await server.App.TellAsync(BundleDriver.Verb + JsonSerializer.Serialize(new DriverSpin(round, server.Coach.Id, [.. server.Clients.Select(client => client.Id)])));
            var answers = new List<DriverAnswer>();
            for (var wanted = Random.Shared.Next(MostBundlesInARound); answers.Count < wanted;)
                answers.Add(await server.Answers.ReadAsync(Cancel));
            await MomentAsync(Random.Shared.Next(LongestMomentMilliseconds));
            await server.App.KillAsync();
            while (server.Answers.TryRead(out var answer))
                answers.Add(answer);

            Assert.All(answers, answer => Assert.Null(answer.Code));
            foreach (var answer in answers)
                acknowledged.Add(answer.Id, answer.Title);
            found = await AssertEachIsWholeAsync(server, acknowledged);
            server.LetGo();
            output.WriteLine($"round {round + 1}: {answers.Count} bundles acknowledged, {found} there so far, each whole");
        }

        output.WriteLine($"{Effort.Rounds} kills: {acknowledged.Count} bundles of {BundleDriver.Sessions} acknowledged, {found} there, each with all its sessions, ledger rows and history; nothing of any other");
        Assert.NotEmpty(acknowledged);
    }

    /// <summary>How many there are.</summary>
    private static async Task<int> AssertEachIsWholeAsync(FaultServer server, Dictionary<int, string> acknowledged)
    {
        await server.AssertWholeAsync();
        await using var db = server.Db();
        var bundles = await db.Set<Bundle>().AsNoTracking().ToDictionaryAsync(bundle => bundle.Id, Cancel);
        Assert.All(acknowledged, made => Assert.Equal(made.Value, bundles[made.Key].Name));

        // Every session here is one of a bundle: one without its bundle would be half of something.
        var sessions = await db.Set<Session>().AsNoTracking().Select(s => new { s.Id, s.BundleId, s.PriceMinor, s.Version }).ToListAsync(Cancel);
        Assert.All(sessions, session => Assert.True(session.BundleId is { } id && bundles.ContainsKey(id), $"session {session.Id} is of no bundle"));
        var byBundle = sessions.ToLookup(session => session.BundleId!.Value);
        var entries = (await db.Set<BundleEntry>().AsNoTracking().ToListAsync(Cancel)).ToLookup(entry => entry.BundleId);
        Assert.Equal([], entries.Select(group => group.Key).Except(bundles.Keys));
        foreach (var id in bundles.Keys)
        {
            Assert.Equal((BundleDriver.Sessions, BundleDriver.TotalMinor), (byBundle[id].Count(), byBundle[id].Sum(session => session.PriceMinor)));
            Assert.Equal(Enumerable.Range(1, BundleDriver.Sessions + 1), entries[id].Select(entry => entry.Number).Order());
            Assert.Equal(new BundleBalance(BundleDriver.Sessions, 0, BundleDriver.Sessions, 0, 0), new BundleLedger(id, entries[id]).Balance);
            Assert.Equal(byBundle[id].Select(session => session.Id).Order(), entries[id].Select(entry => entry.SessionId).OfType<int>().Order());
        }

        foreach (var (subject, ids) in new[] { (nameof(Session), sessions.ConvertAll(session => session.Id)), (nameof(Bundle), [.. bundles.Keys]) })
            Assert.Equal(ids.Order(), (await db.Set<HistoryEntry>().Where(line => line.Subject == subject).Select(line => line.SubjectId).ToListAsync(Cancel)).Order());
        return bundles.Count;
    }

    // A random moment is what is tested here, not a wait for something.
    private static async Task MomentAsync(int milliseconds)
    {
        using var moment = new PeriodicTimer(TimeSpan.FromMilliseconds(milliseconds + 1));
        await moment.WaitForNextTickAsync(Cancel);
    }
}
