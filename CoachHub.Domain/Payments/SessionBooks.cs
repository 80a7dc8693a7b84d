using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>Sums of rows, in the database.</summary>
internal static class SessionBooks
{
    /// <summary>What the rows of some sessions come to together.</summary>
    public static async Task<PaymentBook> TotalAsync(AppDbContext db, IQueryable<Session> sessions, CancellationToken cancel)
    {
        var sums = await Counting(db, sessions).GroupBy(p => p.Kind).Select(g => new { g.Key, Sum = g.Sum(p => p.AmountMinor) }).ToDictionaryAsync(g => g.Key, g => g.Sum, cancel);
        return new PaymentBook(sums.GetValueOrDefault(PaymentKind.Payment), sums.GetValueOrDefault(PaymentKind.Refund));
    }

    /// <summary>What the rows of each session come to; sessions without rows are left out.</summary>
    public static async Task<Dictionary<int, PaymentBook>> EachAsync(AppDbContext db, IQueryable<Session> sessions, CancellationToken cancel)
    {
        var sums = await Counting(db, sessions).GroupBy(p => new { p.SessionId, p.Kind })
            .Select(g => new { g.Key.SessionId, g.Key.Kind, Sum = g.Sum(p => p.AmountMinor) }).ToListAsync(cancel);
        return sums.GroupBy(sum => sum.SessionId).ToDictionary(
            sum => sum.Key, sum => new PaymentBook(sum.FirstOrDefault(s => s.Kind == PaymentKind.Payment)?.Sum ?? 0, sum.FirstOrDefault(s => s.Kind == PaymentKind.Refund)?.Sum ?? 0));
    }

    /// <summary>The rows that count, of some sessions.</summary>
    public static IQueryable<Payment> Counting(AppDbContext db, IQueryable<Session> sessions) =>
        db.Set<Payment>().AsNoTracking().Where(p => p.VoidedAtUtc == null).Join(sessions, p => p.SessionId, s => s.Id, (p, _) => p);
}

internal sealed class MoneyOfSessions : ISessionMoney
{
    public async Task<IReadOnlyDictionary<int, long>> ReceivedAsync(AppDbContext db, IReadOnlyCollection<int> sessionIds, CancellationToken cancel)
    {
        int[] ids = [.. sessionIds];
        var books = await SessionBooks.EachAsync(db, db.Set<Session>().Where(s => EF.Parameter(ids).Contains(s.Id)), cancel);
        return books.Where(book => book.Value.NetMinor > 0).ToDictionary(book => book.Key, book => book.Value.NetMinor);
    }
}
