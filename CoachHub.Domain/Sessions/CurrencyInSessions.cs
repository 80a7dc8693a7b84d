using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Sessions state their prices in the practice's currency: once there is one, the currency stays.</summary>
internal sealed class CurrencyInSessions : ICurrencyUse
{
    public Task<bool> IsUsedAsync(AppDbContext db, CancellationToken cancel) => db.Set<Session>().AnyAsync(cancel);
}
