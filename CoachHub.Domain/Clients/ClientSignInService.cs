using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Clients;

/// <summary>Helps a client who cannot get in, or whose sign-in fell into wrong hands. Nobody ever sees a password (AUT-07).</summary>
public sealed class ClientSignInService(
    IDbContextFactory<AppDbContext> databases, PracticeReader practices, ClientAccess access, MailIntents mails, OutboxSignal outbox, ChangeFeed feed, TimeProvider clock)
{
    private static readonly MailState[] UnderWay = [MailState.Queued, MailState.Claimed, MailState.Retry];

    /// <summary>
    /// Mails the login details again, with a new link; whoever is signed in stays so. <see cref="MailState.Skipped"/> = the type is
    /// switched off (D6). Problems: <c>forbidden</c>, <c>client.not_found</c>, <c>client.archived</c>, <c>storage.*</c>.
    /// </summary>
    public Task<Result<MailState>> ResendAsync(Actor actor, int clientId, CancellationToken cancel) =>
        OnClientAsync(actor, clientId, async (db, practice, user) => await WelcomeAsync(mails, db, practice, user, cancel), cancel);

    /// <summary>
    /// Takes the password away, ends every sign-in and every open link, and mails a link to choose a new password. Where that mail is
    /// switched off nothing is done: the client would be locked out. Problems: <c>forbidden</c>, <c>client.not_found</c>,
    /// <c>client.archived</c>, <c>client.reset_switched_off</c>, <c>storage.*</c>.
    /// </summary>
    public Task<Result<MailState>> ResetAsync(Actor actor, int clientId, CancellationToken cancel) =>
        OnClientAsync(actor, clientId, async (db, practice, user) =>
        {
            if (practice.DisabledMails.Contains(EnumCode.Of(MailType.PasswordReset)))
                return Problem.Conflict("client.reset_switched_off");
            var now = clock.GetUtcNow().UtcDateTime;
            user.LoseAccess();
            await AccountLinks.CallInAsync(db, user.Id, now, cancel);
            var intent = AccountIntents.Link(MailType.PasswordReset, user, now + AccountTokens.Lifetime(LinkPurpose.PasswordReset));
            return (await mails.AddAsync(db, practice, intent, cancel)).State;
        }, cancel);

    /// <summary>A second click while the first mail has not gone out sends no second one.</summary>
    internal static async Task<MailState> WelcomeAsync(MailIntents mails, AppDbContext db, PracticeFacts practice, User user, CancellationToken cancel)
    {
        var earlier = db.Set<MailMessage>().Where(m => m.ToUserId == user.Id && m.Type == MailType.Welcome);
        if (await earlier.AnyAsync(m => UnderWay.Contains(m.State), cancel))
            return MailState.Queued;
        var key = $"welcome:{user.Id}:{await earlier.CountAsync(cancel)}";
        return (await mails.AddAsync(db, practice, new MailIntent(MailType.Welcome, user.Id, user.Email!, key), cancel)).State;
    }

    private async Task<Result<MailState>> OnClientAsync(
        Actor actor, int clientId, Func<AppDbContext, PracticeFacts, User, Task<Result<MailState>>> act, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditClients))
            return Problem.Forbidden();
        var practice = await practices.GetAsync(cancel);
        var done = await StorageFault.CatchAsync<MailState>(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var client = await access.VisibleTo(actor, db).Include(c => c.User).SingleOrDefaultAsync(c => c.Id == clientId, cancel);
            if (client is null)
                return Problem.NotFound("client.not_found");
            if (client.ArchivedAtUtc is not null)
                return Problem.Conflict("client.archived");
            var acted = await act(db, practice, client.User);
            if (!acted.Ok)
                return acted;
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
            return acted;
        });
        if (done.Ok)
        {
            outbox.Wake();
            feed.Publish(Topics.Accounts, clientId);
            feed.Publish(Topics.Mail, 0);
        }

        return done;
    }
}
