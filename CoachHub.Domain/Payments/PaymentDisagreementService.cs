using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>In what way money and sessions disagree.</summary>
public enum DisagreementKind
{
    /// <summary>More came in than the session costs, in several payments.</summary>
    PaidTwice,

    /// <summary>The session is cancelled, and its money is still here (D9).</summary>
    PaidForCancelled,

    /// <summary>What came in is not the price.</summary>
    AmountDiffers,

    /// <summary>It says paid, and no money is in the books.</summary>
    PaidWithoutMoney,

    /// <summary>The whole price is here, and it does not say paid.</summary>
    MoneyWithoutPaid,

    /// <summary>It says given back, and some of the money is still here.</summary>
    RefundedWithRest,

    /// <summary>It was paid with a test card, and by now the key is a live one.</summary>
    TestMoney,

    /// <summary>The provider tells of a payment that is not in the books.</summary>
    UnknownPayment,

    /// <summary>The provider took or gave back another amount than was asked for.</summary>
    WrongAmount,

    /// <summary>The provider took another currency.</summary>
    WrongCurrency,
}

/// <summary>Something that a person should look at.</summary>
/// <param name="Kind">In what way.</param>
/// <param name="SessionId">The session; null for something of the provider's that belongs to none.</param>
/// <param name="ClientName">Whose.</param>
/// <param name="AtUtc">When the session begins, or when the provider told it, UTC.</param>
/// <param name="MoneyMinor">What is here, in minor units.</param>
/// <param name="PriceMinor">What it costs; null = unknown.</param>
/// <param name="Currency">ISO 4217 code.</param>
public sealed record PaymentDisagreement(DisagreementKind Kind, int? SessionId, string ClientName, DateTime AtUtc, long MoneyMinor, long? PriceMinor, string Currency)
{
    /// <summary>The provider's word that a person may put aside once it is dealt with.</summary>
    public int? EventId { get; init; }

    /// <summary>What it is called at the provider.</summary>
    public string? Subject { get; init; }
}

