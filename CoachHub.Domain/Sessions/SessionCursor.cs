using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CoachHub.Domain.Sessions;

/// <summary>A place in a list, opaque to whoever holds it: a key in date order, an offset in the other orders.</summary>
internal readonly record struct SessionCursor(DateTime StartsAtUtc, int Id, int Offset)
{
    public static string AtKey(DateTime startsAtUtc, int id) =>
        Encode(string.Create(CultureInfo.InvariantCulture, $"k{startsAtUtc.Ticks}.{id}"));

    public static string AtOffset(int offset) => Encode(string.Create(CultureInfo.InvariantCulture, $"o{offset}"));

    /// <summary>The place, or null when the text is none: an address that somebody mangled leads to the first page.</summary>
    public static SessionCursor? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 100 || !Base64Url.IsValid(text))
            return null;
        var plain = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text));
        if (plain.StartsWith('o') && int.TryParse(plain.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            return new SessionCursor(default, 0, offset);
        var dot = plain.IndexOf('.', StringComparison.Ordinal);
        return plain.StartsWith('k') && dot > 0
            && long.TryParse(plain.AsSpan(1, dot - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks
            && int.TryParse(plain.AsSpan(dot + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
                ? new SessionCursor(new DateTime(ticks, DateTimeKind.Utc), id, 0)
                : null;
    }

    private static string Encode(string plain) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(plain));
}
