using System.Buffers;
using System.Text;

namespace CoachHub.App.Integrations.Export;

/// <summary>
/// Writes cells of a CSV file (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe before it, which the
/// spreadsheet takes for "this is text"; one that begins with apostrophes and then such a sign gets one too, so that reading can take
/// exactly one away and every text comes back as it was.
/// </summary>
public static class CsvText
{
    private const char Quote = '\'';

    private static readonly SearchValues<char> Special = SearchValues.Create("\",;\r\n\t\0");

    /// <summary>The cell as it stands in a file, without the quotation marks of CSV.</summary>
    public static string Guarded(string text) => IsGuardable(text) ? Quote + text : text;

    /// <summary>The text that a cell of our own files stands for.</summary>
    public static string Unguarded(string cell) => cell is [Quote, ..] && IsGuardable(cell[1..]) ? cell[1..] : cell;

    /// <summary>Adds one row.</summary>
    public static void AddRow(StringBuilder file, params ReadOnlySpan<string?> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                file.Append(',');
            if (cells[i] is { Length: > 0 } text)
                AddCell(file, Guarded(text));
        }

        file.Append("\r\n");
    }

    private static void AddCell(StringBuilder file, string cell)
    {
        if (!cell.AsSpan().ContainsAny(Special) && cell[0] is not ' ' && cell[^1] is not ' ')
            file.Append(cell);
        else
            file.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    // OWASP, CSV injection; the full-width signs because some spreadsheets read them alike.
    private static bool IsGuardable(string text) =>
        text.AsSpan().TrimStart(Quote) is [var first, ..] && first is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\0' or '＝' or '＋' or '－' or '＠';
}
