using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>A new status or payment, chosen in a list where the rest of the session is not looked at.</summary>
/// <param name="Id">The session.</param>
/// <param name="SeenStatus">The status that the person saw; another one now is a conflict.</param>
/// <param name="SeenPayment">The payment that the person saw, likewise.</param>
public sealed record QuickChange(int Id, SessionStatus SeenStatus, PaymentStatus SeenPayment)
{
    /// <summary>The new status; null leaves it.</summary>
    public SessionStatus? Status { get; init; }

    /// <summary>The new payment status; null leaves it.</summary>
    public PaymentStatus? Payment { get; init; }

    /// <summary>How it was paid or paid back, where <see cref="Payment"/> says so.</summary>
    public PaidBy? PaidBy { get; init; }

    /// <summary>The change takes the person's own change before it back.</summary>
    public bool TakesBack { get; init; }

    /// <summary>When cancelling: also tell a client who was never told (D8).</summary>
    public bool TellCancellation { get; init; } = true;

    /// <summary>What follows where a session of a bundle does not take place; null = what the policy proposes.</summary>
    public OutcomeChoice? Outcome { get; init; }
}

/// <summary>
/// Changes status and payment where a session stands in a list. It is a save like the modal's, with everything else as it is now: the
/// group of status and payment conflicts with itself only (architecture §2a), so a colleague who moves the session meanwhile is no obstacle.
/// </summary>
public sealed class SessionQuickService(
    IDbContextFactory<AppDbContext> databases, PracticeReader practices, SessionService sessions, SessionPreviewer previewer)
{
    private const int Attempts = 3;

    /// <summary>
    /// Carries the change out. Problems: <c>forbidden</c>, <c>session.not_found</c>, <c>session.changed_meanwhile</c> when status or
    /// payment is no longer what was seen, <c>session.status</c>, <c>session.payment</c>, and those of <see cref="SessionService.SaveAsync"/>.
    /// </summary>
    public async Task<Result<SavedSession>> ChangeAsync(Actor actor, QuickChange change, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var save = await ToSaveAsync(actor, change, cancel);
            if (save.Problem is { } refused)
                return refused;
            var saved = await sessions.SaveAsync(actor, save.Value, cancel);
            // Between reading and saving somebody saved something else; whether it was the same is read again.
            if (saved.Problem?.Code != "session.changed_meanwhile" || attempt == Attempts)
                return saved;
        }
    }

    /// <summary>What the change would do: whom it mails, which session it would overlap. Problems: as <see cref="ChangeAsync"/> up to saving.</summary>
    public async Task<Result<SessionPreview>> PreviewAsync(Actor actor, QuickChange change, CancellationToken cancel)
    {
        var save = await ToSaveAsync(actor, change, cancel);
        return save.Problem is { } refused ? refused : await previewer.PreviewAsync(actor, save.Value, cancel);
    }

    private async Task<Result<SaveSession>> ToSaveAsync(Actor actor, QuickChange change, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        if (change.Status is { } status && !Enum.IsDefined(status))
            return Problem.Invalid("session.status", nameof(SessionInput.Status));
        if (change.Payment is { } payment && !Enum.IsDefined(payment))
            return Problem.Invalid("session.payment", nameof(SessionInput.Payment));
        var practice = await practices.GetAsync(cancel);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await db.Set<Session>().AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == change.Id, cancel);
        if (session is null)
            return Problem.NotFound("session.not_found");
        if (session.Status != change.SeenStatus || session.Payment != change.SeenPayment)
            return Problem.Conflict("session.changed_meanwhile");
        var input = AsInput(session, practice.Currency) with
        {
            Status = change.Status ?? session.Status,
            Payment = change.Payment ?? session.Payment,
        };
        return new SaveSession(input)
        {
            Id = session.Id,
            ExpectedVersion = session.Version,
            TellCancellation = change.TellCancellation,
            PaidBy = change.PaidBy,
            Outcome = change.Outcome,
            TakesBack = change.TakesBack,
        };
    }

    private static SessionInput AsInput(Session session, string currency)
    {
        // From the instant, not from the clock that was planned: a change of zone rules since must not move the session here.
        var local = ZoneClock.ToLocal(session.StartsAtUtc, session.ZoneId);
        return new SessionInput
        {
            ClientId = session.ClientId,
            CoachId = session.CoachId,
            Date = local.Date,
            Time = local.TimeOfDay,
            ZoneId = session.ZoneId,
            Doubled = ZoneClock.ToUtc(local, session.ZoneId).Value == session.StartsAtUtc ? DoubledHour.First : DoubledHour.Second,
            DurationMinutes = session.DurationMinutes,
            Title = session.Title,
            Location = session.Location,
            VideoLink = session.VideoLink,
            Price = session.PriceMinor is { } minor ? new Money(minor, currency).ToDecimal() : null,
            Status = session.Status,
            Payment = session.Payment,
            SharedNote = session.SharedNote,
            PrivateNotes = session.PrivateNotes,
            OverlapReason = session.OverlapReason,
        };
    }
}
