using System.Globalization;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>Writes the two mails about a checkout that was paid. They tell nothing about the sessions themselves: what the client knows stays as it is.</summary>
internal sealed class PaymentMailComposer(PracticeReader practices) : IMailComposer
{
    /// <summary>How the keys of the two begin; the checkout's id follows.</summary>
    public const string ConfirmedKey = "payment_confirmed:", ReceivedKey = "payment_received:";

    public IReadOnlySet<MailType> Types { get; } = new HashSet<MailType> { MailType.PaymentConfirmed, MailType.PaymentReceived };

    public async Task<Letter> ComposeAsync(AppDbContext db, MailMessage mail, IReadOnlyList<MailAbout> abouts, DateTime nowUtc, CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        if (await Addressee.FindAsync(db, mail.ToUserId, cancel) is not { Reachable: true } reader)
            return new Letter.Skip(SkipReasons.NoReader);
        if (practice.DisabledMails.Contains(EnumCode.Of(mail.Type)))
            return new Letter.Skip(SkipReasons.SwitchedOff);
        var checkoutId = int.Parse(mail.DedupeKey.Split(':', '#')[1], CultureInfo.InvariantCulture);
        var checkout = await db.Set<Checkout>().Include(c => c.Lines).SingleOrDefaultAsync(c => c.Id == checkoutId, cancel);
        var ids = abouts.Select(about => about.SessionId).ToList();
        var sessions = await db.Set<Session>().Where(s => ids.Contains(s.Id)).OrderBy(s => s.StartsAtUtc).ThenBy(s => s.Id).ToListAsync(cancel);
        if (checkout is null || sessions.Count == 0)
            return new Letter.Skip(SkipReasons.NoLongerTrue);
        var toClient = mail.Type == MailType.PaymentConfirmed;
        var coachIds = sessions.ConvertAll(s => s.CoachId);
        var coaches = await db.Set<User>().AsNoTracking().Where(u => coachIds.Contains(u.Id)).ToDictionaryAsync(u => u.Id, cancel);
        foreach (var session in sessions)
            SessionMailComposer.Fix(abouts.Single(a => a.SessionId == session.Id), session, session.Facts(coaches[session.CoachId].InMailsOf(practice, toClient)), mail.Type);
        var paid = sessions.ConvertAll(s => new PaidSession(
            s.Id, s.StartsAtUtc, s.DurationMinutes, s.Title, coaches[s.CoachId].InMailsOf(practice, toClient), checkout.Lines.Single(l => l.SessionId == s.Id).AmountMinor));
        var client = await Addressee.FindAsync(db, checkout.ClientId, cancel);
        var to = new MailReader(reader.Name, reader.Address!, reader.Language, reader.ZoneId);
        PaymentMail content = toClient
            ? new PaymentConfirmedMail(to, practice.Name, client?.Name ?? "", paid, checkout.Currency)
            : new PaymentReceivedMail(to, practice.Name, client?.Name ?? "", paid, checkout.Currency);
        return new Letter.Send(mail.Type, content with { IsTest = !checkout.LiveMode, ReplyTo = ReplyTo(toClient, coaches, client, practice) });
    }

    /// <summary>A coach answers the client; a client the one coach, where there is one.</summary>
    private static (string Name, string Address)? ReplyTo(bool toClient, Dictionary<int, User> coaches, Addressee? client, PracticeFacts practice)
    {
        if (!toClient)
            return client?.Address is { Length: > 0 } address ? (client.Name, address) : null;
        return coaches.Values.ToList() is [{ Email: { } own } coach] ? (coach.InMailsOf(practice, toClient: true), own) : null;
    }
}
