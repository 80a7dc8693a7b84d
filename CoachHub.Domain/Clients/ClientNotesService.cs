using System.Text.Json;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Clients;

/// <summary>The coaches' notes about a client.</summary>
/// <param name="Text">The notes; empty without any.</param>
/// <param name="SavedAtUtc">When they were last changed, UTC; null when they never were.</param>
/// <param name="SavedBy">Who did that.</param>
public sealed record ClientNotes(string Text, DateTime? SavedAtUtc, string? SavedBy);

/// <summary>Keeps the coaches' notes about a client: private, never mailed, never shown to the client.</summary>
public sealed class ClientNotesService(IDbContextFactory<AppDbContext> databases, ClientAccess access, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>The form under which a draft of the notes is kept (<see cref="DraftKey"/>).</summary>
    public const string DraftForm = "client_notes";

    /// <summary>The longest notes.</summary>
    public const int Longest = 10_000;

    private const int MostVersions = 30;

    /// <summary>The notes as they are. Problem: <c>client.not_found</c>.</summary>
    public async Task<Result<ClientNotes>> GetAsync(Actor actor, int clientId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await FindAsync(actor, db, clientId, cancel) is not { } client)
            return Problem.NotFound("client.not_found");
        var last = await Changes(db, clientId).FirstOrDefaultAsync(cancel);
        return new ClientNotes(client.CoachNotes ?? "", last?.AtUtc, last?.ActorName);
    }

    /// <summary>The notes as they were after each change, the latest first. Problem: <c>client.not_found</c>.</summary>
    public async Task<Result<IReadOnlyList<ClientNotes>>> VersionsAsync(Actor actor, int clientId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await FindAsync(actor, db, clientId, cancel) is null)
            return Problem.NotFound("client.not_found");
        var entries = await Changes(db, clientId).Take(MostVersions).ToListAsync(cancel);
        return entries.ConvertAll(entry => new ClientNotes(After(entry), entry.AtUtc, entry.ActorName));
    }

    /// <summary>
    /// Saves the notes, and with them the draft is done. <paramref name="seen"/> is the text that the person started from; notes that
    /// somebody else changed since are a conflict that brings their text. Problems: <c>forbidden</c>, <c>client.not_found</c>,
    /// <c>text.note</c>, <c>client.notes_changed</c>, <c>storage.*</c>.
    /// </summary>
    /// <returns>When they were saved, UTC.</returns>
    public async Task<Result<DateTime>> SaveAsync(Actor actor, int clientId, string text, string seen, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditClients))
            return Problem.Forbidden();
        if (!InputText.IsNote(text, Longest))
            return Problem.Invalid("text.note", null, Longest);
        var saved = await StorageFault.CatchAsync<bool>(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            if (await FindAsync(actor, db, clientId, cancel) is not { } client)
                return Problem.NotFound("client.not_found");
            var present = client.CoachNotes ?? "";
            if (present != seen && present != text)
                return Problem.Conflict("client.notes_changed", null, present);
            client.CoachNotes = text.Length == 0 ? null : text;
            await db.SaveChangesAsync(cancel);
            await DraftService.DropAsync(db, actor, new DraftKey(DraftForm, clientId), cancel);
            await write.CommitAsync(cancel);
            return present != text;
        });
        if (saved.Problem is { } problem)
            return problem;
        if (saved.Value)
            feed.Publish(Topics.Clients, clientId);
        return clock.GetUtcNow().UtcDateTime;
    }

    private Task<Client?> FindAsync(Actor actor, AppDbContext db, int clientId, CancellationToken cancel) => actor.IsStaff
        ? access.VisibleTo(actor, db).SingleOrDefaultAsync(c => c.Id == clientId, cancel)
        : Task.FromResult<Client?>(null);

    private static IQueryable<HistoryEntry> Changes(AppDbContext db, int clientId) => db.Set<HistoryEntry>().AsNoTracking()
        .Where(e => e.Subject == nameof(Client) && e.SubjectId == clientId && e.Changes.Contains("\"" + nameof(Client.CoachNotes) + "\":"))
        .OrderByDescending(e => e.Id);

    private static string After(HistoryEntry entry)
    {
        using var changes = JsonDocument.Parse(entry.Changes);
        return changes.RootElement.GetProperty(nameof(Client.CoachNotes))[1].GetString() ?? "";
    }
}
