using System.Runtime.CompilerServices;
using System.Text.Json;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Which sessions leave as a file.</summary>
public sealed record SessionExportRequest
{
    /// <summary>What the list shows.</summary>
    public SessionFilter Filter { get; init; } = new();

    /// <summary>Latest first; otherwise earliest first.</summary>
    public bool LatestFirst { get; init; }

    /// <summary>These only, whatever the filter; at most <see cref="SessionMatchQueries.Most"/>.</summary>
    public IReadOnlyCollection<int>? Ids { get; init; }
}

/// <summary>A session as a file has it; the columns of contract.md. Importing it again makes the same session, or finds it.</summary>
/// <param name="FileId">The id that it came with, or one made of its key and its calendar UID.</param>
/// <param name="StartsAtUtc">UTC.</param>
/// <param name="DurationMinutes">Minutes.</param>
/// <param name="ClientEmail">Null for a slot.</param>
/// <param name="ClientName">Null for a slot.</param>
/// <param name="CoachEmail">The coach's address.</param>
/// <param name="Title">Null = automatic.</param>
/// <param name="Location">Location.</param>
/// <param name="VideoLink">Video address.</param>
/// <param name="PriceMinor">Minor units of the practice's currency.</param>
/// <param name="Status">Status.</param>
/// <param name="Payment">Payment.</param>
/// <param name="KnownSinceUtc">When the client was told these facts, UTC; null while the client does not know them.</param>
/// <param name="PrivateNotes">For coaches only.</param>
/// <param name="SharedNote">For the client too.</param>
/// <param name="ZoneId">IANA zone of the plan.</param>
public sealed record SessionExportRow(
    string FileId,
    DateTime StartsAtUtc,
    int DurationMinutes,
    string? ClientEmail,
    string? ClientName,
    string CoachEmail,
    string? Title,
    string? Location,
    string? VideoLink,
    long? PriceMinor,
    SessionStatus Status,
    PaymentStatus Payment,
    DateTime? KnownSinceUtc,
    string? PrivateNotes,
    string? SharedNote,
    string ZoneId);

/// <summary>What an export gives.</summary>
/// <param name="Currency">ISO 4217, of every price.</param>
/// <param name="Rows">Read as they are asked for, in date order.</param>
public sealed record ExportedSessions(string Currency, IAsyncEnumerable<SessionExportRow> Rows);

/// <summary>
/// Gives the sessions of a filter or a selection away as rows of a file. They are read some hundreds at a time by key, each time from a
/// context of its own: memory stays flat, and no long read keeps the database's log from being tidied. A session that is moved while the
/// file is written may be in it at either time.
/// </summary>
public sealed class SessionExport(IDbContextFactory<AppDbContext> databases, PracticeReader practices, SessionListQuery list, TimeProvider clock)
{
    private const int Batch = 1000;

    private static readonly DateTime Latest = new(9000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Begins an export and notes in the history that it was made. Problems: <c>forbidden</c>, <c>storage.*</c>.</summary>
    public async Task<Result<ExportedSessions>> ExportAsync(Actor actor, SessionExportRequest request, CancellationToken cancel)
    {
        if (!actor.Can(Capability.ExportData))
            return Problem.Forbidden();
        var practice = await practices.GetAsync(cancel);
        return await StorageFault.CatchAsync<ExportedSessions>(async () =>
        {
            await NoteAsync(actor, request, cancel);
            return new ExportedSessions(practice.Currency, RowsAsync(actor, request, cancel));
        });
    }

    private async IAsyncEnumerable<SessionExportRow> RowsAsync(Actor actor, SessionExportRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        int[]? ids = request.Ids is null ? null : [.. request.Ids.Take(SessionMatchQueries.Most)];
        var start = request.LatestFirst ? Latest : DateTime.UnixEpoch;
        int? id = null;
        while (true)
        {
            List<Read> batch;
            await using (var db = await databases.CreateDbContextAsync(cancel))
            {
                var matches = ids is null
                    ? await list.FilteredAsync(db, actor, request.Filter, cancel)
                    : new SessionMatches(db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => EF.Parameter(ids).Contains(s.Id)), DateTime.UnixEpoch, null);
                var walked = request.LatestFirst ? matches.Down(start, id) : matches.Up(start, id);
                batch = await Project(db, walked.Sessions.Take(Batch), request.LatestFirst).ToListAsync(cancel);
            }

            foreach (var read in batch)
                yield return read.Row;
            if (batch.Count < Batch)
                yield break;
            (start, id) = (batch[^1].Row.StartsAtUtc, batch[^1].Id);
        }
    }

    private static IQueryable<Read> Project(AppDbContext db, IQueryable<Session> sessions, bool latestFirst)
    {
        var joined =
            from s in sessions
            join coach in db.Set<User>() on s.CoachId equals coach.Id
            join c in db.Set<User>() on s.ClientId equals c.Id into clients
            from client in clients.DefaultIfEmpty()
            select new { s, coach, client };
        // A join does not promise to keep an order.
        joined = latestFirst
            ? joined.OrderByDescending(j => j.s.StartsAtUtc).ThenByDescending(j => j.s.Id)
            : joined.OrderBy(j => j.s.StartsAtUtc).ThenBy(j => j.s.Id);
        return joined.Select(j => new Read(j.s.Id, new SessionExportRow(
            SessionFileId.Of(j.s.ExternalId, j.s.Id, j.s.CalendarUid),
            j.s.StartsAtUtc,
            j.s.DurationMinutes,
            j.client == null ? null : j.client.Email,
            j.client == null ? null : j.client.FirstName + " " + j.client.LastName,
            j.coach.Email!,
            j.s.Title,
            j.s.Location,
            j.s.VideoLink,
            j.s.PriceMinor,
            j.s.Status,
            j.s.Payment,
            // An import takes the time as "knows what this row says": of older facts it must not say so.
            j.s.ToldFactsHash == j.s.FactsHash ? j.s.ToldAtUtc : null,
            j.s.PrivateNotes,
            j.s.SharedNote,
            j.s.ZoneId)));
    }

    // Before the first row leaves: what was broken off half way has left all the same.
    private async Task NoteAsync(Actor actor, SessionExportRequest request, CancellationToken cancel)
    {
        var what = request.Ids is { } ids
            ? new Dictionary<string, object?[]> { ["Selected"] = [null, ids.Count] }
            : new Dictionary<string, object?[]> { ["Filter"] = [null, JsonSerializer.Serialize(request.Filter)] };
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync([], cancel);
        db.Add(HistoryEntry.OfExport(actor, clock.GetUtcNow().UtcDateTime, what));
        await db.SaveChangesAsync(cancel);
        await write.CommitAsync(cancel);
    }

    private readonly record struct Read(int Id, SessionExportRow Row);
}
