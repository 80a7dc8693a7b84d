using System.Globalization;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.Data.Sqlite;

namespace CoachHub.Bench.Support;

/// <summary>Writes sessions past the domain, a million in a minute: indexes and triggers are put aside meanwhile.</summary>
internal static class SessionRowsMaker
{
    private const int Days = 8 * 365;
    private const int DaysAhead = 365;

    private static readonly string[] Words =
        ["Career", "Check", "Goals", "Review", "Focus", "Energy", "Balance", "Change", "Team", "Values", "Strength", "Closing", "First", "Interview", "Conflict", "Feedback"];

    private static readonly string[] Rare = ["Quokka", "Zephyr", "Yonder", "Xylem", "Wombat", "Vortex", "Umbra", "Tundra"];

    private static readonly string[] Towns = ["Lyon", "Paris", "Nantes", "Lille", "Rennes", "Nice", "Brest", "Tours"];

    public static void Fill(SqliteConnection connection, int sessions, DateTime now)
    {
        var aside = connection.Read("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'Sessions' AND type IN ('index', 'trigger') AND sql IS NOT NULL",
            row => (Type: row.GetString(0), Name: row.GetString(1), Sql: row.GetString(2)));
        connection.Run("PRAGMA synchronous=OFF; PRAGMA cache_size=-400000; PRAGMA foreign_keys=OFF;");
        aside.ForEach(part => connection.Run($"DROP {part.Type} \"{part.Name}\""));
        Insert(connection, sessions, now);
        aside.ForEach(part => connection.Run(part.Sql));
        connection.Run("INSERT INTO SessionSearch(SessionSearch) VALUES ('rebuild')");
        connection.Run("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    public static void Insert(SqliteConnection connection, int sessions, DateTime now)
    {
        var coaches = connection.Read("SELECT Id FROM Users WHERE Role = 'coach' ORDER BY Id", row => row.GetInt32(0));
        var clients = connection.Read("SELECT Id, CoachId FROM Clients ORDER BY Id", row => (Id: row.GetInt32(0), CoachId: row.GetInt32(1)));
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        string[] columns =
        [
            "ClientId", "CoachId", "StartsAtUtc", "EndsAtUtc", "ZoneId", "LocalStart", "DurationMinutes", "Title", "Location", "PriceMinor",
            "Status", "Payment", "CalendarUid", "CreatedById", "CreatedAtUtc", "Version", "Revision", "FactsHash", "DocumentsAdded",
            "ToldAtUtc", "ToldRevision", "ToldFactsHash", "ToldDocuments", "ToldFacts", "Told",
        ];
        command.CommandText = $"INSERT INTO Sessions ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(name => "@" + name))})";
        foreach (var name in columns)
            command.Parameters.Add(new SqliteParameter("@" + name, null));
        command.Prepare();
        var random = new Random(20_261_123);
        for (var i = 0; i < sessions; i++)
        {
            Set(command, random, i, sessions, now.Date, coaches, clients);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static void Set(
        SqliteCommand command, Random random, int number, int sessions, DateTime today, List<int> coaches, List<(int Id, int CoachId)> clients)
    {
        // Ids rise with time, as they do where sessions are entered week by week.
        var day = (int)((long)number * Days / sessions) - (Days - DaysAhead);
        var start = today.AddDays(day).AddHours(7 + random.Next(11)).AddMinutes(15 * random.Next(4));
        var ahead = day >= 0;
        var slot = ahead && random.Next(30) == 0;
        // A few clients come often, most seldom.
        var client = clients[(int)(clients.Count * Math.Pow(random.NextDouble(), 1.7))];
        var coach = slot || random.Next(20) == 0 ? coaches[random.Next(coaches.Count)] : client.CoachId;
        var status = slot ? SessionStatus.Available : Status(random, ahead);
        var payment = status.IsCalledOff() ? PaymentStatus.Cancelled : slot || ahead ? Pick(random, 80, PaymentStatus.Pending, PaymentStatus.Paid) : Past(random);
        var told = slot ? ToldState.None : Told(random, ahead);
        var title = random.Next(5) == 0 ? null : Title(random);
        var location = random.Next(3) == 0 ? null : $"{random.Next(1, 200)} rue des Lilas, {Towns[random.Next(Towns.Length)]}";
        var hash = Convert.ToHexStringLower(BitConverter.GetBytes(random.NextInt64())).PadLeft(32, 'a');
        var knows = told is not (ToldState.None or ToldState.Never);
        var facts = new SessionFacts(start, 60, location, null, coach, "Coach Barolin", title, 8000, status.IsCalledOff());
        object?[] values =
        [
            slot ? null : client.Id, coach, Text(start), Text(start.AddHours(1)), "Europe/Paris", Local(start.AddHours(1)), 60, title, location, 1000L * random.Next(4, 13),
            EnumCode.Of(status), EnumCode.Of(payment), hash, coach, Text(start.AddDays(-40)), 1, 1, hash, 0,
            knows ? Text(start.AddDays(-20)) : null, knows ? 1 : null, knows ? (told == ToldState.Outdated ? "old" : hash) : null, 0,
            knows ? facts.ToJson() : null, EnumCode.Of(told),
        ];
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }

    private static string Title(Random random) => random.Next(2000) == 0
        ? $"{Words[random.Next(Words.Length)]} {Rare[random.Next(Rare.Length)]}"
        : $"{Words[random.Next(Words.Length)]} {Words[random.Next(Words.Length)].ToLowerInvariant()} {random.Next(1, 60)}";

    private static SessionStatus Status(Random random, bool ahead) => random.Next(1000) switch
    {
        < 60 => SessionStatus.Cancelled,
        < 80 => SessionStatus.LateCancelled,
        < 100 => ahead ? SessionStatus.Cancelled : SessionStatus.NoShow,
        < 105 => SessionStatus.Booked,
        _ => ahead ? SessionStatus.Booked : SessionStatus.Completed,
    };

    private static PaymentStatus Past(Random random) => random.Next(1000) switch
    {
        < 40 => PaymentStatus.Pending,
        < 50 => PaymentStatus.Refunded,
        _ => PaymentStatus.Paid,
    };

    private static ToldState Told(Random random, bool ahead) => random.Next(1000) switch
    {
        < 2 => ToldState.Failed,
        < 20 => ToldState.Outdated,
        < 40 => ToldState.Never,
        < 42 => ahead ? ToldState.Queued : ToldState.Told,
        < 120 => ahead ? ToldState.Never : ToldState.Told,
        < 300 => ToldState.Acknowledged,
        _ => ToldState.Told,
    };

    private static T Pick<T>(Random random, int percent, T mostly, T otherwise) => random.Next(100) < percent ? mostly : otherwise;

    private static string Text(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Local(DateTime local) => local.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
}
