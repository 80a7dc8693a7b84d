using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Insights;

/// <summary>What a client was billed and paid, minor units. Billable: a price above zero, and the payment not cancelled (D25).</summary>
/// <param name="Billable">Billable sessions.</param>
/// <param name="BilledMinor">Their prices.</param>
/// <param name="PaidMinor">Paid and not given back: the revenue.</param>
/// <param name="PendingMinor">Billed and still to be paid.</param>
/// <param name="RefundedMinor">Given back.</param>
public sealed record ClientMoney(int Billable, long BilledMinor, long PaidMinor, long PendingMinor, long RefundedMinor);

/// <summary>A client in figures, counted over the sessions that the reader may see.</summary>
/// <param name="Completed">Sessions that took place.</param>
/// <param name="CompletedMinutes">How long they took together.</param>
/// <param name="Upcoming">Booked sessions whose end is ahead.</param>
/// <param name="NoShows">Sessions to which the client did not come.</param>
/// <param name="Cancelled">Sessions called off, in time or late.</param>
/// <param name="LastUtc">When the latest completed session began, UTC, or null.</param>
/// <param name="NextUtc">When the next one begins, UTC, or null.</param>
/// <param name="Money">Amounts; null to people who may not see finances.</param>
public sealed record ClientFigures(
    int Completed, long CompletedMinutes, int Upcoming, int NoShows, int Cancelled, DateTime? LastUtc, DateTime? NextUtc, ClientMoney? Money);

/// <summary>Reads the figures of one client.</summary>
public sealed class ClientFigureQueries(IDbContextFactory<AppDbContext> databases, ClientAccess clients, TimeProvider clock)
{
    /// <summary>The client in figures. Problems: <c>forbidden</c> without the capability to view sessions, <c>client.not_found</c>.</summary>
    public async Task<Result<ClientFigures>> ReadAsync(Actor actor, int clientId, CancellationToken cancel)
    {
        if (!actor.IsStaff || !actor.Can(Capability.ViewSessions))
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (!await clients.VisibleTo(actor, db).AnyAsync(c => c.Id == clientId, cancel))
            return Problem.NotFound("client.not_found");
        var sessions = Of(db, actor, clientId);
        var sums = await sessions
            .GroupBy(s => new { s.Status, s.Payment })
            .Select(g => new Sums(
                g.Key.Status, g.Key.Payment, g.Count(), g.Sum(s => (long)s.DurationMinutes), g.Count(s => s.PriceMinor > 0), g.Sum(s => s.PriceMinor > 0 ? s.PriceMinor!.Value : 0)))
            .ToListAsync(cancel);
        var now = clock.GetUtcNow().UtcDateTime;
        var ahead = sessions.Where(s => s.Status == SessionStatus.Booked && s.EndsAtUtc >= now);
        var completed = sums.Where(s => s.Status == SessionStatus.Completed).ToList();
        return new ClientFigures(
            completed.Sum(s => s.Count),
            completed.Sum(s => s.Minutes),
            await ahead.CountAsync(cancel),
            sums.Where(s => s.Status == SessionStatus.NoShow).Sum(s => s.Count),
            sums.Where(s => s.Status.IsCalledOff()).Sum(s => s.Count),
            await sessions.Where(s => s.Status == SessionStatus.Completed).MaxAsync(s => (DateTime?)s.StartsAtUtc, cancel),
            await ahead.MinAsync(s => (DateTime?)s.StartsAtUtc, cancel),
            actor.Can(Capability.ViewFinances) ? await MoneyAsync(db, sessions, sums, cancel) : null);
    }

    /// <summary>
    /// The client's billable sessions, the latest first: all, or those of one payment status. Problems: <c>forbidden</c> without the
    /// capability to view finances, <c>client.not_found</c>.
    /// </summary>
    public async Task<Result<IReadOnlyList<SessionRow>>> BillableAsync(
        Actor actor, int clientId, PaymentStatus? payment, int skip, int take, CancellationToken cancel)
    {
        if (!actor.IsStaff || !actor.Can(Capability.ViewFinances) || !actor.Can(Capability.ViewSessions))
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (!await clients.VisibleTo(actor, db).AnyAsync(c => c.Id == clientId, cancel))
            return Problem.NotFound("client.not_found");
        var billable = Of(db, actor, clientId).Where(s => s.PriceMinor > 0 && s.Payment != PaymentStatus.Cancelled);
        if (payment is not null)
            billable = billable.Where(s => s.Payment == payment);
        var page = billable.OrderByDescending(s => s.StartsAtUtc).ThenByDescending(s => s.Id).Skip(Math.Max(skip, 0)).Take(Math.Clamp(take, 1, 200));
        return await SessionListQuery.ToRows(db, page, latestFirst: true).ToListAsync(cancel);
    }

    private static IQueryable<Session> Of(AppDbContext db, Actor actor, int clientId) =>
        db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => s.ClientId == clientId);

    private static async Task<ClientMoney> MoneyAsync(AppDbContext db, IQueryable<Session> sessions, IReadOnlyList<Sums> sums, CancellationToken cancel)
    {
        var billable = sums.Where(s => s.Payment != PaymentStatus.Cancelled).ToList();
        var book = await SessionBooks.TotalAsync(db, sessions, cancel);
        var pending = billable.Where(s => s.Payment == PaymentStatus.Pending).Sum(s => s.PriceMinor) - await ClientMoneyQueries.PaidInPartAsync(db, sessions, cancel);
        return new ClientMoney(billable.Sum(s => s.Priced), billable.Sum(s => s.PriceMinor), book.NetMinor, pending, book.RefundedMinor);
    }

    private sealed record Sums(SessionStatus Status, PaymentStatus Payment, int Count, long Minutes, int Priced, long PriceMinor);
}
