using System.IO.Compression;
using CoachHub.Domain.Kernel;

namespace CoachHub.App.Integrations.Pdf;

/// <summary>
/// One look through a file. It does not follow the file's own table of contents, which may be forged and which readers mend in ways of
/// their own: every object that anything could lead a reader to is read, wherever it begins, and every object in a compressed stream.
/// </summary>
internal sealed class PdfScan(ReadOnlyMemory<byte> content)
{
    // Every byte may be looked at so often: honest objects do not overlap.
    private const long Work = 8;
    private const int LongestTail = 4096;
    private const int MostInStream = 100_000;
    private const int LargestUnpacked = 64 * 1024 * 1024;

    private readonly PdfBudget budget = new((content.Length * Work) + 1_000_000);
    private readonly HashSet<int> roots = [];
    private readonly HashSet<int> catalogs = [];
    private readonly HashSet<string> problems = [];
    private int unpacked;
    private bool hasPage;

    /// <summary>What is wrong with the file, the worst first; null for nothing.</summary>
    public Problem? Run()
    {
        try
        {
            ReadObjects();
            ReadTrailers();
        }
        catch (Exception fault) when (fault is PdfLimitException or InvalidDataException)
        {
            problems.Add("document.unreadable");
        }

        // An encrypted file hides the rest, so that nothing else can be said of it.
        string[] order = ["document.encrypted", "document.script", "document.launch", "document.embedded", "document.active", "document.unreadable"];
        if (Array.Find(order, problems.Contains) is { } worst)
            return Problem.Invalid(worst);
        return IsWhole() ? null : Problem.Invalid("document.unreadable");
    }

    private bool IsWhole()
    {
        var tail = content.Span[^Math.Min(LongestTail, content.Length)..];
        return hasPage && roots.Overlaps(catalogs) && tail.LastIndexOf("%%EOF"u8) >= 0;
    }

    private void ReadObjects()
    {
        var bytes = content.Span;
        for (var at = 0; Find(bytes, "obj"u8, at) is var found and >= 0; at = found + 3)
        {
            if (found >= 3 && bytes[(found - 3)..found].SequenceEqual("end"u8))
                continue;
            var item = Read(bytes, found + 3);
            Note(item, NumberBefore(bytes, found));
            if (StreamAfter(bytes, item.End) is not { } data)
                continue;
            // Some readers never ask for the type: what has a count and a first offset can serve as one.
            if (item.NameOf("Type") == "ObjStm" || (item.Has("N") && item.Has("First")))
                ReadPacked(item, data);
        }
    }

    private void ReadTrailers()
    {
        var bytes = content.Span;
        for (var at = 0; Find(bytes, "trailer"u8, at) is var found and >= 0; at = found + 7)
            Note(Read(bytes, found + 7), null);
    }

    /// <summary>Objects in a compressed stream (ISO 32000-1, 7.5.7), each from where the stream's own table says that it begins.</summary>
    private void ReadPacked(PdfObject stream, int data)
    {
        if (stream.NumberOf("N") is not { } count || stream.NumberOf("First") is not { } first || count is < 0 or > MostInStream || first < 0)
            throw new InvalidDataException();
        var bytes = Unpack(stream, data);
        var table = new PdfTokens(bytes, 0, budget);
        for (var i = 0; i < count; i++)
        {
            if (table.Next() != PdfToken.Number)
                throw new InvalidDataException();
            var number = table.Number;
            if (table.Next() != PdfToken.Number || table.Number < 0 || first + (long)table.Number > bytes.Length)
                throw new InvalidDataException();
            Note(Read(bytes, first + table.Number), number);
        }
    }

