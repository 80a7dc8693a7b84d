using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Accounts;

/// <summary>What imported people have in common, whatever their role.</summary>
public static class AccountImport
{
    /// <summary>The longest first or last name.</summary>
    public const int NameLength = 100;

    /// <summary>The first rule that a name and an address from a file break, or null.</summary>
    public static Problem? Check(string? firstName, string? lastName, string? email)
    {
        if (InputText.Clean(firstName) is null)
            return Problem.Invalid("import.missing", "first_name");
        if (InputText.Clean(lastName) is null)
            return Problem.Invalid("import.missing", "last_name");
        if (InputText.Clean(email) is null)
            return Problem.Invalid("import.missing", "email");
        if (!InputText.IsLine(InputText.Clean(firstName), NameLength))
            return Problem.Invalid("text.line", "first_name", NameLength);
        if (!InputText.IsLine(InputText.Clean(lastName), NameLength))
            return Problem.Invalid("text.line", "last_name", NameLength);
        return InputText.IsEmail(InputText.Clean(email)) ? null : Problem.Invalid("email.invalid", "email");
    }

    /// <summary>The accounts with these addresses, by their normalised form.</summary>
    public static async Task<Dictionary<string, KnownAccount>> FindAsync(AppDbContext db, IEnumerable<string?> emails, CancellationToken cancel)
    {
        string[] keys = [.. emails.OfType<string>().Select(User.NormalizeEmail).Where(key => key.Length > 0).Distinct()];
        if (keys.Length == 0)
            return [];
        return await db.Set<User>().AsNoTracking()
            .Where(user => EF.Parameter(keys).Contains(user.NormalizedEmail))
            .Select(user => new { user.NormalizedEmail, Account = new KnownAccount(user.Id, user.FirstName + " " + user.LastName, user.Role, user.Coaches, user.WorkingZoneId, user.DisabledAtUtc != null) })
            .ToDictionaryAsync(row => row.NormalizedEmail!, row => row.Account, cancel);
    }
}

/// <summary>What an import needs to know of an account.</summary>
/// <param name="Id">The account's id.</param>
/// <param name="Name">First and last name.</param>
/// <param name="Role">Its role.</param>
/// <param name="Coaches">Whether sessions can be theirs.</param>
/// <param name="WorkingZoneId">IANA zone of a coach's work.</param>
/// <param name="Disabled">Whether it is switched off.</param>
public sealed record KnownAccount(int Id, string Name, Role Role, bool Coaches, string WorkingZoneId, bool Disabled);
