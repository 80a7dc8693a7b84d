using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Programs;

/// <summary>A bundle with its ledger, open inside a write transaction.</summary>
internal sealed class BundleBook
{
    private readonly AppDbContext db;
    private readonly BundleLedger ledger;
    private readonly EntryStamp stamp;

    private BundleBook(AppDbContext db, Bundle bundle, BundleLedger ledger, EntryStamp stamp) =>
        (this.db, Bundle, this.ledger, this.stamp) = (db, bundle, ledger, stamp);

    public Bundle Bundle { get; }

    public BundleBalance Balance => ledger.Balance;

    /// <summary>Opens it, with what was written in this transaction and is not saved yet.</summary>
    public static async Task<BundleBook> OpenAsync(AppDbContext db, Bundle bundle, DateTime nowUtc, CancellationToken cancel)
    {
        await db.Set<BundleEntry>().Where(e => e.BundleId == bundle.Id).LoadAsync(cancel);
        var entries = db.Set<BundleEntry>().Local.Where(e => e.BundleId == bundle.Id);
        return new BundleBook(db, bundle, new BundleLedger(bundle.Id, entries), new EntryStamp(nowUtc, db.Actor.Id, db.Actor.Name));
    }

    /// <summary>Where the credit of a session is.</summary>
    public CreditPlace PlaceOf(Session session) => ledger.PlaceOf(session.Id);

    /// <summary>Brings the credit of a session to a place; false = there was none left for it.</summary>
    public bool Put(Session session, CreditPlace to, string? reason) =>
        ledger.Put(new EntrySession(session.Id, session.StartsAtUtc), to, stamp, reason);

    /// <summary>Lets expire what is left.</summary>
    public void Expire() => ledger.Expire(stamp);

    /// <summary>Gives back what had expired.</summary>
    public void Revive() => ledger.Revive(stamp);

    /// <summary>Hands the new rows to the context, and lets the bundle follow. The caller saves.</summary>
    public async Task CloseAsync(CancellationToken cancel)
    {
        db.AddRange(ledger.Written);
        var before = Bundle.Status;
        Bundle.Follow(ledger.Balance);
        if (Bundle.Status != before)
            await Bundle.PauseSessionsAsync(db, cancel);
    }
}

/// <summary>Whose reminders rest (D19).</summary>
internal static class BundlePause
{
    /// <summary>Lets the reminders of the bundle's sessions rest while it is paused, and no longer. The caller saves.</summary>
    public static async Task PauseSessionsAsync(this Bundle bundle, AppDbContext db, CancellationToken cancel)
    {
        var paused = bundle.Status == BundleStatus.Paused;
        await foreach (var session in db.Set<Session>().Where(s => s.BundleId == bundle.Id && s.RemindersPaused != paused).AsAsyncEnumerable().WithCancellation(cancel))
            session.PauseReminders(paused);
    }
}
