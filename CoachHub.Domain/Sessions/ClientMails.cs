using System.Globalization;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>A session whose client is to be told.</summary>
/// <param name="Session">The tracked session.</param>
/// <param name="Type">The mail that is due.</param>
/// <param name="Replaced">The waiting mail that gave way.</param>
internal sealed record ToTell(Session Session, MailType Type, ReplacedMail? Replaced);

/// <summary>
/// The mails of one act on many sessions: one for each client, whatever the number of batches. They are kept back until the act is
/// over, so that a client gets one mail and the person can take all of it back.
/// </summary>
internal sealed class ClientMails(MailIntents intents, PracticeFacts practice, DateTime heldUntilUtc)
{
    /// <summary>The most sessions that one mail tells about: nobody reads more, and sending must not hold others up.</summary>
    public const int MostSessions = 100;

    private readonly string run = Guid.NewGuid().ToString("N")[..16];
    private readonly Dictionary<int, (int MailId, int Sessions)> open = [];
    private readonly HashSet<int> fresh = [];
    private readonly List<int> written = [];

    /// <summary>The practice as it was when the act began.</summary>
    public PracticeFacts Practice => practice;

    /// <summary>The mails that were committed.</summary>
    public IReadOnlyList<int> Written => written;

    /// <summary>Tells a client of sessions. Returns what became of each; null for a mail that is switched off in the settings, of which the log says so. The caller saves.</summary>
    public async Task<IReadOnlyDictionary<int, QueuedMail?>> AddAsync(AppDbContext db, Addressee client, IReadOnlyList<ToTell> sessions, CancellationToken cancel)
    {
        var told = new Dictionary<int, QueuedMail?>();
        foreach (var off in sessions.Where(s => IsOff(s.Type)).GroupBy(s => s.Type))
        {
            await intents.AddAsync(db, practice, Intent(client, off.Key, [.. off.Select(s => s.Session.Id)]), cancel);
            foreach (var one in off)
                told[one.Session.Id] = null;
        }

        foreach (var part in sessions.Where(s => !IsOff(s.Type)).Chunk(MostSessions))
        {
            var mail = await MailAsync(db, client, part, cancel);
            foreach (var one in part)
            {
                told[one.Session.Id] = new QueuedMail(mail.Id, mail.NotBeforeUtc)
                {
                    ReplacedId = one.Replaced?.Id,
                    ReplacedState = one.Replaced?.State ?? default,
                    UnderWayId = one.Session.PendingMailId,
                    FailedId = one.Session.FailedMailId,
                };
                one.Session.MailQueued(mail.Id);
            }
        }

        return told;
    }

    /// <summary>The batch was committed.</summary>
    public void Committed()
    {
        written.AddRange(fresh);
        fresh.Clear();
    }

    /// <summary>The batch was rolled back, and its new mails with it.</summary>
    public void RolledBack()
    {
        foreach (var (client, _) in open.Where(entry => fresh.Contains(entry.Value.MailId)).ToList())
            open.Remove(client);
        fresh.Clear();
    }

    private bool IsOff(MailType type) => practice.DisabledMails.Contains(EnumCode.Of(type));

    private async Task<MailMessage> MailAsync(AppDbContext db, Addressee client, ToTell[] part, CancellationToken cancel)
    {
        if (open.TryGetValue(client.Id, out var begun) && begun.Sessions + part.Length <= MostSessions
            && await db.Set<MailMessage>().SingleOrDefaultAsync(m => m.Id == begun.MailId && m.State == MailState.Queued, cancel) is { } waiting)
        {
            db.AddRange(part.Select(one => new MailAbout { MailId = waiting.Id, SessionId = one.Session.Id }));
            if (part.Any(one => one.Type == MailType.BookingConfirmation))
                waiting.Type = MailType.BookingConfirmation;
            open[client.Id] = (waiting.Id, begun.Sessions + part.Length);
            return waiting;
        }

        // What is new to the client gives the mail its name in the log; what it says of each session is decided when it is sent.
        var type = part.Any(one => one.Type == MailType.BookingConfirmation) ? MailType.BookingConfirmation : part[0].Type;
        var mail = await intents.AddAsync(db, practice, Intent(client, type, [.. part.Select(one => one.Session.Id)]), cancel);
        open[client.Id] = (mail.Id, part.Length);
        fresh.Add(mail.Id);
        return mail;
    }

    private MailIntent Intent(Addressee client, MailType type, IReadOnlyList<int> sessionIds) =>
        new(type, client.Id, client.Address!, string.Create(CultureInfo.InvariantCulture, $"many:{run}:{client.Id}:{sessionIds[0]}"))
        {
            SessionIds = sessionIds,
            HeldUntilUtc = heldUntilUtc,
        };
}
