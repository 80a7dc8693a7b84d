using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// Adds and removes documents of a session, in the transaction of its save. The session's version stays as it is: what others edit
/// meanwhile does not collide with a document.
/// </summary>
internal sealed class SessionDocumentWriter(AppDbContext db, DocumentAccess access, DateTime nowUtc)
{
    /// <summary>
    /// Carries the changes out and saves. What is there already is not added twice, what is gone already is not removed twice.
    /// Problems: <c>document.not_found</c>, <c>document.too_many</c>.
    /// </summary>
    public async Task<Problem?> ApplyAsync(Session session, DocumentChanges changes, CancellationToken cancel)
    {
        if (changes.IsEmpty)
            return null;
        var (there, gone, fresh) = await WorkOutAsync(session, changes, cancel);
        if (fresh is null)
            return Problem.Invalid("document.not_found", nameof(SaveSession.Documents));
        if (there.Count + fresh.Count > SessionDocument.Most)
            return Problem.Invalid("document.too_many", nameof(SaveSession.Documents), SessionDocument.Most);

        foreach (var (link, document) in gone)
        {
            db.Remove(link);
            db.Add(SessionDocument.Note(db, session, document, cameIn: false, nowUtc));
        }

        foreach (var document in fresh)
        {
            db.Add(SessionDocument.Attach(session, document, nowUtc));
            db.Add(SessionDocument.Note(db, session, document, cameIn: true, nowUtc));
        }

        if (fresh.Count == 0)
            session.ChangeDocuments(added: 0, Newest(there));
        await db.SaveChangesAsync(cancel);
        return null;
    }

    /// <summary>
    /// Brings a session that is not saved to where the changes would bring it, as far as they are allowed. Returns the documents that
    /// it would have.
    /// </summary>
    public async Task<IReadOnlyList<SessionDocumentRow>> ForeseeAsync(Session session, DocumentChanges changes, CancellationToken cancel)
    {
        if (changes.IsEmpty)
            return await SessionDocumentQueries.OfAsync(db, session, cancel);
        var (there, _, fresh) = await WorkOutAsync(session, changes, cancel);
        session.ChangeDocuments(fresh?.Count ?? 0, fresh is { Count: > 0 } ? session.DocumentsAdded + fresh.Count : Newest(there));
        return
        [
            .. there.OrderBy(row => row.Link.Number).Select(row => new SessionDocumentRow(row.Document.Id, row.Document.Name, row.Document.Size, row.Link.Number <= session.ToldDocuments)),
            .. (fresh ?? []).Select(document => new SessionDocumentRow(document.Id, document.Name, document.Size, IsTold: false)),
        ];
    }

    /// <summary>Documents that this person may add to a session of this client and this coach (D39). A coach chooses among the own sessions' alone.</summary>
    internal static IQueryable<Document> Choosable(AppDbContext db, Actor actor, int? clientId, int? coachId)
    {
        var shared =
            from link in db.Set<SessionDocument>()
            join session in db.Set<Session>().VisibleTo(actor) on link.SessionId equals session.Id
            where session.CoachId == coachId || (clientId != null && session.ClientId == clientId)
            select link.DocumentId;
        return db.Set<Document>().Where(d => shared.Contains(d.Id));
    }

    private static int Newest(List<(SessionDocument Link, Document Document)> there) => there.Select(row => row.Link.Number).DefaultIfEmpty(0).Max();

    private async Task<(List<(SessionDocument Link, Document Document)> There, List<(SessionDocument Link, Document Document)> Gone, List<Document>? Fresh)> WorkOutAsync(
        Session session, DocumentChanges changes, CancellationToken cancel)
    {
        var links = (await (
            from link in db.Set<SessionDocument>()
            join document in db.Set<Document>() on link.DocumentId equals document.Id
            where link.SessionId == session.Id
            select new { link, document }).ToListAsync(cancel)).ConvertAll(row => (row.link, row.document));
        var gone = links.FindAll(row => changes.Remove.Contains(row.link.DocumentId) && !changes.Add.Contains(row.link.DocumentId));
        var there = links.Except(gone).ToList();
        int[] asked = [.. changes.Add.Distinct().Where(id => !there.Exists(row => row.link.DocumentId == id))];
        if (asked.Length == 0)
            return (there, gone, []);

        var attached = access.Attached(db);
        var own = db.Set<Document>().Where(d => d.AddedById == db.Actor.Id && !attached.Contains(d.Id));
        var choosable = Choosable(db, db.Actor, session.ClientId, session.CoachId);
        var found = await db.Set<Document>()
            .Where(d => asked.Contains(d.Id) && (own.Any(o => o.Id == d.Id) || choosable.Any(c => c.Id == d.Id)))
            .ToListAsync(cancel);
        if (found.Count != asked.Length)
            return (there, gone, null);
        // The same content once: who uploads it again has it on the list already.
        var known = there.Select(row => row.document.FileId).ToHashSet();
        return (there, gone, [.. asked.Select(id => found.Find(d => d.Id == id)!).Where(d => known.Add(d.FileId))]);
    }
}
