using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Mail;

/// <summary>Moves the time at which waiting mails may go.</summary>
internal static class MailHold
{
    /// <summary>Sets when those of the mails that still wait may go, UTC. A mail that was claimed, or tried before, is left alone.</summary>
    public static async Task MoveAsync(AppDbContext db, IReadOnlyList<int> mailIds, DateTime untilUtc, CancellationToken cancel)
    {
        foreach (var ids in mailIds.Chunk(500))
        {
            await db.Set<MailMessage>()
                .Where(m => ids.Contains(m.Id) && m.State == MailState.Queued)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.NotBeforeUtc, untilUtc).SetProperty(m => m.NextAttemptUtc, untilUtc), cancel);
        }
    }
}
