using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Payments;

/// <summary>The money of one session inside a write: its rows, and the ways to add to them. The caller saves.</summary>
internal sealed class SessionAccount
{
    private readonly AppDbContext db;
    private readonly PracticeFacts practice;
    private readonly DateTime nowUtc;
    private readonly List<Payment> rows;

    private SessionAccount(AppDbContext db, PracticeFacts practice, Session session, List<Payment> rows, DateTime nowUtc)
    {
        (this.db, this.practice, this.rows, this.nowUtc) = (db, practice, rows, nowUtc);
        Session = session;
    }

    /// <summary>The session, tracked.</summary>
    public Session Session { get; }

    /// <summary>All rows in the order in which they were written, also those that were voided.</summary>
    public IReadOnlyList<Payment> Rows => rows;

    /// <summary>What they come to.</summary>
    public PaymentBook Book => PaymentBook.Of(rows);

    /// <summary>Today in the practice's zone.</summary>
    public DateOnly Today => TodayOf(practice, nowUtc);

    /// <summary>Reads the rows of a session that is saved, together with those that this context has yet to save.</summary>
    public static async Task<SessionAccount> OpenAsync(AppDbContext db, PracticeFacts practice, Session session, DateTime nowUtc, CancellationToken cancel)
    {
        await db.Set<Payment>().Where(p => p.SessionId == session.Id).LoadAsync(cancel);
        // Rows that are not saved yet have ids below zero until then.
        var rows = db.Set<Payment>().Local.Where(p => p.SessionId == session.Id).OrderBy(p => p.Id <= 0).ThenBy(p => p.Id).ToList();
        return new SessionAccount(db, practice, session, rows, nowUtc);
    }

    /// <summary>Today in the practice's zone.</summary>
    public static DateOnly TodayOf(PracticeFacts practice, DateTime nowUtc) => DayOf(practice, nowUtc);

    /// <summary>The day of an instant in the practice's zone.</summary>
    public static DateOnly DayOf(PracticeFacts practice, DateTime atUtc) => ZoneClock.DayOf(atUtc, practice.ZoneId);

    /// <summary>Adds a row in the acting person's words.</summary>
    public void Add(PaymentKind kind, long amountMinor, PaidBy by, string? note = null) => Add(Payment.Of(
        Session.Id, Session.ClientId!.Value, kind, new Money(amountMinor, practice.Currency), by.Method, by.On ?? Today, nowUtc, db.Actor.Id, note));

    /// <summary>Adds a row.</summary>
    public void Add(Payment row)
    {
        db.Add(row);
        rows.Add(row);
    }

    /// <summary>
    /// Undoes what staff did last: rows that were voided together count again, rows that were written together are voided. False where
    /// the status would not be the summary of what is left, and then nothing is done.
    /// </summary>
    public bool TakeLastBack()
    {
        var byHand = rows.Where(row => !row.IsOnline).ToList();
        if (byHand.Count == 0)
            return false;
        var lastUtc = byHand.Max(row => row.VoidedAtUtc ?? row.RecordedAtUtc);
        var written = byHand.Where(row => row.Counts && row.RecordedAtUtc == lastUtc).ToList();
        var voided = byHand.Where(row => row.VoidedAtUtc == lastUtc).ToList();
        return Tried(voided, row => row.Revive(), Void) || Tried(written, Void, row => row.Revive()) || Tried(written[^Math.Min(written.Count, 1)..], Void, row => row.Revive());
    }

    /// <summary>A row was a mistake.</summary>
    public void Void(Payment row) => row.Void(nowUtc, db.Actor.Id);

    private bool Tried(List<Payment> some, Action<Payment> act, Action<Payment> back)
    {
        if (some.Count == 0)
            return false;
        some.ForEach(act);
        if (Book.Fits(Session.Payment, Session.PriceMinor))
            return true;
        some.ForEach(back);
        return false;
    }
}
