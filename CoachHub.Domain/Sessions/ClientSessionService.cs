using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>What became of a client's wish to cancel.</summary>
/// <param name="WasCalledOff">It had been called off already, by this click's twin or by somebody else: nothing more was done.</param>
/// <param name="MailedTo">The client's address that the cancellation is mailed to; null when none is.</param>
/// <param name="CoachIsTold">The coach is mailed as well.</param>
public sealed record ClientCancellation(bool WasCalledOff, string? MailedTo, bool CoachIsTold);

/// <summary>What clients do about their own sessions. Like every write it goes through <see cref="SessionWriter"/>.</summary>
public sealed class ClientSessionService(
    IDbContextFactory<AppDbContext> databases,
    PracticeReader practices,
    SessionTeller teller,
    OutboxSignal outbox,
    ChangeFeed feed,
    TimeProvider clock)
{
    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// The client cancels (D9, D11, D12): the client and the coach are mailed. Nothing waits for second thoughts: that grace is for what
    /// staff do. Problems: <c>forbidden</c> to all but clients, <c>session.not_found</c>, <c>session.not_booked</c>,
    /// <c>session.changed_since</c> when the facts are no longer those of <paramref name="seenMark"/>, <c>session.cancel_too_late</c> with the
    /// deadline (UTC) and the coach's name, address and phone, <c>storage.*</c>.
    /// </summary>
    public async Task<Result<ClientCancellation>> CancelAsync(Actor actor, int id, string seenMark, CancellationToken cancel)
    {
        if (actor.Role != Role.Client)
            return Problem.Forbidden();
        var practice = await practices.GetAsync(cancel);
        var cancelled = await StorageFault.CatchAsync(() => CancelOneAsync(actor, practice, id, seenMark, cancel));
        if (cancelled is { Ok: true, Value.WasCalledOff: false })
        {
            feed.Publish(Topics.Sessions, id);
            outbox.Wake();
        }

        return cancelled;
    }

    private async Task<Result<ClientCancellation>> CancelOneAsync(Actor actor, PracticeFacts practice, int id, string seenMark, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync([], cancel);
        var session = await db.Set<Session>().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id, cancel);
        if (session is null)
            return Problem.NotFound("session.not_found");
        if (session.Status.IsCalledOff())
            return new ClientCancellation(WasCalledOff: true, null, CoachIsTold: false);
        if (await RefusalAsync(db, practice, session, seenMark, cancel) is { } refused)
            return refused;

        using var writer = new SessionWriter(db, NowUtc);
        if (await writer.ChangeAsync(session, session.Values() with { Status = SessionStatus.Cancelled }, default, cancel) is { } broken)
            return broken;
        await db.SaveChangesAsync(cancel);
        await SessionTeller.WithdrawStaleAsync(db, [session], cancel);
        var telling = await teller.CancelAsync(db, practice, session, tellIfNeverTold: true, personalLine: null, cancel);
        var coachIsTold = await teller.TellCoachOfCancellationAsync(db, practice, session, cancel);
        await write.CommitAsync(cancel);
        return new ClientCancellation(WasCalledOff: false, telling.Queued is null ? null : telling.ToAddress, coachIsTold);
    }

    private async Task<Problem?> RefusalAsync(AppDbContext db, PracticeFacts practice, Session session, string seenMark, CancellationToken cancel)
    {
        if (session.Status != SessionStatus.Booked)
            return Problem.Conflict("session.not_booked");
        // Documents that came meanwhile stand in nobody's way; another time does.
        if (seenMark.Split('-')[0] != session.FactsHash)
            return Problem.Conflict("session.changed_since");
        if (CancellationWindow.IsOpen(session.StartsAtUtc, practice.CancellationWindowHours, NowUtc))
            return null;
        var coach = await ClientSessionQueries.ContactAsync(db, session.CoachId, cancel);
        return Problem.Conflict(
            "session.cancel_too_late", null, CancellationWindow.DeadlineUtc(session.StartsAtUtc, practice.CancellationWindowHours),
            coach.Name, coach.Email ?? "", coach.Phone ?? "");
    }
}
