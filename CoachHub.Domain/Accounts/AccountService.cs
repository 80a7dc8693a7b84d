using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Accounts;

/// <summary>One's own account, as its page shows it.</summary>
/// <param name="FirstName">Given name.</param>
/// <param name="LastName">Family name.</param>
/// <param name="Email">The address; see <see cref="AccountAddressService"/>.</param>
/// <param name="ZoneId">IANA zone in which times are read.</param>
/// <param name="WorkingZoneId">IANA zone of a coach's work; null for people who do not coach.</param>
/// <param name="Language"><c>en</c> or <c>fr</c>.</param>
/// <param name="HasPassword">False for people who so far sign in by mailed link only.</param>
public sealed record OwnAccount(string FirstName, string LastName, string Email, string ZoneId, string? WorkingZoneId, string Language, bool HasPassword)
{
    /// <summary>Phone, or null.</summary>
    public string? Phone { get; init; }
}

/// <summary>What a person may change about the own account.</summary>
/// <param name="FirstName">Given name.</param>
/// <param name="LastName">Family name.</param>
/// <param name="ZoneId">IANA zone in which times are read.</param>
/// <param name="WorkingZoneId">IANA zone of a coach's work; ignored for people who do not coach.</param>
/// <param name="Language"><c>en</c> or <c>fr</c>.</param>
public sealed record OwnAccountInput(string? FirstName, string? LastName, string? ZoneId, string? WorkingZoneId, string? Language)
{
    /// <summary>Phone; empty takes it away, null leaves it as it is.</summary>
    public string? Phone { get; init; }
}

/// <summary>What people do with their own account.</summary>
public sealed class AccountService(
    IDbContextFactory<AppDbContext> databases,
    IPasswordHasher<User> hasher,
    AttemptLimiter limiter,
    ChangeFeed feed,
    TimeProvider clock)
{
    /// <summary>The own account. Problems: <c>account.not_found</c>.</summary>
    public async Task<Result<OwnAccount>> GetOwnAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var user = await db.Set<User>().AsNoTracking().SingleOrDefaultAsync(u => u.Id == actor.Id, cancel);
        if (user is null)
            return Problem.NotFound("account.not_found");
        return new OwnAccount(
            user.FirstName, user.LastName, user.Email!, user.ZoneId, user.Coaches ? user.WorkingZoneId : null, user.Language, user.PasswordHash is not null)
        {
            Phone = user.PhoneNumber,
        };
    }

    /// <summary>
    /// Changes name, phone, zone and language. A new own zone moves no session; a new working zone counts for sessions made from now on
    /// (D38). Problems: those of <see cref="AccountFields"/>, <c>account.not_found</c>, <c>storage.*</c>.
    /// </summary>
    public async Task<Result> UpdateOwnAsync(Actor actor, OwnAccountInput input, CancellationToken cancel)
    {
        var problem = AccountFields.CheckName(input.FirstName, input.LastName)
            ?? AccountFields.CheckPhone(input.Phone)
            ?? AccountFields.CheckZone(input.ZoneId)
            ?? (input.WorkingZoneId is null ? null : AccountFields.CheckZone(input.WorkingZoneId, nameof(input.WorkingZoneId)))
            ?? AccountFields.CheckLanguage(input.Language);
        if (problem is not null)
            return problem;
        return await ChangeAsync(actor, user =>
        {
            user.Rename(input.FirstName!.Trim(), input.LastName!.Trim());
            if (input.Phone is not null)
                user.PhoneNumber = InputText.Clean(input.Phone);
            user.ZoneId = input.ZoneId!;
            user.Language = input.Language!;
            if (user.Coaches && input.WorkingZoneId is not null)
                user.WorkingZoneId = input.WorkingZoneId;
            return Result.Done;
        }, endLinks: false, cancel);
    }

    /// <summary>
    /// Sets a new password; other browsers are signed out and open links stop working. Whoever has no password yet gives none.
    /// Problems: <c>account.password_wrong</c>, <c>account.too_many</c>, those of <see cref="PasswordRules"/>, <c>storage.*</c>.
    /// </summary>
    public async Task<Result> ChangePasswordAsync(Actor actor, string? current, string? newPassword, CancellationToken cancel)
    {
        // A browser left open must not become a place to guess the password at.
        var key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"own:{actor.Id}");
        if (!limiter.TryTake(AttemptLimit.PasswordPerAccount, key))
            return Problem.Conflict("account.too_many", "CurrentPassword");
        var changed = await ChangeAsync(actor, user =>
        {
            if (user.PasswordHash is not null && !IsRight(user, current))
                return Problem.Invalid("account.password_wrong", "CurrentPassword");
            if (PasswordRules.Check(newPassword, "NewPassword", user.FirstName, user.LastName, user.Email) is { } problem)
                return problem;
            user.SetPassword(hasher.HashPassword(user, newPassword!));
            return Result.Done;
        }, endLinks: true, cancel);
        if (changed.Ok)
            limiter.Clear(AttemptLimit.PasswordPerAccount, key);
        return changed;
    }

    /// <summary>Ends every sign-in of the account, this one included, and every open link. Problems: <c>account.not_found</c>, <c>storage.*</c>.</summary>
    public Task<Result> SignOutEverywhereAsync(Actor actor, CancellationToken cancel) =>
        ChangeAsync(actor, user =>
        {
            user.EndSignIns();
            return Result.Done;
        }, endLinks: true, cancel);

    /// <summary>True while the account works and its stamp is this one: what a cookie or a circuit holds is still good.</summary>
    public async Task<bool> IsCurrentAsync(int userId, string? stamp, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Set<User>().AnyAsync(u => u.Id == userId && u.DisabledAtUtc == null && u.SecurityStamp == stamp, cancel);
    }

    private bool IsRight(User user, string? password) =>
        password is { Length: > 0 and <= PasswordRules.Longest }
        && hasher.VerifyHashedPassword(user, user.PasswordHash!, password) != PasswordVerificationResult.Failed;

    private async Task<Result> ChangeAsync(Actor actor, Func<User, Result> change, bool endLinks, CancellationToken cancel)
    {
        var changed = await StorageFault.CatchAsync<bool>(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var user = await db.Set<User>().SingleOrDefaultAsync(u => u.Id == actor.Id && u.DisabledAtUtc == null, cancel);
            if (user is null)
                return Problem.NotFound("account.not_found");
            if (change(user).Problem is { } problem)
                return problem;
            await db.SaveChangesAsync(cancel);
            if (endLinks)
                await AccountLinks.CallInAsync(db, user.Id, clock.GetUtcNow().UtcDateTime, cancel);
            await write.CommitAsync(cancel);
            return true;
        });
        if (changed.Ok)
        {
            feed.Publish(Topics.Accounts, actor.Id);
            // The coach sees what a client changes.
            if (actor.Role == Role.Client)
                feed.Publish(Topics.Clients, actor.Id);
        }

        return new Result(changed.Problem);
    }
}