/// <summary>Finds where money and sessions disagree: for staff who see finances; coaches see their own sessions, the provider's words are for administrators.</summary>
public sealed class PaymentDisagreementService(IDbContextFactory<AppDbContext> databases, PracticeReader practices, IPaymentGateway gateway, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>The longest list.</summary>
    public const int Most = 100;

    private readonly DisagreementScan scan = new(databases, feed, clock);

    /// <summary>
    /// Everything that disagrees, the newest first. A session that has ceased to fit its money is listed a minute or two later; one that was put in
    /// order is gone at once. Problem: <c>forbidden</c>.
    /// </summary>
    public async Task<Result<IReadOnlyList<PaymentDisagreement>>> ListAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.Can(Capability.ViewFinances))
            return Problem.Forbidden();
        var practice = await practices.GetAsync(cancel);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var all = await SessionsAsync(db, actor, practice.Currency, cancel);
        if (await gateway.ModeAsync(cancel) == PaymentMode.Live)
            all.AddRange(await TestMoneyAsync(db, actor, practice.Currency, cancel));
        if (actor.IsAdministrator)
            all.AddRange(await EventsAsync(db, practice.Currency, cancel));
        return all.OrderByDescending(d => d.AtUtc).Take(Most).ToList();
    }

    /// <summary>A word of the provider's is dealt with. Problems: <c>forbidden</c> to all but administrators, <c>payment.not_found</c>, <c>storage.*</c>.</summary>
    public async Task<Result> ClearAsync(Actor actor, int eventId, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        var cleared = await StorageFault.CatchAsync(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            if (await db.Set<ProviderEvent>().SingleOrDefaultAsync(e => e.Id == eventId, cancel) is not { } told)
                return Problem.NotFound("payment.not_found");
            told.ClearedAtUtc ??= clock.GetUtcNow().UtcDateTime;
            told.ClearedById ??= actor.Id;
            foreach (var twin in await db.Set<ProviderEvent>().Where(e => e.Subject == told.Subject && e.Outcome == told.Outcome && e.ClearedAtUtc == null).ToListAsync(cancel))
                (twin.ClearedAtUtc, twin.ClearedById) = (told.ClearedAtUtc, told.ClearedById);
            // What a person has cleared up keeps nobody from paying any more.
            if (told.CheckoutId is { } checkoutId && await db.Set<Checkout>().SingleOrDefaultAsync(c => c.Id == checkoutId, cancel) is { } checkout)
                checkout.ClearUp();
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
            return Result.Done;
        });
        if (cleared.Ok)
            feed.Publish(Topics.Sessions, 0);
        return cleared;
    }

    private async Task<List<PaymentDisagreement>> SessionsAsync(AppDbContext db, Actor actor, string currency, CancellationToken cancel)
    {
        var ids = await scan.IdsAsync(actor, cancel);
        var odd = await DisagreementScan.NotFitting(db, db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => EF.Parameter(ids).Contains(s.Id)))
            .Take(Most).ToListAsync(cancel);
        int[] clientIds = [.. odd.Select(o => o.ClientId).Distinct()];
        var names = await db.Set<User>().Where(u => EF.Parameter(clientIds).Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.FirstName + " " + u.LastName, cancel);
        return odd.ConvertAll(o => new PaymentDisagreement(
            KindOf(o.Status, o.Payment, o.PriceMinor, o.Times, o.CollectedMinor, o.RefundedMinor),
            o.Id, names[o.ClientId], o.StartsAtUtc, o.CollectedMinor - o.RefundedMinor, o.PriceMinor, currency));
    }

    private static DisagreementKind KindOf(SessionStatus status, PaymentStatus payment, long price, int times, long collected, long refunded) => (payment, collected - refunded) switch
    {
        (_, var net) when times > 1 && price > 0 && net > price => DisagreementKind.PaidTwice,
        (_, > 0) when status == SessionStatus.Cancelled => DisagreementKind.PaidForCancelled,
        (PaymentStatus.Refunded, _) => DisagreementKind.RefundedWithRest,
        (PaymentStatus.Paid, _) when collected == 0 => DisagreementKind.PaidWithoutMoney,
        (PaymentStatus.Paid, _) => DisagreementKind.AmountDiffers,
        _ => DisagreementKind.MoneyWithoutPaid,
    };

    // From the few checkouts of the time before: whoever asked the payments would walk through all of them.
    private static async Task<List<PaymentDisagreement>> TestMoneyAsync(AppDbContext db, Actor actor, string currency, CancellationToken cancel) => await (
        from checkout in db.Set<Checkout>().AsNoTracking()
        where checkout.State == CheckoutState.Paid && !checkout.LiveMode
        from line in checkout.Lines
        join p in db.Set<Payment>() on line.SessionId equals p.SessionId
        where p.CheckoutId == checkout.Id && p.Kind == PaymentKind.Payment && p.VoidedAtUtc == null
        join session in db.Set<Session>().VisibleTo(actor) on p.SessionId equals session.Id
        where session.Payment == PaymentStatus.Paid
        join client in db.Set<User>() on p.ClientId equals client.Id
        orderby session.StartsAtUtc descending
        select new PaymentDisagreement(DisagreementKind.TestMoney, session.Id, client.FirstName + " " + client.LastName, session.StartsAtUtc, p.AmountMinor, session.PriceMinor, currency))
        .Take(Most).ToListAsync(cancel);

    private static async Task<List<PaymentDisagreement>> EventsAsync(AppDbContext db, string currency, CancellationToken cancel)
    {
        var open = await db.Set<ProviderEvent>().AsNoTracking()
            .Where(e => e.ClearedAtUtc == null && (e.Outcome == EventOutcome.Unknown || e.Outcome == EventOutcome.WrongAmount || e.Outcome == EventOutcome.WrongCurrency))
            .OrderByDescending(e => e.Id).Take(Most)
            .Select(e => new
            {
                Event = e,
                Asked = db.Set<Checkout>().Where(c => c.Id == e.CheckoutId).Select(c => (long?)c.AmountMinor).FirstOrDefault(),
                Client = db.Set<Checkout>().Where(c => c.Id == e.CheckoutId)
                    .Select(c => db.Set<User>().Where(u => u.Id == c.ClientId).Select(u => u.FirstName + " " + u.LastName).FirstOrDefault()).FirstOrDefault(),
            }).ToListAsync(cancel);
        // Several events of one payment are one thing to look at.
        return [.. open.DistinctBy(o => (o.Event.Subject, o.Event.Outcome)).Select(o => new PaymentDisagreement(
            o.Event.Outcome switch
            {
                EventOutcome.WrongAmount => DisagreementKind.WrongAmount,
                EventOutcome.WrongCurrency => DisagreementKind.WrongCurrency,
                _ => DisagreementKind.UnknownPayment,
            },
            null, o.Client ?? "", o.Event.AtUtc, o.Event.AmountMinor ?? 0, o.Asked, o.Event.Currency ?? currency)
        {
            EventId = o.Event.Id,
            Subject = o.Event.Subject,
        })];
    }
}
