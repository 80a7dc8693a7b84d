using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>A mail to look at: nobody asked for it and nothing of it is kept.</summary>
/// <param name="Content">What it says.</param>
/// <param name="OwnAddress">The address of the person who looks, for a test.</param>
/// <param name="IsExample">No session was there to take facts from: they are made up.</param>
public sealed record MailSample(MailContent Content, string? OwnAddress, bool IsExample);

/// <summary>Mails of every kind about the newest session, for the administrator who chooses their words.</summary>
public sealed class MailSampleQueries(IDbContextFactory<AppDbContext> databases, PracticeReader practices, TimeProvider clock)
{
    /// <summary>The link of a sample leads nowhere.</summary>
    private const string NoToken = "example";

    /// <summary>A mail of this kind in this language. Problems: <c>forbidden</c>, <c>mail.wording_unknown</c>.</summary>
    public async Task<Result<MailSample>> FindAsync(Actor actor, string mail, string language, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        if (MailWordingKind.Find(mail) is not { } kind || language is not ("en" or "fr"))
            return Problem.NotFound("mail.wording_unknown");
        await using var db = await databases.CreateDbContextAsync(cancel);
        var practice = await practices.GetAsync(cancel);
        var own = await Addressee.FindAsync(db, actor.Id, cancel);
        var asker = new MailReader(actor.Name, own?.Address ?? "", language, actor.ZoneId);
        if (OfAccounts(kind, practice, asker) is { } account)
            return new MailSample(account, own?.Address, IsExample: false);
        var sessions = await NewestAsync(db, actor, kind.Type is null ? 3 : 1, cancel);
        var told = sessions.Count > 0 ? await ToldAsync(db, practice, kind, sessions, language, cancel) : Example(practice, asker);
        return OfSessions(kind, practice, actor, told) is { } content
            ? new MailSample(content, own?.Address, sessions.Count == 0)
            : Problem.NotFound("mail.wording_unknown");
    }

