using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CoachHub.Domain.Clients;

/// <summary>A place in the client list, opaque to whoever holds it: the sort keys of the row beside it.</summary>
/// <param name="Coach">The coach's folded name, empty without a coach and in name order.</param>
/// <param name="Name">The client's folded name.</param>
/// <param name="Id">The client.</param>
internal readonly record struct ClientCursor(string Coach, string Name, int Id)
{
    private const char Separator = '\n';

    /// <summary>The place as text for an address.</summary>
    public string Encode() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Id}{Separator}{Coach}{Separator}{Name}")));

    /// <summary>The place, or null when the text is none: an address that somebody mangled leads to the first page.</summary>
    public static ClientCursor? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 2000 || !Base64Url.IsValid(text))
            return null;
        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Separator) is [var id, var coach, var name]
            && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new ClientCursor(coach, name, number)
                : null;
    }
}
