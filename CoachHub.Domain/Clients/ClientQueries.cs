using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Clients;

/// <summary>A client to choose.</summary>
/// <param name="Id">The client.</param>
/// <param name="Name">First and family name.</param>
/// <param name="Email">The address.</param>
/// <param name="CoachId">The assigned coach, or null.</param>
public sealed record ClientChoice(int Id, string Name, string Email, int? CoachId);

/// <summary>Reads clients, each question under the rights of the person who asks.</summary>
public sealed class ClientQueries(IDbContextFactory<AppDbContext> databases, ClientAccess access)
{
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

    /// <summary>A coach who plans sessions needs the names of the clients, also without the right to open their records.</summary>
    private IQueryable<Client> Plannable(Actor actor, AppDbContext db) =>
        actor.Role == Role.Coach && actor.Can(Capability.ViewSessions) ? access.Reachable(actor.Id, db)
        : actor.IsStaff ? access.VisibleTo(actor, db)
        : db.Set<Client>().Where(c => false);

    private static IQueryable<ClientChoice> Choices(IQueryable<Client> clients) =>
        clients.AsNoTracking().Select(c => new ClientChoice(c.Id, c.User.FirstName + " " + c.User.LastName, c.User.Email!, c.CoachId));
}
