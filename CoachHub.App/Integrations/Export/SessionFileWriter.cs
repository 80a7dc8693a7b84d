using System.Globalization;
using System.Text;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;

namespace CoachHub.App.Integrations.Export;

/// <summary>Writes sessions as the CSV file that the import reads (contract.md, CSV columns): UTF-8, with the mark by which spreadsheets know it.</summary>
public static class SessionFileWriter
{
    private const int Chunk = 32 * 1024;

    private static readonly string[] Columns =
    [
        "id", "start_utc", "duration_minutes", "client_email", "coach_email", "title", "location", "video_link", "price",
        "status", "payment", "confirmation_sent_at", "notes", "shared_note", "zone", "client_name",
    ];

    /// <summary>Writes row by row; never more than a chunk is in memory.</summary>
    public static async Task WriteAsync(Stream to, ExportedSessions sessions, CancellationToken cancel)
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), Chunk, leaveOpen: true);
        var text = new StringBuilder(Chunk);
        CsvText.AddRow(text, Columns);
        await foreach (var row in sessions.Rows.WithCancellation(cancel))
        {
            Add(text, row, sessions.Currency);
            if (text.Length < Chunk)
                continue;
            await writer.WriteAsync(text, cancel);
            text.Clear();
        }

        await writer.WriteAsync(text, cancel);
        await writer.FlushAsync(cancel);
    }

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
