using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace CoachHub.App.Hosting;

/// <summary>A secret of the settings as it is kept in the database: encrypted, and readable with this installation's keys only.</summary>
/// <param name="protector">For this kind of secret.</param>
/// <param name="name">What it is called in the log.</param>
/// <param name="log">Hears of secrets that nobody can read any more.</param>
internal sealed class KeptSecret(IDataProtector protector, string name, ILogger log)
{
    /// <summary>What is kept of it; nothing of an empty one.</summary>
    public string Protect(string secret) => secret.Length == 0 ? "" : protector.Protect(secret);

    /// <summary>The secret; empty where none is kept, or where its keys are gone.</summary>
    public string Unprotect(string kept)
    {
        if (kept.Length == 0)
            return "";
        try
        {
            return protector.Unprotect(kept);
        }
        catch (CryptographicException fault)
        {
            log.LogWarning(fault, "{Secret} cannot be read: the keys that protect it are gone. Save it again in the settings.", name);
            return "";
        }
    }
}
