using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Programs;

/// <summary>Carries what became of a session over to the ledger of its bundle, in the same transaction (part 4.8).</summary>
internal sealed class SessionInBundle(TimeProvider clock) : IDomainEventHandler
{
    public async Task HandleAsync(AppDbContext db, object happened, CancellationToken cancel)
    {
        if (happened is not BundledSessionChanged change
            || await db.Set<Bundle>().SingleOrDefaultAsync(b => b.Id == change.BundleId, cancel) is not { } bundle)
            return;
        var book = await BundleBook.OpenAsync(db, bundle, clock.GetUtcNow().UtcDateTime, cancel);
        if (change.Deleted)
        {
            book.Put(change.Session, CreditPlace.Left, reason: null);
            await book.CloseAsync(cancel);
            return;
        }

        var outcome = await OutcomeAsync(db, change, cancel);
        Follow(book, change.Session, outcome, outcome?.Reason, change.PaymentBefore);
        await book.CloseAsync(cancel);
    }

    /// <summary>Brings credit and payment of a session to where its status and outcome want them.</summary>
    internal static void Follow(BundleBook book, Session session, SessionOutcome? outcome, string? reason, PaymentStatus paymentBefore)
    {
        var (from, to) = (book.PlaceOf(session), PlaceFor(session.Status, outcome?.Credit));
        if (!book.Put(session, to, reason))
        {
            // Its credit went to another session meanwhile: it takes place outside the bundle, at its own price.
            session.LeaveBundle();
            return;
        }

        if (to == CreditPlace.Left)
            session.SetOwed(false);
        else if (from == CreditPlace.Left || (session.Status == SessionStatus.LateCancelled && paymentBefore == PaymentStatus.Pending))
            session.SetOwed(true);
    }

    /// <summary>Where the credit of a session belongs.</summary>
    internal static CreditPlace PlaceFor(SessionStatus status, CreditOutcome? credit) => status switch
    {
        SessionStatus.Completed => CreditPlace.Used,
        SessionStatus.LateCancelled or SessionStatus.NoShow when credit == CreditOutcome.Consume => CreditPlace.Used,
        SessionStatus.Cancelled or SessionStatus.LateCancelled or SessionStatus.NoShow => CreditPlace.Left,
        _ => CreditPlace.Reserved,
    };

    private static async Task<SessionOutcome?> OutcomeAsync(AppDbContext db, BundledSessionChanged change, CancellationToken cancel)
    {
        var session = change.Session;
        var outcome = await db.Set<SessionOutcome>().SingleOrDefaultAsync(o => o.SessionId == session.Id, cancel);
        if (!session.Status.IsMissed())
        {
            if (outcome is not null)
                db.Remove(outcome);
            return null;
        }

        if (outcome?.Status == session.Status)
            return outcome;
        if (outcome is null)
            db.Add(outcome = new SessionOutcome { BundleId = change.BundleId, SessionId = session.Id });
        var follows = change.Decided?.Outcome ?? (await OutcomePolicyService.PolicyAsync(db, cancel)).Propose(session.Status)!.Value;
        outcome.Take(session.Status, follows, change.Decided?.Reason, decided: change.Decided is not null);
        return outcome;
    }
}
