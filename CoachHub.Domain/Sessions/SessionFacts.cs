using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CoachHub.Domain.Sessions;

/// <summary>The facts that a client is told (D1). Two sets of facts are the same when their hashes are.</summary>
/// <param name="StartsAtUtc">When it begins, UTC.</param>
/// <param name="DurationMinutes">How long it takes.</param>
/// <param name="Location">Where, or null.</param>
/// <param name="VideoLink">Video address, or null.</param>
/// <param name="CoachId">With whom.</param>
/// <param name="CoachName">The coach's name then; not compared: a coach who marries tells nobody anything new.</param>
/// <param name="Title">The title, or null for the automatic one, which follows the client's name and is not compared (D34).</param>
/// <param name="PriceMinor">Price in minor units of the practice's currency, or null.</param>
/// <param name="CalledOff">True when the session is cancelled.</param>
public sealed record SessionFacts(
    DateTime StartsAtUtc,
    int DurationMinutes,
    string? Location,
    string? VideoLink,
    int CoachId,
    string CoachName,
    string? Title,
    long? PriceMinor,
    bool CalledOff)
{
    /// <summary>When it ends, UTC.</summary>
    public DateTime EndsAtUtc => StartsAtUtc.AddMinutes(DurationMinutes);

    /// <summary>128 bits over the normalised facts, hexadecimal.</summary>
    public string Hash()
    {
        // The separator cannot occur in a fact: one-line texts hold no control characters.
        var text = string.Join(
            '\n',
            StartsAtUtc.ToString("yyyyMMddHHmm", System.Globalization.CultureInfo.InvariantCulture),
            DurationMinutes,
            Location ?? "",
            VideoLink ?? "",
            CoachId,
            Title ?? "",
            PriceMinor?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "",
            CalledOff ? "off" : "on");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    /// <summary>The facts as they are kept with what was told.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Facts that were kept, or null.</summary>
    public static SessionFacts? FromJson(string? json) =>
        string.IsNullOrEmpty(json) ? null : JsonSerializer.Deserialize<SessionFacts>(json) is { } facts
            ? facts with { StartsAtUtc = DateTime.SpecifyKind(facts.StartsAtUtc, DateTimeKind.Utc) }
            : null;
}
