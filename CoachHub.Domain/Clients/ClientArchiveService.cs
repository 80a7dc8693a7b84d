using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Clients;

/// <summary>What of a client is kept in one feature.</summary>
/// <param name="Any">Something is: the client cannot be deleted.</param>
/// <param name="Ahead">Booked sessions that are not over.</param>
public readonly record struct ClientUse(bool Any, int Ahead);

/// <summary>What hangs on a client. Each feature that keeps something of clients implements it, because clients come before them.</summary>
public interface IClientUse
{
    /// <summary>What this feature keeps of the client, whoever may see it.</summary>
    Task<ClientUse> OfAsync(AppDbContext db, int clientId, CancellationToken cancel);
}

/// <summary>What archiving a client would do.</summary>
/// <param name="Name">The client's name.</param>
/// <param name="MayDelete">Nothing hangs on the client: deleting is possible instead.</param>
/// <param name="Ahead">Booked sessions that are not over; they stay as they are.</param>
/// <param name="WaitingMails">Mails to the client that would no longer be sent.</param>
public sealed record ArchivePreview(string Name, bool MayDelete, int Ahead, int WaitingMails);

/// <summary>
/// Takes clients out of sight and brings them back (D21). An archived client is in no list and cannot sign in; everything about the
/// client stays. Only a client on whom nothing hangs can be deleted.
/// </summary>
public sealed class ClientArchiveService(
    IDbContextFactory<AppDbContext> databases, ClientAccess access, IEnumerable<IClientUse> uses, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>What archiving would do. Problems: <c>forbidden</c>, <c>client.not_found</c>.</summary>
    public async Task<Result<ArchivePreview>> PreviewAsync(Actor actor, int clientId, CancellationToken cancel)
    {
        if (!actor.Can(Capability.DeleteClients))
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var name = await access.VisibleTo(actor, db).Where(c => c.Id == clientId).Select(c => c.User.FirstName + " " + c.User.LastName).SingleOrDefaultAsync(cancel);
        if (name is null)
            return Problem.NotFound("client.not_found");
        var (any, ahead) = await UseAsync(db, clientId, cancel);
        return new ArchivePreview(name, !any, ahead, await MailIntents.Waiting(db, clientId).CountAsync(cancel));
    }

    /// <summary>
    /// Archives: sign-ins and mailed links end at once, mails that still wait are not sent. Harmless where it is done already.
    /// Problems: <c>forbidden</c>, <c>client.not_found</c>, <c>storage.*</c>.
    /// </summary>
    public Task<Result> ArchiveAsync(Actor actor, int clientId, CancellationToken cancel) =>
        OnClientAsync(actor, clientId, async (db, client) =>
        {
            if (client.ArchivedAtUtc is not null)
                return Result.Done;
            var now = clock.GetUtcNow().UtcDateTime;
            client.ArchivedAtUtc = now;
            client.User.Disable(now);
            await AccountLinks.CallInAsync(db, clientId, now, cancel);
            await MailIntents.SkipWaitingAsync(db, clientId, cancel);
            return Result.Done;
        }, cancel);

    /// <summary>
    /// Brings an archived client back, as the client was; the client signs in anew. The address has stayed the client's own all the
    /// time. Problems: <c>forbidden</c>, <c>client.not_found</c>, <c>storage.*</c>.
    /// </summary>
    public Task<Result> RestoreAsync(Actor actor, int clientId, CancellationToken cancel) =>
        OnClientAsync(actor, clientId, (_, client) =>
        {
            if (client.ArchivedAtUtc is null)
                return Task.FromResult(Result.Done);
            client.ArchivedAtUtc = null;
            client.User.Enable();
            return Task.FromResult(Result.Done);
        }, cancel);

    /// <summary>
    /// Deletes a client on whom nothing hangs, with the account and what was mailed about it. Problems: <c>forbidden</c>,
    /// <c>client.not_found</c>, <c>client.used</c>, <c>client.mail_being_sent</c>, <c>storage.*</c>.
    /// </summary>
    public Task<Result> DeleteAsync(Actor actor, int clientId, CancellationToken cancel) =>
        OnClientAsync(actor, clientId, async (db, client) =>
        {
            if ((await UseAsync(db, clientId, cancel)).Any)
                return Problem.Conflict("client.used");
            var letters = db.Set<MailMessage>().Where(m => m.ToUserId == clientId);
            if (await letters.AnyAsync(m => m.State == MailState.Claimed, cancel))
                return Problem.Conflict("client.mail_being_sent");
            await letters.ExecuteDeleteAsync(cancel);
            db.Remove(client);
            db.Remove(client.User);
            return Result.Done;
        }, cancel);

    private async Task<ClientUse> UseAsync(AppDbContext db, int clientId, CancellationToken cancel)
    {
        var sum = default(ClientUse);
        foreach (var use in uses)
        {
            var one = await use.OfAsync(db, clientId, cancel);
            sum = new ClientUse(sum.Any || one.Any, sum.Ahead + one.Ahead);
        }

        return sum;
    }

    private async Task<Result> OnClientAsync(Actor actor, int clientId, Func<AppDbContext, Client, Task<Result>> change, CancellationToken cancel)
    {
        if (!actor.Can(Capability.DeleteClients))
            return Problem.Forbidden();
        var changed = await StorageFault.CatchAsync<bool>(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var client = await access.VisibleTo(actor, db).Include(c => c.User).SingleOrDefaultAsync(c => c.Id == clientId, cancel);
            if (client is null)
                return Problem.NotFound("client.not_found");
            if ((await change(db, client)).Problem is { } problem)
                return problem;
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
            return true;
        });
        if (changed.Ok)
            Announce(clientId);
        return new Result(changed.Problem);
    }

    private void Announce(int clientId)
    {
        feed.Publish(Topics.Clients, clientId);
        feed.Publish(Topics.Accounts, clientId);
        feed.Publish(Topics.Mail, 0);
        feed.Publish(Topics.Sessions, 0);
    }
}
