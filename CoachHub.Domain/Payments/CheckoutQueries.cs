using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>A session in a client's checkout.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="StartsAtUtc">When it begins, UTC.</param>
/// <param name="Title">Its title; null = the automatic one.</param>
/// <param name="CoachName">With whom.</param>
/// <param name="AmountMinor">Its share, in minor units.</param>
/// <param name="HasReceipt">It is paid: there is a receipt.</param>
public sealed record ClientCheckoutLine(int SessionId, DateTime StartsAtUtc, string? Title, string CoachName, long AmountMinor, bool HasReceipt);

/// <summary>A client's own checkout.</summary>
/// <param name="Token">Our name for it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="AmountMinor">In all, in minor units.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="IsTest">No real money moves.</param>
/// <param name="Lines">The sessions, the soonest first.</param>
public sealed record ClientCheckout(string Token, CheckoutState State, long AmountMinor, string Currency, bool IsTest, IReadOnlyList<ClientCheckoutLine> Lines);

/// <summary>What a client may pay of one bundle at once.</summary>
/// <param name="BundleId">The bundle.</param>
/// <param name="SessionIds">Its sessions that are owed.</param>
/// <param name="AmountMinor">What they come to, in minor units.</param>
public sealed record PayableBundle(int BundleId, IReadOnlyList<int> SessionIds, long AmountMinor);

/// <summary>Reads what clients see of their own checkouts, and what they may pay online.</summary>
public sealed class CheckoutQueries(IDbContextFactory<AppDbContext> databases, PracticeReader practices, IPaymentGateway gateway)
{
    /// <summary>True when this client sees *Pay*.</summary>
    public async ValueTask<bool> CanPayAsync(Actor actor, CancellationToken cancel) => actor.Role == Role.Client && await gateway.ModeAsync(cancel) is not null;

    /// <summary>The client's own checkout. Problem: <c>payment.not_found</c>.</summary>
    public async Task<Result<ClientCheckout>> FindAsync(Actor actor, string token, CancellationToken cancel)
    {
        if (actor.Role != Role.Client)
            return Problem.NotFound("payment.not_found");
        var practice = await practices.GetAsync(cancel);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var checkout = await db.Set<Checkout>().AsNoTracking().SingleOrDefaultAsync(c => c.Token == token && c.ClientId == actor.Id, cancel);
        if (checkout is null)
            return Problem.NotFound("payment.not_found");
        var lines = await (
            from line in db.Set<CheckoutLine>()
            where line.CheckoutId == checkout.Id
            join session in db.Set<Session>().VisibleTo(actor) on line.SessionId equals session.Id
            join coach in db.Set<User>() on session.CoachId equals coach.Id
            orderby session.StartsAtUtc, session.Id
            select new { session.Id, session.StartsAtUtc, session.Title, coach.FirstName, Name = coach.FirstName + " " + coach.LastName, line.AmountMinor, session.Payment }).ToListAsync(cancel);
        return new ClientCheckout(
            checkout.Token, checkout.State, checkout.AmountMinor, checkout.Currency, !checkout.LiveMode,
            [.. lines.Select(l => new ClientCheckoutLine(l.Id, l.StartsAtUtc, l.Title, l.Name, l.AmountMinor, l.Payment == PaymentStatus.Paid))]);
    }

    /// <summary>What the client who asks may pay of each bundle; nothing for anybody else, or while online payment is off.</summary>
    public async Task<IReadOnlyList<PayableBundle>> BundlesAsync(Actor actor, CancellationToken cancel)
    {
        if (!await CanPayAsync(actor, cancel))
            return [];
        await using var db = await databases.CreateDbContextAsync(cancel);
        var own = db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => s.BundleId != null && s.PriceMinor > 0 && s.Payment == PaymentStatus.Pending);
        var pending = await own.OrderBy(s => s.StartsAtUtc)
            .Select(s => new { BundleId = s.BundleId!.Value, s.Id, s.PriceMinor }).Take(CheckoutService.MostSessions).ToListAsync(cancel);
        // What was paid in part is not asked for again.
        var books = await SessionBooks.EachAsync(db, own, cancel);
        var owed = pending.Select(s => (s.BundleId, s.Id, Minor: books.GetValueOrDefault(s.Id).MissingMinor(s.PriceMinor))).Where(s => s.Minor > 0);
        return [.. owed.GroupBy(s => s.BundleId).Select(g => new PayableBundle(g.Key, [.. g.Select(s => s.Id)], g.Sum(s => s.Minor)))];
    }
}
