using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Clients;

/// <summary>Reads clients, each question under the rights of the person who asks.</summary>
public sealed class ClientQueries(IDbContextFactory<AppDbContext> databases, ClientAccess access)
{
    /// <summary>
    /// A page of the clients whom this person may see: those who are archived, or those who are not. Problem: <c>forbidden</c> without the
    /// capability to view clients.
    /// </summary>
    public async Task<Result<Page<ClientRow>>> ListAsync(Actor actor, ClientListQuery query, CancellationToken cancel)
    {
        if (!actor.Can(Capability.ViewClients))
            return Problem.Forbidden();
        var page = await ReadAsync(actor, query, cancel);
        // The rows before the place may be gone by now: then the list begins anew instead of showing nothing.
        return page.Rows.Count == 0 && (query.After ?? query.Before) is not null
            ? await ReadAsync(actor, query with { After = null, Before = null }, cancel)
            : page;
    }

    /// <summary>Header and contact details. Problem: <c>client.not_found</c>, also for a client whom this person may not see.</summary>
    public async Task<Result<ClientProfile>> ProfileAsync(Actor actor, int clientId, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return Problem.NotFound("client.not_found");
        await using var db = await databases.CreateDbContextAsync(cancel);
        var profile = await access.VisibleTo(actor, db).Where(c => c.Id == clientId).WithNames(db)
            .Select(r => new ClientProfile(
                r.User.Id,
                r.User.FirstName,
                r.User.LastName,
                r.User.Email!,
                r.User.PhoneNumber,
                r.Client.CoachId,
                r.Coach == null ? null : r.Coach.FirstName + " " + r.Coach.LastName,
                r.User.ZoneId,
                r.Client.ArchivedAtUtc != null))
            .SingleOrDefaultAsync(cancel);
        return profile is null ? Problem.NotFound("client.not_found") : profile;
    }

    /// <summary>
    /// Clients whom this person may plan a session with, by name: those whose name or address has every word of
    /// <paramref name="text"/>, or the first ones when it is blank. Archived ones are left out.
    /// </summary>
    public async Task<IReadOnlyList<ClientChoice>> SearchAsync(Actor actor, string? text, int max, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var clients = Plannable(actor, db).Where(c => c.ArchivedAtUtc == null);
        max = Math.Clamp(max, 1, 100);
        var found = new List<ClientChoice>();
        foreach (var step in ClientSearch.For(text)?.Steps(clients) ?? [ClientSearch.InOrder(clients)])
        {
            if (found.Count < max)
                found.AddRange((await Choices(step.Take(max)).ToListAsync(cancel)).ExceptBy(found.Select(c => c.Id), c => c.Id));
        }

        return [.. found.Take(max)];
    }

    /// <summary>The client as a choice, also an archived one; null when this person may not plan sessions with them.</summary>
    public async Task<ClientChoice?> FindChoiceAsync(Actor actor, int clientId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Choices(Plannable(actor, db).Where(c => c.Id == clientId)).SingleOrDefaultAsync(cancel);
    }

    /// <summary>The people to whom clients can be assigned: all for an administrator, only oneself for a coach.</summary>
    public Task<IReadOnlyList<AssignableCoach>> CoachesAsync(Actor actor, CancellationToken cancel) => CoachesAsync(actor, orHasClients: false, cancel);

    /// <summary>The people by whom a list of clients can be narrowed: those, and whoever left and still has clients, who are to go to others.</summary>
    public Task<IReadOnlyList<AssignableCoach>> ListedCoachesAsync(Actor actor, CancellationToken cancel) => CoachesAsync(actor, orHasClients: true, cancel);

    private async Task<Page<ClientRow>> ReadAsync(Actor actor, ClientListQuery query, CancellationToken cancel)
    {
        var size = Math.Clamp(query.Size, 1, 100);
        var before = ClientCursor.Parse(query.Before);
        var place = before ?? ClientCursor.Parse(query.After);
        // The page before a place is the page behind it in the opposite order, turned around.
        var descending = query.Descending != before is not null;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = Wanted(actor, query, db).WithNames(db);
        if (place is { } from)
            rows = rows.Behind(from, query.Sort, descending);
        var read = await rows.InOrder(query.Sort, descending).Take(size + 1).AsNoTracking()
            .Select(r => new
            {
                Row = new ClientRow(
                    r.User.Id,
                    r.User.FirstName + " " + r.User.LastName,
                    r.User.Email!,
                    r.User.PhoneNumber,
                    r.Client.CoachId,
                    r.Coach == null ? null : r.Coach.FirstName + " " + r.Coach.LastName),
                Place = new ClientCursor(query.Sort == ClientSort.Coach ? r.Coach!.SearchName ?? "" : "", r.User.SearchName, r.User.Id),
            })
            .ToListAsync(cancel);

        var more = read.Count > size;
        if (more)
            read.RemoveAt(size);
        if (before is not null)
            read.Reverse();
        return new Page<ClientRow>(
            [.. read.Select(r => r.Row)],
            read.Count > 0 && (before is not null ? more : place is not null) ? read[0].Place.Encode() : null,
            read.Count > 0 && (before is not null || more) ? read[^1].Place.Encode() : null);
    }

    private async Task<IReadOnlyList<AssignableCoach>> CoachesAsync(Actor actor, bool orHasClients, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Set<User>().AsNoTracking()
            .Where(u => (u.Coaches && u.DisabledAtUtc == null) || (orHasClients && db.Set<Client>().Any(c => c.CoachId == u.Id)))
            .Where(u => actor.IsAdministrator || (actor.IsStaff && u.Id == actor.Id))
            .OrderBy(u => u.SearchName).ThenBy(u => u.Id)
            .Select(u => new AssignableCoach(u.Id, u.FirstName + " " + u.LastName))
            .ToListAsync(cancel);
    }

    private IQueryable<Client> Wanted(Actor actor, ClientListQuery query, AppDbContext db)
    {
        var clients = access.VisibleTo(actor, db).Where(c => c.ArchivedAtUtc != null == query.Archived);
        if (query.CoachId is { } coach)
            clients = clients.Where(c => c.CoachId == coach);
        if (ClientSearch.For(query.Text) is { } search)
        {
            var found = search.Steps(clients).Select(step => step.Select(c => c.Id)).Aggregate((one, other) => one.Union(other));
            clients = clients.Where(c => found.Contains(c.Id));
        }

        return clients;
    }

    /// <summary>A coach who plans sessions needs the names of the clients, also without the right to open their records.</summary>
    private IQueryable<Client> Plannable(Actor actor, AppDbContext db) =>
        actor.Role == Role.Coach && actor.Can(Capability.ViewSessions) ? access.Reachable(actor.Id, db)
        : actor.IsStaff ? access.VisibleTo(actor, db)
        : db.Set<Client>().Where(c => false);

    private static IQueryable<ClientChoice> Choices(IQueryable<Client> clients) =>
        clients.AsNoTracking().Select(c => new ClientChoice(c.Id, c.User.FirstName + " " + c.User.LastName, c.User.Email!, c.CoachId));
}
