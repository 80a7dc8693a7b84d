using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>Mails are seen by who sees their sessions: administrators, and who coaches each of them.</summary>
internal sealed class SessionMailAccess : IMailAccess
{
    public async Task<bool> MaySeeAsync(Actor actor, AppDbContext db, IReadOnlyCollection<int> sessionIds, CancellationToken cancel)
    {
        var visible = await db.Set<Session>().VisibleTo(actor).CountAsync(s => sessionIds.Contains(s.Id), cancel);
        return visible == sessionIds.Distinct().Count();
    }
}