    private MailContent? OfAccounts(MailWordingKind kind, PracticeFacts practice, MailReader reader)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return kind.Type switch
        {
            MailType.SignInLink => new SignInLinkMail(reader, practice.Name, NoToken, now + AccountTokens.Lifetime(LinkPurpose.SignIn)),
            MailType.PasswordReset => new PasswordResetMail(reader, practice.Name, NoToken, now + AccountTokens.Lifetime(LinkPurpose.PasswordReset)),
            MailType.Welcome => new WelcomeMail(reader, practice.Name, NoToken, now + AccountTokens.Lifetime(LinkPurpose.FirstSignIn), reader.Name),
            MailType.AddressChange => new AddressChangeMail(reader, practice.Name, NoToken, now + AccountTokens.Lifetime(LinkPurpose.AddressChange)),
            MailType.AddressChanged => new AddressChangedMail(reader, practice.Name, reader.Address),
            MailType.CoachInvitation => new CoachInvitationMail(reader, practice.Name, NoToken, now + AccountTokens.Lifetime(LinkPurpose.FirstSignIn), reader.Name),
            _ => null,
        };
    }

    private static MailContent? OfSessions(MailWordingKind kind, PracticeFacts practice, Actor actor, Told told)
    {
        var (client, coach, letters) = (told.Client, told.Coach, told.Letters);
        var letter = letters[0];
        var before = letter.Facts with { StartsAtUtc = letter.Facts.StartsAtUtc.AddDays(-1) };
        return kind.Type switch
        {
            null => new SessionsMail(client, practice.Name, [.. letters.Select(one => new ToldSession(MailType.BookingConfirmation, one, null))]) { ReplyTo = told.ReplyTo },
            MailType.BookingConfirmation => new BookingConfirmationMail(client, practice.Name, letter) { ReplyTo = told.ReplyTo },
            MailType.SessionUpdate => new SessionUpdateMail(client, practice.Name, letter, before) { ReplyTo = told.ReplyTo },
            MailType.NewDocuments => new NewDocumentsMail(client, practice.Name, letter with { Invitation = null }, null) { ReplyTo = told.ReplyTo },
            MailType.Cancellation => new CancellationMail(client, practice.Name, letter with { Facts = letter.Facts with { CalledOff = true } }) { ReplyTo = told.ReplyTo },
            MailType.Reminder => new ReminderMail(client, practice.Name, letter, null) { ReplyTo = told.ReplyTo },
            MailType.NewBooking => new NewBookingMail(coach, practice.Name, letter, client.Name),
            MailType.ClientCancelled => new ClientCancelledMail(coach, practice.Name, letter with { Facts = letter.Facts with { CalledOff = true } }),
            MailType.CoachUpdate => new CoachUpdateMail(coach, practice.Name, letter, before, actor.Name),
            MailType.CoachCancellation => new CoachCancellationMail(coach, practice.Name, letter with { Facts = letter.Facts with { CalledOff = true } }, actor.Name),
            MailType.UnpaidReminder => new UnpaidReminderMail(client, practice.Name, [Unpaid(letter)], practice.Currency) { ReplyTo = told.ReplyTo },
            MailType.PaymentConfirmed => new PaymentConfirmedMail(client, practice.Name, client.Name, [Paid(letter)], practice.Currency) { ReplyTo = told.ReplyTo },
            MailType.PaymentReceived => new PaymentReceivedMail(coach, practice.Name, client.Name, [Paid(letter)], practice.Currency),
            MailType.SessionHandedOver => new SessionHandedOverMail(coach, practice.Name, letter, actor.Name, actor.Name),
            _ => null,
        };
    }

    private static UnpaidSession Unpaid(SessionLetter letter) => new(
        letter.SessionId, letter.Facts.StartsAtUtc, letter.Facts.DurationMinutes, letter.ZoneId, letter.Facts.Title, letter.Facts.CoachName, letter.Facts.PriceMinor ?? 0);

    private static PaidSession Paid(SessionLetter letter) => new(
        letter.SessionId, letter.Facts.StartsAtUtc, letter.Facts.DurationMinutes, letter.Facts.Title, letter.Facts.CoachName, letter.Facts.PriceMinor ?? 0);

    private static async Task<List<Session>> NewestAsync(AppDbContext db, Actor actor, int count, CancellationToken cancel)
    {
        var visible = db.Set<Session>().AsNoTracking().VisibleTo(actor);
        var newest = await visible.Where(s => s.ClientId != null && s.Status != SessionStatus.Available).OrderByDescending(s => s.Id).FirstOrDefaultAsync(cancel);
        if (newest is null || count == 1)
            return newest is null ? [] : [newest];
        // Several sessions in one mail are of one person.
        return await visible.Where(s => s.ClientId == newest.ClientId && s.CoachId == newest.CoachId).OrderByDescending(s => s.StartsAtUtc).ThenByDescending(s => s.Id).Take(count).ToListAsync(cancel);
    }

    private static async Task<Told> ToldAsync(
        AppDbContext db, PracticeFacts practice, MailWordingKind kind, List<Session> sessions, string language, CancellationToken cancel)
    {
        var client = (await Addressee.FindAsync(db, sessions[0].ClientId, cancel))!;
        var coach = await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == sessions[0].CoachId, cancel);
        var documents = await SessionDocumentQueries.OfAsync(db, sessions, cancel);
        var name = coach.InMailsOf(practice, toClient: kind.IsForClients);
        var letters = sessions.OrderBy(s => s.StartsAtUtc).Select(session =>
        {
            var facts = session.Facts(name) with { CalledOff = false };
            return Letter(practice, session.Id, session.Revision, facts, session.ZoneId, client.Name, session.SharedNote) with
            {
                Documents = [.. documents.GetValueOrDefault(session.Id, []).Select(document => document with { IsTold = false })],
            };
        });
        return new Told(
            new MailReader(client.Name, client.Address ?? "", language, client.ZoneId),
            new MailReader(coach.DisplayName, coach.Email ?? "", language, coach.ZoneId),
            coach.Email is { } address ? (name, address) : null,
            [.. letters]);
    }

    private Told Example(PracticeFacts practice, MailReader asker)
    {
        var day = clock.GetUtcNow().UtcDateTime.Date.AddDays(7);
        var facts = new SessionFacts(day.AddHours(9), 60, null, null, 0, asker.Name, null, null, CalledOff: false);
        return new Told(
            asker with { Name = "Anna Petit" }, asker, (asker.Name, asker.Address),
            [.. Enumerable.Range(0, 3).Select(week => Letter(practice, 0, 1, facts with { StartsAtUtc = facts.StartsAtUtc.AddDays(7 * week) }, practice.ZoneId, "Anna Petit", null))]);
    }

    private static SessionLetter Letter(PracticeFacts practice, int id, int revision, SessionFacts facts, string zoneId, string clientName, string? note) =>
        new(id, revision, facts, zoneId, clientName, practice.Currency, note, null);

    /// <summary>Who reads, who coaches, and the sessions.</summary>
    private sealed record Told(MailReader Client, MailReader Coach, (string Name, string Address)? ReplyTo, IReadOnlyList<SessionLetter> Letters);
}
