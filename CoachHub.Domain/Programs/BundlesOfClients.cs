using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Programs;

/// <summary>Bundles hang on their client, also without any session.</summary>
internal sealed class BundlesOfClients : IClientUse
{
    public async Task<ClientUse> OfAsync(AppDbContext db, int clientId, CancellationToken cancel) =>
        new(await db.Set<Bundle>().AnyAsync(b => b.ClientId == clientId, cancel), Ahead: 0);
}
