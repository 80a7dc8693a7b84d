using System.Buffers;
using System.Text;
using System.Text.Unicode;
using CoachHub.App.Integrations.Export;
using CoachHub.Domain.Kernel;
using CsvHelper;

namespace CoachHub.App.Integrations.Import;

/// <summary>A file that no row can be read from.</summary>
public sealed class UnusableFileException(Problem problem) : Exception(problem.Code)
{
    /// <summary>What is wrong with it; its words say what to do.</summary>
    public Problem Problem => problem;
}

/// <summary>One row: the line where it begins, and the value of each known column (null = no such column), or what breaks it.</summary>
internal readonly record struct CsvLine(int Number, string?[] Values, Problem? Broken);

/// <summary>
/// Reads a CSV file row by row in memory that does not grow with the file. A row that is broken is given as such and the next
/// line is read afresh: an unclosed quotation mark costs one line, never the rest of the file.
/// </summary>
internal sealed class CsvTable : IDisposable
{
    private const int LongestRow = 256 * 1024;

    private readonly FileStream file;
    private readonly int[] places;
    private readonly char separator;
    private CsvReader reader;
    private CsvMalformedReason? malformed;
    private long segmentAt;
    private int linesBefore;

    private CsvTable(FileStream file, Func<string[], int[]> placing)
    {
        this.file = file;
        reader = Open(null);
        try
        {
            reader.ReadHeader();
        }
        catch (CsvFormatException)
        {
            throw new UnusableFileException(Problem.Invalid("file.header"));
        }

        separator = reader.Separator;
        Names = [.. reader.Headers.Select(name => name.Trim())];
        places = placing([.. Names.Select(name => name.ToLowerInvariant())]);
        Unknown = [.. Names.Where((_, i) => !places.Contains(i)).Select(name => name.Length == 0 ? "(no name)" : name)];
    }

    /// <summary>The columns as the first line names them.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Columns that nobody asked for; they are ignored.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>How much of the file was read, 0 to 1.</summary>
    public double Progress => file.Length == 0 ? 1 : Math.Min(1, (double)file.Position / file.Length);

    /// <summary>Opens the file, once it is clear that all of it can be read. The first line names the columns.</summary>
    /// <exception cref="UnusableFileException">It cannot be opened, is no UTF-8 text, or lacks a required column.</exception>
    public static CsvTable Open(string path, IReadOnlyList<string> known, IReadOnlyCollection<string> required) =>
        Open(path, names => Find(names, known, required));

    /// <summary>Opens a file whose columns somebody has matched: for each known column its place in the file, or -1.</summary>
    /// <exception cref="UnusableFileException">It cannot be opened or is no UTF-8 text.</exception>
    public static CsvTable Open(string path, IReadOnlyList<int> places) =>
        Open(path, names => [.. places.Select(place => place < names.Length ? place : -1)]);

    /// <summary>Opens a file to see what is in it: every column, in the file's order.</summary>
    /// <exception cref="UnusableFileException">It cannot be opened or is no UTF-8 text.</exception>
    public static CsvTable OpenToLook(string path) => Open(path, names => [.. Enumerable.Range(0, names.Length)]);

