using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Whether a session may be with these people.</summary>
internal static class SessionPeople
{
    /// <summary>Null, or <c>session.client_fixed</c>, <c>session.coach_own</c>, <c>session.coach_unknown</c>, <c>session.client_unknown</c>. People whom the session has already stay.</summary>
    public static async Task<Problem?> CheckAsync(
        AppDbContext db, ClientAccess clients, Actor actor, Session? session, SessionChange change, CancellationToken cancel)
    {
        // D36, also where nobody knows whether the client's mail arrived, or it is being sent right now.
        if (session is not null && change.ClientId != session.ClientId && await SessionTeller.MayKnowAsync(db, session, cancel))
            return Problem.Invalid("session.client_fixed", nameof(SessionInput.ClientId));
        // A coach plans the own time only; handing a session over is an administrator's act.
        if (!actor.IsAdministrator && change.CoachId != actor.Id)
            return Problem.Invalid("session.coach_own", nameof(SessionInput.CoachId));
        if (change.CoachId != session?.CoachId
            && !await db.Set<User>().AnyAsync(u => u.Id == change.CoachId && u.Coaches && u.DisabledAtUtc == null, cancel))
            return Problem.Invalid("session.coach_unknown", nameof(SessionInput.CoachId));
        if (change.ClientId is not { } clientId || clientId == session?.ClientId)
            return null;
        var reachable = actor.IsAdministrator ? db.Set<Client>() : clients.Reachable(actor.Id, db);
        return await reachable.AnyAsync(c => c.Id == clientId && c.ArchivedAtUtc == null, cancel)
            ? null
            : Problem.Invalid("session.client_unknown", nameof(SessionInput.ClientId));
    }
}
