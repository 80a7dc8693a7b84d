using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Decides, when it is claimed, of which sessions a reminder of what is unpaid still speaks: those paid in the meantime are left out, and their log says so.</summary>
internal sealed class UnpaidReminderComposer(PracticeReader practices, ISessionMoney money) : IMailComposer
{
    public IReadOnlySet<MailType> Types { get; } = new HashSet<MailType> { MailType.UnpaidReminder };

    public async Task<Letter> ComposeAsync(AppDbContext db, MailMessage mail, IReadOnlyList<MailAbout> abouts, DateTime nowUtc, CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        if (await Addressee.FindAsync(db, mail.ToUserId, cancel) is not { Reachable: true } client)
            return new Letter.Skip(SkipReasons.NoReader);
        if (practice.DisabledMails.Contains(EnumCode.Of(mail.Type)))
            return new Letter.Skip(SkipReasons.SwitchedOff);
        var ids = abouts.Select(about => about.SessionId).ToList();
        var unpaid = UnpaidReminderService.Unpaid(db.Set<Session>().Where(s => ids.Contains(s.Id)), mail.ToUserId, nowUtc);
        var sessions = await unpaid.ToDictionaryAsync(s => s.Id, cancel);
        if (sessions.Count == 0)
            return new Letter.Skip(SkipReasons.AllPaid);
        var rows = await UnpaidReminderService.RowsAsync(db, money, unpaid, cancel);
        var paid = ids.Where(id => !sessions.ContainsKey(id)).ToList();
        if (paid.Count > 0)
            await MailSplit.TakeOutAsync(db, mail, paid, MailState.Skipped, SkipReasons.AllPaid, cancel);
        foreach (var about in abouts.Where(about => sessions.ContainsKey(about.SessionId)))
            SessionMailComposer.Fix(about, sessions[about.SessionId], sessions[about.SessionId].Facts(rows.Single(row => row.SessionId == about.SessionId).CoachName), mail.Type);
        return new Letter.Send(mail.Type, Write(practice, client, rows, mail.PersonalLine, await ReplyToAsync(db, practice, [.. sessions.Keys], cancel)));
    }

    /// <summary>The mail about these sessions.</summary>
    internal static UnpaidReminderMail Write(
        PracticeFacts practice, Addressee client, IReadOnlyList<UnpaidSession> sessions, string? personalLine, (string Name, string Address)? replyTo) =>
        new(
            new MailReader(client.Name, client.Address!, client.Language, client.ZoneId),
            practice.Name,
            [.. sessions.Select(session => session with { CoachName = CoachNames.ToClients(practice, session.CoachName, session.CoachFirstName) })],
            practice.Currency)
        {
            PersonalLine = personalLine,
            ReplyTo = replyTo,
        };

    /// <summary>The coach of all of them; with several nobody knows which of them an answer is for.</summary>
    internal static async Task<(string Name, string Address)?> ReplyToAsync(AppDbContext db, PracticeFacts practice, IReadOnlyCollection<int> sessionIds, CancellationToken cancel)
    {
        var coachIds = await db.Set<Session>().Where(s => sessionIds.Contains(s.Id)).Select(s => s.CoachId).Distinct().Take(2).ToListAsync(cancel);
        return coachIds is [var only] && await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == only, cancel) is { Email: { } address } coach
            ? (coach.InMailsOf(practice, toClient: true), address)
            : null;
    }
}
