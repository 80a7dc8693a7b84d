using System.Buffers.Binary;
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
