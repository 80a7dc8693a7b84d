using System.Diagnostics;
using System.Globalization;
using CoachHub.Bench.Lists;
using CoachHub.Bench.Support;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace CoachHub.Bench.Circuits;

/// <summary>P4: *Save and notify* with ten people looking at the list, and with the mail server up and down.</summary>
internal static class SaveScenario
{
    private const int Saves = 30;
    private const int Watchers = 10;
    private const int WarmRounds = 6;

    public static async Task RunAsync()
    {
        var report = new Report("P4", "save and notify: conflict check, mail row, history, live update");
        var practice = (await PracticeFile.OpenAsync(100_000)).Copy("saves");
        var ids = await IdsAsync(practice);
        var floor = Floor(practice, [.. ids.TakeLast(Saves)]);
        await WatchedAsync(report, practice, [.. ids.Take(Saves)], floor);
        await MailedAsync(report, practice, [.. ids.Skip(Saves).Take(2 * Saves)]);
        report.Note($"100,000 sessions. Processor time is the server's: the save and everything that follows it in {Watchers} open lists. Floor: one FULL commit of the same rows.");
        report.IfMissed(
            "A save with its guard, mail and history is about fifteen statements through EF. "
            + "The rows, the counts and what would come in are read once for watchers who see the same; what is left is a batch of drawing for each of them. "
            + "Plan: measure again on a quiet machine, then draw the table alone where only a row changed.");
        await report.WriteAsync();
    }

    private static async Task WatchedAsync(Report report, PracticeFile practice, List<int> ids, Cost floor)
    {
        await using var app = await ServerProcess.StartAsync("app", 5151, $"--Data:Folder={practice.Folder}", "--Mail:GraceSeconds=3600");
        using var visitor = new Visitor(app.Address);
        await visitor.SignInAsync(PracticeFile.Administrator, PracticeFile.Password);
        for (var i = 0; i < WarmRounds; i++)
        {
            await SaveAllAsync(app, ids, []);
            await Rounds.CompileAsync();
        }

        var alone = await SaveAllAsync(app, ids, []);
        var watchers = new List<Circuit>();
        for (var i = 0; i < Watchers; i++)
            watchers.Add(await Circuit.OpenAsync(visitor, "/sessions", hasList: true));
        for (var i = 0; i < WarmRounds; i++)
        {
            await SaveAllAsync(app, ids, watchers);
            await Rounds.CompileAsync();
        }

        var watched = await SaveAllAsync(app, ids, watchers);
        foreach (var watcher in watchers)
            await watcher.DisposeAsync();

        report.Add("nobody watches", $"{Report.Ms(floor.Cpu)} cpu, {Report.Ms(floor.Wall)}", $"{Report.Ms(alone.Cpu)} cpu, {Report.Ms(alone.Wall)}", "≤ 5 ms cpu + the fsync", alone.Cpu <= 5 + floor.Cpu);
        report.Add($"{Watchers} watch: save and all that follows", $"{Report.Ms(floor.Cpu)} cpu, {Report.Ms(floor.Wall)}", $"{Report.Ms(watched.Cpu)} cpu, {Report.Ms(watched.Wall)}", "≤ 5 ms cpu + the fsync", watched.Cpu <= 5 + floor.Cpu);
        report.Add($"until the last of {Watchers} shows it", "", $"median {Report.Ms(watched.Seen)}, most {Report.Ms(watched.MostSeen)}", "≤ 1 s", watched.MostSeen <= 1000);
    }

    private static async Task MailedAsync(Report report, PracticeFile practice, List<int> ids)
    {
        await using var sink = new SmtpSink();
        sink.Start();
        await using var app = await ServerProcess.StartAsync(
            "app", 5151, $"--Data:Folder={practice.Folder}", "--Mail:GraceSeconds=0", "--Mail:Host=127.0.0.1", "--Mail:Security=None",
            string.Create(CultureInfo.InvariantCulture, $"--Mail:Port={sink.Port}"), "--Mail:FromAddress=post@bench.example");
        var (up, down) = (new List<double>(), new List<double>());
        foreach (var (round, some) in ids.Chunk(10).Index())
        {
            if (round % 2 == 1)
                await sink.StopAsync();
            foreach (var id in some)
                (round % 2 == 1 ? down : up).Add(await SaveAsync(app, id));
            if (round % 2 == 1)
                sink.Start();
            await Task.Delay(1000);
        }

        var (median, without) = (Rounds.Median(up), Rounds.Median(down));
        report.Add($"mail server down beside up, medians of {Saves}", Report.Ms(median), $"{Report.Ms(without)}, {without / median:0.00} ×", "≤ 1.2 ×", without <= 1.2 * median);
    }

