using System.Buffers.Binary;
using System.Text;
using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Practice;

/// <summary>What an uploaded image is, by its content and not by its name.</summary>
/// <param name="ContentType"><c>image/png</c>, <c>image/jpeg</c> or <c>image/webp</c>.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public sealed record LogoImage(string ContentType, int Width, int Height)
{
    /// <summary>Bytes of the largest logo: 512 KB.</summary>
    public const int LargestSize = LargestKilobytes * 1024;

    /// <summary>The same in kilobytes, for people.</summary>
    public const int LargestKilobytes = 512;

    /// <summary>Pixels of the shorter side at least.</summary>
    public const int Smallest = 16;

    /// <summary>Pixels of the longer side at most: a browser unpacks what is small on the disk.</summary>
    public const int Largest = 4000;

    /// <summary>Looks into an image. Problems: <c>logo.too_large</c>, <c>logo.svg</c>, <c>logo.not_image</c>, <c>logo.broken</c>, <c>logo.dimensions</c>.</summary>
    public static Result<LogoImage> Look(ReadOnlySpan<byte> content)
    {
        if (content.Length > LargestSize)
            return TooLarge;
        LogoImage? image;
        if (content.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]))
            image = Png(content);
        else if (content.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]))
            image = Jpeg(content);
        else if (content.Length > 16 && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WEBP"u8))
            image = Webp(content);
        else
            return Problem.Invalid(IsSvg(content) ? "logo.svg" : "logo.not_image");
        if (image is null)
            return Problem.Invalid("logo.broken");
        return Math.Min(image.Width, image.Height) < Smallest || Math.Max(image.Width, image.Height) > Largest
            ? Problem.Invalid("logo.dimensions", null, image.Width, image.Height, Smallest, Largest)
            : image;
    }

    /// <summary>What to say of a file above the limit.</summary>
    public static Problem TooLarge => Problem.Invalid("logo.too_large", null, LargestKilobytes);

    private static bool IsSvg(ReadOnlySpan<byte> content) =>
        Encoding.UTF8.GetString(content[..Math.Min(content.Length, 1024)]).Contains("<svg", StringComparison.OrdinalIgnoreCase);

    // The header chunk comes first, the end chunk last.
    private static LogoImage? Png(ReadOnlySpan<byte> content) =>
        content.Length > 45 && content[12..].StartsWith("IHDR"u8) && content[^8..].StartsWith("IEND"u8)
            ? new("image/png", Number(content[16..]), Number(content[20..]))
            : null;

    private static LogoImage? Jpeg(ReadOnlySpan<byte> content)
    {
        for (var at = 2; at + 9 < content.Length && content[at] == 0xff;)
        {
            var marker = content[at + 1];
            // Frames hold the size; c4, c8 and cc in their midst are tables.
            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
                return new("image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(content[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(content[(at + 5)..]));
            var length = BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]);
            if (length < 2)
                return null;
            at += 2 + length;
        }

        return null;
    }

    private static LogoImage? Webp(ReadOnlySpan<byte> content)
    {
        if (content.Length < 30)
            return null;
        if (content[12..].StartsWith("VP8X"u8))
            return new("image/webp", 1 + Small(content[24..]), 1 + Small(content[27..]));
        if (content[12..].StartsWith("VP8L"u8) && content[20] == 0x2f)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(content[21..]);
            return new("image/webp", 1 + (int)(bits & 0x3fff), 1 + (int)((bits >> 14) & 0x3fff));
        }

        return content[12..].StartsWith("VP8 "u8) && content[23..].StartsWith((ReadOnlySpan<byte>)[0x9d, 0x01, 0x2a])
            ? new("image/webp", BinaryPrimitives.ReadUInt16LittleEndian(content[26..]) & 0x3fff, BinaryPrimitives.ReadUInt16LittleEndian(content[28..]) & 0x3fff)
            : null;
    }

    private static int Number(ReadOnlySpan<byte> bytes) => (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes), int.MaxValue);

    private static int Small(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
