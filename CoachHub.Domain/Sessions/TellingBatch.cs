using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>What telling needs to know about a batch of sessions, read in a few statements however many they are.</summary>
internal sealed class TellingBatch
{
    private readonly Dictionary<int, Addressee> clients;
    private readonly Dictionary<int, MailMessage> pending;
    private readonly Dictionary<(int MailId, int SessionId), InFlight> fixedFacts;
    private readonly HashSet<int> mayKnow;

    private TellingBatch(
        Dictionary<int, Addressee> clients, Dictionary<int, MailMessage> pending, Dictionary<(int, int), InFlight> fixedFacts, HashSet<int> mayKnow) =>
        (this.clients, this.pending, this.fixedFacts, this.mayKnow) = (clients, pending, fixedFacts, mayKnow);

    /// <summary>Reads it. The mails are tracked where the context tracks.</summary>
    public static async Task<TellingBatch> ReadAsync(AppDbContext db, IReadOnlyCollection<Session> sessions, CancellationToken cancel)
    {
        var clientIds = sessions.Select(s => s.ClientId).OfType<int>().Distinct().ToList();
        var clients = await Addressee.FindManyAsync(db, clientIds, cancel);
        var pendingIds = sessions.Select(s => s.PendingMailId).OfType<int>().Distinct().ToList();
        var pending = pendingIds.Count == 0 ? [] : await db.Set<MailMessage>().Where(m => pendingIds.Contains(m.Id)).ToDictionaryAsync(m => m.Id, cancel);
        return new TellingBatch(clients, pending, await FixedFactsAsync(db, pending, cancel), await MayKnowAsync(db, sessions, cancel));
    }

    /// <summary>Whom the session's mails go to; null for a slot.</summary>
    public Addressee? ClientOf(Session session) => session.ClientId is { } id ? clients.GetValueOrDefault(id) : null;

    /// <summary>True when the client knows of the session, or may: see <see cref="SessionTeller.MayKnowAsync"/>.</summary>
    public bool MayKnow(Session session) => session.ToldAtUtc is not null || mayKnow.Contains(session.Id);

    /// <summary>The mail that a notify would send now, or why there is none.</summary>
    public Result<MailType> Next(Session session, DateTime nowUtc)
    {
        var mail = session.PendingMailId is { } id ? pending.GetValueOrDefault(id) : null;
        if (Telling.Waits(mail, session))
            return Problem.Conflict("bulk.waiting");
        InFlight? inFlight = mail is not null && fixedFacts.TryGetValue((mail.Id, session.Id), out var sent) ? sent : null;
        var next = Telling.Next(session, ClientOf(session)?.Reachable == true, inFlight, nowUtc);
        return next.Type is { } type ? type : BulkRules.Silence(next.WhyNot!.Value);
    }

    private static async Task<Dictionary<(int, int), InFlight>> FixedFactsAsync(AppDbContext db, Dictionary<int, MailMessage> pending, CancellationToken cancel)
    {
        var ids = pending.Values.Where(m => m.State is MailState.Claimed or MailState.Retry).Select(m => m.Id).ToList();
        if (ids.Count == 0)
            return [];
        var abouts = await db.Set<MailAbout>().Where(a => ids.Contains(a.MailId)).Select(a => new { a.MailId, a.SessionId, a.FactsHash, a.Documents }).ToListAsync(cancel);
        // One in retry is taken back, unless it tells about others too.
        return abouts.GroupBy(a => a.MailId)
            .Where(mail => pending[mail.Key].State == MailState.Claimed || mail.Count() > 1)
            .SelectMany(mail => mail)
            .ToDictionary(a => (a.MailId, a.SessionId), a => new InFlight(a.FactsHash, a.Documents));
    }

    private static async Task<HashSet<int>> MayKnowAsync(AppDbContext db, IReadOnlyCollection<Session> sessions, CancellationToken cancel)
    {
        var neverTold = sessions.Where(s => s.ToldAtUtc is null && s.ClientId is not null).ToDictionary(s => s.Id, s => s.ClientId!.Value);
        if (neverTold.Count == 0)
            return [];
        var ids = neverTold.Keys.ToList();
        var found = await (
            from about in db.Set<MailAbout>()
            where ids.Contains(about.SessionId)
            join mail in db.Set<MailMessage>() on about.MailId equals mail.Id
            where mail.Type != MailType.UnpaidReminder && mail.Type != MailType.PaymentConfirmed
                && (mail.State == MailState.Claimed || mail.State == MailState.Unknown || mail.MayRepeat
                    || (mail.State == MailState.Retry && db.Set<MailAbout>().Count(a => a.MailId == mail.Id) > 1))
            select new { about.SessionId, mail.ToUserId }).ToListAsync(cancel);
        return [.. found.Where(f => neverTold[f.SessionId] == f.ToUserId).Select(f => f.SessionId)];
    }
}
