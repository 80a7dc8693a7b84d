using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Sessions hang on their client, whatever became of them.</summary>
internal sealed class SessionsOfClients(TimeProvider clock) : IClientUse
{
    public async Task<ClientUse> OfAsync(AppDbContext db, int clientId, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var sessions = db.Set<Session>().Where(s => s.ClientId == clientId);
        return new ClientUse(
            await sessions.AnyAsync(cancel),
            await sessions.CountAsync(s => s.Status == SessionStatus.Booked && s.EndsAtUtc >= now, cancel));
    }
}
