using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Programs;

/// <summary>Writes into the ledger what expired. Screens do not wait for it: they show the balance as it is by the clock.</summary>
public sealed class BundleExpiry(IDbContextFactory<AppDbContext> databases, ChangeFeed feed)
{
    /// <summary>Lets everything expire that is due at <paramref name="nowUtc"/>; twice is harmless. Returns how many bundles had something left.</summary>
    public async Task<int> ExpireDueAsync(DateTime nowUtc, CancellationToken cancel)
    {
        var expired = 0;
        foreach (var id in await FindDueAsync(nowUtc, cancel))
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            await using var write = await db.BeginWriteAsync([], cancel);
            var bundle = await db.Set<Bundle>().SingleAsync(b => b.Id == id, cancel);
            // Somebody may have moved the expiry since it was looked for.
            if (bundle.ExpiresAtUtc is null || bundle.ExpiresAtUtc > nowUtc)
                continue;
            var book = await BundleBook.OpenAsync(db, bundle, nowUtc, cancel);
            book.Expire();
            await book.CloseAsync(cancel);
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
            feed.Publish(Topics.Programs, id);
            expired++;
        }

        return expired;
    }

    private async Task<List<int>> FindDueAsync(DateTime nowUtc, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Set<Bundle>()
            .Where(b => b.ExpiresAtUtc != null && b.ExpiresAtUtc <= nowUtc)
            .Where(b => db.Set<BundleEntry>().Where(e => e.BundleId == b.Id)
                .Sum(e => e.Kind == BundleEntryKind.Bought || e.Kind == BundleEntryKind.Returned ? e.Count : e.From == CreditPlace.Left ? -e.Count : 0) > 0)
            .OrderBy(b => b.Id).Select(b => b.Id).ToListAsync(cancel);
    }
}
