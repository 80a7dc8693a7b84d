using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Domain.Accounts;

/// <summary>An account to be made.</summary>
/// <param name="FirstName">Given name.</param>
/// <param name="LastName">Family name.</param>
/// <param name="Email">The address, which is also the sign-in name.</param>
/// <param name="Role">What the person will be.</param>
/// <param name="ZoneId">IANA zone.</param>
/// <param name="Language"><c>en</c> or <c>fr</c>.</param>
/// <param name="Phone">Optional.</param>
public sealed record NewAccount(string? FirstName, string? LastName, string? Email, Role Role, string? ZoneId, string? Language, string? Phone = null);

/// <summary>Makes accounts, for every feature that brings people in: invitations, clients, import, set-up.</summary>
public sealed class AccountRegistrar(TimeProvider clock)
{
    /// <summary>
    /// Adds an account on the caller's context, inside the caller's write transaction; the caller saves. Problems: those of
    /// <see cref="AccountFields"/>, <c>account.email_taken</c>.
    /// </summary>
    public async Task<Result<User>> AddAsync(AppDbContext db, NewAccount account, CancellationToken cancel)
    {
        if (Check(account) is { } problem)
            return problem;
        return await IsTakenAsync(db, account.Email!, exceptId: 0, cancel) ? Taken() : Make(db, account);
    }

    /// <summary>
    /// The same for many: <paramref name="takenEmails"/> holds the normalised addresses (<see cref="User.NormalizeEmail"/>) that
    /// exist, read by the caller in its transaction; the new one is added to it.
    /// </summary>
    public Result<User> Add(AppDbContext db, NewAccount account, ISet<string> takenEmails)
    {
        if (Check(account) is { } problem)
            return problem;
        return takenEmails.Add(User.NormalizeEmail(account.Email!)) ? Make(db, account) : Taken();
    }

    /// <summary>The first problem with what was typed, or null.</summary>
    public static Problem? Check(NewAccount account) =>
        AccountFields.CheckName(account.FirstName, account.LastName)
        ?? AccountFields.CheckEmail(account.Email)
        ?? AccountFields.CheckPhone(account.Phone)
        ?? AccountFields.CheckZone(account.ZoneId)
        ?? AccountFields.CheckLanguage(account.Language);

    /// <summary>True when another account than <paramref name="exceptId"/> has the address.</summary>
    public static Task<bool> IsTakenAsync(AppDbContext db, string email, int exceptId, CancellationToken cancel)
    {
        var normalized = User.NormalizeEmail(email);
        return db.Set<User>().AnyAsync(u => u.NormalizedEmail == normalized && u.Id != exceptId, cancel);
    }

    /// <summary>The address belongs to somebody.</summary>
    public static Problem Taken() => Problem.Conflict("account.email_taken", "Email");

    private User Make(AppDbContext db, NewAccount account)
    {
        var user = User.Create(
            account.FirstName!.Trim(), account.LastName!.Trim(), account.Email!.Trim(), account.Role, account.ZoneId!, account.Language!, clock.GetUtcNow().UtcDateTime);
        user.PhoneNumber = InputText.Clean(account.Phone);
        db.Add(user);
        return user;
    }
}

/// <summary>
/// The rules for what an account is made of. Problems: <c>account.first_name_required</c>, <c>account.last_name_required</c>,
/// <c>account.name_line</c>, <c>account.email_required</c>, <c>account.email_invalid</c>, <c>account.phone_invalid</c>,
/// <c>account.zone_unknown</c>, <c>account.language_unknown</c>.
/// </summary>
public static class AccountFields
{
    /// <summary>The longest given or family name.</summary>
    public const int LongestName = 100;

    private const int LongestPhone = 40;

    /// <summary>The problem with a name, or null.</summary>
    public static Problem? CheckName(string? firstName, string? lastName)
    {
        if (InputText.Clean(firstName) is not { } first)
            return Problem.Invalid("account.first_name_required", "FirstName");
        if (InputText.Clean(lastName) is not { } last)
            return Problem.Invalid("account.last_name_required", "LastName");
        if (!InputText.IsLine(first, LongestName))
            return Problem.Invalid("account.name_line", "FirstName", LongestName);
        return InputText.IsLine(last, LongestName) ? null : Problem.Invalid("account.name_line", "LastName", LongestName);
    }

    /// <summary>The problem with an address, or null.</summary>
    public static Problem? CheckEmail(string? email)
    {
        if (InputText.Clean(email) is not { } address)
            return Problem.Invalid("account.email_required", "Email");
        return InputText.IsEmail(address) ? null : Problem.Invalid("account.email_invalid", "Email");
    }

    /// <summary>The problem with a phone number, or null; none is needed.</summary>
    public static Problem? CheckPhone(string? phone) =>
        InputText.IsLine(InputText.Clean(phone), LongestPhone) ? null : Problem.Invalid("account.phone_invalid", "Phone", LongestPhone);

    /// <summary>The problem with a zone, or null.</summary>
    public static Problem? CheckZone(string? zoneId, string field = "ZoneId") =>
        zoneId is { Length: <= 64 } && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zoneId) is not null ? null : Problem.Invalid("account.zone_unknown", field);

    /// <summary>The problem with a language, or null.</summary>
    public static Problem? CheckLanguage(string? language) =>
        language is "en" or "fr" ? null : Problem.Invalid("account.language_unknown", "Language");
}
