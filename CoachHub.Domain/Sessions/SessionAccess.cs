using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Which sessions a person may see (ISO-02, ISO-03).</summary>
public static class SessionAccess
{
    /// <summary>Administrators see all, a coach the own ones, a client the own ones; without the capability a coach sees none.</summary>
    public static IQueryable<Session> VisibleTo(this IQueryable<Session> sessions, Actor actor) =>
        Condition(actor) is { } condition ? condition.Of(sessions, new ListValues { Viewer = actor.Id }) : sessions;

    /// <summary>What makes a session visible; null = nothing is asked.</summary>
    internal static SessionCondition? Condition(Actor actor) => actor.Role switch
    {
        Role.Administrator => null,
        Role.Coach when actor.Can(Capability.ViewSessions) => SessionConditions.OfTheCoach,
        Role.Client => SessionConditions.OfTheClient,
        _ => SessionConditions.Nobodys,
    };
}

/// <summary>Who sees the same sessions: of two people with equal scopes each sees what the other sees.</summary>
/// <param name="Role">The role.</param>
/// <param name="Id">The person; 0 for administrators, who all see all.</param>
/// <param name="Views">May view sessions at all.</param>
internal readonly record struct SessionScope(Role Role, int Id, bool Views)
{
    /// <summary>The scope of a person.</summary>
    public static SessionScope Of(Actor actor) => new(actor.Role, actor.IsAdministrator ? 0 : actor.Id, actor.Can(Capability.ViewSessions));
}

/// <summary>A coach has met the clients of the own sessions.</summary>
internal sealed class MetInSessions : IMetClients
{
    public IQueryable<int> IdsFor(AppDbContext db, int coachId) =>
        db.Set<Session>().Where(s => s.CoachId == coachId && s.ClientId != null).Select(s => s.ClientId!.Value);
}
