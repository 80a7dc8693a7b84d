using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Clients;

/// <summary>Which clients a coach has met. Sessions know; they implement it, because clients come before sessions.</summary>
public interface IMetClients
{
    /// <summary>Ids of the clients with whom this coach has at least one session.</summary>
    IQueryable<int> IdsFor(AppDbContext db, int coachId);
}

/// <summary>Which clients a person may see (ISO-01, ISO-02).</summary>
public sealed class ClientAccess(IMetClients met)
{
    /// <summary>
    /// Administrators see all; a coach sees those assigned, and those met in a session; a client sees only the own record.
    /// Without the capability to view clients a coach sees none.
    /// </summary>
    public IQueryable<Client> VisibleTo(Actor actor, AppDbContext db)
    {
        var clients = db.Set<Client>().AsQueryable();
        if (actor.IsAdministrator)
            return clients;
        if (actor.Role == Role.Client)
            return clients.Where(c => c.Id == actor.Id);
        return actor.Can(Capability.ViewClients)
            ? Reachable(actor.Id, db)
            : clients.Where(c => false);
    }

    /// <summary>The clients that a coach works with, whatever the coach may do with their records.</summary>
    public IQueryable<Client> Reachable(int coachId, AppDbContext db)
    {
        var metIds = met.IdsFor(db, coachId);
        return db.Set<Client>().Where(c => c.CoachId == coachId || metIds.Contains(c.Id));
    }
}
