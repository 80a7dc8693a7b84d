using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Accounts;

/// <summary>A new address that waits to be confirmed.</summary>
/// <param name="UserId">Whose account it is for.</param>
/// <param name="NewEmail">The address.</param>
public sealed record PendingAddress(int UserId, string NewEmail);

/// <summary>
/// A person's own address, which is also the sign-in name. A new one counts once its mailbox has answered, and only for whoever is
/// signed in: a stranger at a mistyped address must not get the account.
/// </summary>
public sealed class AccountAddressService(
    IDbContextFactory<AppDbContext> databases,
    PracticeReader practices,
    MailIntents mails,
    OutboxSignal outbox,
    AttemptLimiter limiter,
    ChangeFeed feed,
    TimeProvider clock)
{
    private const string Field = "NewEmail";

    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Mails a link to the new address; earlier ones stop working. An address that somebody has already is answered like a free one, and
    /// nothing is mailed. Problems: <c>account.email_required</c>, <c>account.email_invalid</c>, <c>account.email_same</c>,
    /// <c>account.too_many</c>, <c>account.not_found</c>, <c>storage.*</c>.
    /// </summary>
    public async Task<Result> RequestAsync(Actor actor, string? newEmail, CancellationToken cancel)
    {
        if (AccountFields.CheckEmail(newEmail) is { } problem)
            return problem with { Field = Field };
        if (!limiter.TryTake(AttemptLimit.LinkPerAccount, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"address:{actor.Id}")))
            return Problem.Conflict("account.too_many", Field);
        var practice = await practices.GetAsync(cancel);
        var asked = await StorageFault.CatchAsync(() => AskAsync(actor, practice, newEmail!.Trim(), cancel));
        if (asked is { Ok: true, Value: true })
        {
            feed.Publish(Topics.Mail, 0);
            outbox.Wake();
        }

        return new Result(asked.Problem);
    }

    /// <summary>What a link confirms, or null when it does not work (any more). Does not use it: mail scanners open links too.</summary>
    public async Task<PendingAddress?> FindAsync(string? token, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await LinkAsync(db, token, cancel) is { } link ? new PendingAddress(link.UserId, link.NewEmail!) : null;
    }

    /// <summary>
    /// The address of the link becomes the account's. Every other sign-in ends, every open link stops working, mails that wait follow, and
    /// the old address is told. Problems: <c>account.link_invalid</c>, also for another's link, <c>account.email_taken</c>, <c>storage.*</c>.
    /// </summary>
    public async Task<Result> ConfirmAsync(Actor actor, string? token, CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        var confirmed = await StorageFault.CatchAsync(() => ChangeAsync(actor, practice, token, cancel));
        if (confirmed.Ok)
        {
            feed.Publish(Topics.Accounts, actor.Id);
            feed.Publish(Topics.Clients, actor.Id);
            feed.Publish(Topics.Mail, 0);
            outbox.Wake();
        }

        return new Result(confirmed.Problem);
    }

    private async Task<Result<bool>> AskAsync(Actor actor, PracticeFacts practice, string newEmail, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync([], cancel);
        var user = await db.Set<User>().SingleOrDefaultAsync(u => u.Id == actor.Id && u.DisabledAtUtc == null, cancel);
        if (user is null)
            return Problem.NotFound("account.not_found");
        if (User.NormalizeEmail(newEmail) == user.NormalizedEmail)
            return Problem.Invalid("account.email_same", Field);
        // Whoever mistyped an address first asks for another: the first one's link must not work.
        await db.Set<AccountLink>().Where(l => l.UserId == user.Id && l.Purpose == LinkPurpose.AddressChange && l.UsedAtUtc == null)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.ExpiresAtUtc, NowUtc), cancel);
        await db.Set<MailMessage>()
            .Where(m => m.ToUserId == user.Id && m.Type == MailType.AddressChange && (m.State == MailState.Queued || m.State == MailState.Retry))
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MailState.Superseded), cancel);
        var isFree = !await AccountRegistrar.IsTakenAsync(db, newEmail, user.Id, cancel);
        if (isFree)
            await mails.AddAsync(db, practice, AccountIntents.ConfirmAddress(user, newEmail, NowUtc), cancel);
        await write.CommitAsync(cancel);
        return isFree;
    }

    private async Task<Result<bool>> ChangeAsync(Actor actor, PracticeFacts practice, string? token, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync([], cancel);
        var link = await LinkAsync(db, token, cancel);
        if (link?.UserId != actor.Id || await db.Set<User>().SingleOrDefaultAsync(u => u.Id == actor.Id && u.DisabledAtUtc == null, cancel) is not { } user)
            return Problem.NotFound("account.link_invalid");
        if (await AccountRegistrar.IsTakenAsync(db, link.NewEmail!, user.Id, cancel))
            return Problem.Conflict("account.email_taken");
        var before = user.Email!;
        user.ChangeEmail(link.NewEmail!);
        // Who reads the old address must not get in any more, neither by a link that was mailed there nor by an open sign-in.
        user.EndSignIns();
        await db.SaveChangesAsync(cancel);
        await AccountLinks.CallInAsync(db, user.Id, NowUtc, cancel);
        await mails.RewriteWaitingAsync(db, user.Id, cancel);
        await mails.AddAsync(db, practice, AccountIntents.AddressWasChanged(user, before), cancel);
        await db.SaveChangesAsync(cancel);
        await write.CommitAsync(cancel);
        return true;
    }

    private async Task<AccountLink?> LinkAsync(AppDbContext db, string? token, CancellationToken cancel)
    {
        if (token is null or { Length: 0 or > 100 })
            return null;
        var hash = AccountTokens.Hash(token);
        var now = NowUtc;
        return await db.Set<AccountLink>().AsNoTracking().SingleOrDefaultAsync(
            l => l.TokenHash == hash && l.Purpose == LinkPurpose.AddressChange && l.UsedAtUtc == null && l.ExpiresAtUtc > now, cancel);
    }
}
