using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace CoachHub.App.Hosting;

/// <summary>What the link in a mail stands for, by which a client says to have seen what the mail tells.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="ClientId">The client whom the mail went to.</param>
/// <param name="SeenMark">The facts and documents that the mail told; with others now the link does nothing.</param>
/// <param name="UntilUtc">The end of the session as it was told, UTC: after it there is nothing left to say.</param>
public sealed record SeenLink(int SessionId, int ClientId, string SeenMark, DateTime UntilUtc);

/// <summary>
/// Signs those links with the keys of data protection: nobody can make one, and nothing about them is kept. A link opens nothing but
/// this one answer.
/// </summary>
public sealed class SeenLinks(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("CoachHub.SeenLinks");

    /// <summary>The link's token, safe in an address.</summary>
    public string Create(SeenLink link) =>
        protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{link.SessionId}|{link.ClientId}|{link.SeenMark}|{link.UntilUtc.Ticks}"));

    /// <summary>What a token stands for; null for one that was not made here, or not wholly copied.</summary>
    public SeenLink? Read(string? token)
    {
        if (token is null or { Length: 0 or > 1000 })
            return null;
        try
        {
            return protector.Unprotect(token).Split('|') is [var session, var client, var mark, var until]
                ? new SeenLink(
                    int.Parse(session, CultureInfo.InvariantCulture), int.Parse(client, CultureInfo.InvariantCulture), mark,
                    new DateTime(long.Parse(until, CultureInfo.InvariantCulture), DateTimeKind.Utc))
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
