using System.Globalization;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;

namespace CoachHub.App.Integrations.Import;

/// <summary>The columns of a file, and how a line of it becomes a row (contract.md, CSV columns).</summary>
internal sealed record ImportColumns<TRow>(IReadOnlyList<string> Known, IReadOnlyList<string> Required, Func<CsvLine, Result<TRow>> Read);

/// <summary>Turns the text of cells into values. What a cell says is data: a formula stays the text that it is.</summary>
internal static class ImportRows
{
    private const int LongestCell = 10_000;

    private static readonly string[] Instants =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    public static ImportColumns<CoachImportRow> Coaches { get; } = new(
        ["first_name", "last_name", "email", "zone"],
        ["first_name", "last_name", "email"],
        line => TooLong(line, Coaches!.Known) is { } problem
            ? problem
            : new CoachImportRow(line.Number, line.Values[0], line.Values[1], line.Values[2], line.Values[3]));

    public static ImportColumns<ClientImportRow> Clients { get; } = new(
        ["first_name", "last_name", "email", "phone", "coach_email", "notes"],
        ["first_name", "last_name", "email"],
        line => TooLong(line, Clients!.Known) is { } problem
            ? problem
            : new ClientImportRow(line.Number, line.Values[0], line.Values[1], line.Values[2], line.Values[3], line.Values[4], line.Values[5]));

    public static ImportColumns<SessionImportRow> Sessions { get; } = new(
        [
            "id", "start_utc", "duration_minutes", "client_email", "coach_email", "title", "location", "video_link", "price",
            "status", "payment", "confirmation_sent_at", "notes", "shared_note", "zone", "client_name",
        ],
        ["id", "start_utc", "client_email", "coach_email"],
        Session);

    /// <summary>The columns that a file of this kind may have, in our order.</summary>
    public static IReadOnlyList<string> Known(ImportKind kind) => kind switch
    {
        ImportKind.Coaches => Coaches.Known,
        ImportKind.Clients => Clients.Known,
        _ => Sessions.Known,
    };

    /// <summary>The place of a known column in our order, or -1.</summary>
    public static int PlaceOf(ImportKind kind, string column) => Known(kind).TakeWhile(name => name != column).Count() is var at && at < Known(kind).Count ? at : -1;

    /// <summary>The columns that a file of this kind must have.</summary>
    public static IReadOnlyList<string> Required(ImportKind kind) => kind switch
    {
        ImportKind.Coaches => Coaches.Required,
        ImportKind.Clients => Clients.Required,
        _ => Sessions.Required,
    };

    private static Result<SessionImportRow> Session(CsvLine line)
    {
        if (TooLong(line, Sessions.Known) is { } problem)
            return problem;
        var cells = new Cells(line.Values);
        var start = cells.Instant(1, "start_utc");
        var row = new SessionImportRow
        {
            Line = line.Number,
            ExternalId = cells[0],
            // A plan is made to the minute; seconds that a program wrote along mean nothing.
            StartsAtUtc = start?.AddTicks(-(start.Value.Ticks % TimeSpan.TicksPerMinute)),
            DurationMinutes = cells.Minutes(2, "duration_minutes"),
            ClientEmail = cells[3],
            CoachEmail = cells[4],
            Title = cells[5],
            Location = cells[6],
            VideoLink = cells[7],
            Price = cells.Amount(8, "price"),
            Status = cells.Choice<SessionStatus>(9, "status"),
            Payment = cells.Choice<PaymentStatus>(10, "payment"),
            ConfirmationSentAtUtc = cells.Instant(11, "confirmation_sent_at"),
            PrivateNotes = cells[12],
            SharedNote = cells[13],
            ZoneId = cells[14],
            ClientName = cells[15],
        };
        return cells.Problem is { } unreadable ? unreadable : row;
    }

    private static Problem? TooLong(CsvLine line, IReadOnlyList<string> columns)
    {
        for (var i = 0; i < line.Values.Length; i++)
        {
            if (line.Values[i]?.Length > LongestCell)
                return Problem.Invalid("text.note", columns[i], LongestCell);
        }

        return null;
    }

    /// <summary>The cells of one line; the first that cannot be read is kept as the problem.</summary>
    private sealed class Cells(string?[] values)
    {
        public Problem? Problem { get; private set; }

        public string? this[int at] => InputText.Clean(values[at]);

        public DateTime? Instant(int at, string column) => Value<DateTime>(at, column, "import.instant", static (string text, out DateTime value) =>
        {
            var read = DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant);
            value = instant.UtcDateTime;
            return read;
        });

        public int? Minutes(int at, string column) => Value<int>(at, column, "import.number", static (string text, out int value) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

        // Spreadsheets of half of Europe write the comma; a comma with one or two digits after it can mean nothing else.
        public decimal? Amount(int at, string column) => Value<decimal>(at, column, "import.amount", static (string text, out decimal value) =>
            decimal.TryParse(
                text.IndexOf(',', StringComparison.Ordinal) is var comma && comma > 0 && comma >= text.Length - 3 && !text.Contains('.', StringComparison.Ordinal)
                    ? text.Replace(',', '.')
                    : text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out value));

        public T? Choice<T>(int at, string column) where T : struct, Enum =>
            Value<T>(at, column, "import.choice", EnumCode.TryParse, string.Join(", ", Enum.GetValues<T>().Select(EnumCode.Of)));

        private T? Value<T>(int at, string column, string code, TryRead<T> read, params object[] arguments) where T : struct
        {
            if (this[at] is not { } text)
                return null;
            if (read(text, out var value))
                return value;
            Problem ??= Domain.Kernel.Problem.Invalid(code, column, [text.Length > 60 ? text[..60] : text, .. arguments]);
            return null;
        }

        private delegate bool TryRead<T>(string text, out T value);
    }
}
