using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Decides, when a mail about a session is first claimed, whether it still tells something, what kind it is and which facts it states.</summary>
internal sealed class SessionMailComposer(PracticeReader practices) : IMailComposer
{
    public IReadOnlySet<MailType> Types { get; } = new HashSet<MailType>
    {
        MailType.BookingConfirmation, MailType.SessionUpdate, MailType.NewDocuments, MailType.Cancellation, MailType.Reminder,
        MailType.NewBooking, MailType.SessionHandedOver, MailType.ClientCancelled, MailType.CoachUpdate, MailType.CoachCancellation,
    };

    public async Task<Letter> ComposeAsync(AppDbContext db, MailMessage mail, IReadOnlyList<MailAbout> abouts, DateTime nowUtc, CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        if (abouts.Count > 1)
        {
            if (await Addressee.FindAsync(db, mail.ToUserId, cancel) is not { Reachable: true } client)
                return new Letter.Skip(SkipReasons.NoReader);
            var (told, why) = await SharedLetter.SortOutAsync(db, practice, mail, abouts, nowUtc, cancel);
            if (why is not null)
                return new Letter.Skip(why);
            if (told.Count > 1)
                return await SharedLetter.WriteAsync(db, practice, mail, told, client, nowUtc, cancel);
            abouts = told;
        }

        var about = abouts.Single();
        var session = await db.Set<Session>().SingleOrDefaultAsync(s => s.Id == about.SessionId, cancel);
        // What was meant for a client whom the session has no more is none of that person's business.
        if (session is null || (!IsForCoach(mail.Type) && session.ClientId != mail.ToUserId))
            return new Letter.Skip(SkipReasons.NoLongerTrue);
        return await WriteAsync(db, await practices.GetAsync(cancel), session, mail, about, nowUtc, cancel);
    }

    /// <summary>What a mail says of a session as it stands in memory, saved or not: the preview shows what would be sent.</summary>
    internal static async Task<Letter> WriteAsync(
        AppDbContext db, PracticeFacts practice, Session session, MailMessage mail, MailAbout about, DateTime nowUtc, CancellationToken cancel,
        IReadOnlyList<SessionDocumentRow>? documents = null)
    {
        var reader = await Addressee.FindAsync(db, mail.ToUserId, cancel);
        if (reader is not { Reachable: true })
            return new Letter.Skip(SkipReasons.NoReader);

        var coach = await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == session.CoachId, cancel);
        var facts = session.Facts(coach.InMailsOf(practice, toClient: session.ClientId == mail.ToUserId));
        Fix(about, session, facts, mail.Type);

