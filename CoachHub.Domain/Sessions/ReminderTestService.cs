using CoachHub.Domain.Accounts;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>What became of a test reminder.</summary>
/// <param name="ToAddress">The administrator's own address.</param>
/// <param name="Answer">What the mail server said.</param>
public sealed record ReminderTestAnswer(string ToAddress, DeliveryAnswer Answer);

/// <summary>
/// Sends an administrator a reminder as clients get it (REM-05), marked as a test: about the next session that is booked, or about a
/// made-up one. It is about nobody's account, so it is in no ledger, and it carries no calendar entry, which would be a client's.
/// </summary>
public sealed class ReminderTestService(
    IDbContextFactory<AppDbContext> databases, PracticeReader practices, IMailRenderer renderer, Func<IMailTransport> transports, OutboxOptions options, TimeProvider clock)
{
    private const string ExampleClient = "Camille Martin";

    /// <summary>Sends it now and waits for the server's answer. Problem: <c>forbidden</c>.</summary>
    public async Task<Result<ReminderTestAnswer>> SendAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await Addressee.FindAsync(db, actor.Id, cancel) is not { Reachable: true } reader)
            return Problem.Forbidden();
        var practice = await practices.GetAsync(cancel);
        var (letter, before) = await NextAsync(db, practice, cancel) ?? (Example(practice, actor), null);
        var content = new ReminderMail(new MailReader(reader.Name, reader.Address!, reader.Language, reader.ZoneId), practice.Name, letter, before) { IsTest = true };
        var mail = await renderer.RenderAsync(content, $"{Guid.NewGuid():N}@{options.MessageIdDomain}", cancel);
        await using var transport = transports();
        return new ReminderTestAnswer(reader.Address!, await transport.SendAsync(reader.Address!, mail.Mime, cancel));
    }

    /// <summary>The session that begins next of all that have a client, as its reminder would tell it.</summary>
    private async Task<(SessionLetter Letter, SessionFacts? Before)?> NextAsync(AppDbContext db, PracticeFacts practice, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var session = await db.Set<Session>().AsNoTracking()
            .Where(s => s.Status == SessionStatus.Booked && s.ClientId != null && s.StartsAtUtc > now)
            .OrderBy(s => s.StartsAtUtc).ThenBy(s => s.Id).FirstOrDefaultAsync(cancel);
        if (session is null)
            return null;
        var client = await Addressee.FindAsync(db, session.ClientId, cancel);
        var coach = await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == session.CoachId, cancel);
        var letter = new SessionLetter(
            session.Id, session.Revision, session.Facts(coach.InMailsOf(practice, toClient: true)), session.ZoneId, client?.Name ?? "", practice.Currency, session.SharedNote, Invitation: null)
        {
            Documents = await SessionDocumentQueries.OfAsync(db, session, cancel),
        };
        return (letter, session.ToldFactsHash == session.FactsHash ? null : SessionFacts.FromJson(session.ToldFacts));
    }

    private SessionLetter Example(PracticeFacts practice, Actor coach)
    {
        // Midday is skipped by no clock.
        var day = ZoneClock.ToLocal(clock.GetUtcNow().UtcDateTime, practice.ZoneId).Date.PlusDays(1);
        var start = ZoneClock.ToUtc(day.At(new NodaTime.LocalTime(12, 0)), practice.ZoneId).Value;
        var facts = new SessionFacts(start, 60, null, null, coach.Id, coach.Name, null, null, CalledOff: false);
        return new SessionLetter(0, 1, facts, practice.ZoneId, ExampleClient, practice.Currency, null, Invitation: null);
    }
}
