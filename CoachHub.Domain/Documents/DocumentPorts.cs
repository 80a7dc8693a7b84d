using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;

namespace CoachHub.Domain.Documents;

/// <summary>Looks into a file before anybody is given it. Implemented in the application: the domain knows no file formats.</summary>
public interface IDocumentCheck
{
    /// <summary>
    /// Null for a file that can be read and does nothing by itself. Problems: <c>document.not_pdf</c>, <c>document.unreadable</c>,
    /// <c>document.encrypted</c>, <c>document.script</c>, <c>document.launch</c>, <c>document.embedded</c>, <c>document.active</c>.
    /// </summary>
    Problem? Check(ReadOnlyMemory<byte> content);
}

/// <summary>Where documents are attached. Higher features know; each that attaches documents implements it.</summary>
public interface IDocumentUse
{
    /// <summary>Ids of the documents attached to what this person may see.</summary>
    IQueryable<int> VisibleTo(AppDbContext db, Actor actor);

    /// <summary>Ids of all documents that are attached.</summary>
    IQueryable<int> Attached(AppDbContext db);
}
