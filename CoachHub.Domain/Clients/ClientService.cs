using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Clients;

/// <summary>What was saved.</summary>
/// <param name="Id">The client.</param>
/// <param name="LoginDetails">
/// Where the mail with login details stands: null = not asked for; <see cref="MailState.Skipped"/> = the type is switched off (D6).
/// </param>
public sealed record SavedClient(int Id, MailState? LoginDetails);

/// <summary>Adds clients and changes their contact details.</summary>
public sealed class ClientService(
    IDbContextFactory<AppDbContext> databases,
    PracticeReader practices,
    ClientAccess access,
    AccountRegistrar accounts,
    MailIntents mails,
    OutboxSignal outbox,
    ChangeFeed feed)
{
    /// <summary>
    /// A new client with an account; with <paramref name="sendLoginDetails"/> also the welcome mail, in the same transaction.
    /// A coach's client is assigned to that coach. Problems: <c>forbidden</c>, those of <see cref="ClientInput.Check"/>,
    /// <c>client.email_taken</c> and <c>client.email_archived</c> (with the owner's name and id where this person may see them),
    /// <c>client.coach_unknown</c>, <c>storage.*</c>.
    /// </summary>
    public async Task<Result<SavedClient>> AddAsync(Actor actor, ClientInput input, bool sendLoginDetails, CancellationToken cancel)
    {
        if (!actor.Can(Capability.CreateClients))
            return Problem.Forbidden();
        if (input.Check() is [var first, ..])
            return first;
        var practice = await practices.GetAsync(cancel);
        var saved = await StorageFault.CatchAsync(() => InsertAsync(actor, practice, input.Cleaned(), sendLoginDetails, cancel));
        return Announced(saved);
    }

    /// <summary>
    /// Changes what differs from <paramref name="seen"/>, the details that the person started from; what others changed meanwhile
    /// in other fields stays. Only administrators change the coach. Problems: <c>forbidden</c>, <c>client.not_found</c>, those of
    /// <see cref="ClientInput.Check"/>, <c>client.changed_meanwhile</c>, <c>client.email_taken</c>, <c>client.coach_unknown</c>, <c>client.archived</c>, <c>storage.*</c>.
    /// </summary>
    public async Task<Result<SavedClient>> UpdateAsync(
        Actor actor, int clientId, ClientInput input, ClientInput seen, bool sendLoginDetails, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditClients))
            return Problem.Forbidden();
        if (input.Check() is [var first, ..])
            return first;
        var practice = await practices.GetAsync(cancel);
        var saved = await StorageFault.CatchAsync(() => ChangeAsync(actor, practice, clientId, input.Cleaned(), seen.Cleaned(), sendLoginDetails, cancel));
        return Announced(saved);
    }

    private async Task<Result<SavedClient>> InsertAsync(
        Actor actor, PracticeFacts practice, ClientInput input, bool sendLoginDetails, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync([], cancel);
        if (await TakenAsync(actor, db, input.Email!, exceptId: 0, cancel) is { } taken)
            return taken;
        var coachId = actor.IsAdministrator ? input.CoachId : actor.Id;
        if (coachId is not null && !await IsCoachAsync(db, coachId.Value, cancel))
            return Problem.Invalid("client.coach_unknown", nameof(ClientInput.CoachId));
        var account = new NewAccount(input.FirstName, input.LastName, input.Email, Role.Client, practice.ZoneId, practice.Language, input.Phone);
        if (await accounts.AddAsync(db, account, cancel) is var made && made.Problem is { } problem)
            return problem;
        await db.SaveChangesAsync(cancel);
        db.Add(new Client { Id = made.Value.Id, CoachId = coachId });
        await db.SaveChangesAsync(cancel);
        var welcome = sendLoginDetails ? await ClientSignInService.WelcomeAsync(mails, db, practice, made.Value, cancel) : (MailState?)null;
        await write.CommitAsync(cancel);
        return new SavedClient(made.Value.Id, welcome);
    }

    private async Task<Result<SavedClient>> ChangeAsync(
        Actor actor, PracticeFacts practice, int clientId, ClientInput input, ClientInput seen, bool sendLoginDetails, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync([], cancel);
        var client = await access.VisibleTo(actor, db).Include(c => c.User).SingleOrDefaultAsync(c => c.Id == clientId, cancel);
        if (client is null)
            return Problem.NotFound("client.not_found");
        if (sendLoginDetails && client.ArchivedAtUtc is not null)
            return Problem.Conflict("client.archived");
        var now = ToInput(client);
        if (!actor.IsAdministrator)
            input = input with { CoachId = seen.CoachId };
        if (input.Upon(now, seen) is var merged && merged.Problem is { } conflict)
            return conflict;
        if (await TakenAsync(actor, db, merged.Value.Email!, clientId, cancel) is { } taken)
            return taken;
        // A coach who left since may stay where nobody touches the choice.
        if (merged.Value.CoachId is { } coachId && coachId != now.CoachId && !await IsCoachAsync(db, coachId, cancel))
            return Problem.Invalid("client.coach_unknown", nameof(ClientInput.CoachId));
        await ApplyAsync(db, client, merged.Value, cancel);
        await db.SaveChangesAsync(cancel);
        var welcome = sendLoginDetails ? await ClientSignInService.WelcomeAsync(mails, db, practice, client.User, cancel) : (MailState?)null;
        await write.CommitAsync(cancel);
        return new SavedClient(clientId, welcome);
    }

    private async Task ApplyAsync(AppDbContext db, Client client, ClientInput input, CancellationToken cancel)
    {
        client.User.Rename(input.FirstName!, input.LastName!);
        client.User.PhoneNumber = input.Phone;
        client.CoachId = input.CoachId;
        if (client.User.Email == input.Email)
            return;
        // Who reads the old address must not get in any more, neither by a link that was mailed there nor by an open sign-in.
        client.User.ChangeEmail(input.Email!);
        client.User.EndSignIns();
        await db.Set<AccountLink>().Where(l => l.UserId == client.Id && l.UsedAtUtc == null).ExecuteDeleteAsync(cancel);
        await mails.RewriteWaitingAsync(db, client.Id, cancel);
    }

    private async Task<Problem?> TakenAsync(Actor actor, AppDbContext db, string email, int exceptId, CancellationToken cancel)
    {
        if (!await AccountRegistrar.IsTakenAsync(db, email, exceptId, cancel))
            return null;
        var normalized = User.NormalizeEmail(email);
        var owner = await access.VisibleTo(actor, db).Where(c => c.User.NormalizedEmail == normalized)
            .Select(c => new { c.Id, Name = c.User.FirstName + " " + c.User.LastName, Archived = c.ArchivedAtUtc != null }).SingleOrDefaultAsync(cancel);
        if (owner is null)
            return Problem.Conflict("client.email_taken", nameof(ClientInput.Email));
        // An archived client keeps the address: it is restored, not added anew.
        return Problem.Conflict(owner.Archived ? "client.email_archived" : "client.email_taken", nameof(ClientInput.Email), owner.Name, owner.Id);
    }

    private static Task<bool> IsCoachAsync(AppDbContext db, int id, CancellationToken cancel) =>
        db.Set<User>().AnyAsync(u => u.Id == id && u.Coaches && u.DisabledAtUtc == null, cancel);

    private static ClientInput ToInput(Client client) => new()
    {
        FirstName = client.User.FirstName,
        LastName = client.User.LastName,
        Email = client.User.Email,
        Phone = client.User.PhoneNumber,
        CoachId = client.CoachId,
    };

    private Result<SavedClient> Announced(Result<SavedClient> saved)
    {
        if (!saved.Ok)
            return saved;
        feed.Publish(Topics.Clients, saved.Value.Id);
        feed.Publish(Topics.Accounts, saved.Value.Id);
        if (saved.Value.LoginDetails is not null)
        {
            feed.Publish(Topics.Mail, 0);
        }

        // Login details, or mails that are written anew to another address.
        outbox.Wake();

        return saved;
    }
}
