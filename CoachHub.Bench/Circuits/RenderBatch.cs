using System.Buffers.Binary;
using System.Text;

namespace CoachHub.Bench.Circuits;

/// <summary>An attribute that a batch sets; a handler has an id and no value.</summary>
internal readonly record struct BatchAttribute(string Name, string? Value, long HandlerId);

/// <summary>Reads what a client must know from the bytes of a render batch: five offsets at the end, frames of twenty bytes, texts.</summary>
internal sealed class RenderBatch(byte[] bytes)
{
    private const int FrameSize = 20;
    private const int ElementFrame = 1;
    private const int AttributeFrame = 3;

    /// <summary>The attributes of each element that is new; those that change on an element that stays come alone.</summary>
    public IEnumerable<IReadOnlyList<BatchAttribute>> Elements()
    {
        var frames = Int(bytes.Length - 16);
        var strings = Int(bytes.Length - 4);
        var count = Int(frames);
        List<BatchAttribute>? current = null;
        for (var i = 0; i < count; i++)
        {
            var frame = frames + 4 + (i * FrameSize);
            var type = Int(frame);
            if (type == AttributeFrame)
            {
                var attribute = new BatchAttribute(
                    Text(strings, Int(frame + 4)) ?? "", Text(strings, Int(frame + 8)), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(frame + 12)));
                if (current is not null)
                    current.Add(attribute);
                else
                    yield return [attribute];
                continue;
            }

            if (current is not null)
                yield return current;
            current = type == ElementFrame ? [] : null;
        }

        if (current is not null)
            yield return current;
    }

    private int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));

    private string? Text(int table, int index)
    {
        if (index < 0)
            return null;
        var at = Int(table + (index * 4));
        int length = 0, shift = 0;
        byte part;
        do
        {
            part = bytes[at++];
            length |= (part & 127) << shift;
            shift += 7;
        }
        while (part >= 128);
        return Encoding.UTF8.GetString(bytes, at, length);
    }
}
