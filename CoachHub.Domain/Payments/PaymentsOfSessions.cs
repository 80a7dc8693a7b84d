using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>
/// Keeps the rows behind a session's payment status in step with it, in the transaction of whoever changes it (D25). What staff say is
/// written into the books: *Paid* as a payment of what is missing, *Refunded* as a refund of what is left, and when it was no payment
/// after all its rows are voided. Money that the provider holds cannot be talked away.
/// </summary>
internal sealed class PaymentsOfSessions(PracticeReader practices, TimeProvider clock) : IDomainEventHandler
{
    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    public async Task<Problem?> RefusesAsync(AppDbContext db, object wanted, CancellationToken cancel)
    {
        if (wanted is not SessionPaymentChanging { Session: var session, Change: var change })
            return null;
        var toOther = change.ClientId != session.ClientId;
        var isTakenBack = session.Payment == PaymentStatus.Paid && change.Payment is PaymentStatus.Pending or PaymentStatus.Cancelled;
        var isRestated = change.PaidBy is not null && session.Payment == change.Payment && IsMoney(session.Payment);
        if (!toOther && !isTakenBack && !isRestated)
            return null;
        var practice = await practices.GetAsync(cancel);
        var account = await SessionAccount.OpenAsync(db, practice, session, NowUtc, cancel);
        // Staff may have noted down the wrong client; the provider has not.
        if (toOther && account.Rows.Any(row => row.Counts && (row.IsOnline || change.ClientId is null)))
            return Problem.Conflict("payment.of_client", nameof(SessionInput.ClientId));
        if (isRestated && account.Book.OnlineMinor > 0 && Stated(account) is null)
            return Problem.Conflict("payment.row_online", nameof(SessionInput.Payment));
        return isTakenBack && account.Book.OnlineMinor > 0
            ? Problem.Conflict("payment.online_refund_first", nameof(SessionInput.Payment), new Money(account.Book.OnlineMinor, practice.Currency))
            : null;
    }

    public Task HandleAsync(AppDbContext db, object happened, CancellationToken cancel) => happened switch
    {
        SessionPaymentChanged change when Concerns(change) => FollowAsync(db, change, cancel),
        PaidSessionsAdded added => WriteManyAsync(db, added, cancel),
        _ => Task.CompletedTask,
    };

    // What is pending and then dropped, or the other way round, moves no money: a bulk cancellation reads no rows.
    private static bool Concerns(SessionPaymentChanged change) =>
        IsMoney(change.Session.Payment)
        || (change.Before is { } before && (IsMoney(before.Payment) || before.PriceMinor != change.Session.PriceMinor || before.ClientId != change.Session.ClientId));

    private static bool IsMoney(PaymentStatus payment) => payment is PaymentStatus.Paid or PaymentStatus.Refunded;

    private async Task FollowAsync(AppDbContext db, SessionPaymentChanged change, CancellationToken cancel)
    {
        var session = change.Session;
        // The rows name the session, so it needs its id first.
        if (session.Id <= 0)
            await db.SaveChangesAsync(cancel);
        if (session.ClientId is not { } clientId)
            return;
        var account = await SessionAccount.OpenAsync(db, await practices.GetAsync(cancel), session, NowUtc, cancel);
        foreach (var row in account.Rows.Where(row => row.ClientId != clientId))
            row.BelongTo(clientId);
        if (change.Before?.Payment != session.Payment)
        {
            FollowStatus(account, change);
            return;
        }

        FollowPrice(account);
        if (change.By is { } by && IsMoney(session.Payment))
            Restate(account, by);
    }

    // Two people said at the same time that it was paid: the word of the one who decided stands for the other's.
    private static void Restate(SessionAccount account, PaidBy by)
    {
        if (Stated(account) is not { } row || (row.Method, row.PaidOn) == (by.Method, by.On ?? account.Today))
            return;
        account.Void(row);
        account.Add(row.Kind, row.AmountMinor, by, row.Note);
    }

    /// <summary>What staff wrote last about what the status says.</summary>
    private static Payment? Stated(SessionAccount account) => account.Rows.LastOrDefault(row =>
        row is { Counts: true, IsOnline: false } && row.Kind == (account.Session.Payment == PaymentStatus.Refunded ? PaymentKind.Refund : PaymentKind.Payment));

    private static void FollowPrice(SessionAccount account)
    {
        var session = account.Session;
        // A price that comes down to what was received is paid.
        if (!IsMoney(session.Payment) && account.Book is { NetMinor: > 0 } book && book.NetMinor >= (session.PriceMinor ?? 0))
            session.Settle(PaymentStatus.Paid);
        else if (account.Book.CollectedMinor == 0)
            Settle(account, default);
    }

    private static void FollowStatus(SessionAccount account, SessionPaymentChanged change)
    {
        var (session, before) = (account.Session, change.Before?.Payment ?? PaymentStatus.Pending);
        if (IsMoney(session.Payment))
        {
            // *Paid* again without a word about how is the correction of a slip.
            var isCorrection = change.By is null && (before, session.Payment) == (PaymentStatus.Refunded, PaymentStatus.Paid)
                && account.Rows.LastOrDefault(row => row.Counts) is { Kind: PaymentKind.Refund, IsOnline: false };
            if (!((change.TakenBack || isCorrection) && account.TakeLastBack()))
                Settle(account, change.By ?? default);
        }
        else if (!(change.TakenBack && account.TakeLastBack())
            && (before == PaymentStatus.Paid || (before == PaymentStatus.Refunded && !account.Rows.Any(row => row.Counts && row.IsOnline))))
        {
            foreach (var row in account.Rows.Where(row => !row.IsOnline))
                account.Void(row);
        }
    }

    /// <summary>Writes what is missing for a session that is paid, or was paid and given back.</summary>
    private static void Settle(SessionAccount account, PaidBy by)
    {
        var session = account.Session;
        if (!IsMoney(session.Payment))
            return;
        if (account.Book.MissingMinor(session.PriceMinor) is > 0 and var missing
            && (session.Payment == PaymentStatus.Paid || account.Book.CollectedMinor == 0))
            account.Add(PaymentKind.Payment, missing, by);
        if (session.Payment == PaymentStatus.Refunded && account.Book.NetMinor > 0)
            account.Add(PaymentKind.Refund, account.Book.NetMinor, by);
    }

    /// <summary>The rows of many new sessions, in two statements: the day of the session, or today where that is ahead.</summary>
    private async Task WriteManyAsync(AppDbContext db, PaidSessionsAdded added, CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        var now = NowUtc;
        var today = SessionAccount.TodayOf(practice, now);
        int? byId = db.Actor.Id == 0 ? null : db.Actor.Id;
        foreach (var kind in Enum.GetValues<PaymentKind>().Select(EnumCode.Of))
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO Payments (SessionId, ClientId, Kind, AmountMinor, Currency, Method, PaidOn, RecordedAtUtc, RecordedById)
                  SELECT Id, ClientId, {kind}, PriceMinor, {practice.Currency}, 'unspecified', min(substr(LocalStart, 1, 10), {today}), {now}, {byId}
                  FROM Sessions
                  WHERE Id BETWEEN {added.FirstId} AND {added.LastId} AND PriceMinor > 0 AND ClientId IS NOT NULL
                    AND (Payment = 'refunded' OR (Payment = 'paid' AND {kind} = 'payment'))
                """,
                cancel);
        }
    }
}
