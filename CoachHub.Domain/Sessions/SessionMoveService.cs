using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>What a move would do.</summary>
/// <param name="ClientName">The client who loses the session.</param>
/// <param name="MailedAddress">Where the cancellation goes; null when nobody is mailed.</param>
public sealed record MovePreview(string ClientName, string? MailedAddress);

/// <summary>What became of a session that went to another client.</summary>
/// <param name="NewId">The copy.</param>
/// <param name="Telling">What the former client is told.</param>
public sealed record MovedSession(int NewId, TellingOutcome Telling);

/// <summary>
/// Gives the time of a session to another client (D36). The client of a session that was told of cannot be exchanged: their
/// calendar holds its event. So it is cancelled, with the mail, and a copy with an event of its own takes its place.
/// </summary>
public sealed class SessionMoveService(
    IDbContextFactory<AppDbContext> databases,
    PracticeReader practices,
    ClientAccess clients,
    SessionTeller teller,
    OutboxSignal outbox,
    ChangeFeed feed,
    TimeProvider clock)
{
    /// <summary>Who would be mailed. Problems: those of <see cref="MoveAsync"/> that do not depend on the new client.</summary>
    public async Task<Result<MovePreview>> PreviewAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await FindAsync(db, actor, id, cancel);
        if (found.Problem is { } refused)
            return refused;
        var client = await Addressee.FindAsync(db, found.Value.ClientId, cancel);
        var knows = await SessionTeller.MayKnowAsync(db, found.Value, cancel);
        return new MovePreview(client?.Name ?? "", knows && client?.Reachable == true ? client.Address : null);
    }

    /// <summary>
    /// Cancels the session and makes the copy, both or neither. Notes stay behind: they are about the former client. Problems:
    /// <c>forbidden</c>, <c>session.not_found</c>, <c>session.move_untold</c>, <c>session.move_closed</c>, <c>session.client_same</c>,
    /// <c>session.client_unknown</c>, <c>session.coach_own</c>, <c>session.overlap</c>, <c>storage.*</c>.
    /// </summary>
    public async Task<Result<MovedSession>> MoveAsync(Actor actor, int id, int clientId, CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        var moved = await StorageFault.CatchAsync(() => WriteAsync(actor, practice, id, clientId, cancel));
        if (moved.Ok)
        {
            feed.Publish(Topics.Sessions, id);
            feed.Publish(Topics.Sessions, moved.Value.NewId);
            outbox.Wake();
        }

        return moved;
    }

    private async Task<Result<MovedSession>> WriteAsync(Actor actor, PracticeFacts practice, int id, int clientId, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync([], cancel);
        var found = await FindAsync(db, actor, id, cancel);
        if (found.Problem is { } refused)
            return refused;
        var session = found.Value;
        if (session.ClientId == clientId)
            return Problem.Invalid("session.client_same", nameof(SessionInput.ClientId));
        var was = session.Values();
        var copy = was with { ClientId = clientId, Payment = PaymentStatus.Pending, PrivateNotes = null, SharedNote = null };
        if (await SessionPeople.CheckAsync(db, clients, actor, session: null, copy, cancel) is { } stranger)
            return stranger;

        using var writer = new SessionWriter(db, clock.GetUtcNow().UtcDateTime);
        var policy = new OverlapPolicy(session.OverlapReason);
        if (await writer.ChangeAsync(session, was with { Status = SessionStatus.Cancelled }, policy, cancel) is { } broken)
            return broken;
        await db.SaveChangesAsync(cancel);
        // Its time is free now, in this transaction: nobody comes between.
        var added = await writer.AddAsync(copy, policy, externalId: null, cancel);
        if (added.Problem is { } taken)
            return taken;
        await db.SaveChangesAsync(cancel);
        await SessionTeller.WithdrawStaleAsync(db, [session], cancel);
        // A confirmation that has not gone out is withdrawn with it: there is nothing to take back then.
        var telling = await teller.CancelAsync(db, practice, session, tellIfNeverTold: false, personalLine: null, cancel);
        await teller.Coaches.TellAsync(db, practice, [(session, was)], clock.GetUtcNow().UtcDateTime, cancel);
        if (added.Value.EndsAtUtc > clock.GetUtcNow().UtcDateTime)
            await teller.TellCoachesAsync(db, practice, added.Value, formerCoachId: null, cancel);
        await write.CommitAsync(cancel);
        return new MovedSession(added.Value.Id, telling);
    }

    private static async Task<Result<Session>> FindAsync(AppDbContext db, Actor actor, int id, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        var session = await db.Set<Session>().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id, cancel);
        if (session is null)
            return Problem.NotFound("session.not_found");
        if (!session.ClientIsFixed)
            return Problem.Conflict("session.move_untold");
        return session.Status == SessionStatus.Booked ? session : Problem.Conflict("session.move_closed");
    }
}
