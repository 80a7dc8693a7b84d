using System.Runtime.CompilerServices;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Insights;

/// <summary>The sessions and payments behind a figure of the finances, the latest first.</summary>
public sealed class FinanceRowQueries(IDbContextFactory<AppDbContext> databases, PracticeReader practices)
{
    private const int Batch = 1000;

    /// <summary>A page of rows, with what all of them come to. Problems: <c>forbidden</c> without the capabilities to view finances and sessions, <c>finance.period</c>.</summary>
    public async Task<Result<FinanceRows>> ReadAsync(Actor actor, FinanceRowsQuestion question, int skip, int take, CancellationToken cancel)
    {
        if (!FinanceQueries.MaySee(actor))
            return Problem.Forbidden();
        if (question.Period.Check() is { } refused)
            return refused;
        var whole = await WholeAsync(actor, question, cancel);
        return new FinanceRows(await PageAsync(actor, question, skip, take, cancel), whole.Count, whole.SumMinor, whole.Name);
    }

    /// <summary>What all rows come to. Who asks has been checked.</summary>
    internal async Task<FinanceWhole> WholeAsync(Actor actor, FinanceRowsQuestion question, CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var source = new FinanceSource(db, actor, practice.ZoneId);
        var (count, sum) = IsOfPayments(question)
            ? await CountAsync(Payments(source, question).GroupBy(_ => 1).Select(g => new Whole(g.Count(), g.Sum(p => p.AmountMinor))), cancel)
            : await CountAsync(Sessions(source, question).GroupBy(_ => 1).Select(g => new Whole(g.Count(), g.Sum(s => s.PriceMinor!.Value))), cancel);
        return new FinanceWhole(count, sum, await NameAsync(db, question, count, cancel));
    }

    /// <summary>A page of rows. Who asks has been checked.</summary>
    internal async Task<IReadOnlyList<FinanceRow>> PageAsync(Actor actor, FinanceRowsQuestion question, int skip, int take, CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var source = new FinanceSource(db, actor, practice.ZoneId);
        return IsOfPayments(question)
            ? await PaymentRowsAsync(db, source, Latest(Payments(source, question)).Skip(Math.Max(skip, 0)).Take(take), cancel)
            : await SessionRowsAsync(db, source, Latest(Sessions(source, question)).Skip(Math.Max(skip, 0)).Take(take), cancel);
    }

    /// <summary>All rows, some hundreds at a time, each time from a context of its own. Who asks has been checked.</summary>
    internal async IAsyncEnumerable<FinanceRow> AllAsync(Actor actor, FinanceRowsQuestion question, [EnumeratorCancellation] CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        FinanceRow? last = null;
        while (true)
        {
            IReadOnlyList<FinanceRow> batch;
            await using (var db = await databases.CreateDbContextAsync(cancel))
            {
                var source = new FinanceSource(db, actor, practice.ZoneId);
                batch = IsOfPayments(question)
                    ? await PaymentRowsAsync(db, source, Latest(Older(Payments(source, question), last)).Take(Batch), cancel)
                    : await SessionRowsAsync(db, source, Latest(Older(Sessions(source, question), last)).Take(Batch), cancel);
            }

            foreach (var row in batch)
                yield return row;
            if (batch.Count < Batch)
                yield break;
            last = batch[^1];
        }
    }

    private static bool IsOfPayments(FinanceRowsQuestion question) => question.Figure is FinanceFigure.Collected or FinanceFigure.Refunded;

    private static async Task<(int Count, long SumMinor)> CountAsync(IQueryable<Whole> whole, CancellationToken cancel) =>
        await whole.SingleOrDefaultAsync(cancel) is { } all ? (all.Count, all.Minor) : (0, 0);

    private static IQueryable<Session> Sessions(FinanceSource source, FinanceRowsQuestion question)
    {
        var sessions = source.Billed(PeriodOf(question), question.Figure);
        return (question.By, question.Of) switch
        {
            (_, null) or (FinanceGrouping.Month, _) => sessions,
            (FinanceGrouping.Coach, { } coach) => sessions.Where(s => s.CoachId == coach),
            (FinanceGrouping.Client, { } client) => sessions.Where(s => s.ClientId == client),
            (_, 0) => sessions.Where(s => s.BundleId == null),
            (_, { } bundle) => sessions.Where(s => s.BundleId == bundle),
        };
    }

    private static IQueryable<Payment> Payments(FinanceSource source, FinanceRowsQuestion question)
    {
        var kind = question.Figure == FinanceFigure.Refunded ? PaymentKind.Refund : PaymentKind.Payment;
        var moved = source.Moved(PeriodOf(question)).Where(p => p.Kind == kind);
        return (question.By, question.Of) switch
        {
            (_, null) or (FinanceGrouping.Month, _) => moved,
            (FinanceGrouping.Coach, { } coach) => source.OfCoach(moved, coach),
            (FinanceGrouping.Client, { } client) => moved.Where(p => p.ClientId == client),
            (_, { } bundle) => source.OfBundle(moved, bundle),
        };
    }

