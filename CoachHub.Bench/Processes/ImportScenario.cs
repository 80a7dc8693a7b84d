using System.Diagnostics;
using CoachHub.Bench.Lists;
using CoachHub.Bench.Support;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace CoachHub.Bench.Processes;

/// <summary>P8: a hundred thousand sessions from a CSV file, by the command, while somebody saves.</summary>
internal static class ImportScenario
{
    private const int Rows = 100_000;
    private const int Coaches = 20;

    public static async Task RunAsync()
    {
        var report = new Report("P8", "import of 100,000 sessions by the command");
        await ProgramRun.PublishAsync();
        var practice = (await PracticeFile.OpenAsync(1_000)).Copy("import");
        var people = Path.Combine(practice.Folder, "coaches.csv");
        await File.WriteAllTextAsync(people, "first_name,last_name,email\n" + string.Join('\n', Enumerable.Range(0, Coaches).Select(n => $"Coach,Number{n},{SessionFile.Coach(n)}")));
        await using (var coaches = ProgramRun.Start("import", "coaches", people, $"--Data:Folder={practice.Folder}"))
            await coaches.EndAsync();
        var file = Path.Combine(practice.Folder, "sessions.csv");
        SessionFile.Write(file, Rows, Coaches, clients: 2_000, practice.NowUtc);

        var floor = Floor();
        await using var run = ProgramRun.Start("import", "sessions", file, $"--Data:Folder={practice.Folder}");
        var begun = Stopwatch.GetTimestamp();
        var (saves, waits, peak, cpu) = await WatchAsync(practice, run);
        var took = Stopwatch.GetElapsedTime(begun);
        await run.EndAsync();
        var rate = Rows / took.TotalSeconds;
        report.Add("rows a second, somebody saving meanwhile", $"{floor:0} rows/s", $"{rate:0} rows/s, {cpu / Rows * 1000:0} µs cpu a row", "≥ 10,000 rows/s", rate >= 10_000);
        report.Add("peak memory of the process", "", $"{peak:0} MB", "flat", null);
        report.Add("longest wait for the right to write", "", Report.Ms(waits.Max()), "≤ 100 ms", waits.Max() <= 100);
        report.Add("a save meanwhile", "", $"median {Report.Ms(Rounds.Median(saves))}, most {Report.Ms(saves.Max())} of {saves.Count}", "≤ 300 ms", saves.Max() <= 300);
        report.Note("Floor: the rows by one prepared statement in one transaction, indexes kept up and search texts entered in one go. The wait is that of another process that asks for the right to write ten times a second.");
        report.IfMissed("Of each 91 ms an import writes for 65 and rests for 26, so that whoever waits for SQLite's lock finds it free; a row's own share is SQLite's fourteen indexes and the history. What a batch costs beyond that is the translation of its questions, and the first seconds of a process that is compiled while it runs.");
        await report.WriteAsync();
    }

    private static async Task<(List<double> Saves, List<double> Waits, double Peak, double Cpu)> WatchAsync(PracticeFile practice, ProgramRun run)
    {
        await using var services = practice.Services();
        var sessions = services.GetRequiredService<SessionService>();
        using var connection = practice.Connect();
        var (saves, waits) = (new List<double>(), new List<double>());
        var (peak, cpu) = (0.0, 0.0);
        for (var turn = 0; !run.Process.HasExited; turn++)
        {
            try
            {
                (peak, cpu) = (Math.Max(peak, run.PeakMegabytes()), run.Cpu());
            }
            catch (InvalidOperationException)
            {
                break;
            }

            var begun = Stopwatch.GetTimestamp();
            if (turn % 5 == 4)
            {
                await SaveAsync(sessions, practice, turn);
                saves.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
            else
            {
                connection.Run("BEGIN IMMEDIATE; ROLLBACK;");
                waits.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            await Task.Delay(100);
        }

        return (saves, waits, peak, cpu);
    }

    private static async Task SaveAsync(SessionService sessions, PracticeFile practice, int turn)
    {
        var when = LocalDate.FromDateTime(practice.NowUtc).PlusYears(5).At(new LocalTime(8, 0)).PlusHours(turn);
        var input = new SessionInput { ClientId = practice.ClientIds[0], CoachId = practice.CoachIds[0], Date = when.Date, Time = when.TimeOfDay, ZoneId = "Europe/Paris" };
        if ((await sessions.SaveAsync(ListScenario.Reader, new SaveSession(input), default)).Problem is { } problem)
            throw new InvalidOperationException(problem.Code);
    }

    /// <summary>Rows a second into the same table.</summary>
    private static double Floor()
    {
        var folder = Path.Combine(Machine.Folder, "import");
        var path = Path.Combine(folder, "floor.db");
        File.Copy(Path.Combine(folder, "coachhub.db"), path);
        using var connection = RawSqlite.Open(path);
        // The money of the sessions that make room stays behind: it is none of the floor's.
        connection.Run("PRAGMA foreign_keys = OFF; DELETE FROM Sessions");
        var begun = Stopwatch.GetTimestamp();
        connection.Run("INSERT INTO SessionSearchLater (AfterId) VALUES (0)");
        SessionRowsMaker.Insert(connection, Rows, DateTime.UtcNow);
        connection.Run("INSERT INTO SessionSearch(rowid, Title, Location) SELECT Id, Title, Location FROM Sessions WHERE Title IS NOT NULL OR Location IS NOT NULL");
        var rate = Rows / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        connection.Close();
        SqliteConnection.ClearAllPools();
        File.Delete(path);
        return rate;
    }
}
