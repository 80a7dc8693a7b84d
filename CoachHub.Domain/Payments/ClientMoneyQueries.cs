using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>A client's own payments as the books have them.</summary>
public sealed class ClientMoneyQueries(IDbContextFactory<AppDbContext> databases, ClientSessionQueries sessions)
{
    /// <summary>
    /// What the client owes, paid and was given back, with what was paid in part taken off; a page of what is settled. Nothing for
    /// anybody else.
    /// </summary>
    public async Task<ClientPayments> PaymentsAsync(Actor actor, int page, CancellationToken cancel)
    {
        var payments = await sessions.PaymentsAsync(actor, page, cancel);
        if (actor.Role != Role.Client)
            return payments;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var own = db.Set<Session>().AsNoTracking().VisibleTo(actor);
        var total = await SessionBooks.TotalAsync(db, own, cancel);
        int[] shown = [.. payments.Settled.Lines.Select(line => line.Id)];
        var books = await SessionBooks.EachAsync(db, own.Where(s => s.Payment == PaymentStatus.Pending || EF.Parameter(shown).Contains(s.Id)), cancel);
        return payments with
        {
            Owed = [.. payments.Owed.Select(line => WithBook(line, books))],
            OwedMinor = payments.OwedMinor - await PaidInPartAsync(db, own, cancel),
            PaidMinor = total.NetMinor,
            RefundedMinor = total.RefundedMinor,
            Settled = payments.Settled with { Lines = [.. payments.Settled.Lines.Select(line => WithBook(line, books))] },
        };
    }

    /// <summary>A page of the client's sessions that are over or called off, with what was paid and given back of each. Nothing for anybody else.</summary>
    public async Task<ClientLines> HistoryAsync(Actor actor, int page, CancellationToken cancel)
    {
        var history = await sessions.HistoryAsync(actor, page, cancel);
        if (history.Lines.Count == 0)
            return history;
        await using var db = await databases.CreateDbContextAsync(cancel);
        int[] shown = [.. history.Lines.Select(line => line.Id)];
        var books = await SessionBooks.EachAsync(db, db.Set<Session>().AsNoTracking().VisibleTo(actor).Where(s => EF.Parameter(shown).Contains(s.Id)), cancel);
        return history with { Lines = [.. history.Lines.Select(line => WithBook(line, books))] };
    }

    /// <summary>What was received for sessions that are still owed, minor units.</summary>
    internal static async Task<long> PaidInPartAsync(AppDbContext db, IQueryable<Session> sessions, CancellationToken cancel) =>
        (await SessionBooks.TotalAsync(db, sessions.Where(s => s.PriceMinor > 0 && s.Payment == PaymentStatus.Pending), cancel)).NetMinor;

    private static ClientSessionLine WithBook(ClientSessionLine line, Dictionary<int, PaymentBook> books) =>
        books.TryGetValue(line.Id, out var book)
            ? line with { ReceivedMinor = book.NetMinor, RefundedMinor = book.RefundedMinor }
            : line;
}
