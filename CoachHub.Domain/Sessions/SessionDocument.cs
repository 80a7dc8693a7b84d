using System.Text.Json;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Sessions;

/// <summary>A document that belongs to a session and is shared with its client.</summary>
public sealed class SessionDocument
{
    /// <summary>Documents of one session at most.</summary>
    public const int Most = 20;

    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the history of the session calls a document that came.</summary>
    public const string AddedField = "DocumentAdded";

    /// <summary>What the history of the session calls a document that went.</summary>
    public const string RemovedField = "DocumentRemoved";

    /// <summary>The session.</summary>
    public int SessionId { get; init; }

    /// <summary>The document.</summary>
    public int DocumentId { get; init; }

    /// <summary>The how-manieth document ever added to the session; the client was told of those up to <see cref="Session.ToldDocuments"/>.</summary>
    public int Number { get; init; }

    /// <summary>When it was added, UTC.</summary>
    public DateTime AddedAtUtc { get; init; }

    /// <summary>Attaches a document to a session that is saved. The caller adds the row and what <see cref="Note"/> makes.</summary>
    public static SessionDocument Attach(Session session, Document document, DateTime nowUtc)
    {
        session.ChangeDocuments(added: 1, newest: session.DocumentsAdded + 1);
        document.UnusedSinceUtc = null;
        return new SessionDocument { SessionId = session.Id, DocumentId = document.Id, Number = session.DocumentsAdded, AddedAtUtc = nowUtc };
    }

    /// <summary>The line of the session's history about a document that came or went. It raises no version: a document is nobody's conflict.</summary>
    public static HistoryEntry Note(AppDbContext db, Session session, Document document, bool cameIn, DateTime nowUtc) => new()
    {
        AtUtc = nowUtc,
        ActorId = db.Actor.Id,
        ActorName = db.Actor.Name,
        Subject = nameof(Session),
        SubjectId = session.Id,
        Version = session.Version,
        Action = "changed",
        Changes = cameIn
            ? JsonSerializer.Serialize(new Dictionary<string, string?[]> { [AddedField] = [null, document.Name] }, Json)
            : JsonSerializer.Serialize(new Dictionary<string, string?[]> { [RemovedField] = [document.Name, null] }, Json),
    };
}

/// <summary>What a save adds to a session's documents and takes away. Both are differences: two people who add merge by themselves.</summary>
/// <param name="Add">Documents to add: fresh uploads of one's own, or those of sessions of the same client or coach (D39).</param>
/// <param name="Remove">Documents to take away. Removing mails nobody (D1).</param>
public sealed record DocumentChanges(IReadOnlyList<int> Add, IReadOnlyList<int> Remove)
{
    /// <summary>Nothing changes.</summary>
    public static DocumentChanges None { get; } = new([], []);

    /// <summary>True when nothing changes.</summary>
    public bool IsEmpty => Add.Count == 0 && Remove.Count == 0;
}

internal sealed class SessionDocumentConfiguration : IEntityTypeConfiguration<SessionDocument>
{
    public void Configure(EntityTypeBuilder<SessionDocument> link)
    {
        link.ToTable("SessionDocuments");
        link.HasKey(l => new { l.SessionId, l.DocumentId });
        link.HasOne<Session>().WithMany().HasForeignKey(l => l.SessionId).OnDelete(DeleteBehavior.Cascade);
        link.HasOne<Document>().WithMany().HasForeignKey(l => l.DocumentId).OnDelete(DeleteBehavior.Restrict);
        link.HasIndex(l => l.DocumentId);
    }
}

/// <summary>A session's documents are opened by who sees the session.</summary>
internal sealed class UsedInSessions : IDocumentUse
{
    public IQueryable<int> VisibleTo(AppDbContext db, Actor actor) =>
        from link in db.Set<SessionDocument>()
        join session in db.Set<Session>().VisibleTo(actor) on link.SessionId equals session.Id
        select link.DocumentId;

    public IQueryable<int> Attached(AppDbContext db) => db.Set<SessionDocument>().Select(link => link.DocumentId);
}
