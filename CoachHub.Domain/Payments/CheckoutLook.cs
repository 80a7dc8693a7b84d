using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>Asks the provider about checkouts of ours.</summary>
internal sealed class CheckoutLook(IDbContextFactory<AppDbContext> databases, IPaymentGateway gateway, PracticeReader practices, TimeProvider clock)
{
    /// <summary>For how long an order that was never answered is made again under its key; after that it is looked for.</summary>
    public static readonly TimeSpan MayRepeat = TimeSpan.FromMinutes(10);

    /// <summary>Opens it, or finds it opened.</summary>
    public async Task<Result<GatewayCheckout>> OpenAsync(Checkout checkout, CancellationToken cancel) => await gateway.OpenAsync(await OrderAsync(checkout, cancel), cancel);

    /// <summary>Where a checkout stands. One that the provider never answered for is asked for again, which opens it once at most.</summary>
    public async Task<Result<GatewayCheckout>> FindAsync(Checkout checkout, CancellationToken cancel)
    {
        if (checkout.ProviderId is { } id)
            return await gateway.FindAsync(id, cancel);
        if (clock.GetUtcNow().UtcDateTime - checkout.CreatedAtUtc < MayRepeat)
            return await OpenAsync(checkout, cancel);
        var since = await gateway.CheckoutsSinceAsync(checkout.CreatedAtUtc.AddMinutes(-5), cancel);
        if (since.Problem is { } problem)
            return problem;
        // It never came to be.
        return since.Value.FirstOrDefault(c => c.Token == checkout.Token)
            ?? new GatewayCheckout($"never-{checkout.Token}", checkout.Token, GatewayState.Expired, checkout.AmountMinor, checkout.Currency, checkout.LiveMode);
    }

    private async Task<CheckoutOrder> OrderAsync(Checkout checkout, CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var ids = checkout.Lines.ConvertAll(line => line.SessionId);
        var client = await Addressee.FindAsync(db, checkout.ClientId, cancel);
        var sessions = await (
            from session in db.Set<Session>()
            where ids.Contains(session.Id)
            join coach in db.Set<User>() on session.CoachId equals coach.Id
            select new { session.Id, session.Title, session.StartsAtUtc, coach.FirstName, Name = coach.FirstName + " " + coach.LastName }).ToDictionaryAsync(s => s.Id, cancel);
        var lines = checkout.Lines.OrderBy(line => line.SessionId).Where(line => sessions.ContainsKey(line.SessionId)).Select(line =>
        {
            var about = sessions[line.SessionId];
            return new CheckoutOrderLine(line.SessionId, about.Title, CoachNames.ToClients(practice, about.Name, about.FirstName), about.StartsAtUtc, line.AmountMinor);
        });
        return new CheckoutOrder(
            checkout.Token, checkout.Currency, [.. lines], client?.Language ?? practice.Language, client?.ZoneId ?? practice.ZoneId, checkout.CreatedAtUtc, checkout.ExpiresAtUtc)
        {
            Email = client?.Address,
        };
    }
}
