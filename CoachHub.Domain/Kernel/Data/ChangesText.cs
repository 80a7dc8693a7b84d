using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CoachHub.Domain.Kernel.Data;

/// <summary>Writes <see cref="HistoryEntry.Changes"/>: property names, each with what was before and what is after.</summary>
internal sealed class ChangesText : IDisposable
{
    private static readonly JsonWriterOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> buffer = new(512);
    private readonly Utf8JsonWriter json;

    public ChangesText()
    {
        json = new Utf8JsonWriter(buffer, Plainly);
        json.WriteStartObject();
    }

    /// <summary>True while nothing was added.</summary>
    public bool IsEmpty { get; private set; } = true;

    public void Add(string property, object? before, object? after)
    {
        IsEmpty = false;
        json.WriteStartArray(property);
        Write(before);
        Write(after);
        json.WriteEndArray();
    }

    /// <summary>The whole text; nothing can be added after it.</summary>
    public override string ToString()
    {
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public void Dispose() => json.Dispose();

    private void Write(object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case DateTime instant:
                json.WriteStringValue(instant.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
                break;
            case DateOnly day:
                json.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }
}