    private static async Task<(double Cpu, double Wall, double Seen, double MostSeen)> SaveAllAsync(ServerProcess app, List<int> ids, List<Circuit> watchers)
    {
        var (cpu, wall, seen) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var id in ids)
        {
            await app.AskAsync($"prepare {id}");
            var revisions = watchers.ConvertAll(watcher => watcher.Revision);
            var before = await app.CpuAsync();
            wall.Add(double.Parse(await app.AskAsync("save"), CultureInfo.InvariantCulture));
            var saved = Stopwatch.GetTimestamp();
            for (var i = 0; i < watchers.Count; i++)
            {
                var at = i;
                await watchers[at].UntilAsync(() => watchers[at].Revision != revisions[at]);
            }

            seen.Add(Stopwatch.GetElapsedTime(saved).TotalMilliseconds);
            foreach (var watcher in watchers)
                await watcher.SettleAsync(20);
            cpu.Add(await app.CpuAsync() - before);
        }

        return (Rounds.Median(cpu), Rounds.Median(wall), Rounds.Median(seen), seen.Max());
    }

    private static async Task<double> SaveAsync(ServerProcess app, int id)
    {
        await app.AskAsync($"prepare {id}");
        return double.Parse(await app.AskAsync("save"), CultureInfo.InvariantCulture);
    }

    /// <summary>Sessions of the list's first pages that a client can be told about.</summary>
    private static async Task<List<int>> IdsAsync(PracticeFile practice)
    {
        await using var services = practice.Services();
        var list = services.GetRequiredService<SessionListQuery>();
        var filter = new SessionFilter { Statuses = [SessionStatus.Booked], Tolds = [ToldState.Told, ToldState.Acknowledged] };
        var found = new List<int>();
        var page = new SessionPageRequest { Size = 100, At = LocalDate.FromDateTime(practice.NowUtc).PlusDays(1) };
        for (var i = 0; i < 2; i++)
        {
            var read = await list.ReadAsync(ListScenario.Reader, filter, page, default);
            found.AddRange(read.Rows.Select(row => row.Id));
            page = page with { At = null, After = read.Next };
        }

        return found;
    }

    private static Cost Floor(PracticeFile practice, List<int> ids)
    {
        using var connection = practice.Connect();
        var (cpu, wall) = (new List<double>(), new List<double>());
        foreach (var id in ids)
        {
            var used = Environment.CpuUsage.TotalTime;
            var begun = Stopwatch.GetTimestamp();
            Write(connection, id);
            wall.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            cpu.Add((Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
        }

        return new Cost(Rounds.Median(wall), Rounds.Median(cpu), 0);
    }

    private static void Write(SqliteConnection connection, int id)
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            UPDATE Sessions SET StartsAtUtc = datetime(StartsAtUtc, '+1 minute'), EndsAtUtc = datetime(EndsAtUtc, '+1 minute'), LocalStart = LocalStart,
              FactsHash = hex(randomblob(16)), Version = Version + 1, Revision = Revision + 1, Told = 'queued', PendingMailId = 1 WHERE Id = @id;
            INSERT INTO Mails (Type, ToUserId, ToAddress, RequestedById, DedupeKey, CreatedAtUtc, NotBeforeUtc, State, Attempts, NextAttemptUtc, MessageId, MayRepeat)
              VALUES ('session_update', 5, 'client@bench.example', 1, 'floor-' || @id, datetime('now'), datetime('now', '+1 year'), 'undone', 0, datetime('now', '+1 year'), 'floor-' || @id, 0);
            INSERT INTO MailAbouts (MailId, SessionId, Revision, FactsHash, Facts, Documents) VALUES (last_insert_rowid(), @id, 2, hex(randomblob(16)), '{}', 0);
            INSERT INTO History (AtUtc, ActorId, ActorName, Subject, SubjectId, Version, Action, Changes) VALUES (datetime('now'), 1, 'Ada Martin', 'Session', @id, 2, 'changed', '{"StartsAtUtc":["2026-12-01","2026-12-02"]}');
            """;
        command.Parameters.AddWithValue("@id", id);
        command.ExecuteNonQuery();
        transaction.Commit();
    }
}
