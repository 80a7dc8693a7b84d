using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Accounts;

/// <summary>A link that works now, as its landing page shows it.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Name">Whose account it opens.</param>
/// <param name="Email">The account's address.</param>
public sealed record OpenLink(LinkPurpose Purpose, string Name, string Email);

/// <summary>
/// Mailed links: asking for one, and using it once. Nobody is signed in when these are called, so there is no actor; whether an
/// address has an account is never told.
/// </summary>
public sealed class LinkService(
    IDbContextFactory<AppDbContext> databases,
    PracticeReader practices,
    MailIntents mails,
    OutboxSignal outbox,
    IPasswordHasher<User> hasher,
    AttemptLimiter limiter,
    ChangeFeed feed,
    TimeProvider clock)
{
    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Mails a link that signs in, if there is a working account. Problems: <c>account.email_required</c>,
    /// <c>account.email_invalid</c>, <c>account.too_many</c>, <c>storage.*</c>.
    /// </summary>
    public Task<Result> RequestSignInLinkAsync(string? email, string network, CancellationToken cancel) =>
        RequestAsync(email, network, MailType.SignInLink, LinkPurpose.SignIn, cancel);

    /// <summary>Mails a link to choose a new password, if there is a working account. Problems as for the sign-in link.</summary>
    public Task<Result> RequestPasswordResetAsync(string? email, string network, CancellationToken cancel) =>
        RequestAsync(email, network, MailType.PasswordReset, LinkPurpose.PasswordReset, cancel);

    /// <summary>What the link is for, or null when it does not work (any more). Does not use it: mail scanners open links too.</summary>
    public async Task<OpenLink?> FindAsync(string? token, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var (link, user) = await LoadAsync(db, token, cancel);
        return link is not null && user is not null ? new OpenLink(link.Purpose, user.DisplayName, user.Email!) : null;
    }

    /// <summary>
    /// Uses the link up and returns whom it signs in. A link for a password needs <paramref name="newPassword"/>; a first sign-in
    /// takes one where it is given. Problems: <c>account.link_invalid</c>, those of <see cref="PasswordRules"/> (the link then stays
    /// good), <c>storage.*</c>.
    /// </summary>
    public async Task<Result<int>> UseAsync(string? token, string? newPassword, CancellationToken cancel)
    {
        var used = await StorageFault.CatchAsync(() => UseUpAsync(token, newPassword, cancel));
        if (used.Ok)
            feed.Publish(Topics.Accounts, used.Value);
        return used;
    }

    private async Task<Result<int>> UseUpAsync(string? token, string? newPassword, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var write = await db.BeginWriteAsync([], cancel);
        var (link, user) = await LoadAsync(db, token, cancel);
        if (link is null || user is null)
            return Problem.NotFound("account.link_invalid");

        var setsPassword = link.Purpose == LinkPurpose.PasswordReset || (link.Purpose == LinkPurpose.FirstSignIn && !string.IsNullOrEmpty(newPassword));
        if (setsPassword)
        {
            if (PasswordRules.Check(newPassword, "NewPassword", user.FirstName, user.LastName, user.Email) is { } problem)
                return problem;
            user.SetPassword(hasher.HashPassword(user, newPassword!));
        }

        user.LiftLockout();
        link.UsedAtUtc = NowUtc;
        await db.SaveChangesAsync(cancel);
        if (setsPassword)
            await AccountLinks.CallInAsync(db, user.Id, NowUtc, cancel);
        await write.CommitAsync(cancel);
        return user.Id;
    }

    private async Task<(AccountLink? Link, User? User)> LoadAsync(AppDbContext db, string? token, CancellationToken cancel)
    {
        if (token is null or { Length: 0 or > 100 })
            return default;
        var hash = AccountTokens.Hash(token);
        var now = NowUtc;
        var link = await db.Set<AccountLink>().SingleOrDefaultAsync(l => l.TokenHash == hash && l.Purpose != LinkPurpose.AddressChange && l.UsedAtUtc == null && l.ExpiresAtUtc > now, cancel);
        return link is null ? default : (link, await db.Set<User>().SingleOrDefaultAsync(u => u.Id == link.UserId && u.DisabledAtUtc == null, cancel));
    }

    private async Task<Result> RequestAsync(string? email, string network, MailType type, LinkPurpose purpose, CancellationToken cancel)
    {
        if (AccountFields.CheckEmail(email) is { } problem)
            return problem;
        var address = User.NormalizeEmail(email!);
        if (!limiter.TryTake(AttemptLimit.LinkPerNetwork, network) || !limiter.TryTake(AttemptLimit.LinkPerAccount, address))
            return Problem.Conflict("account.too_many", "Email");

        var queued = await StorageFault.CatchAsync<bool>(async () =>
        {
            var practice = await practices.GetAsync(cancel);
            await using var db = await databases.CreateDbContextAsync(cancel);
            await using var write = await db.BeginWriteAsync([], cancel);
            var user = await db.Set<User>().SingleOrDefaultAsync(u => u.NormalizedEmail == address && u.DisabledAtUtc == null, cancel);
            if (user is null)
                return false;
            await mails.AddAsync(db, practice, AccountIntents.Link(type, user, NowUtc + AccountTokens.Lifetime(purpose)), cancel);
            await write.CommitAsync(cancel);
            return true;
        });
        if (queued is { Ok: true, Value: true })
        {
            outbox.Wake();
            feed.Publish(Topics.Mail, 0);
        }

        return new Result(queued.Problem);
    }
}

/// <summary>The mails about accounts, as intents for the outbox.</summary>
public static class AccountIntents
{
    /// <summary>A mail with a link that loses its worth at <paramref name="notAfterUtc"/>: sent later it would only confuse.</summary>
    public static MailIntent Link(MailType type, User user, DateTime notAfterUtc) =>
        // Each request is a mail of its own: the link in the one before may be used up.
        new(type, user.Id, user.Email!, $"account:{user.Id}:{Guid.NewGuid():N}") { NotAfterUtc = notAfterUtc };

    /// <summary>To the new address: the link that confirms it.</summary>
    public static MailIntent ConfirmAddress(User user, string newEmail, DateTime nowUtc) =>
        new(MailType.AddressChange, user.Id, newEmail, $"account:{user.Id}:{Guid.NewGuid():N}") { NotAfterUtc = nowUtc + AccountTokens.Lifetime(LinkPurpose.AddressChange) };

    /// <summary>To the address before: there is another one now.</summary>
    public static MailIntent AddressWasChanged(User user, string oldEmail) =>
        new(MailType.AddressChanged, user.Id, oldEmail, $"account:{user.Id}:{Guid.NewGuid():N}");

    /// <summary>The welcome of a new client, or the invitation of a new member of staff.</summary>
    public static MailIntent Invitation(User user, DateTime nowUtc) =>
        Link(user.Role == Role.Client ? MailType.Welcome : MailType.CoachInvitation, user, nowUtc + AccountTokens.Lifetime(LinkPurpose.FirstSignIn));
}

/// <summary>What happens to the links of an account as a whole.</summary>
public static class AccountLinks
{
    /// <summary>
    /// Makes every open link of the account useless: after a new password, a disabling, a new address. Their time is over; nobody has
    /// used them, and who was invited by one has not come yet.
    /// </summary>
    public static Task CallInAsync(AppDbContext db, int userId, DateTime nowUtc, CancellationToken cancel) =>
        db.Set<AccountLink>().Where(l => l.UserId == userId && l.UsedAtUtc == null && l.ExpiresAtUtc > nowUtc)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.ExpiresAtUtc, nowUtc), cancel);
}
