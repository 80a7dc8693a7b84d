using System.Globalization;
using System.Text;

namespace CoachHub.App.Hosting.Demo;

/// <summary>Writes a page of plain text as PDF: enough for a worksheet, with a font that every reader has (ISO 32000-1, 9.6.2.2).</summary>
internal static class DemoPdf
{
    private const int Left = 72, Top = 760, LineHeight = 20;

    /// <summary>An A4 page with a title and lines; characters outside Latin 1 are not to be had.</summary>
    public static byte[] Write(string title, IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"BT /F2 22 Tf {Left} {Top} Td ({Escaped(title)}) Tj /F1 12 Tf 0 {-2 * LineHeight} Td {LineHeight} TL");
        foreach (var line in lines)
            text.Append(CultureInfo.InvariantCulture, $" ({Escaped(line)}) Tj T*");
        text.Append(" ET");

        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
            string.Create(CultureInfo.InvariantCulture, $"<< /Length {text.Length} >>\nstream\n{text}\nendstream"),
        ];
        var file = new StringBuilder("%PDF-1.4\n");
        var table = new StringBuilder();
        foreach (var (index, item) in objects.Index())
        {
            table.Append(CultureInfo.InvariantCulture, $"{file.Length:D10} 00000 n \n");
            file.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{item}\nendobj\n");
        }

        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n{table}");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal);
}
