using CoachHub.Domain.Accounts;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>A document of a session.</summary>
/// <param name="Id">The document.</param>
/// <param name="Name">Its name.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsTold">The client was told of it.</param>
public sealed record SessionDocumentRow(int Id, string Name, int Size, bool IsTold);

/// <summary>A document of other sessions that may be added to one.</summary>
/// <param name="Id">The document.</param>
/// <param name="Name">Its name.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsOfClient">It was shared with the same client.</param>
/// <param name="ClientName">With whom it was shared last; null for a slot.</param>
/// <param name="SharedAtUtc">When, UTC.</param>
public sealed record DocumentChoice(int Id, string Name, int Size, bool IsOfClient, string? ClientName, DateTime SharedAtUtc);

/// <summary>Reads the documents of sessions.</summary>
public sealed class SessionDocumentQueries(IDbContextFactory<AppDbContext> databases)
{
    // The latest links that are looked through for different documents.
    private const int Looked = 300;

    /// <summary>Documents of this client's sessions, then of this coach's, latest first (D39). Nothing for those who plan no sessions.</summary>
    public async Task<IReadOnlyList<DocumentChoice>> ChoicesAsync(Actor actor, int? clientId, int? coachId, string? text, int most, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return [];
        await using var db = await databases.CreateDbContextAsync(cancel);
        var ofClient = clientId is null ? [] : await LatestAsync(db, db.Set<Session>().VisibleTo(actor).Where(s => s.ClientId == clientId), text, isOfClient: true, cancel);
        var ofCoach = coachId is null ? [] : await LatestAsync(db, db.Set<Session>().VisibleTo(actor).Where(s => s.CoachId == coachId), text, isOfClient: false, cancel);
        return [.. ofClient.Concat(ofCoach).DistinctBy(found => found.FileId).Take(most).Select(found => found.Choice)];
    }

    internal static async Task<IReadOnlyList<SessionDocumentRow>> OfAsync(AppDbContext db, Session session, CancellationToken cancel) =>
        (await OfAsync(db, [session], cancel)).GetValueOrDefault(session.Id, []);

    /// <summary>The documents of each of these sessions that has some, in the order in which they were added.</summary>
    internal static async Task<Dictionary<int, IReadOnlyList<SessionDocumentRow>>> OfAsync(AppDbContext db, IReadOnlyCollection<Session> sessions, CancellationToken cancel)
    {
        // Most sessions have none, and the session says so itself.
        var told = sessions.Where(s => s.NewestDocument > 0).ToDictionary(s => s.Id, s => s.ToldDocuments);
        if (told.Count == 0)
            return [];
        var rows = await (
            from link in db.Set<SessionDocument>()
            where told.Keys.Contains(link.SessionId)
            join document in db.Set<Document>() on link.DocumentId equals document.Id
            orderby link.SessionId, link.Number
            select new { link.SessionId, link.Number, document.Id, document.Name, document.Size }).ToListAsync(cancel);
        return rows.GroupBy(row => row.SessionId).ToDictionary(
            group => group.Key,
            IReadOnlyList<SessionDocumentRow> (group) => [.. group.Select(row => new SessionDocumentRow(row.Id, row.Name, row.Size, row.Number <= told[group.Key]))]);
    }

    private static async Task<List<(int FileId, DocumentChoice Choice)>> LatestAsync(
        AppDbContext db, IQueryable<Session> sessions, string? text, bool isOfClient, CancellationToken cancel)
    {
        var documents = db.Set<Document>().AsQueryable();
        if (InputText.Clean(text) is { Length: <= Document.NameLength } asked)
        {
            var pattern = $"%{asked.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            documents = documents.Where(d => EF.Functions.Like(d.Name, pattern, "\\"));
        }

        var rows = await (
            from session in sessions
            where session.NewestDocument > 0
            join link in db.Set<SessionDocument>() on session.Id equals link.SessionId
            join document in documents on link.DocumentId equals document.Id
            join user in db.Set<User>() on session.ClientId equals user.Id into users
            from client in users.DefaultIfEmpty()
            orderby link.AddedAtUtc descending, link.DocumentId descending
            select new { document.FileId, document.Id, document.Name, document.Size, link.AddedAtUtc, Client = client == null ? null : client.FirstName + " " + client.LastName })
            .Take(Looked).ToListAsync(cancel);
        return rows.ConvertAll(row => (row.FileId, new DocumentChoice(row.Id, row.Name, row.Size, isOfClient, row.Client, row.AddedAtUtc)));
    }
}
