using System.Diagnostics;
using System.Text;
using CoachHub.App.Integrations.Export;
using CoachHub.Bench.Lists;
using CoachHub.Bench.Support;
using CoachHub.Domain.Sessions;

namespace CoachHub.Bench.Processes;

/// <summary>P8: a hundred thousand sessions out of the list as a CSV file, beside a raw reader that writes the same columns.</summary>
internal static class ExportScenario
{
    private const int Rounds = 3;

    private const string Question =
        """
        SELECT coalesce(s.ExternalId, s.Id || '-' || s.CalendarUid), s.StartsAtUtc, s.DurationMinutes, c.Email, k.Email, s.Title, s.Location, s.VideoLink,
          s.PriceMinor, s.Status, s.Payment, CASE WHEN s.ToldFactsHash = s.FactsHash THEN s.ToldAtUtc END, s.PrivateNotes, s.SharedNote, s.ZoneId, c.FirstName || ' ' || c.LastName
        FROM Sessions s JOIN Users k ON k.Id = s.CoachId LEFT JOIN Users c ON c.Id = s.ClientId ORDER BY s.StartsAtUtc, s.Id
        """;

    public static async Task RunAsync()
    {
        var report = new Report("P8x", "export of 100,000 sessions as CSV");
        var practice = (await PracticeFile.OpenAsync(100_000)).Copy("export");
        await using var services = practice.Services();
        var export = services.GetRequiredService<SessionExport>();
        var path = Path.Combine(practice.Folder, "sessions.csv");
        var (floor, ours) = (new List<double>(), new List<double>());
        // Looking at the heap takes time of its own: the first run is for that, the others for the clock.
        var watch = new HeapWatch();
        await WriteAsync(export, path, watch);
        for (var round = 0; round < Rounds; round++)
        {
            var begun = Stopwatch.GetTimestamp();
            Floor(practice);
            floor.Add(practice.Sessions / Stopwatch.GetElapsedTime(begun).TotalSeconds);
            begun = Stopwatch.GetTimestamp();
            await WriteAsync(export, path, watch: null);
            ours.Add(practice.Sessions / Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }

        var (rate, least) = (Support.Rounds.Median(ours), Support.Rounds.Median(floor));
        report.Add("rows a second", $"{least:0} rows/s", $"{rate:0} rows/s, {rate / least:0.00} ×", "≥ 10,000 rows/s", rate >= 10_000);
        report.Add("most managed memory above the start", "", $"{watch.Most / 1048576.0:0.0} MB for a file of {new FileInfo(path).Length / 1048576.0:0} MB", "flat: ≤ 32 MB", watch.Most <= 32 << 20);
        report.Note("Floor: one statement that reads the same columns in the same order, its reader writing them as they are. Ours reads some hundreds at a time by key, each time anew, so that no long read holds the log; and it guards each cell against formulas.");
        report.IfMissed("The pages of a thousand rows are each translated by EF and joined anew. Plan: the question kept, as the list's is.");
        await report.WriteAsync();
    }

    private static async Task WriteAsync(SessionExport export, string path, HeapWatch? watch)
    {
        var sessions = await export.ExportAsync(ListScenario.Reader, new SessionExportRequest(), default);
        await using var file = new WatchedFile(path, watch);
        await SessionFileWriter.WriteAsync(file, sessions.Value, default);
    }

    private static void Floor(PracticeFile practice)
    {
        using var connection = practice.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = Question;
        using var reader = command.ExecuteReader();
        using var writer = new StreamWriter(Path.Combine(practice.Folder, "floor.csv"), append: false, new UTF8Encoding(false), 32 * 1024);
        while (reader.Read())
        {
            for (var column = 0; column < reader.FieldCount; column++)
            {
                if (column > 0)
                    writer.Write(',');
                if (reader.IsDBNull(column))
                    continue;
                writer.Write('"');
                writer.Write(reader.GetString(column));
                writer.Write('"');
            }

            writer.WriteLine();
        }
    }

    /// <summary>The most that the heap held at once, looked at with each chunk that leaves, beyond what it held before.</summary>
    private sealed class HeapWatch
    {
        private readonly long before = GC.GetTotalMemory(forceFullCollection: true);

        public long Most { get; private set; }

        public void Look() => Most = Math.Max(Most, GC.GetTotalMemory(forceFullCollection: true) - before);
    }

    /// <summary>A file that looks at the heap once for each megabyte.</summary>
    private sealed class WatchedFile(string path, HeapWatch? watch) : FileStream(path, FileMode.Create)
    {
        private long looked;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await base.WriteAsync(buffer, cancellationToken);
            if (watch is null || Position - looked < 1 << 20)
                return;
            looked = Position;
            watch.Look();
        }
    }
}
