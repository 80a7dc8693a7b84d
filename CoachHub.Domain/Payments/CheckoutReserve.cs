using System.Security.Cryptography;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>What a wish to pay found.</summary>
/// <param name="Checkout">The checkout: new, or one that was there.</param>
/// <param name="IsNew">It was made just now; nobody else had one for any of the sessions.</param>
/// <param name="IsSame">It is over the same sessions and amounts.</param>
internal sealed record Reserved(Checkout Checkout, bool IsNew, bool IsSame);

/// <summary>
/// At most one open checkout for a session: the look and the new row are one transaction that holds the right to write, so two tabs
/// cannot both find none.
/// </summary>
internal sealed class CheckoutReserve(IDbContextFactory<AppDbContext> databases, PracticeReader practices, TimeProvider clock)
{
    /// <summary>
    /// Reserves the client's sessions, or finds what stands in the way. Problems: <c>session.not_found</c>, <c>payment.nothing_owed</c>,
    /// <c>payment.changed</c>, <c>payment.looked_at</c>, <c>payment.processing</c>.
    /// </summary>
    public async Task<Result<Reserved>> ReserveAsync(Actor actor, IReadOnlyList<int> sessionIds, PaymentMode mode, CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync([], cancel);
        var owed = await OwedAsync(db, actor, sessionIds, cancel);
        if (owed.Problem is { } problem)
            return problem;
        var isLive = mode == PaymentMode.Live;
        var present = await db.Set<Checkout>().Include(c => c.Lines)
            .Where(c => (c.State == CheckoutState.Open || c.State == CheckoutState.Mismatched) && c.Lines.Any(l => sessionIds.Contains(l.SessionId)))
            .OrderBy(c => c.Id).ToListAsync(cancel);
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var other in present.Where(c => c.State == CheckoutState.Open && c.LiveMode != isLive && (!c.LiveMode || c.ExpiresAtUtc < now)))
            // Nobody can ask about it with the present key. Test money is none; real money would still be told.
            other.Close(CheckoutState.Expired);
        if (present.Find(c => c.State is CheckoutState.Open or CheckoutState.Mismatched) is { } open)
            return InTheWay(open, owed.Value, practice.Currency, isLive);

        var checkout = new Checkout
        {
            Token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            ClientId = actor.Id,
            LiveMode = isLive,
            AmountMinor = owed.Value.Sum(share => share.AmountMinor),
            Currency = practice.Currency,
            CreatedAtUtc = now,
            ExpiresAtUtc = now + Checkout.Lasts,
            Lines = [.. owed.Value.Select(share => new CheckoutLine { SessionId = share.SessionId, AmountMinor = share.AmountMinor })],
        };
        db.Add(checkout);
        await db.SaveChangesAsync(cancel);
        await write.CommitAsync(cancel);
        return new Reserved(checkout, IsNew: true, IsSame: true);
    }

    private static Result<Reserved> InTheWay(Checkout open, IReadOnlyList<PaymentShare> owed, string currency, bool isLive)
    {
        if (open.State == CheckoutState.Mismatched)
            return Problem.Conflict("payment.looked_at");
        if (open.LiveMode != isLive)
            return Problem.Conflict("payment.processing");
        var same = open.Currency == currency && open.Lines.Select(l => new PaymentShare(l.SessionId, l.AmountMinor)).ToHashSet().SetEquals(owed);
        return new Reserved(open, IsNew: false, same);
    }

    /// <summary>What is to be paid for each of the sessions: price less what is in the books.</summary>
    private static async Task<Result<IReadOnlyList<PaymentShare>>> OwedAsync(AppDbContext db, Actor actor, IReadOnlyList<int> sessionIds, CancellationToken cancel)
    {
        var sessions = await db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => sessionIds.Contains(s.Id))
            .Select(s => new { s.Id, s.PriceMinor, s.Payment }).ToListAsync(cancel);
        if (sessions.Count != sessionIds.Count)
            return Problem.NotFound("session.not_found");
        var rows = (await db.Set<Payment>().AsNoTracking().Where(p => sessionIds.Contains(p.SessionId)).ToListAsync(cancel)).ToLookup(p => p.SessionId);
        var owed = sessions.Where(s => s.Payment == PaymentStatus.Pending)
            .Select(s => new PaymentShare(s.Id, PaymentBook.Of(rows[s.Id]).MissingMinor(s.PriceMinor)))
            .Where(share => share.AmountMinor > 0).OrderBy(share => share.SessionId).ToList();
        return owed.Count switch
        {
            0 => Problem.Conflict("payment.nothing_owed"),
            var some when some < sessions.Count => Problem.Conflict("payment.changed"),
            _ => owed,
        };
    }
}
