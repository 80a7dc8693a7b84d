using System.Globalization;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// The id of a session in a file: the one that it came with, else <c>12-0f3a…</c> of its key and its calendar UID. The key finds the
/// row without an index of its own; the UID says that it is the same session, for another practice has a twelfth one too.
/// </summary>
internal static class SessionFileId
{
    private const int UidLength = 32;

    public static string Of(string? externalId, int id, string calendarUid) =>
        externalId ?? string.Create(CultureInfo.InvariantCulture, $"{id}-{calendarUid}");

    /// <summary>The key and the UID, or null for an id from elsewhere.</summary>
    public static (int Id, string CalendarUid)? Parse(string fileId)
    {
        var dash = fileId.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && fileId.Length == dash + 1 + UidLength
            && int.TryParse(fileId.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? (id, fileId[(dash + 1)..])
                : null;
    }
}
