using System.Globalization;
using System.Text;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;

namespace CoachHub.App.Integrations.Export;

/// <summary>Writes sessions as the CSV file that the import reads (contract.md, CSV columns).</summary>
public static class SessionFileWriter
{
    private static readonly string[] Columns =
    [
        "id", "start_utc", "duration_minutes", "client_email", "coach_email", "title", "location", "video_link", "price",
        "status", "payment", "confirmation_sent_at", "notes", "shared_note", "zone", "client_name",
    ];

    /// <summary>Writes row by row.</summary>
    public static Task WriteAsync(Stream to, ExportedSessions sessions, CancellationToken cancel) => CsvFile.WriteAsync(
        to, text => CsvText.AddRow(text, Columns), sessions.Rows, (text, row) => Add(text, row, sessions.Currency), cancel);

    private static void Add(StringBuilder text, SessionExportRow row, string currency) => CsvText.AddRow(
        text,
        row.FileId,
        Instant(row.StartsAtUtc),
        row.DurationMinutes.ToString(CultureInfo.InvariantCulture),
        row.ClientEmail,
        row.CoachEmail,
        row.Title,
        row.Location,
        row.VideoLink,
        row.PriceMinor is { } minor ? new Money(minor, currency).ToDecimal().ToString($"F{Money.DigitsOf(currency)}", CultureInfo.InvariantCulture) : null,
        EnumCode.Of(row.Status),
        EnumCode.Of(row.Payment),
        row.KnownSinceUtc is { } known ? Instant(known) : null,
        row.PrivateNotes,
        row.SharedNote,
        row.ZoneId,
        row.ClientName);

    private static string Instant(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
