using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace CoachHub.Bench.Circuits;

/// <summary>As much of MessagePack as a circuit speaks.</summary>
internal static class MessagePack
{
    /// <summary>A message with its length before it, as SignalR frames them.</summary>
    public static byte[] Frame(params object?[] message)
    {
        var body = new ArrayBufferWriter<byte>(256);
        Write(body, message);
        var framed = new ArrayBufferWriter<byte>(body.WrittenCount + 5);
        for (var length = (uint)body.WrittenCount; ; length >>= 7)
        {
            Byte(framed, (byte)(length < 128 ? length : (length & 127) | 128));
            if (length < 128)
                break;
        }

        framed.Write(body.WrittenSpan);
        return framed.WrittenSpan.ToArray();
    }

    /// <summary>The messages of a transport message.</summary>
    public static IEnumerable<object?[]> Unframe(ReadOnlyMemory<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            int length = 0, shift = 0;
            byte part;
            do
            {
                part = bytes.Span[at++];
                length |= (part & 127) << shift;
                shift += 7;
            }
            while (part >= 128);
            var start = 0;
            yield return (object?[])Read(bytes.Span.Slice(at, length), ref start)!;
            at += length;
        }
    }

    private static void Write(ArrayBufferWriter<byte> to, object? value)
    {
        switch (value)
        {
            case null:
                Byte(to, 0xc0);
                break;
            case bool flag:
                Byte(to, flag ? (byte)0xc3 : (byte)0xc2);
                break;
            case int number:
                Write(to, (long)number);
                break;
            case long number:
                var span = to.GetSpan(9);
                span[0] = 0xd3;
                BinaryPrimitives.WriteInt64BigEndian(span[1..], number);
                to.Advance(9);
                break;
            case string text:
                ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
                Length(to, 0xdb, bytes.Length);
                to.Write(bytes);
                break;
            case object?[] items:
                Length(to, 0xdd, items.Length);
                foreach (var item in items)
                    Write(to, item);
                break;
            case Map:
                Byte(to, 0x80);
                break;
            default:
                throw new NotSupportedException(value.GetType().Name);
        }
    }

    private static void Byte(ArrayBufferWriter<byte> to, byte value)
    {
        to.GetSpan(1)[0] = value;
        to.Advance(1);
    }

    private static void Length(ArrayBufferWriter<byte> to, byte code, int length)
    {
        var span = to.GetSpan(5);
        span[0] = code;
        BinaryPrimitives.WriteInt32BigEndian(span[1..], length);
        to.Advance(5);
    }

    private static object? Read(ReadOnlySpan<byte> from, ref int at)
    {
        var code = from[at++];
        return code switch
        {
            < 0x80 => (long)code,
            < 0x90 => Skip(from, ref at, code & 15),
            < 0xa0 => Items(from, ref at, code & 15),
            < 0xc0 => Text(from, ref at, code & 31),
            0xc0 => null,
            0xc2 => false,
            0xc3 => true,
            0xc4 => Bytes(from, ref at, (int)Number(from, ref at, 1)),
            0xc5 => Bytes(from, ref at, (int)Number(from, ref at, 2)),
            0xc6 => Bytes(from, ref at, (int)Number(from, ref at, 4)),
            0xcc or 0xd0 => Signed(Number(from, ref at, 1), code == 0xd0, 8),
            0xcd or 0xd1 => Signed(Number(from, ref at, 2), code == 0xd1, 16),
            0xce or 0xd2 => Signed(Number(from, ref at, 4), code == 0xd2, 32),
            0xcf or 0xd3 => Number(from, ref at, 8),
            0xd9 => Text(from, ref at, (int)Number(from, ref at, 1)),
            0xda => Text(from, ref at, (int)Number(from, ref at, 2)),
            0xdb => Text(from, ref at, (int)Number(from, ref at, 4)),
            0xdc => Items(from, ref at, (int)Number(from, ref at, 2)),
            0xdd => Items(from, ref at, (int)Number(from, ref at, 4)),
            0xde => Skip(from, ref at, (int)Number(from, ref at, 2)),
            >= 0xe0 => (long)(sbyte)code,
            _ => throw new NotSupportedException($"code {code:x2}"),
        };
    }

    private static long Number(ReadOnlySpan<byte> from, ref int at, int size)
    {
        long number = 0;
        for (var i = 0; i < size; i++)
            number = (number << 8) | from[at++];
        return number;
    }

    private static long Signed(long number, bool signed, int bits) => signed && number >= 1L << (bits - 1) ? number - (1L << bits) : number;

    private static string Text(ReadOnlySpan<byte> from, ref int at, int length)
    {
        var text = Encoding.UTF8.GetString(from.Slice(at, length));
        at += length;
        return text;
    }

    private static byte[] Bytes(ReadOnlySpan<byte> from, ref int at, int length)
    {
        var bytes = from.Slice(at, length).ToArray();
        at += length;
        return bytes;
    }

    private static object?[] Items(ReadOnlySpan<byte> from, ref int at, int count)
    {
        var items = new object?[count];
        for (var i = 0; i < count; i++)
            items[i] = Read(from, ref at);
        return items;
    }

    private static Map Skip(ReadOnlySpan<byte> from, ref int at, int pairs)
    {
        for (var i = 0; i < 2 * pairs; i++)
            Read(from, ref at);
        return Map.Empty;
    }

    /// <summary>The headers, which nobody uses.</summary>
    internal sealed class Map
    {
        public static readonly Map Empty = new();
    }
}
