using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace CoachHub.Tests.Support;

/// <summary>
/// PDF files as tests need them: honest ones, and ones with something hidden in them. Object 1 is the catalog, 3 the one page; what is
/// added begins with object 4.
/// </summary>
internal sealed class PdfFile
{
    private readonly List<string> added = [];

    /// <summary>Entries of the catalog beside its own.</summary>
    public string Catalog { get; init; } = "";

    /// <summary>Entries of the page beside its own.</summary>
    public string Page { get; init; } = "";

    /// <summary>Entries of the trailer beside its own.</summary>
    public string Trailer { get; init; } = "";

    /// <summary>A page with this text on it; another text makes another content.</summary>
    public static byte[] Plain(string text = "Hello") => new PdfFile().With(Stream("", $"BT /F1 12 Tf 72 720 Td ({text}) Tj ET")).ToBytes();

    /// <summary>A page, and comments that fill the file up to exactly this size.</summary>
    public static byte[] OfSize(int size)
    {
        var plain = Encoding.Latin1.GetString(Plain());
        var padding = "%" + new string('x', size - plain.Length - 2) + "\n";
        return Encoding.Latin1.GetBytes(plain.Replace("1 0 obj", padding + "1 0 obj", StringComparison.Ordinal));
    }

    public static string Stream(string entries, string data) =>
        string.Create(CultureInfo.InvariantCulture, $"<< {entries} /Length {data.Length} >>\nstream\n{data}\nendstream");

    /// <summary>An object stream (ISO 32000-1, 7.5.7) with these objects, numbered from 20 on. <paramref name="type"/> names it, or hides that.</summary>
    public static string Packed(IReadOnlyList<string> objects, bool compressed = true, string type = "/Type /ObjStm", string more = "")
    {
        var table = new StringBuilder();
        var body = new StringBuilder();
        foreach (var (index, item) in objects.Index())
        {
            table.Append(CultureInfo.InvariantCulture, $"{20 + index} {body.Length} ");
            body.Append(item).Append('\n');
        }

        var data = Encoding.Latin1.GetBytes(table.ToString() + body);
        var entries = string.Create(CultureInfo.InvariantCulture, $"{type} /N {objects.Count} /First {table.Length} {more}");
        return compressed ? Stream($"{entries} /Filter /FlateDecode", Deflated(data)) : Stream(entries, Encoding.Latin1.GetString(data));
    }

    /// <summary>Compressed as the FlateDecode filter wants it, one character for each byte.</summary>
    public static string Deflated(byte[] data)
    {
        using var target = new MemoryStream();
        using (var deflate = new ZLibStream(target, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(data);
        return Encoding.Latin1.GetString(target.ToArray());
    }

    public PdfFile With(params string[] objects)
    {
        added.AddRange(objects);
        return this;
    }

    public byte[] ToBytes()
    {
        string[] objects =
        [
            $"<< /Type /Catalog /Pages 2 0 R {Catalog} >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {Page} >>",
            .. added,
        ];
        var file = new StringBuilder("%PDF-1.7\n");
        var table = new StringBuilder();
        foreach (var (index, item) in objects.Index())
        {
            table.Append(CultureInfo.InvariantCulture, $"{file.Length:D10} 00000 n \n");
            file.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{item}\nendobj\n");
        }

        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {objects.Length + 1} /Root 1 0 R {Trailer} >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }
}
