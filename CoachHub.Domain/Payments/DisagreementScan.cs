using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>
/// Looks for sessions that do not fit their money. No index knows that: it lies between two tables, so each session of the last year is held
/// against its rows, in one walk along an index. That takes a second where there are many, hence once for everybody who sees the same
/// sessions and at most once in a while; what was found is looked at anew each time.
/// </summary>
internal sealed class DisagreementScan(IDbContextFactory<AppDbContext> databases, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>How old what was found may be. Less than a minute: the page asks every minute.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(50);

    /// <summary>How far back it looks: what is older is in the books of a year that is closed.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromDays(400);

    // More than are ever listed: those that were put in order since fall out.
    private const int Most = 10 * PaymentDisagreementService.Most;

    private readonly SharedReads<SessionScope, int[]> found = new(feed, Topics.Sessions, Lasts, clock);

    /// <summary>The sessions that did not fit a moment ago, of those that this person sees; the latest of them.</summary>
    public Task<int[]> IdsAsync(Actor actor, CancellationToken cancel) => found.ReadLatelyAsync(SessionScope.Of(actor), () => WalkAsync(actor), cancel);

    /// <summary>These sessions with what their rows come to, those of them that do not fit.</summary>
    public static IQueryable<BookedSession> NotFitting(AppDbContext db, IQueryable<Session> sessions) => Booked(db, sessions)
        .Where(s => (s.Status == SessionStatus.Cancelled && s.CollectedMinor > s.RefundedMinor)
            || (s.Payment == PaymentStatus.Paid && s.RefundedMinor == 0 && s.CollectedMinor != s.PriceMinor)
            || (s.Payment == PaymentStatus.Paid && s.RefundedMinor > 0 && s.CollectedMinor - s.RefundedMinor > s.PriceMinor)
            || (s.Payment == PaymentStatus.Paid && s.PriceMinor > 0 && s.CollectedMinor == 0)
            || (s.Payment != PaymentStatus.Paid && s.Payment != PaymentStatus.Refunded && s.PriceMinor > 0 && s.CollectedMinor - s.RefundedMinor >= s.PriceMinor)
            || (s.Payment == PaymentStatus.Refunded && s.CollectedMinor > s.RefundedMinor))
        .OrderByDescending(s => s.StartsAtUtc);

    // In the order of the index that is walked, so that nothing is sorted.
    private static IQueryable<BookedSession> Booked(AppDbContext db, IQueryable<Session> sessions) =>
        from session in sessions
        where session.ClientId != null
        from row in db.Set<Payment>().Where(p => p.SessionId == session.Id && p.VoidedAtUtc == null).DefaultIfEmpty()
        group row by new { session.StartsAtUtc, session.Id, session.ClientId, session.Status, session.Payment, Price = session.PriceMinor ?? 0 } into book
        select new BookedSession
        {
            Id = book.Key.Id,
            ClientId = book.Key.ClientId!.Value,
            StartsAtUtc = book.Key.StartsAtUtc,
            Status = book.Key.Status,
            Payment = book.Key.Payment,
            PriceMinor = book.Key.Price,
            Times = book.Sum(p => p.Kind == PaymentKind.Payment ? 1 : 0),
            CollectedMinor = book.Sum(p => p.Kind == PaymentKind.Payment ? p.AmountMinor : 0),
            RefundedMinor = book.Sum(p => p.Kind == PaymentKind.Refund ? p.AmountMinor : 0),
        };

    private async Task<int[]> WalkAsync(Actor actor)
    {
        var since = clock.GetUtcNow().UtcDateTime - Reach;
        await using var db = await databases.CreateDbContextAsync();
        return await NotFitting(db, db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => s.StartsAtUtc > since)).Select(s => s.Id).Take(Most).ToArrayAsync();
    }
}

/// <summary>A session with what its rows come to, in minor units.</summary>
internal sealed class BookedSession
{
    public required int Id { get; init; }

    public required int ClientId { get; init; }

    public required DateTime StartsAtUtc { get; init; }

    public required SessionStatus Status { get; init; }

    public required PaymentStatus Payment { get; init; }

    public required long PriceMinor { get; init; }

    /// <summary>How many payments.</summary>
    public required int Times { get; init; }

    public required long CollectedMinor { get; init; }

    public required long RefundedMinor { get; init; }
}
