using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace CoachHub.App.Hosting;

/// <summary>The mail server's password in the database: encrypted with the data protection keys, never shown again.</summary>
public sealed class MailSecret(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("CoachHub.Mail.Password");

    /// <summary>The form that is saved; empty for an empty password.</summary>
    public string Protect(string password) => password.Length == 0 ? "" : protector.Protect(password);

    /// <summary>The password, or null when its key is gone (a database restored without them).</summary>
    public string? Unprotect(string saved)
    {
        try
        {
            return saved.Length == 0 ? "" : protector.Unprotect(saved);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