    private static int[] Find(string[] names, IReadOnlyList<string> known, IReadOnlyCollection<string> required)
    {
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1 && known.Contains(group.Key)) is { } twice)
            throw new UnusableFileException(Problem.Invalid("file.column_twice", null, twice.Key));
        return required.Where(name => !names.Contains(name)).ToArray() is { Length: > 0 } missing
            ? throw new UnusableFileException(Problem.Invalid("file.columns_missing", null, string.Join(", ", required), string.Join(", ", missing)))
            : [.. known.Select(name => Array.IndexOf(names, name))];
    }

    private static CsvTable Open(string path, Func<string[], int[]> placing)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UnusableFileException(Problem.Invalid("file.open", null, path, fault.Message));
        }

        try
        {
            if (!file.CanSeek)
                throw new UnusableFileException(Problem.Invalid("file.no_disk", null, path));
            CheckEncoding(file);
            return new CsvTable(file, placing);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The next row; false at the end of the file. Empty lines are passed over.</summary>
    public bool Read(out CsvLine line)
    {
        malformed = null;
        try
        {
            if (!reader.Read())
            {
                line = default;
                return false;
            }
        }
        catch (CsvFormatException tooLong)
        {
            line = Broken((int)tooLong.LineNumber, Problem.Invalid("import.broken_open"));
            ReadOnFromTheLineAfter(tooLong.ByteOffset, line.Number);
            return true;
        }

        var number = (int)reader.LineNumber;
        if (malformed is not null && (malformed != CsvMalformedReason.StrayQuote || reader.RawRecord.IndexOfAny("\r\n"u8) >= 0))
        {
            line = Broken(number, Problem.Invalid("import.broken_quote"));
            ReadOnFromTheLineAfter(reader.ByteOffset, line.Number);
            return true;
        }

        line = Whole(number);
        return true;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        reader.Dispose();
        file.Dispose();
    }

    private CsvLine Whole(int number)
    {
        var count = reader.FieldCount;
        var surplus = false;
        for (var i = Names.Count; i < count; i++)
            surplus |= !reader.IsEmpty(i);
        if (count < Names.Count || surplus)
            return Broken(number, Problem.Invalid("import.broken_count", null, count, Names.Count));
        var values = new string?[places.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = places[i] < 0 ? null : CsvText.Unguarded(reader.GetString(places[i]));
        return new CsvLine(linesBefore + number, values, null);
    }

    private CsvLine Broken(int number, Problem reason) => new(linesBefore + number, [], reason);

    private void ReadOnFromTheLineAfter(long recordAt, int lineNumber)
    {
        segmentAt += recordAt;
        reader.Dispose();
        file.Position = segmentAt;
        segmentAt += LengthOfLine();
        file.Position = segmentAt;
        linesBefore = lineNumber;
        reader = Open(separator);
    }

    private long LengthOfLine()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            long length = 0;
            for (int read; (read = file.Read(buffer)) > 0; length += read)
            {
                var at = buffer.AsSpan(0, read).IndexOfAny((byte)'\r', (byte)'\n');
                if (at < 0)
                    continue;
                length += at + 1;
                if (buffer[at] == '\r')
                {
                    file.Position = segmentAt + length;
                    if (file.ReadByte() == '\n')
                        length++;
                }

                return length;
            }

            return length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private CsvReader Open(char? separator) => CsvReader.Create(
        file,
        new CsvReaderOptions
        {
            HasHeader = separator is null,
            Separator = separator,
            TrackLineNumbers = true,
            MaxRecordSize = LongestRow,
            Encoding = Encoding.UTF8,
            OnMalformedRecord = record => malformed = record.Reason,
        },
        leaveOpen: true);

    // Reading the whole file once before the first row goes in: a file that turns out unreadable half way would be half imported.
    private static void CheckEncoding(FileStream file)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 18);
        try
        {
            var kept = 0;
            for (int read; (read = file.Read(buffer.AsSpan(kept))) > 0;)
            {
                var filled = buffer.AsSpan(0, kept + read);
                var whole = filled.Length - Unfinished(filled);
                if (filled[..whole].Contains((byte)0))
                    throw new UnusableFileException(Problem.Invalid("file.no_text"));
                if (!Utf8.IsValid(filled[..whole]))
                    throw new UnusableFileException(Problem.Invalid("file.no_utf8"));
                filled[whole..].CopyTo(buffer);
                kept = filled.Length - whole;
            }

            if (kept > 0)
                throw new UnusableFileException(Problem.Invalid("file.cut_off"));
            if (file.Length == 0)
                throw new UnusableFileException(Problem.Invalid("file.empty"));
            file.Position = 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The bytes at the end that begin a letter and do not finish it.
    private static int Unfinished(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var lead = bytes[^back];
            if ((lead & 0xC0) == 0x80)
                continue;
            var length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
            return length > back ? back : 0;
        }

        return 0;
    }
}
