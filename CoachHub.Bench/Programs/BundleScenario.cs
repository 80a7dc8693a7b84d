using CoachHub.Bench.Support;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Bench.Programs;

/// <summary>P6: a bundle of 52 sessions through the service, beside the same rows by prepared statements in one transaction.</summary>
internal static class BundleScenario
{
    private const int Sessions = 52;
    private const int RoundCount = 15;
    private const int Repeat = 3;
    private const string Zone = "Europe/Paris";

    // Bundles begin in a year of their own, each at its own half hour of the week: there is room for 224.
    private static readonly LocalDate FirstDay = new(2040, 1, 2);

    public static async Task RunAsync()
    {
        var report = new Report("P6", "a bundle of 52 sessions");
        var practice = (await PracticeFile.OpenAsync(100_000)).Copy("bundles");
        await using var services = practice.Services();
        var actor = await services.GetRequiredService<ActorDirectory>().FindAsync(1) ?? throw new InvalidOperationException("There is no administrator.");
        var bundles = services.GetRequiredService<BundleService>();
        var slot = 0;
        var planned = Input(practice, slot++);
        var empty = planned with { Dates = [] };
        var model = await MakeAsync(bundles, actor, planned);
        await MakeAsync(bundles, actor, empty);

        using var connection = practice.Connect();
        using var floor = new BundleFloor(connection, model);
        var costs = await Rounds.MeasureAsync(
            RoundCount, Repeat, Floor, () => MakeAsync(bundles, actor, Input(practice, slot++)), () => MakeAsync(bundles, actor, empty));

        report.Add("service: sessions, ledger, history, conflict checks", Text(costs[0]), Text(costs[1]), "≤ 30 ms cpu", costs[1].Cpu <= 30);
        report.Add("of which: the bundle without its sessions", "", Text(costs[2]), "", null);
        await CheckAsync(report, services, actor, planned);
        report.Note($"100,000 sessions; medians of {RoundCount} rounds in turn, {Repeat} bundles each. Floor: the {floor.Rows} rows of such a bundle, history included, by prepared statements in one FULL transaction.");
        report.IfMissed("The sessions are written one prepared statement each; what is left is making and hashing the facts and the history of 52 sessions.");
        await report.WriteAsync();

        Task Floor()
        {
            floor.Write();
            return Task.CompletedTask;
        }
    }

    /// <summary>The same dates again are all taken: nothing may be left of it.</summary>
    private static async Task CheckAsync(Report report, ServiceProvider services, Actor actor, BundleInput taken)
    {
        var before = await CountAsync(services);
        var again = await services.GetRequiredService<BundleService>().CreateAsync(actor, taken, default);
        var nothing = again.Problem?.Code == "bundle.dates_refused" && await CountAsync(services) == before;
        report.Add("all its dates are taken: rows left behind", "", nothing ? "0" : "some", "0", nothing);
    }

    private static async Task<(int, int, int)> CountAsync(ServiceProvider services)
    {
        await using var db = PracticeFile.Db(services);
        return (await db.Set<Bundle>().CountAsync(), await db.Set<BundleEntry>().CountAsync(), await db.Set<Session>().CountAsync());
    }

    private static async Task<int> MakeAsync(BundleService bundles, Actor actor, BundleInput input) =>
        await bundles.CreateAsync(actor, input, default) is { Ok: true } made ? made.Value : throw new InvalidOperationException("The bundle was refused.");

    private static BundleInput Input(PracticeFile practice, int slot)
    {
        var (day, time) = (FirstDay.PlusDays(slot / 32), new LocalTime(6, 0).PlusMinutes(slot % 32 * 30));
        return new BundleInput
        {
            ClientId = practice.ClientIds[slot % practice.ClientIds.Count],
            CoachId = practice.CoachIds[0],
            Name = "A year of Mondays",
            Sessions = Sessions,
            Price = 999.99m,
            DurationMinutes = 30,
            Location = "Room 3, 12 rue des Lilas, Paris",
            ZoneId = Zone,
            Dates = [.. Enumerable.Range(0, Sessions).Select(week => new PlannedDate(day.PlusWeeks(week), time))],
        };
    }

    private static string Text(Cost cost) => $"{Report.Ms(cost.Cpu)} cpu, {Report.Ms(cost.Wall)}, {Report.Kb(cost.Allocated)}";
}

/// <summary>The rows of a bundle, read once and written again and again.</summary>
internal sealed class BundleFloor : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Table bundle, sessions, entries, history;

    public BundleFloor(SqliteConnection connection, int bundleId)
    {
        this.connection = connection;
        bundle = new Table(connection, "Bundles", $"Id = {bundleId}");
        sessions = new Table(connection, "Sessions", $"BundleId = {bundleId}", "BundleId");
        entries = new Table(connection, "BundleEntries", $"BundleId = {bundleId}", "BundleId");
        history = new Table(connection, "History", $"(Subject = 'Bundle' AND SubjectId = {bundleId}) OR (Subject = 'Session' AND SubjectId IN (SELECT Id FROM Sessions WHERE BundleId = {bundleId}))");
    }

    public int Rows => bundle.Count + sessions.Count + entries.Count + history.Count;

    public void Write()
    {
        using var transaction = connection.BeginTransaction();
        var id = bundle.Write(transaction, null);
        sessions.Write(transaction, id);
        entries.Write(transaction, id);
        history.Write(transaction, null);
        transaction.Commit();
    }

    public void Dispose()
    {
        foreach (var table in (Table[])[bundle, sessions, entries, history])
            table.Dispose();
    }

    private sealed class Table : IDisposable
    {
        private readonly SqliteCommand insert;
        private readonly List<object[]> rows;
        private readonly int bundleAt;

        public Table(SqliteConnection connection, string name, string where, string? bundleColumn = null)
        {
            var columns = connection.Read($"SELECT name FROM pragma_table_info('{name}') WHERE pk = 0", reader => reader.GetString(0));
            bundleAt = columns.FindIndex(column => column == bundleColumn);
            rows = connection.Read($"SELECT {string.Join(", ", columns.Select(column => $"\"{column}\""))} FROM {name} WHERE {where} ORDER BY Id", reader =>
            {
                var values = new object[columns.Count];
                reader.GetValues(values);
                return values;
            });
            insert = connection.CreateCommand();
            insert.CommandText = $"INSERT INTO {name} ({string.Join(", ", columns.Select(column => $"\"{column}\""))}) VALUES ({string.Join(", ", columns.Select((_, at) => $"@p{at}"))}) RETURNING Id";
            for (var at = 0; at < columns.Count; at++)
                insert.Parameters.Add(new SqliteParameter($"@p{at}", null));
            insert.Prepare();
        }

        public int Count => rows.Count;

        /// <summary>Returns the last id.</summary>
        public long Write(SqliteTransaction transaction, long? bundleId)
        {
            insert.Transaction = transaction;
            var id = 0L;
            foreach (var row in rows)
            {
                for (var at = 0; at < row.Length; at++)
                    insert.Parameters[at].Value = at == bundleAt ? bundleId : row[at];
                id = (long)insert.ExecuteScalar()!;
            }

            return id;
        }

        public void Dispose() => insert.Dispose();
    }
}