    // A month that the period does not touch has nothing to show.
    private static FinancePeriod PeriodOf(FinanceRowsQuestion question) =>
        question is { By: FinanceGrouping.Month, Of: { } month }
            ? question.Period.Months().FirstOrDefault(part => FinanceQueries.KeyOf(part.From) == month, new FinancePeriod(question.Period.From, question.Period.From.AddDays(-1)))
            : question.Period;

    private static IQueryable<Session> Latest(IQueryable<Session> sessions) => sessions.OrderByDescending(s => s.StartsAtUtc).ThenByDescending(s => s.Id);

    private static IQueryable<Payment> Latest(IQueryable<Payment> moved) => moved.OrderByDescending(p => p.PaidOn).ThenByDescending(p => p.Id);

    private static IQueryable<Session> Older(IQueryable<Session> sessions, FinanceRow? than)
    {
        if (than is null)
            return sessions;
        var (start, id) = (than.StartsAtUtc, than.Id);
        return sessions.Where(s => s.StartsAtUtc < start || (s.StartsAtUtc == start && s.Id < id));
    }

    private static IQueryable<Payment> Older(IQueryable<Payment> moved, FinanceRow? than)
    {
        if (than is null)
            return moved;
        var (day, id) = (than.Day, than.Id);
        return moved.Where(p => p.PaidOn < day || (p.PaidOn == day && p.Id < id));
    }

    private static async Task<IReadOnlyList<FinanceRow>> SessionRowsAsync(AppDbContext db, FinanceSource source, IQueryable<Session> page, CancellationToken cancel)
    {
        var read = await page.Select(s => new { s.Id, s.ClientId, s.CoachId, s.StartsAtUtc, s.Title, Minor = s.PriceMinor!.Value, s.Payment }).ToListAsync(cancel);
        var people = await PeopleAsync(db, [.. read.Select(row => row.ClientId!.Value), .. read.Select(row => row.CoachId)], cancel);
        int[] ids = [.. read.Where(row => row.Payment != PaymentStatus.Pending).Select(row => row.Id)];
        var methods = (await db.Set<Payment>().Where(p => EF.Parameter(ids).Contains(p.SessionId) && p.VoidedAtUtc == null && p.Kind == PaymentKind.Payment)
            .Select(p => new { p.SessionId, p.Method }).Distinct().ToListAsync(cancel)).ToLookup(p => p.SessionId, p => p.Method);
        return
        [
            .. read.Select(row => new FinanceRow(
                row.Id, row.Id, row.StartsAtUtc, source.DayOf(row.StartsAtUtc), people[row.ClientId!.Value].Name, people[row.ClientId.Value].Language, people[row.CoachId].Name,
                row.Title, row.Minor, row.Payment, [.. methods[row.Id].Order()])),
        ];
    }

    private static async Task<IReadOnlyList<FinanceRow>> PaymentRowsAsync(AppDbContext db, FinanceSource source, IQueryable<Payment> page, CancellationToken cancel)
    {
        // A join does not promise to keep an order.
        var read = await source.WithSession(page).OrderByDescending(m => m.Row.PaidOn).ThenByDescending(m => m.Row.Id).Select(m => new
        {
            m.Row.Id,
            m.Row.SessionId,
            m.Row.ClientId,
            m.Session.CoachId,
            m.Session.StartsAtUtc,
            m.Session.Title,
            m.Row.AmountMinor,
            m.Row.PaidOn,
            m.Row.Method,
            m.Session.Payment,
        }).ToListAsync(cancel);
        var people = await PeopleAsync(db, [.. read.Select(row => row.ClientId), .. read.Select(row => row.CoachId)], cancel);
        return
        [
            .. read.Select(row => new FinanceRow(
                row.Id, row.SessionId, row.StartsAtUtc, row.PaidOn, people[row.ClientId].Name, people[row.ClientId].Language, people[row.CoachId].Name,
                row.Title, row.AmountMinor, row.Payment, [row.Method])),
        ];
    }

    private static async Task<Dictionary<int, Person>> PeopleAsync(AppDbContext db, int[] ids, CancellationToken cancel)
    {
        ids = [.. ids.Distinct()];
        return await db.Set<User>().Where(u => EF.Parameter(ids).Contains(u.Id)).Select(u => new Person(u.Id, u.FirstName + " " + u.LastName, u.Language)).ToDictionaryAsync(person => person.Id, cancel);
    }

    // The name of a part in which the person sees nothing is not given away.
    private static async Task<string?> NameAsync(AppDbContext db, FinanceRowsQuestion question, int count, CancellationToken cancel) =>
        question.Of is { } key && count > 0 ? (await FinanceQueries.NamedAsync(db, question.By, [new FinanceLine(key, null, FinanceSums.None)], cancel))[0].Name : null;

    private sealed record Whole(int Count, long Minor);

    private sealed record Person(int Id, string Name, string Language);
}
