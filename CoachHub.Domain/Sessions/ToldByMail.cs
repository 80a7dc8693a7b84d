using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Carries what became of a mail over to the sessions that it tells about, in the same transaction.</summary>
internal sealed class ToldByMail : IDomainEventHandler
{
    private static readonly Func<AppDbContext, int, int, Task<Session?>> OfClient =
        EF.CompileAsyncQuery((AppDbContext db, int id, int clientId) => db.Set<Session>().SingleOrDefault(s => s.Id == id && s.ClientId == clientId));

    private static readonly HashSet<MailType> ToClients =
        [MailType.BookingConfirmation, MailType.SessionUpdate, MailType.NewDocuments, MailType.Cancellation, MailType.Reminder];

    public async Task HandleAsync(AppDbContext db, object happened, CancellationToken cancel)
    {
        if (happened is not MailSettled { Mail: var mail, Abouts: var abouts } || !ToClients.Contains(mail.Type))
            return;
        foreach (var about in abouts)
        {
            if (await OfClient(db, about.SessionId, mail.ToUserId) is { } session)
                Carry(session, mail, about);
        }
    }

    private static void Carry(Session session, MailMessage mail, MailAbout about)
    {
        switch (mail.State)
        {
            case MailState.Accepted:
                session.MailAccepted(about, mail.AcceptedAtUtc!.Value);
                break;
            case MailState.Failed or MailState.Unknown:
                session.MailFailed(mail.Id);
                break;
            case MailState.Skipped or MailState.Undone or MailState.Superseded:
                session.MailDropped(mail.Id);
                break;
            case MailState.Queued or MailState.Retry:
                // A person decided to send it again.
                if (mail.Type != MailType.Reminder)
                    session.MailQueued(mail.Id);
                break;
            default:
                break;
        }
    }
}
