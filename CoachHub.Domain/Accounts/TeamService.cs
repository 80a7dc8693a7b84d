using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Accounts;

/// <summary>One member of staff, as the team page lists them.</summary>
/// <param name="Id">The account.</param>
/// <param name="Name">Display name.</param>
/// <param name="Email">Address.</param>
/// <param name="Role">Administrator or coach.</param>
/// <param name="Coaches">Whether sessions can be theirs.</param>
/// <param name="ZoneId">IANA zone.</param>
/// <param name="IsDisabled">Whether the account is switched off.</param>
/// <param name="HasSignedIn">False for people who were invited and have not used any link yet.</param>
public sealed record TeamMember(int Id, string Name, string Email, Role Role, bool Coaches, string ZoneId, bool IsDisabled, bool HasSignedIn);

/// <summary>Somebody to be invited.</summary>
/// <param name="FirstName">Given name.</param>
/// <param name="LastName">Family name.</param>
/// <param name="Email">Address.</param>
/// <param name="ZoneId">IANA zone, for reading and for work.</param>
/// <param name="Language">Language of the invitation and of the pages.</param>
public sealed record CoachInvitation(string? FirstName, string? LastName, string? Email, string? ZoneId, string? Language);

/// <summary>Administrators look after the team: invite, switch off and on, decide who coaches.</summary>
public sealed class TeamService(
    IDbContextFactory<AppDbContext> databases,
    PracticeReader practices,
    AccountRegistrar registrar,
    MailIntents mails,
    OutboxSignal outbox,
    ChangeFeed feed,
    TimeProvider clock)
{
    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>Coaches and administrators by name. Problems: <c>forbidden</c>.</summary>
    public async Task<Result<IReadOnlyList<TeamMember>>> ListAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var links = db.Set<AccountLink>();
        return await db.Set<User>()
            .Where(u => u.Role != Role.Client)
            .OrderBy(u => u.SearchName).ThenBy(u => u.Id)
            .Select(u => new TeamMember(
                u.Id,
                u.FirstName + " " + u.LastName,
                u.Email!,
                u.Role,
                u.Coaches,
                u.ZoneId,
                u.DisabledAtUtc != null,
                u.PasswordHash != null || links.Any(l => l.UserId == u.Id && l.UsedAtUtc != null && l.Purpose != LinkPurpose.AddressChange)))
            .ToListAsync(cancel);
    }

    /// <summary>Makes a coach's account and mails the invitation. Problems: <c>forbidden</c>, those of <see cref="AccountRegistrar"/>, <c>storage.*</c>.</summary>
    public async Task<Result<int>> InviteCoachAsync(Actor actor, CoachInvitation invitation, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        var account = new NewAccount(invitation.FirstName, invitation.LastName, invitation.Email, Role.Coach, invitation.ZoneId, invitation.Language);
        if (AccountRegistrar.Check(account) is { } problem)
            return problem;
        var practice = await practices.GetAsync(cancel);
        var invited = await StorageFault.CatchAsync<int>(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var added = await registrar.AddAsync(db, account, cancel);
            if (!added.Ok)
                return added.Problem!;
            await db.SaveChangesAsync(cancel);
            await mails.AddAsync(db, practice, AccountIntents.Invitation(added.Value, NowUtc), cancel);
            await write.CommitAsync(cancel);
            return added.Value.Id;
        });
        if (invited.Ok)
            Announce(invited.Value);
        return invited;
    }

    /// <summary>Mails the invitation again, with a new link. Problems: <c>forbidden</c>, <c>account.not_found</c>, <c>account.disabled</c>, <c>storage.*</c>.</summary>
    public Task<Result> ResendInvitationAsync(Actor actor, int id, CancellationToken cancel) =>
        OnMemberAsync(actor, id, async (db, user) =>
        {
            if (user.DisabledAtUtc is not null)
                return Problem.Conflict("account.disabled");
            await mails.AddAsync(db, await practices.GetAsync(cancel), AccountIntents.Invitation(user, NowUtc), cancel);
            return Result.Done;
        }, cancel);

    /// <summary>
    /// Switches an account off or on; off ends its sign-ins and links. Nobody switches off the own account, so an administrator
    /// always remains. Problems: <c>forbidden</c>, <c>account.not_found</c>, <c>account.own_disable</c>, <c>storage.*</c>.
    /// </summary>
    public Task<Result> SetDisabledAsync(Actor actor, int id, bool disabled, CancellationToken cancel) =>
        OnMemberAsync(actor, id, async (db, user) =>
        {
            if (disabled && user.Id == actor.Id)
                return Problem.Conflict("account.own_disable");
            if (!disabled)
            {
                user.Enable();
                return Result.Done;
            }

            user.Disable(NowUtc);
            await AccountLinks.CallInAsync(db, user.Id, NowUtc, cancel);
            return Result.Done;
        }, cancel);

    /// <summary>Says whether an administrator also coaches. Problems: <c>forbidden</c>, <c>account.not_found</c>, <c>account.coach_coaches</c>, <c>storage.*</c>.</summary>
    public Task<Result> SetCoachesAsync(Actor actor, int id, bool coaches, CancellationToken cancel) =>
        OnMemberAsync(actor, id, (_, user) =>
        {
            if (user.Role != Role.Administrator)
                return Task.FromResult<Result>(Problem.Conflict("account.coach_coaches"));
            user.Coaches = coaches;
            return Task.FromResult(Result.Done);
        }, cancel);

    private async Task<Result> OnMemberAsync(Actor actor, int id, Func<AppDbContext, User, Task<Result>> change, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        var changed = await StorageFault.CatchAsync<bool>(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            // Asked inside the transaction: of two administrators who switch each other off, the second is none any more.
            if (!await db.Set<User>().AnyAsync(u => u.Id == actor.Id && u.Role == Role.Administrator && u.DisabledAtUtc == null, cancel))
                return Problem.Forbidden();
            var user = await db.Set<User>().SingleOrDefaultAsync(u => u.Id == id && u.Role != Role.Client, cancel);
            if (user is null)
                return Problem.NotFound("account.not_found");
            if ((await change(db, user)).Problem is { } problem)
                return problem;
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
            return true;
        });
        if (changed.Ok)
            Announce(id);
        return new Result(changed.Problem);
    }

    private void Announce(int id)
    {
        feed.Publish(Topics.Accounts, id);
        outbox.Wake();
        feed.Publish(Topics.Mail, 0);
    }
}
