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
/// <param name="IsRefunded">The money was given back since.</param>
public sealed record ReceiptDetails(
    int Number, DateTime IssuedAtUtc, DateTime StartsAtUtc, int DurationMinutes, string ZoneId, string? Title, Money Amount,
    string PracticeName, string PracticeAddress, string TaxLine, string ClientName, string CoachName, bool IsRefunded);

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
        return new ReceiptDetails(
            r.Id, r.IssuedAtUtc, r.StartsAtUtc, r.DurationMinutes, r.ZoneId, r.Title, new Money(r.AmountMinor, r.Currency),
            r.PracticeName, r.PracticeAddress, r.TaxLine, r.ClientName, r.CoachName, found.Payment == PaymentStatus.Refunded);
    }

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
            AmountMinor = session.PriceMinor.Value,
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
