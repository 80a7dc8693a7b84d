using CoachHub.Domain.Calendar;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Programs;

/// <summary>Writes sessions of a bundle by the guarded path, inside the caller's transaction: all of them, or a list of what stands in the way.</summary>
internal sealed class BundleWriter(AppDbContext db, ClientAccess clients, DocumentAccess access, DateTime nowUtc)
{
    /// <summary>Whether the bundle may be with these people: as for a session.</summary>
    public Task<Problem?> CheckPeopleAsync(Actor actor, Bundle bundle, CancellationToken cancel) =>
        SessionPeople.CheckAsync(db, clients, actor, session: null, ToChange(bundle, new PlannedDate(), bundle.CreatedAtUtc, null), cancel);

    /// <summary>The documents, or null where one may not be given on: those that the person uploaded or may choose for such a session, and those of templates.</summary>
    public async Task<IReadOnlyList<Document>?> FindDocumentsAsync(IReadOnlyList<int> ids, int clientId, int coachId, CancellationToken cancel)
    {
        int[] asked = [.. ids.Distinct()];
        if (asked.Length == 0)
            return [];
        var attached = access.Attached(db);
        var own = db.Set<Document>().Where(d => d.AddedById == db.Actor.Id && !attached.Contains(d.Id)).Select(d => d.Id);
        var choosable = SessionDocumentWriter.Choosable(db, db.Actor, clientId, coachId).Select(d => d.Id);
        var offered = db.Set<BundleTemplateDocument>().Select(link => link.DocumentId)
            .Concat(from link in db.Set<BundleDocument>() join bundle in db.Set<Bundle>().VisibleTo(db.Actor) on link.BundleId equals bundle.Id select link.DocumentId);
        var found = await db.Set<Document>()
            .Where(d => asked.Contains(d.Id) && (own.Contains(d.Id) || choosable.Contains(d.Id) || offered.Contains(d.Id)))
            .ToListAsync(cancel);
        return found.Count == asked.Length ? [.. asked.Select(id => found.Find(d => d.Id == id)!)] : null;
    }

    /// <summary>Writes the sessions and their ledger rows. The ledger holds what is left for them. Problem: <c>bundle.dates_refused</c> with each date.</summary>
    public async Task<Problem?> WriteAsync(
        Bundle bundle, BundleLedger ledger, IReadOnlyList<PlannedDate> dates, IReadOnlyList<long?> prices, IReadOnlyList<Document> documents,
        string? overlapReason, CancellationToken cancel)
    {
        using var writer = new SessionWriter(db, nowUtc);
        using var rows = new NewRows<BundleEntry>(db);
        var stamp = new EntryStamp(nowUtc, db.Actor.Id, db.Actor.Name);
        var policy = new OverlapPolicy(InputText.Clean(overlapReason));
        var refused = new List<DateRefusal>();
        var inOrder = dates.Select((date, index) => (Date: date, Index: index)).OrderBy(one => one.Date.Local).ThenBy(one => one.Date.Doubled).ToList();
        for (var i = 0; i < inOrder.Count; i++)
        {
            var (date, index) = inOrder[i];
            var problem = ZoneClock.ToUtc(date.Local, bundle.ZoneId, date.Doubled) is { Ok: true, Value: var startsAtUtc }
                ? await WriteOneAsync(writer, ToChange(bundle, date, startsAtUtc, prices[i]), bundle, documents, policy, cancel)
                : ZoneClock.ToUtc(date.Local, bundle.ZoneId).Problem;
            if (problem is not null)
                refused.Add(new DateRefusal(index, problem));
            else
                ledger.Put(new EntrySession(writer.LastId, ZoneClock.ToUtc(date.Local, bundle.ZoneId, date.Doubled).Value), CreditPlace.Reserved, stamp);
        }

        if (refused.Count > 0)
            return Problem.Conflict("bundle.dates_refused", nameof(BundleInput.Dates), [refused.Count, .. refused.OrderBy(one => one.Index)]);
        foreach (var entry in ledger.Written)
            await rows.AddAsync(entry, cancel);
        return null;
    }

    private async Task<Problem?> WriteOneAsync(
        SessionWriter writer, SessionChange change, Bundle bundle, IReadOnlyList<Document> documents, OverlapPolicy policy, CancellationToken cancel)
    {
        var one = new ManySession(change, null) { BundleId = bundle.Id, Paused = bundle.Status == BundleStatus.Paused, Documents = documents.Count };
        var written = await writer.AddOneOfManyAsync(one, policy, cancel);
        for (var i = 0; written.Ok && i < documents.Count; i++)
            db.Add(new SessionDocument { SessionId = writer.LastId, DocumentId = documents[i].Id, Number = i + 1, AddedAtUtc = nowUtc });
        return written.Problem;
    }

    private static SessionChange ToChange(Bundle bundle, PlannedDate date, DateTime startsAtUtc, long? priceMinor) => new(
        bundle.ClientId, bundle.CoachId, startsAtUtc, bundle.ZoneId, date.Local, bundle.DurationMinutes, Title: null, bundle.Location, bundle.VideoLink,
        priceMinor, SessionStatus.Booked, PaymentStatus.Pending, PrivateNotes: null, SharedNote: null);
}
