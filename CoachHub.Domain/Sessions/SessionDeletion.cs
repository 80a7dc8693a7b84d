using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Which sessions may disappear: those that the client knows nothing of, and nobody paid (D35).</summary>
internal static class SessionDeletion
{
    private static readonly MailType[] ToCoaches = [MailType.NewBooking, MailType.SessionHandedOver];

    // A mail that was withdrawn, skipped or refused for good told nobody anything. One whose fate is unknown may have.
    private static readonly MailState[] NeverArrive = [MailState.Skipped, MailState.Undone, MailState.Superseded, MailState.Failed];

    /// <summary>Null when it may be deleted. Problems: <c>session.delete_told</c>, <c>session.delete_paid</c>.</summary>
    public static async Task<Problem?> CheckAsync(AppDbContext db, Session session, CancellationToken cancel)
    {
        if (session.ClientIsFixed || await IsMailedAsync(db, session.Id, cancel))
            return Problem.Conflict("session.delete_told");
        return session.Payment is PaymentStatus.Paid or PaymentStatus.Refunded ? Problem.Conflict("session.delete_paid") : null;
    }

    private static Task<bool> IsMailedAsync(AppDbContext db, int sessionId, CancellationToken cancel) => (
        from about in db.Set<MailAbout>()
        join mail in db.Set<MailMessage>() on about.MailId equals mail.Id
        where about.SessionId == sessionId && !ToCoaches.Contains(mail.Type) && !NeverArrive.Contains(mail.State)
        select mail.Id).AnyAsync(cancel);
}
