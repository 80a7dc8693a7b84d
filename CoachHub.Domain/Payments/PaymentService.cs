using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>The rows behind a session's payment status, for staff: to look at, to add to, and to void where one was a mistake.</summary>
public sealed class PaymentService(IDbContextFactory<AppDbContext> databases, PracticeReader practices, ChangeFeed feed, TimeProvider clock)
{
    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>The money of a session. Problems: <c>forbidden</c> to all but staff who may view sessions, <c>session.not_found</c>.</summary>
    public async Task<Result<SessionMoney>> FindAsync(Actor actor, int sessionId, CancellationToken cancel)
    {
        if (!actor.IsStaff || !actor.Can(Capability.ViewSessions))
            return Problem.Forbidden();
        var practice = await practices.GetAsync(cancel);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => s.Id == sessionId)
            .Select(s => new { s.PriceMinor, s.Payment }).SingleOrDefaultAsync(cancel);
        if (session is null)
            return Problem.NotFound("session.not_found");
        var rows = await (
            from row in db.Set<Payment>().AsNoTracking()
            where row.SessionId == sessionId
            join user in db.Set<User>() on row.RecordedById equals user.Id into people
            from who in people.DefaultIfEmpty()
            orderby row.Id
            select new { Row = row, By = who == null ? null : who.FirstName + " " + who.LastName }).ToListAsync(cancel);
        return new SessionMoney(
            sessionId, session.PriceMinor, session.Payment,
            [.. rows.Select(r => new PaymentRow(r.Row.Id, r.Row.Kind, r.Row.AmountMinor, r.Row.Method, r.Row.PaidOn, r.By, r.Row.Note, r.Row.IsOnline, !r.Row.Counts))],
            PaymentBook.Of(rows.Select(r => r.Row)), SessionAccount.TodayOf(practice, NowUtc));
    }

    /// <summary>
    /// Notes a payment or refund down, whole or in part; the payment status follows. Problems: <c>forbidden</c>, <c>session.not_found</c>,
    /// those of <see cref="RecordPayment.Check"/>, <c>payment.free</c> for a session without price, <c>payment.changed_since</c>,
    /// <c>payment.above_missing</c> and <c>payment.refund_above</c> with the most that it may be, <c>storage.*</c>.
    /// </summary>
    public async Task<Result> RecordAsync(Actor actor, RecordPayment payment, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        var practice = await practices.GetAsync(cancel);
        if (payment.Check(practice.Currency, SessionAccount.TodayOf(practice, NowUtc)) is [var wrong, ..])
            return wrong;
        return await OnAccountAsync(actor, practice, (_, sessions) => sessions.Where(s => s.Id == payment.SessionId), account =>
        {
            var amount = Money.FromDecimal(payment.Amount!.Value, practice.Currency)!.Value;
            if (Refuses(account, payment, amount) is { } refused)
                return refused;
            account.Add(payment.Kind, amount.Minor, payment.By, InputText.Clean(payment.Note));
            account.Session.Settle(account.Book.After(account.Session.Payment, account.Session.PriceMinor));
            return null;
        }, cancel);
    }

    /// <summary>
    /// A row was a mistake and counts no more; the payment status follows. Problems: <c>forbidden</c>, <c>session.not_found</c>,
    /// <c>payment.row_online</c>, <c>payment.row_voided</c>, <c>payment.row_refunded</c> for a payment that was given back since, <c>storage.*</c>.
    /// </summary>
    public async Task<Result> VoidAsync(Actor actor, int paymentId, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        var practice = await practices.GetAsync(cancel);
        return await OnAccountAsync(actor, practice, (db, sessions) => sessions.Where(s => db.Set<Payment>().Any(p => p.Id == paymentId && p.SessionId == s.Id)), account =>
        {
            var row = account.Rows.Single(row => row.Id == paymentId);
            if (row.IsOnline)
                return Problem.Conflict("payment.row_online");
            if (!row.Counts)
                return Problem.Conflict("payment.row_voided");
            if (row.Kind == PaymentKind.Payment && account.Book.NetMinor < row.AmountMinor)
                return Problem.Conflict("payment.row_refunded");
            account.Void(row);
            account.Session.Settle(account.Book.After(account.Session.Payment, account.Session.PriceMinor, voided: row.Kind));
            return null;
        }, cancel);
    }

    private static Problem? Refuses(SessionAccount account, RecordPayment payment, Money amount)
    {
        var (book, session) = (account.Book, account.Session);
        if (payment.SeenNetMinor is { } seen && seen != book.NetMinor)
            return Problem.Conflict("payment.changed_since");
        if (payment.Kind == PaymentKind.Refund)
        {
            return amount.Minor > book.NetMinor
                ? Problem.Invalid("payment.refund_above", nameof(RecordPayment.Amount), amount with { Minor = book.NetMinor })
                : null;
        }

        if (session.ClientId is null || session.PriceMinor is not > 0)
            return Problem.Conflict("payment.free");
        var missing = book.MissingMinor(session.PriceMinor);
        return amount.Minor > missing ? Problem.Invalid("payment.above_missing", nameof(RecordPayment.Amount), amount with { Minor = missing }) : null;
    }

    private async Task<Result> OnAccountAsync(
        Actor actor, PracticeFacts practice, Func<AppDbContext, IQueryable<Session>, IQueryable<Session>> which, Func<SessionAccount, Problem?> act, CancellationToken cancel)
    {
        var sessionId = 0;
        var result = await StorageFault.CatchAsync(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var session = await which(db, db.Set<Session>().VisibleTo(actor)).SingleOrDefaultAsync(cancel);
            if (session is null)
                return Problem.NotFound("session.not_found");
            sessionId = session.Id;
            if (act(await SessionAccount.OpenAsync(db, practice, session, NowUtc, cancel)) is { } problem)
                return problem;
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
            return Result.Done;
        });
        if (result.Ok)
            feed.Publish(Topics.Sessions, sessionId);
        return result;
    }
}
