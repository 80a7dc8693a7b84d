using CoachHub.Domain.Kernel.Data;

namespace CoachHub.Domain.Sessions;

/// <summary>What was already received for sessions. Payments, which come after sessions, implement it.</summary>
public interface ISessionMoney
{
    /// <summary>What was paid and not given back, minor units, by session; sessions without money are left out.</summary>
    Task<IReadOnlyDictionary<int, long>> ReceivedAsync(AppDbContext db, IReadOnlyCollection<int> sessionIds, CancellationToken cancel);
}
