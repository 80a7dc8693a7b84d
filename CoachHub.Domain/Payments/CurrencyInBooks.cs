using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>Money in the books stays what it was, also where its session has no price any more, and where a payment was a mistake.</summary>
internal sealed class CurrencyInBooks : ICurrencyUse
{
    public async Task<bool> IsUsedAsync(AppDbContext db, CancellationToken cancel) =>
        await db.Set<Payment>().AnyAsync(cancel) || await db.Set<Checkout>().AnyAsync(cancel) || await db.Set<Receipt>().AnyAsync(cancel);
}
