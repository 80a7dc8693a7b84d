using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>A receipt as people read it.</summary>
/// <param name="Number">The number.</param>
/// <param name="IssuedAtUtc">When it was given, UTC.</param>
/// <param name="StartsAtUtc">When the session began, UTC.</param>
/// <param name="DurationMinutes">How long it took.</param>
/// <param name="ZoneId">The zone in which it was planned.</param>
/// <param name="Title">The title; null = the automatic one.</param>
/// <param name="Amount">What was paid.</param>
/// <param name="PracticeName">Who issued it.</param>
/// <param name="PracticeAddress">The practice's address then; may be empty.</param>
/// <param name="TaxLine">What stood below the amount then, several lines; may be empty.</param>
/// <param name="ClientName">Who paid.</param>
/// <param name="CoachName">With whom.</param>
/// <param name="IsRefunded">All of it was given back since.</param>
public sealed record ReceiptDetails(
    int Number, DateTime IssuedAtUtc, DateTime StartsAtUtc, int DurationMinutes, string ZoneId, string? Title, Money Amount,
    string PracticeName, string PracticeAddress, string TaxLine, string ClientName, string CoachName, bool IsRefunded)
{
    /// <summary>The session that it is for.</summary>
    public int SessionId { get; init; }

    /// <summary>How it was paid, as the books said when the receipt was issued.</summary>
    public IReadOnlyList<ReceiptPayment> Payments { get; init; } = [];

    /// <summary>What was given back, as the books say now.</summary>
    public IReadOnlyList<ReceiptPayment> Refunds { get; init; } = [];
}

/// <summary>A payment, or a refund, on a receipt.</summary>
/// <param name="On">The day, in the practice's zone.</param>
/// <param name="Method">By what means.</param>
/// <param name="Amount">How much.</param>
public sealed record ReceiptPayment(DateOnly On, PaymentMethod Method, Money Amount);

/// <summary>
/// Receipts (D23): seen by the client, by coaches who see the session, and by administrators. The number is given when somebody first
/// asks, in one transaction, so that there are no gaps and no numbers for payments that were entered by mistake.
/// </summary>
public sealed class ReceiptService(IDbContextFactory<AppDbContext> databases, PracticeReader practices, TimeProvider clock)
{
    /// <summary>The number of a session's receipt, given now where it has none yet. Problems: <c>receipt.not_found</c> where the person may not see it or nothing was paid, <c>storage.*</c>.</summary>
    public async Task<Result<int>> IssueAsync(Actor actor, int sessionId, CancellationToken cancel)
    {
        var practice = await practices.GetAsync(cancel);
        return await StorageFault.CatchAsync(() => IssueOneAsync(actor, practice, sessionId, cancel));
    }

    /// <summary>A receipt. Problem: <c>receipt.not_found</c>.</summary>
    public async Task<Result<ReceiptDetails>> FindAsync(Actor actor, int number, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await (
            from receipt in db.Set<Receipt>().AsNoTracking()
            where receipt.Id == number
            join session in db.Set<Session>().AsNoTracking().VisibleTo(actor) on receipt.SessionId equals session.Id
            select new { Receipt = receipt, session.Payment }).SingleOrDefaultAsync(cancel);
        if (found is null || (actor.Role == Role.Client && found.Receipt.ClientId != actor.Id))
            return Problem.NotFound("receipt.not_found");
        var r = found.Receipt;
        var rows = await db.Set<Payment>().AsNoTracking().Where(p => p.SessionId == r.SessionId).OrderBy(p => p.PaidOn).ThenBy(p => p.Id).ToListAsync(cancel);
        return new ReceiptDetails(
            r.Id, r.IssuedAtUtc, r.StartsAtUtc, r.DurationMinutes, r.ZoneId, r.Title, new Money(r.AmountMinor, r.Currency),
            r.PracticeName, r.PracticeAddress, r.TaxLine, r.ClientName, r.CoachName, found.Payment == PaymentStatus.Refunded)
        {
            SessionId = r.SessionId,
            Payments = Lines(PaidBy(rows, r.IssuedAtUtc)),
            Refunds = Lines(rows.Where(row => row.Counts && row.Kind == PaymentKind.Refund)),
        };
    }

    /// <summary>The payments as the books said at an instant. Rows are never changed, so what counted then can be told; where nothing did, what counts now.</summary>
    private static IEnumerable<Payment> PaidBy(IReadOnlyList<Payment> rows, DateTime atUtc)
    {
        var payments = rows.Where(row => row.Kind == PaymentKind.Payment).ToList();
        var then = payments.FindAll(row => row.RecordedAtUtc <= atUtc && (row.VoidedAtUtc is null || row.VoidedAtUtc > atUtc));
        return then.Count > 0 ? then : payments.Where(row => row.Counts);
    }

    private static IReadOnlyList<ReceiptPayment> Lines(IEnumerable<Payment> rows) => [.. rows.Select(row => new ReceiptPayment(row.PaidOn, row.Method, new Money(row.AmountMinor, row.Currency)))];

    private async Task<Result<int>> IssueOneAsync(Actor actor, PracticeFacts practice, int sessionId, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        // The right to write is held from the first read on: two people who ask at once get two numbers in a row.
        await using var write = await db.BeginWriteAsync([], cancel);
        var session = await db.Set<Session>().AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == sessionId, cancel);
        if (session is null)
            return Problem.NotFound("receipt.not_found");
        if (await db.Set<Receipt>().Where(r => r.SessionId == sessionId).Select(r => (int?)r.Id).SingleOrDefaultAsync(cancel) is { } given)
            return given;
        if (session is not { Payment: PaymentStatus.Paid, PriceMinor: > 0, ClientId: { } clientId })
            return Problem.NotFound("receipt.not_found");

        var rows = await db.Set<Payment>().AsNoTracking().Where(p => p.SessionId == sessionId).ToListAsync(cancel);
        var names = await db.Set<User>().Where(u => u.Id == clientId || u.Id == session.CoachId)
            .ToDictionaryAsync(u => u.Id, u => u.FirstName + " " + u.LastName, cancel);
        var receipt = new Receipt
        {
            Id = (await db.Set<Receipt>().MaxAsync(r => (int?)r.Id, cancel) ?? 0) + 1,
            SessionId = sessionId,
            ClientId = clientId,
            IssuedAtUtc = clock.GetUtcNow().UtcDateTime,
            StartsAtUtc = session.StartsAtUtc,
            DurationMinutes = session.DurationMinutes,
            ZoneId = session.ZoneId,
            Title = session.Title,
            // What came in, whatever the price says by now.
            AmountMinor = PaymentBook.Of(rows) is { CollectedMinor: > 0 and var collected } ? collected : session.PriceMinor.Value,
            Currency = practice.Currency,
            PracticeName = practice.Name,
            PracticeAddress = practice.Contact.Address,
            TaxLine = practice.TaxLine,
            ClientName = names[clientId],
            CoachName = names[session.CoachId],
        };
        db.Add(receipt);
        await db.SaveChangesAsync(cancel);
        await write.CommitAsync(cancel);
        return receipt.Id;
    }
}
