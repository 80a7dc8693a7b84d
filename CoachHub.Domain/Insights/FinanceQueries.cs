using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Insights;

/// <summary>
/// The practice's money by month, coach, client and bundle (FIN-05, D25); a coach reads the money of the own sessions. Sums are made by
/// the database, by the same conditions as the rows behind them (<see cref="FinanceRowQueries"/>).
/// </summary>
public sealed class FinanceQueries(IDbContextFactory<AppDbContext> databases, PracticeReader practices)
{
    /// <summary>
    /// The sums of a period; of the parts that were asked for <paramref name="take"/> from <paramref name="skip"/> on. Problems:
    /// <c>forbidden</c> without the capabilities to view finances and sessions, <c>finance.period</c>.
    /// </summary>
    public async Task<Result<FinanceReport>> ReadAsync(Actor actor, FinanceQuestion question, int skip, int take, CancellationToken cancel)
    {
        if (!MaySee(actor))
            return Problem.Forbidden();
        if (question.Period.Check() is { } refused)
            return refused;
        var practice = await practices.GetAsync(cancel);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var source = new FinanceSource(db, actor, practice.ZoneId);
        var months = await MonthsAsync(source, question.Period, cancel);
        var total = months.Aggregate(FinanceSums.None, (sum, month) => sum.Plus(month.Sums));
        var parts = question.By == FinanceGrouping.Month ? months : await PartsAsync(source, question, cancel);
        var page = parts.Skip(Math.Max(skip, 0)).Take(Math.Max(take, 1)).ToList();
        return new FinanceReport(total, months, await NamedAsync(db, question.By, page, cancel), parts.Count);
    }

    /// <summary>The key of a day's month (<see cref="FinanceLine.Key"/>).</summary>
    internal static int KeyOf(DateOnly day) => (day.Year * 100) + day.Month;

    internal static bool MaySee(Actor actor) => actor.IsStaff && actor.Can(Capability.ViewFinances) && actor.Can(Capability.ViewSessions);

    /// <summary>These parts with their names.</summary>
    internal static async Task<IReadOnlyList<FinanceLine>> NamedAsync(AppDbContext db, FinanceGrouping by, IReadOnlyList<FinanceLine> lines, CancellationToken cancel)
    {
        if (by == FinanceGrouping.Month)
            return lines;
        int[] keys = [.. lines.Select(line => line.Key)];
        var names = by == FinanceGrouping.Bundle
            ? await db.Set<Bundle>().Where(b => EF.Parameter(keys).Contains(b.Id)).ToDictionaryAsync(b => b.Id, b => b.Name, cancel)
            : await db.Set<User>().Where(u => EF.Parameter(keys).Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.FirstName + " " + u.LastName, cancel);
        return [.. lines.Select(line => line with { Name = names.GetValueOrDefault(line.Key) })];
    }

    private static async Task<IReadOnlyList<FinanceLine>> MonthsAsync(FinanceSource source, FinancePeriod period, CancellationToken cancel)
    {
        // Payments know their day; of sessions a month is a span of instants.
        var moved = (await source.Moved(period).GroupBy(p => new { p.PaidOn, p.Kind })
            .Select(g => new { g.Key.PaidOn, Part = new Part<PaymentKind>(0, g.Key.Kind, g.Count(), g.Sum(p => p.AmountMinor)) }).ToListAsync(cancel))
            .ToLookup(day => KeyOf(day.PaidOn), day => day.Part);
        var months = new List<FinanceLine>();
        foreach (var month in period.Months())
        {
            var billed = await source.Billed(month).GroupBy(s => s.Payment)
                .Select(g => new Part<PaymentStatus>(0, g.Key, g.Count(), g.Sum(s => s.PriceMinor!.Value))).ToListAsync(cancel);
            months.Add(new FinanceLine(KeyOf(month.From), null, Sums(billed, moved[KeyOf(month.From)])));
        }

        return months;
    }

    private static async Task<IReadOnlyList<FinanceLine>> PartsAsync(FinanceSource source, FinanceQuestion question, CancellationToken cancel)
    {
        var (billed, moved) = (source.Billed(question.Period), source.Moved(question.Period));
        var sessions = await (question.By switch
        {
            FinanceGrouping.Coach => billed.GroupBy(s => new { Key = s.CoachId, s.Payment }),
            FinanceGrouping.Client => billed.GroupBy(s => new { Key = s.ClientId!.Value, s.Payment }),
            _ => billed.GroupBy(s => new { Key = s.BundleId ?? 0, s.Payment }),
        }).Select(g => new Part<PaymentStatus>(g.Key.Key, g.Key.Payment, g.Count(), g.Sum(s => s.PriceMinor!.Value))).ToListAsync(cancel);
        var withSession = source.WithSession(moved);
        var payments = question.By switch
        {
            FinanceGrouping.Client => moved.GroupBy(p => new { Key = p.ClientId, p.Kind }).Select(g => new Part<PaymentKind>(g.Key.Key, g.Key.Kind, g.Count(), g.Sum(p => p.AmountMinor))),
            FinanceGrouping.Coach => withSession.GroupBy(m => new { Key = m.Session.CoachId, m.Row.Kind }).Select(g => new Part<PaymentKind>(g.Key.Key, g.Key.Kind, g.Count(), g.Sum(m => m.Row.AmountMinor))),
            _ => withSession.GroupBy(m => new { Key = m.Session.BundleId ?? 0, m.Row.Kind }).Select(g => new Part<PaymentKind>(g.Key.Key, g.Key.Kind, g.Count(), g.Sum(m => m.Row.AmountMinor))),
        };
        var byKey = (await payments.ToListAsync(cancel)).ToLookup(part => part.Key);
        var lines = sessions.ToLookup(part => part.Key);
        return
        [
            .. lines.Select(line => line.Key).Union(byKey.Select(line => line.Key))
                .Select(key => new FinanceLine(key, null, Sums(lines[key], byKey[key])))
                .OrderByDescending(line => line.Sums.BilledMinor).ThenByDescending(line => line.Sums.CollectedMinor).ThenBy(line => line.Key),
        ];
    }

    private static FinanceSums Sums(IEnumerable<Part<PaymentStatus>> billed, IEnumerable<Part<PaymentKind>> moved)
    {
        var sums = FinanceSums.None;
        foreach (var part in billed)
        {
            sums = sums.Plus(new FinanceSums
            {
                BilledMinor = part.Minor,
                Billed = part.Count,
                PendingMinor = part.Of == PaymentStatus.Pending ? part.Minor : 0,
                Pending = part.Of == PaymentStatus.Pending ? part.Count : 0,
                SettledMinor = part.Of == PaymentStatus.Paid ? part.Minor : 0,
            });
        }

        foreach (var part in moved)
        {
            sums = sums.Plus(part.Of == PaymentKind.Payment
                ? new FinanceSums { CollectedMinor = part.Minor, Collected = part.Count }
                : new FinanceSums { RefundedMinor = part.Minor, Refunded = part.Count });
        }

        return sums;
    }

    /// <summary>A sum as the database gives it: of one key and one kind.</summary>
    private sealed record Part<TKind>(int Key, TKind Of, int Count, long Minor);
}
