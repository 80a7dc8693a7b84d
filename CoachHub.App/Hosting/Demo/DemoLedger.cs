using System.Globalization;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;

namespace CoachHub.App.Hosting.Demo;

/// <summary>A session at the moment when its client is mailed.</summary>
internal readonly record struct DemoLetter(Session Session, User Client, User Coach, DateTime AtUtc);

/// <summary>The mails of the demo practice. None of them is sent: those of the past say that they were, the two that wait go to the local mailbox.</summary>
internal sealed class DemoLedger(AppDbContext db, int lastId = 0)
{
    private int lastId = lastId;

    public void Tell(DemoLetter letter)
    {
        var type = letter.Session.ToldAtUtc is null ? MailType.BookingConfirmation : MailType.SessionUpdate;
        Accept(letter, Add(letter, type, "notify", MailState.Accepted));
    }

    /// <summary>One mail about several sessions of a client.</summary>
    public void TellTogether(IReadOnlyList<DemoLetter> letters)
    {
        var (mail, first) = Add(letters[0], MailType.BookingConfirmation, "notify", MailState.Accepted);
        Accept(letters[0], (mail, first));
        foreach (var letter in letters.Skip(1))
            Accept(letter, (mail, Add(letter, mail)));
    }

    public void CallOff(DemoLetter letter) => Accept(letter, Add(letter, MailType.Cancellation, "cancel", MailState.Accepted));

    public void Remind(DemoLetter letter, TimeSpan lead)
    {
        var key = ReminderKey.Of(letter.Session.Id, letter.Session.StartsAtUtc, lead);
        Accept(letter, Add(letter, MailType.Reminder, key, MailState.Accepted), pending: false);
    }

    public void Refuse(DemoLetter letter)
    {
        var (mail, _) = Add(letter, MailType.BookingConfirmation, "notify", MailState.Failed);
        mail.Reply = $"550 5.1.1 <{letter.Client.Email}>: Recipient address rejected: User unknown in virtual mailbox table";
        letter.Session.MailQueued(mail.Id);
        letter.Session.MailFailed(mail.Id);
    }

    /// <summary>Refused four times so far; the next attempt is hours ahead.</summary>
    public void PutOff(DemoLetter letter, DateTime nowUtc)
    {
        var (mail, _) = Add(letter, MailType.BookingConfirmation, "notify", MailState.Retry);
        mail.Attempts = 4;
        mail.NextAttemptUtc = nowUtc.AddHours(4);
        mail.Reply = $"451 4.7.1 <{letter.Client.Email}>: Recipient address rejected: Greylisted, try again later";
        letter.Session.MailQueued(mail.Id);
    }

    /// <summary>Waits for the next morning that is at least ten hours away.</summary>
    public void Hold(DemoLetter letter, DateTime nowUtc)
    {
        var (mail, _) = Add(letter, MailType.BookingConfirmation, "notify", MailState.Queued);
        mail.Attempts = 0;
        mail.NotBeforeUtc = mail.NextAttemptUtc = nowUtc.AddHours(10).Date.AddDays(1).AddHours(6);
        letter.Session.MailQueued(mail.Id);
    }

    private (MailMessage Mail, MailAbout About) Add(DemoLetter letter, MailType type, string act, MailState state)
    {
        var session = letter.Session;
        var key = type == MailType.Reminder
            ? act
            : string.Create(CultureInfo.InvariantCulture, $"{act}:{session.Id}:{session.Revision}:{letter.Client.Id}:{session.FailedMailId}");
        var id = ++lastId;
        var mail = new MailMessage
        {
            Id = id,
            Type = type,
            ToUserId = letter.Client.Id,
            ToAddress = letter.Client.Email!,
            RequestedById = db.Actor.Id,
            DedupeKey = key,
            CreatedAtUtc = letter.AtUtc,
            NotBeforeUtc = letter.AtUtc.AddSeconds(10),
            NextAttemptUtc = letter.AtUtc.AddSeconds(10),
            State = state,
            Attempts = 1,
            MessageId = $"{Guid.NewGuid():N}@demo.example",
        };
        db.Add(mail);
        return (mail, Add(letter, mail));
    }

    private MailAbout Add(DemoLetter letter, MailMessage mail)
    {
        var session = letter.Session;
        var about = new MailAbout { MailId = mail.Id, SessionId = session.Id };
        if (mail.State is MailState.Accepted or MailState.Failed)
        {
            (about.Revision, about.FactsHash) = (session.Revision, session.FactsHash);
            about.Documents = mail.Type == MailType.Cancellation ? session.ToldDocuments : session.DocumentsAdded;
            about.Facts = session.Facts(letter.Coach.DisplayName).ToJson();
            about.FactsBefore = session.ToldFacts;
        }

        db.Add(about);
        return about;
    }

    private static void Accept(DemoLetter letter, (MailMessage Mail, MailAbout About) sent, bool pending = true)
    {
        var (mail, about) = sent;
        mail.AcceptedAtUtc = letter.AtUtc.AddSeconds(11);
        mail.Reply = string.Create(CultureInfo.InvariantCulture, $"250 2.0.0 Ok: queued as {4_096_000 + (mail.Id * 7919):X}");
        if (pending)
            letter.Session.MailQueued(mail.Id);
        letter.Session.MailAccepted(about, mail.AcceptedAtUtc.Value);
    }
}
