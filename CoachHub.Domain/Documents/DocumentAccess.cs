using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;

namespace CoachHub.Domain.Documents;

/// <summary>Which documents a person may open.</summary>
public sealed class DocumentAccess(IEnumerable<IDocumentUse> uses)
{
    /// <summary>
    /// Administrators open all, everybody those attached to what they may see; who plans sessions also those that they uploaded
    /// and attached to nothing yet.
    /// </summary>
    public IQueryable<Document> VisibleTo(AppDbContext db, Actor actor)
    {
        var documents = db.Set<Document>().AsQueryable();
        if (actor.IsAdministrator)
            return documents;
        var visible = uses.Select(use => use.VisibleTo(db, actor)).Aggregate((one, other) => one.Concat(other));
        if (!actor.Can(Capability.EditSessions))
            return documents.Where(d => visible.Contains(d.Id));
        var attached = Attached(db);
        return documents.Where(d => visible.Contains(d.Id) || (d.AddedById == actor.Id && !attached.Contains(d.Id)));
    }

    /// <summary>Ids of all documents that are attached to something.</summary>
    internal IQueryable<int> Attached(AppDbContext db) =>
        uses.Select(use => use.Attached(db)).Aggregate((one, other) => one.Concat(other));
}