    private ReadOnlySpan<byte> Unpack(PdfObject stream, int data)
    {
        // What writers write. Anything else would let a reader see other objects than this look, and no honest file needs it.
        if (stream.HasTwice || stream.Has("F") || stream.Has("DecodeParms") || content.Span[data - 1] != '\n')
            throw new InvalidDataException();
        var packed = content[data..];
        if (!stream.Has("Filter"))
            return packed.Span;
        if (stream.Filters is not ["FlateDecode" or "Fl"])
            throw new InvalidDataException();
        using var source = new ReadOnlyMemoryStream(packed);
        using var inflate = new ZLibStream(source, CompressionMode.Decompress);
        using var target = new MemoryStream();
        var piece = new byte[64 * 1024];
        for (var read = inflate.Read(piece); read > 0; read = inflate.Read(piece))
        {
            unpacked += read;
            if (unpacked > LargestUnpacked)
                throw new PdfLimitException();
            budget.Allow(read * Work);
            target.Write(piece, 0, read);
        }

        return target.GetBuffer().AsSpan(0, (int)target.Length);
    }

    private PdfObject Read(ReadOnlySpan<byte> bytes, int start) => PdfObject.Read(bytes, start, budget, Judge);

    private void Note(PdfObject item, int? number)
    {
        hasPage |= item.NameOf("Type") == "Page";
        if (item.ReferenceOf("Root") is { } root)
            roots.Add(root);
        if (number is { } own && item.Has("Pages"))
            catalogs.Add(own);
    }

    private void Judge(string name, bool isKey)
    {
        // Names of actions and of what holds scripts or files: ISO 32000-1, 12.6.4, 7.11.4, 13 and Annex A.
        var problem = (name, isKey) switch
        {
            ("Encrypt", _) => "document.encrypted",
            ("JavaScript" or "JS" or "OnInstantiate", _) => "document.script",
            ("Launch", _) => "document.launch",
            ("EmbeddedFiles" or "EmbeddedFile" or "EF", _) => "document.embedded",
            ("XFA" or "RichMedia" or "Rendition" or "SubmitForm" or "ImportData" or "GoToE" or "GoToR", _) or ("3D", false) => "document.active",
            _ => null,
        };
        if (problem is not null)
            problems.Add(problem);
    }

    private static int Find(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> word, int from)
    {
        var at = bytes[from..].IndexOf(word);
        return at < 0 ? -1 : from + at;
    }

    /// <summary>Where the data of a stream begins, or null when no stream follows the dictionary.</summary>
    private int? StreamAfter(ReadOnlySpan<byte> bytes, int position)
    {
        var tokens = new PdfTokens(bytes, position, budget);
        if (tokens.Next() != PdfToken.Keyword || !tokens.Name.StartsWith("stream", StringComparison.Ordinal))
            return null;
        var data = tokens.Position - tokens.Name.Length + "stream".Length;
        if (data < bytes.Length && bytes[data] == '\r')
            data++;
        return data < bytes.Length && bytes[data] == '\n' ? data + 1 : data;
    }

    /// <summary>The number of the object whose <c>obj</c> stands here: <c>12 0 obj</c>.</summary>
    private static int? NumberBefore(ReadOnlySpan<byte> bytes, int at)
    {
        var place = at;
        SkipBack(bytes, ref place, PdfTokens.IsBlank);
        SkipBack(bytes, ref place, IsDigit);
        var generation = place;
        SkipBack(bytes, ref place, PdfTokens.IsBlank);
        if (place == generation)
            return null;
        var end = place;
        SkipBack(bytes, ref place, IsDigit);
        return System.Buffers.Text.Utf8Parser.TryParse(bytes[place..end], out int number, out var used) && used == end - place ? number : null;
    }

    private static void SkipBack(ReadOnlySpan<byte> bytes, ref int place, Func<byte, bool> matches)
    {
        // No number and no gap of an honest file is longer.
        for (var limit = 0; limit < 20 && place > 0 && matches(bytes[place - 1]); limit++)
            place--;
    }

    private static bool IsDigit(byte letter) => letter is >= (byte)'0' and <= (byte)'9';

    /// <summary>Lets the inflater read what is in memory already.</summary>
    private sealed class ReadOnlyMemoryStream(ReadOnlyMemory<byte> bytes) : Stream
    {
        private int position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, bytes.Length - position);
            bytes.Span.Slice(position, count).CopyTo(buffer);
            position += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
