using System.Globalization;
using CoachHub.Bench.Support;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.Data.Sqlite;

namespace CoachHub.Bench.Lists;

/// <summary>The same page of rows by a prepared statement on a kept connection.</summary>
internal sealed class ListFloor : IDisposable
{
    private const string Columns =
        """
        SELECT s.Id, s.Version, s.StartsAtUtc, s.DurationMinutes, s.ClientId, c.FirstName || ' ' || c.LastName, c.ZoneId, c.Language,
          s.CoachId, k.FirstName || ' ' || k.LastName, s.Title, s.Location, s.VideoLink, s.PriceMinor, s.Status, s.Payment, s.Told,
          CASE WHEN s.Told IN ('outdated', 'failed') THEN s.ToldFacts END
        FROM Sessions s JOIN Users k ON k.Id = s.CoachId LEFT JOIN Users c ON c.Id = s.ClientId
        """;

    private readonly SqliteCommand command;

    public ListFloor(SqliteConnection connection, SessionFilter filter, string zoneId, (string Start, int Id)? after, bool descending, string? start)
    {
        var where = new List<string>();
        if (filter.CoachIds is [var coach])
            where.Add($"s.CoachId = {coach}");
        if (filter.ClientId is { } client)
            where.Add($"s.ClientId = {client}");
        In("s.Status", filter.Statuses.Select(EnumCode.Of));
        In("s.Payment", filter.Payments.Select(EnumCode.Of));
        In("s.Told", filter.Tolds.Select(EnumCode.Of));
        if (filter.From is { } from)
            where.Add($"s.StartsAtUtc >= '{Text(ZoneClock.StartOfDay(from, zoneId))}'");
        if (filter.To is { } to)
            where.Add($"s.StartsAtUtc < '{Text(ZoneClock.StartOfDay(to.PlusDays(1), zoneId))}'");
        if (start is not null)
            where.Add($"s.StartsAtUtc {(descending ? "<=" : ">=")} '{start}'");
        if (after is { } key)
            where.Add($"(s.StartsAtUtc, s.Id) {(descending ? "<" : ">")} ('{key.Start}', {key.Id})");
        var order = descending ? "DESC" : "ASC";
        command = connection.CreateCommand();
        command.CommandText = $"{Columns} {(where.Count > 0 ? "WHERE " : "")}{string.Join(" AND ", where)} ORDER BY s.StartsAtUtc {order}, s.Id {order} LIMIT 51";
        command.Prepare();

        void In(string column, IEnumerable<string> codes)
        {
            var list = codes.ToList();
            if (list.Count > 0)
                where.Add(list is [var one] ? $"{column} = '{one}'" : $"{column} IN ({string.Join(", ", list.Select(code => $"'{code}'"))})");
        }
    }

    public List<SessionRow> Read()
    {
        var rows = new List<SessionRow>(51);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            rows.Add(Row(reader));
        return rows;
    }

    public void Dispose() => command.Dispose();

    public static string Text(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static SessionRow Row(SqliteDataReader r) => new(
        r.GetInt32(0), r.GetInt32(1), DateTime.SpecifyKind(r.GetDateTime(2), DateTimeKind.Utc), r.GetInt32(3),
        r.IsDBNull(4) ? null : r.GetInt32(4), Optional(r, 5), Optional(r, 6), Optional(r, 7),
        r.GetInt32(8), r.GetString(9), Optional(r, 10), Optional(r, 11), Optional(r, 12), r.IsDBNull(13) ? null : r.GetInt64(13),
        Code<SessionStatus>(r, 14), Code<PaymentStatus>(r, 15), Code<ToldState>(r, 16), Optional(r, 17));

    private static string? Optional(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static T Code<T>(SqliteDataReader reader, int column) where T : struct, Enum =>
        EnumCode.TryParse<T>(reader.GetString(column), out var value) ? value : throw new FormatException();
}
