using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CoachHub.Domain.Accounts;

/// <summary>The secrets of mailed links: 256 random bits, of which only the hash is kept.</summary>
public static class AccountTokens
{
    private const int Bytes = 32;

    /// <summary>A new secret, safe in an address.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>SHA-256 of the secret, hexadecimal. The secret is random, so it needs no salt.</summary>
    public static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>How long a link for this purpose works, from the moment its mail is written.</summary>
    public static TimeSpan Lifetime(LinkPurpose purpose) => purpose switch
    {
        LinkPurpose.SignIn => TimeSpan.FromMinutes(10),
        LinkPurpose.PasswordReset => TimeSpan.FromHours(1),
        LinkPurpose.AddressChange => TimeSpan.FromDays(1),
        _ => TimeSpan.FromDays(7),
    };
}
