using System.Text;

namespace CoachHub.App.Integrations.Pdf;

/// <summary>What a piece of PDF syntax is (ISO 32000-1, 7.2).</summary>
internal enum PdfToken
{
    End,
    Name,
    Number,
    Text,
    Keyword,
    DictStart,
    DictEnd,
    ArrayStart,
    ArrayEnd,
}

/// <summary>The file asks for more work, or is nested deeper, than any honest one does.</summary>
internal sealed class PdfLimitException() : Exception("The file goes beyond what is looked through.");

/// <summary>How much work one file may cause. Objects can overlap, so that the length of the file alone bounds nothing.</summary>
internal sealed class PdfBudget(long bytes)
{
    private long left = bytes;

    public void Allow(long count) => left += count;

    public void Spend(long count)
    {
        left -= count;
        if (left < 0)
            throw new PdfLimitException();
    }
}

/// <summary>Reads one token after another, without recursion and without trust.</summary>
internal ref struct PdfTokens(ReadOnlySpan<byte> bytes, int start, PdfBudget budget)
{
    // Names that matter here are short; longer ones are equal to none of them.
    private const int LongestName = 127;

    private readonly ReadOnlySpan<byte> bytes = bytes;
    private string name = "";

    public int Position { get; private set; } = start;

    /// <summary>The name without its slash and with its <c>#xx</c> resolved, or the keyword.</summary>
    public readonly string Name => name;

    public int Number { get; private set; }

    public PdfToken Next()
    {
        SkipBlanks();
        if (Position >= bytes.Length)
            return PdfToken.End;
        var from = Position;
        var token = Read(bytes[Position]);
        budget.Spend(Position - from);
        return token;
    }

    private PdfToken Read(byte first)
    {
        switch (first)
        {
            case (byte)'/':
                Position++;
                name = ReadName();
                return PdfToken.Name;
            case (byte)'(':
                SkipText();
                return PdfToken.Text;
            case (byte)'<' when Follows((byte)'<'):
                Position += 2;
                return PdfToken.DictStart;
            case (byte)'<':
                SkipTo((byte)'>');
                return PdfToken.Text;
            case (byte)'>':
                Position += Follows((byte)'>') ? 2 : 1;
                return PdfToken.DictEnd;
            case (byte)'[':
                Position++;
                return PdfToken.ArrayStart;
            case (byte)']':
                Position++;
                return PdfToken.ArrayEnd;
            case (byte)')' or (byte)'{' or (byte)'}':
                Position++;
                name = "";
                return PdfToken.Keyword;
            default:
                return ReadRegular();
        }
    }

    private readonly bool Follows(byte second) => Position + 1 < bytes.Length && bytes[Position + 1] == second;

    private PdfToken ReadRegular()
    {
        var from = Position;
        while (Position < bytes.Length && IsRegular(bytes[Position]))
            Position++;
        var word = bytes[from..Position];
        if (System.Buffers.Text.Utf8Parser.TryParse(word, out int number, out var used) && used == word.Length)
        {
            Number = number;
            return PdfToken.Number;
        }

        name = word.Length > LongestName ? "" : Encoding.Latin1.GetString(word);
        // 1.5 and the like are numbers that nothing here asks for.
        return word[0] is (byte)'+' or (byte)'-' or (byte)'.' or >= (byte)'0' and <= (byte)'9' ? PdfToken.Text : PdfToken.Keyword;
    }

    private string ReadName()
    {
        var text = new StringBuilder(16);
        while (Position < bytes.Length && IsRegular(bytes[Position]))
        {
            int letter = bytes[Position++];
            if (letter == '#' && Position + 1 < bytes.Length && Hex(bytes[Position]) is var high and >= 0 && Hex(bytes[Position + 1]) is var low and >= 0)
            {
                letter = (high << 4) | low;
                Position += 2;
            }

            if (text.Length <= LongestName)
                text.Append((char)letter);
        }

        return text.ToString();
    }

    private void SkipText()
    {
        var depth = 0;
        for (; Position < bytes.Length; Position++)
        {
            switch (bytes[Position])
            {
                case (byte)'\\':
                    Position++;
                    break;
                case (byte)'(':
                    depth++;
                    break;
                case (byte)')' when --depth == 0:
                    Position++;
                    return;
                default:
                    break;
            }
        }

        Position = bytes.Length;
    }

    private void SkipTo(byte end)
    {
        var length = bytes[Position..].IndexOf(end);
        Position = length < 0 ? bytes.Length : Position + length + 1;
    }

    private void SkipBlanks()
    {
        var from = Position;
        for (; Position < bytes.Length; Position++)
        {
            if (bytes[Position] == '%')
            {
                var length = bytes[Position..].IndexOfAny((byte)'\r', (byte)'\n');
                Position = length < 0 ? bytes.Length - 1 : Position + length;
            }
            else if (!IsBlank(bytes[Position]))
            {
                break;
            }
        }

        budget.Spend(Position - from);
    }

    public static bool IsBlank(byte letter) => letter is 0 or 9 or 10 or 12 or 13 or 32;

    private static bool IsRegular(byte letter) =>
        !IsBlank(letter) && letter is not ((byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' or (byte)'/' or (byte)'%');

    private static int Hex(byte letter) => letter switch
    {
        >= (byte)'0' and <= (byte)'9' => letter - '0',
        >= (byte)'a' and <= (byte)'f' => letter - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => letter - 'A' + 10,
        _ => -1,
    };
}
