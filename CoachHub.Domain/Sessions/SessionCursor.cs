using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// A place in a list, opaque to whoever holds it. In date order it is a key; in the other orders a group (a status, a person), a key in it,
/// and the column's value where that orders the group; an offset where few matches were sorted whole.
/// </summary>
internal readonly record struct SessionCursor(DateTime StartsAtUtc, int Id, int Offset)
{
    private const int Longest = 2000;

    /// <summary>The group of rows; null in date order and for an offset.</summary>
    public string? Group { get; init; }

    /// <summary>What the column holds there, where it orders the rows of the group.</summary>
    public string Key { get; init; } = "";

    /// <summary>The column's value as a number.</summary>
    public long Number => long.TryParse(Key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public static string AtKey(DateTime startsAtUtc, int id) =>
        Encode(string.Create(CultureInfo.InvariantCulture, $"k{startsAtUtc.Ticks}.{id}"));

    public static string AtOffset(int offset) => Encode(string.Create(CultureInfo.InvariantCulture, $"o{offset}"));

    /// <summary>Behind a row of a group. What the column holds stands last, because anything may stand in it.</summary>
    public static string InGroup(string group, DateTime startsAtUtc, int id, string key) =>
        Encode(string.Create(CultureInfo.InvariantCulture, $"g{startsAtUtc.Ticks}.{id}/{group}/{key}"));

    /// <summary>The place, or null when the text is none: an address that somebody mangled leads to the first page.</summary>
    public static SessionCursor? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > Longest || !Base64Url.IsValid(text))
            return null;
        var plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        return plain[0] switch
        {
            'o' => int.TryParse(plain.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? new SessionCursor(default, 0, offset) : null,
            'k' => At(plain.AsSpan(1)),
            'g' when plain.Split('/', 3) is [var at, var group, var key] && At(at.AsSpan(1)) is { } place => place with { Group = group, Key = key },
            _ => null,
        };
    }

    private static SessionCursor? At(ReadOnlySpan<char> plain)
    {
        var dot = plain.IndexOf('.');
        return dot > 0
            && long.TryParse(plain[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks
            && int.TryParse(plain[(dot + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
                ? new SessionCursor(new DateTime(ticks, DateTimeKind.Utc), id, 0)
                : null;
    }

    private static string Encode(string plain) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(plain));
}
