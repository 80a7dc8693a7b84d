using System.Buffers;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace CoachHub.App.Hosting.Commands;

/// <summary>A file that no row can be read from. The message says what to do.</summary>
public sealed class UnusableFileException(string message) : Exception(message);

/// <summary>One row: the line where it begins, and the value of each known column (null = no such column), or what breaks it.</summary>
internal readonly record struct CsvLine(int Number, string?[] Values, string? Broken);

/// <summary>
/// Reads a CSV file row by row in memory that does not grow with the file. A row that is broken is given as such and the next
/// line is read afresh: an unclosed quotation mark costs one line, never the rest of the file.
/// </summary>
internal sealed class CsvTable : IDisposable
{
    private const int LongestRow = 256 * 1024;

    private readonly FileStream file;
    private readonly IReadOnlyList<string> known;
    private readonly int[] places;
    private readonly int columns;
    private readonly char separator;
    private CsvReader reader;
    private CsvMalformedReason? malformed;
    private long segmentAt;
    private int linesBefore;

    private CsvTable(FileStream file, IReadOnlyList<string> known, IReadOnlyCollection<string> required)
    {
        (this.file, this.known) = (file, known);
        reader = Open(null);
        try
        {
            reader.ReadHeader();
        }
        catch (CsvFormatException)
        {
            throw new UnusableFileException("The first line does not name the columns: it is too long or its quotation marks are broken.");
        }

        separator = reader.Separator;
        string[] names = [.. reader.Headers.Select(name => name.Trim().ToLowerInvariant())];
        columns = names.Length;
        places = [.. known.Select(name => Array.IndexOf(names, name))];
        Unknown = [.. names.Where(name => !known.Contains(name)).Select(name => name.Length == 0 ? "(no name)" : name)];
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1 && known.Contains(group.Key)) is { } twice)
            throw new UnusableFileException($"The column '{twice.Key}' is there twice; keep one.");
        if (required.Where(name => !names.Contains(name)).ToArray() is { Length: > 0 } missing)
            throw new UnusableFileException($"The first line must name the columns {string.Join(", ", required)}; missing: {string.Join(", ", missing)}.");
    }

    /// <summary>Columns that nobody asked for; they are ignored.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>How much of the file was read, 0 to 1.</summary>
    public double Progress => file.Length == 0 ? 1 : Math.Min(1, (double)file.Position / file.Length);

    /// <summary>Opens the file, once it is clear that all of it can be read.</summary>
    /// <exception cref="UnusableFileException">It cannot be opened, is no UTF-8 text, or lacks a required column.</exception>
    public static CsvTable Open(string path, IReadOnlyList<string> known, IReadOnlyCollection<string> required)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UnusableFileException($"The file '{path}' cannot be opened: {fault.Message}");
        }

        try
        {
            if (!file.CanSeek)
                throw new UnusableFileException($"'{path}' is no file on a disk; save the rows into a file first.");
            CheckEncoding(file);
            return new CsvTable(file, known, required);
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
            line = Broken((int)tooLong.LineNumber, "a quotation mark is never closed, or the row is too long");
            ReadOnFromTheLineAfter(tooLong.ByteOffset, line.Number);
            return true;
        }

        var number = (int)reader.LineNumber;
        if (malformed is not null && (malformed != CsvMalformedReason.StrayQuote || reader.RawRecord.IndexOfAny("\r\n"u8) >= 0))
        {
            line = Broken(number, "a quotation mark is not closed, or text follows it");
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
        for (var i = columns; i < count; i++)
            surplus |= !reader.IsEmpty(i);
        if (count < columns || surplus)
            return Broken(number, $"the row has {count} values, the first line names {columns} columns");
        var values = new string?[known.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = places[i] < 0 ? null : reader.GetString(places[i]);
        return new CsvLine(linesBefore + number, values, null);
    }

    private CsvLine Broken(int number, string reason) => new(linesBefore + number, [], reason);

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
        const string Advice = "save it as 'CSV UTF-8' and import it again.";
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 18);
        try
        {
            var kept = 0;
            for (int read; (read = file.Read(buffer.AsSpan(kept))) > 0;)
            {
                var filled = buffer.AsSpan(0, kept + read);
                var whole = filled.Length - Unfinished(filled);
                if (filled[..whole].Contains((byte)0))
                    throw new UnusableFileException($"The file is UTF-16 or no text at all; {Advice}");
                if (!Utf8.IsValid(filled[..whole]))
                    throw new UnusableFileException($"The file is not UTF-8 text; {Advice}");
                filled[whole..].CopyTo(buffer);
                kept = filled.Length - whole;
            }

            if (kept > 0)
                throw new UnusableFileException($"The file ends inside a letter, so it is cut off or not UTF-8 text; {Advice}");
            if (file.Length == 0)
                throw new UnusableFileException("The file is empty.");
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
