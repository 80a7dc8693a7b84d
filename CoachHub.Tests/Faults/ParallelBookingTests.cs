using System.Globalization;
using System.Text;
using System.Text.Json;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.EndToEnd;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Faults;

/// <summary>
/// Many book one coach at once: half of them in the modal of the running program, half in a file that the import command reads beside
/// it. <c>COACHHUB_ATTEMPTS=500</c> makes it five hundred.
/// </summary>
public sealed class ParallelBookingTests(ITestOutputHelper output)
{
    // The import's first batch has this many rows: when they are in, it is in the middle of its work.
    private const int Ahead = 100;

    private static readonly DateTime Base = new(2029, 6, 1, 10, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Booking_ManyAtOnceOverlap_OneGetsTheHourAndTheOthersAreToldWhy()
    {
        // Each pair of these overlaps, and no two are alike.
        var outcome = await RunAsync(attempt => (Base.AddMinutes(attempt % 50), 60 + (attempt / 50)));

        Assert.Equal(1, outcome.Winners);
        Assert.All(outcome.Codes, code => Assert.Equal("session.overlap", code));
        Assert.Equal(Effort.Attempts - 1, outcome.Codes.Count + outcome.ImportRefusals);
        Assert.Equal(outcome.ImportRefusals, outcome.ImportOverlaps);
    }

    [Fact]
    public async Task Booking_ManyAtOnceApart_AllGetTheirHour()
    {
        var outcome = await RunAsync(attempt => (Base.AddHours(attempt), 60));

        Assert.Equal([], outcome.Codes);
        Assert.Equal((Effort.Attempts, 0), (outcome.Winners, outcome.ImportRefusals));
    }

    private async Task<Outcome> RunAsync(Func<int, (DateTime Start, int Minutes)> attempts)
    {
        await using var server = await FaultServer.CreateAsync(settings: ("Mail__GraceSeconds", "3600"));
        await server.App.StartAsync();
        var modal = Enumerable.Range(0, Effort.Attempts).Where(attempt => attempt % 2 == 0).ToList();
        var file = await WriteFileAsync(server, Enumerable.Range(0, Effort.Attempts).Where(attempt => attempt % 2 == 1).Select(attempts));
        foreach (var attempt in modal)
        {
            var (start, minutes) = attempts(attempt);
            var order = new DriverOrder($"modal {attempt}", server.Coach.Id, server.Clients[0].Id, $"{start:yyyy-MM-dd}", $"{start:HH:mm}") { Minutes = minutes, Notify = true };
            await server.App.TellAsync(JsonSerializer.Serialize(order));
        }

        await using var import = new AppProcess(server.Folder, server.Settings, "import", "sessions", file);
        var importing = import.RunAsync();
        await FaultServer.UntilAsync(async () => importing.IsCompleted || await CountAsync(server, before: Base) > 0);
        var begun = System.Diagnostics.Stopwatch.GetTimestamp();
        await server.App.TellAsync(Driver.Go);
        var answers = new List<DriverAnswer>();
        while (answers.Count < modal.Count)
            answers.Add(await server.Answers.ReadAsync(Cancel));
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await importing;

        await server.AssertWholeAsync();
        var refusals = import.Output.Split('\n').Where(line => line.StartsWith("line ", StringComparison.Ordinal)).ToList();
        var outcome = new Outcome(
            await CountAsync(server, from: Base),
            [.. answers.Select(answer => answer.Code).OfType<string>()],
            refusals.Count,
            refusals.Count(line => line.Contains("another session", StringComparison.OrdinalIgnoreCase) || line.Contains("overlap", StringComparison.OrdinalIgnoreCase)));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Effort.Attempts} attempts, {modal.Count} in the modal ({seconds:0.0} s) and {Effort.Attempts - modal.Count} by import: {outcome.Winners} in; "
            + $"modal: {string.Join(", ", outcome.Codes.CountBy(code => code).Select(code => $"{code.Value} {code.Key}"))}; import: {outcome.ImportRefusals} refused, {outcome.ImportOverlaps} of them as overlaps"));
        output.WriteLine(refusals.FirstOrDefault() ?? "");
        return outcome;
    }

    /// <summary>The rows, after some that are in nobody's way.</summary>
    private static async Task<string> WriteFileAsync(FaultServer server, IEnumerable<(DateTime Start, int Minutes)> rows)
    {
        await using var db = server.Db();
        var users = await db.Set<User>().AsNoTracking().ToDictionaryAsync(user => user.Id, user => user.Email!, Cancel);
        var (coach, client) = (users[server.Coach.Id], users[server.Clients[1].Id]);
        var text = new StringBuilder("id,start_utc,duration_minutes,client_email,coach_email\n");
        var ahead = Enumerable.Range(1, Ahead).Select(hour => (Base.AddHours(-2 * hour), 60));
        var number = 0;
        foreach (var (start, minutes) in ahead.Concat(rows))
            text.Append(CultureInfo.InvariantCulture, $"r{number++},{start:yyyy-MM-dd'T'HH:mm:ss'Z'},{minutes},{client},{coach}\n");
        var path = Path.Combine(server.Folder, "sessions.csv");
        await File.WriteAllTextAsync(path, text.ToString(), Cancel);
        server.LetGo();
        return path;
    }

    private static async Task<int> CountAsync(FaultServer server, DateTime? from = null, DateTime? before = null)
    {
        await using var db = server.Db();
        return await db.Set<Session>().CountAsync(session => (from == null || session.StartsAtUtc >= from) && (before == null || session.StartsAtUtc < before), Cancel);
    }

    private sealed record Outcome(int Winners, IReadOnlyList<string> Codes, int ImportRefusals, int ImportOverlaps);
}
