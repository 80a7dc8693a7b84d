using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>Where a client goes to pay.</summary>
/// <param name="Token">Our name for the checkout.</param>
/// <param name="Url">The provider's page; null when it turned out to be paid already.</param>
public sealed record CheckoutStart(string Token, string? Url);

/// <summary>Clients pay online: what is theirs and owed, at the amounts of our books. Nothing is charged before the client says so on the provider's page.</summary>
public sealed class CheckoutService
{
    /// <summary>Sessions in one checkout.</summary>
    public const int MostSessions = 500;

    private const int Tries = 6;

    private readonly IDbContextFactory<AppDbContext> databases;
    private readonly IPaymentGateway gateway;
    private readonly CheckoutReserve reserve;
    private readonly CheckoutLook look;
    private readonly CheckoutSettler settler;
    private readonly PaymentEventService events;
    private readonly TimeProvider clock;

    internal CheckoutService(
        IDbContextFactory<AppDbContext> databases, IPaymentGateway gateway, CheckoutReserve reserve, CheckoutLook look, CheckoutSettler settler, PaymentEventService events, TimeProvider clock) =>
        (this.databases, this.gateway, this.reserve, this.look, this.settler, this.events, this.clock) = (databases, gateway, reserve, look, settler, events, clock);

    /// <summary>
    /// Opens a checkout over these sessions. An open one over the same is used again; one over some of them is ended at the provider
    /// first, and where it turns out to be paid, it is taken as paid. Problems: <c>forbidden</c> to all but clients, <c>session.not_found</c>,
    /// <c>payment.nothing_owed</c>, <c>payment.changed</c>, <c>payment.processing</c>, <c>payment.looked_at</c>, <c>gateway.*</c>, <c>storage.*</c>.
    /// </summary>
    public async Task<Result<CheckoutStart>> PayAsync(Actor actor, IReadOnlyCollection<int> sessionIds, CancellationToken cancel)
    {
        if (actor.Role != Role.Client)
            return Problem.Forbidden();
        List<int> ids = [.. sessionIds.Distinct().Order()];
        if (ids.Count is 0 or > MostSessions)
            return Problem.Invalid("payment.nothing_owed");
        if (await gateway.ModeAsync(cancel) is not { } mode)
            return Problem.Conflict("gateway.off");
        for (var tried = 0; tried < Tries; tried++)
        {
            var reserved = await StorageFault.CatchAsync(() => reserve.ReserveAsync(actor, ids, mode, cancel));
            if (reserved.Problem is { } problem)
                return problem;
            if (await StepAsync(reserved.Value, cancel) is { } end)
                return end;
        }

        return Problem.Conflict("payment.changed");
    }

    /// <summary>
    /// Asks the provider where the client's own checkout stands: the client is back before it was told. Problems: <c>payment.not_found</c>,
    /// <c>gateway.*</c>, <c>storage.*</c>.
    /// </summary>
    public async Task<Result> RefreshAsync(Actor actor, string token, CancellationToken cancel)
    {
        Checkout? checkout;
        await using (var db = await databases.CreateDbContextAsync(cancel))
        {
            checkout = await db.Set<Checkout>().AsNoTracking().Include(c => c.Lines).SingleOrDefaultAsync(c => c.Token == token && c.ClientId == actor.Id, cancel);
        }

        if (checkout is null || actor.Role != Role.Client)
            return Problem.NotFound("payment.not_found");
        if (checkout.State != CheckoutState.Open || await gateway.ModeAsync(cancel) is null)
            return Result.Done;
        var seen = await look.FindAsync(checkout, cancel);
        return seen.Ok ? new Result((await TakeAsync(seen.Value, cancel)).Problem) : seen.Problem!;
    }

    /// <summary>Brings our books to what the provider says, in a write of its own.</summary>
    internal async Task<Result<Settled>> TakeAsync(GatewayCheckout seen, CancellationToken cancel)
    {
        var taken = await StorageFault.CatchAsync<Settled>(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            await using var write = await db.BeginWriteAsync([], cancel);
            var settled = await settler.SettleAsync(db, seen, clock.GetUtcNow().UtcDateTime, cancel);
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
            return settled;
        });
        if (taken.Ok)
            events.Announce(taken.Value);
        return taken;
    }

    /// <summary>One step towards the provider's page; null = what stood in the way is gone, look again.</summary>
    private async Task<Result<CheckoutStart>?> StepAsync(Reserved reserved, CancellationToken cancel)
    {
        var checkout = reserved.Checkout;
        var seen = reserved.IsNew ? await look.OpenAsync(checkout, cancel) : await look.FindAsync(checkout, cancel);
        if (seen.Problem is { } problem)
            return await GiveUpAsync(checkout, problem, cancel);
        // Between two looks it may have been paid: an ended checkout is looked at again, whatever the answer was.
        if (seen.Value.State == GatewayState.Open && !reserved.IsSame)
        {
            var ended = await gateway.ExpireAsync(seen.Value.ProviderId, cancel);
            if (ended.Problem is { Code: not "gateway.refused" } failed)
                return failed;
            seen = ended.Ok ? ended : await gateway.FindAsync(seen.Value.ProviderId, cancel);
            if (seen.Problem is { } unseen)
                return unseen;
        }

        var taken = await TakeAsync(seen.Value, cancel);
        if (taken.Problem is { } storage)
            return storage;
        if (seen.Value.State == GatewayState.Processing)
            return Problem.Conflict("payment.processing");
        if (seen.Value.State == GatewayState.Paid && reserved.IsSame && taken.Value.Outcome == EventOutcome.Applied)
            return new CheckoutStart(checkout.Token, null);
        // Somebody else may have ended it while it was being opened.
        if (seen.Value.State == GatewayState.Open && reserved.IsSame && await IsOpenAsync(checkout.Id, cancel))
            return new CheckoutStart(checkout.Token, seen.Value.Url);
        return null;
    }

    /// <summary>What was surely not opened stands in nobody's way; of what was not answered nobody knows, and it is asked again.</summary>
    private async Task<Result<CheckoutStart>?> GiveUpAsync(Checkout checkout, Problem problem, CancellationToken cancel)
    {
        if (checkout.ProviderId is null && problem.Code is "gateway.refused" or "gateway.amount" or "gateway.key")
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            await using var write = await db.BeginWriteAsync([], cancel);
            (await db.Set<Checkout>().SingleAsync(c => c.Id == checkout.Id, cancel)).Close(CheckoutState.Failed);
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
        }

        return problem;
    }

    private async Task<bool> IsOpenAsync(int checkoutId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Set<Checkout>().AnyAsync(c => c.Id == checkoutId && c.State == CheckoutState.Open, cancel);
    }
}