        var writing = new Writing(db, practice, session, coach, facts, SessionFacts.FromJson(session.ToldFacts), reader, mail.PersonalLine, documents, nowUtc, cancel) { IsPreview = mail.Id == 0 };
        var letter = mail.Type switch
        {
            MailType.BookingConfirmation or MailType.SessionUpdate or MailType.NewDocuments => await NotifyAsync(writing),
            MailType.Cancellation => await CancellationAsync(writing),
            MailType.Reminder => await ReminderAsync(writing, mail),
            MailType.NewBooking => await NewBookingAsync(writing, mail),
            MailType.SessionHandedOver => await HandedOverAsync(writing, mail),
            MailType.ClientCancelled => await ClientCancelledAsync(writing, mail),
            MailType.CoachUpdate => await CoachUpdateAsync(writing, mail),
            MailType.CoachCancellation => await CoachCancellationAsync(writing, mail),
            _ => throw new InvalidOperationException($"{mail.Type} is not about a session."),
        };
        // Switched off while it waited, or turned by now into a type that is (D6).
        return letter is Letter.Send send && practice.DisabledMails.Contains(EnumCode.Of(send.Type)) ? new Letter.Skip(SkipReasons.SwitchedOff) : letter;
    }

    /// <summary>What the mail tells of the session, once and for all.</summary>
    internal static void Fix(MailAbout about, Session session, SessionFacts facts, MailType type)
    {
        (about.Revision, about.FactsHash, about.Facts) = (session.Revision, session.FactsHash, facts.ToJson());
        // A cancellation names no documents: if the session comes back, they are still news.
        (about.Documents, about.FactsBefore) = (type == MailType.Cancellation ? session.ToldDocuments : session.DocumentsAdded, session.ToldFacts);
    }

    private static async Task<Letter> NotifyAsync(Writing w)
    {
        // What the row was first meant to say does not count: the client gets what is true and new now.
        var next = Telling.Next(w.Session, reachable: true, inFlight: null, w.NowUtc);
        if (next.Type is not { } type)
            return new Letter.Skip(next.WhyNot == NothingToTell.NothingNew ? SkipReasons.NothingNew : SkipReasons.NoLongerTrue);
        // Documents alone change nothing in a calendar.
        var letter = await w.LetterAsync(type == MailType.NewDocuments ? null : InvitationMethod.Request, withDocuments: true);
        return new Letter.Send(type, type switch
        {
            MailType.BookingConfirmation => new BookingConfirmationMail(w.Reader, w.Practice.Name, letter) { ReplyTo = w.Coach },
            MailType.NewDocuments => new NewDocumentsMail(w.Reader, w.Practice.Name, letter, w.Session.ToldFactsHash == w.Session.FactsHash ? null : w.Before) { ReplyTo = w.Coach },
            _ => new SessionUpdateMail(w.Reader, w.Practice.Name, letter, w.Before!) { ReplyTo = w.Coach },
        });
    }

    private static async Task<Letter> CancellationAsync(Writing w)
    {
        if (!w.Session.Status.IsCalledOff())
            return new Letter.Skip(SkipReasons.NoLongerTrue);
        // A calendar can only take out what an invitation put in (D8).
        var letter = await w.LetterAsync(await w.WasInvitedAsync() ? InvitationMethod.Cancel : null);
        return new Letter.Send(MailType.Cancellation, new CancellationMail(w.Reader, w.Practice.Name, letter) { ReplyTo = w.Coach });
    }

    private static async Task<Letter> ReminderAsync(Writing w, MailMessage mail)
    {
        if (ReminderKey.StartOf(mail.DedupeKey) != w.Session.StartsAtUtc)
            return new Letter.Skip(SkipReasons.NoLongerTrue);
        var verdict = ReminderRule.Of(ReminderCase.Of(w.Session, reachable: true), ReminderKey.LeadOf(mail.DedupeKey), w.Practice, w.NowUtc);
        // Who sends a reminder again by hand knows that it is late, and that the client was told.
        if (ReminderKey.IsByHand(mail.DedupeKey) && verdict is (ReminderVerdict.TooLate or ReminderVerdict.JustTold))
            verdict = ReminderVerdict.Send;
        if (ReminderRule.WhyNot(verdict) is { } why)
            return new Letter.Skip(why);
        var before = w.Session.ToldFactsHash == w.Session.FactsHash ? null : w.Before;
        var letter = await w.LetterAsync(InvitationMethod.Request, withDocuments: true);
        return new Letter.Send(MailType.Reminder, new ReminderMail(w.Reader, w.Practice.Name, letter, before) { ReplyTo = w.Coach });
    }

    private static async Task<Letter> NewBookingAsync(Writing w, MailMessage mail)
    {
        if (w.Session.Status != SessionStatus.Booked || w.Session.CoachId != mail.ToUserId)
            return new Letter.Skip(SkipReasons.NoLongerTrue);
        var letter = await w.LetterAsync(InvitationMethod.Request);
        return new Letter.Send(MailType.NewBooking, new NewBookingMail(w.Reader, w.Practice.Name, letter, await w.NameOfAsync(mail.RequestedById)));
    }

    private static async Task<Letter> HandedOverAsync(Writing w, MailMessage mail)
    {
        if (w.Session.CoachId == mail.ToUserId)
            return new Letter.Skip(SkipReasons.NoLongerTrue);
        var letter = await w.LetterAsync(InvitationMethod.Cancel);
        return new Letter.Send(MailType.SessionHandedOver, new SessionHandedOverMail(
            w.Reader, w.Practice.Name, letter, w.Facts.CoachName, await w.NameOfAsync(mail.RequestedById)));
    }

    private static async Task<Letter> ClientCancelledAsync(Writing w, MailMessage mail)
    {
        if (!w.Session.Status.IsCalledOff() || w.Session.CoachId != mail.ToUserId)
            return new Letter.Skip(SkipReasons.NoLongerTrue);
        var letter = await w.LetterAsync(await w.WasInvitedAsync() ? InvitationMethod.Cancel : null);
        return new Letter.Send(MailType.ClientCancelled, new ClientCancelledMail(w.Reader, w.Practice.Name, letter) { ReplyTo = await w.ClientAsync() });
    }

    private static async Task<Letter> CoachUpdateAsync(Writing w, MailMessage mail)
    {
        if (w.Session.Status != SessionStatus.Booked || w.Session.CoachId != mail.ToUserId)
            return new Letter.Skip(SkipReasons.NoLongerTrue);
        var told = await w.LastToldToReaderAsync();
        if (told is not null && !CoachTeller.Differ(told, w.Facts))
            return new Letter.Skip(SkipReasons.NothingNew);
        var letter = await w.LetterAsync(InvitationMethod.Request);
        return new Letter.Send(MailType.CoachUpdate, new CoachUpdateMail(w.Reader, w.Practice.Name, letter, told, await w.NameOfAsync(mail.RequestedById)));
    }

    private static async Task<Letter> CoachCancellationAsync(Writing w, MailMessage mail)
    {
        if (!w.Session.Status.IsCalledOff() || w.Session.CoachId != mail.ToUserId)
            return new Letter.Skip(SkipReasons.NoLongerTrue);
        var letter = await w.LetterAsync(await w.WasInvitedAsync() ? InvitationMethod.Cancel : null);
        return new Letter.Send(MailType.CoachCancellation, new CoachCancellationMail(w.Reader, w.Practice.Name, letter, await w.NameOfAsync(mail.RequestedById)));
    }

    private static bool IsForCoach(MailType type) =>
        type is MailType.NewBooking or MailType.SessionHandedOver or MailType.ClientCancelled or MailType.CoachUpdate or MailType.CoachCancellation;

    /// <summary>What every kind of mail about a session needs.</summary>
    private sealed class Writing(
        AppDbContext db, PracticeFacts practice, Session session, User coach, SessionFacts facts, SessionFacts? before,
        Addressee reader, string? personalLine, IReadOnlyList<SessionDocumentRow>? documents, DateTime nowUtc, CancellationToken cancel)
    {
        public PracticeFacts Practice => practice;
        public Session Session => session;
        public SessionFacts Facts => facts;
        public SessionFacts? Before => before;
        public DateTime NowUtc => nowUtc;

        /// <summary>Staff look at what would be sent: nothing in it may speak for the client.</summary>
        public bool IsPreview { get; init; }

        public MailReader Reader { get; } = new(reader.Name, reader.Address!, reader.Language, reader.ZoneId);
        public (string Name, string Address)? Coach => coach.Email is { } address ? (facts.CoachName, address) : null;

        private bool CanBeAnswered => !IsPreview && reader.Id == session.ClientId && session.Status == SessionStatus.Booked;

        public async Task<SessionLetter> LetterAsync(InvitationMethod? method, bool withDocuments = false)
        {
            var client = await Addressee.FindAsync(db, session.ClientId, cancel);
            var invitation = method is { } does
                ? new InvitationFacts(
                    session.CalendarUid, session.Revision, does, facts.StartsAtUtc, facts.EndsAtUtc, facts.Title, facts.Location,
                    facts.VideoLink, reader.Name, reader.Address!, facts.CoachName)
                : null;
            return new SessionLetter(session.Id, session.Revision, facts, session.ZoneId, client?.Name ?? "", practice.Currency, session.SharedNote, invitation)
            {
                PersonalLine = personalLine,
                ClientId = CanBeAnswered ? session.ClientId : null,
                SeenMark = CanBeAnswered ? session.SeenMark : null,
                Documents = !withDocuments ? [] : documents ?? await SessionDocumentQueries.OfAsync(db, session, cancel),
            };
        }

        public Task<bool> WasInvitedAsync() =>
            (from told in db.Set<MailAbout>()
             join mail in db.Set<MailMessage>() on told.MailId equals mail.Id
             where told.SessionId == session.Id && mail.ToUserId == reader.Id && mail.Type != MailType.Cancellation && mail.Type != MailType.NewDocuments
                && mail.Type != MailType.ClientCancelled && mail.Type != MailType.SessionHandedOver && mail.Type != MailType.UnpaidReminder && mail.Type != MailType.CoachCancellation
                && mail.Type != MailType.PaymentConfirmed && mail.Type != MailType.PaymentReceived
                && (mail.State == MailState.Accepted || mail.State == MailState.Unknown || mail.MayRepeat || mail.OnItsWay)
             select mail.Id).AnyAsync(cancel);

        public async Task<(string Name, string Address)?> ClientAsync() =>
            await Addressee.FindAsync(db, session.ClientId, cancel) is { Address: { Length: > 0 } address } client ? (client.Name, address) : null;

        public Task<SessionFacts?> LastToldToReaderAsync() => CoachTeller.LastToldAsync(db, session.Id, reader.Id, cancel);

        public async Task<string> NameOfAsync(int userId) =>
            (await Addressee.FindAsync(db, userId, cancel))?.Name ?? practice.Name;
    }
}
