using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace CoachHub.Tests.Support;

/// <summary>Files that are, or pretend to be, a picture: as much of one as says what it is and how large.</summary>
public static class LogoFile
{
    public static byte[] Png(int width = 120, int height = 40, int filling = 0)
    {
        var file = new byte[57 + filling];
        ((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).CopyTo(file);
        file[11] = 13;
        "IHDR"u8.CopyTo(file.AsSpan(12));
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        "IEND"u8.CopyTo(file.AsSpan(file.Length - 8));
        return file;
    }

    /// <summary>A picture that can be drawn: one colour, half of it let through.</summary>
    public static byte[] WholePng(int width, int height)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, 6);
        Chunk(file, "IHDR"u8, head);
        byte[] line = [0, .. Enumerable.Repeat<byte[]>([0x0f, 0x6b, 0x63, 0x80], width).SelectMany(dot => dot)];
        using var packed = new MemoryStream();
        using (var pack = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var row = 0; row < height; row++)
                pack.Write(line);
        }

        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] body = [.. type, .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(body));
        file.Write(number);
    }

    // CRC-32 as PNG asks for it (ISO 15948, annex D).
    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        var sum = uint.MaxValue;
        foreach (var value in data)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) == 1 ? (sum >> 1) ^ 0xedb88320 : sum >> 1;
        }

        return ~sum;
    }

    public static byte[] Jpeg(int width = 120, int height = 40)
    {
        byte[] file = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0, 0xff, 0xd9];
        return file;
    }

    public static byte[] Webp(int width = 120, int height = 40)
    {
        var file = new byte[30];
        "RIFF"u8.CopyTo(file);
        "WEBPVP8X"u8.CopyTo(file.AsSpan(8));
        (file[24], file[25], file[27], file[28]) = ((byte)(width - 1), (byte)((width - 1) >> 8), (byte)(height - 1), (byte)((height - 1) >> 8));
        return file;
    }

    public static byte[] Svg() => Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>");
}
