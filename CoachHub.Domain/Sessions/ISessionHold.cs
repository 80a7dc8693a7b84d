using CoachHub.Domain.Kernel.Data;

namespace CoachHub.Domain.Sessions;

/// <summary>What keeps a session from being deleted (D35). Features above sessions, which have records about them, implement it.</summary>
public interface ISessionHold
{
    /// <summary>True while there is a record that needs the session.</summary>
    Task<bool> HoldsAsync(AppDbContext db, int sessionId, CancellationToken cancel);
}
