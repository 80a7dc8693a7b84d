using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace CoachHub.Domain.Sessions;

/// <summary>What the conditions of a list compare with.</summary>
internal sealed record ListValues
{
    public int Viewer { get; init; }

    public DateTime From { get; init; }

    public DateTime Until { get; init; }

    public DateTime Start { get; init; }

    public int Id { get; init; }

    public DateTime Now { get; init; }

    public int Client { get; init; }

    public int Coach { get; init; }

    public SessionStatus Status { get; init; }

    public PaymentStatus Payment { get; init; }

    public ToldState Told { get; init; }

    public IReadOnlyList<int> Coaches { get; init; } = [];

    public IReadOnlyList<SessionStatus> Statuses { get; init; } = [];

    public IReadOnlyList<PaymentStatus> Payments { get; init; } = [];

    public IReadOnlyList<ToldState> Tolds { get; init; } = [];
}

/// <summary>
/// One thing that a list asks of a session. The values stand apart, so that a page asked for again with other values need not be
/// translated again: the names of its conditions say which translation fits.
/// </summary>
/// <param name="Name">Different for each condition.</param>
/// <param name="Holds">Whether it is so.</param>
internal sealed record SessionCondition(string Name, Expression<Func<Session, ListValues, bool>> Holds)
{
    /// <summary>Those of <paramref name="sessions"/> of which it is true.</summary>
    public IQueryable<Session> Of(IQueryable<Session> sessions, ListValues values) => sessions.Where(
        Expression.Lambda<Func<Session, bool>>(ReplacingExpressionVisitor.Replace(Holds.Parameters[1], Expression.Constant(values), Holds.Body), Holds.Parameters[0]));
}

/// <summary>All that a list can ask.</summary>
internal static class SessionConditions
{
    public static readonly SessionCondition Nobodys = new("nobody", (s, v) => false);
    public static readonly SessionCondition OfTheCoach = new("own", (s, v) => s.CoachId == v.Viewer);
    public static readonly SessionCondition OfTheClient = new("mine", (s, v) => s.ClientId == v.Viewer);

    public static readonly SessionCondition Client = new("client", (s, v) => s.ClientId == v.Client);
    public static readonly SessionCondition Coach = new("coach", (s, v) => s.CoachId == v.Coach);
    public static readonly SessionCondition Coaches = new("coaches", (s, v) => v.Coaches.Contains(s.CoachId));
    public static readonly SessionCondition Status = new("status", (s, v) => s.Status == v.Status);
    public static readonly SessionCondition Statuses = new("statuses", (s, v) => v.Statuses.Contains(s.Status));
    public static readonly SessionCondition Payment = new("payment", (s, v) => s.Payment == v.Payment);
    public static readonly SessionCondition Payments = new("payments", (s, v) => v.Payments.Contains(s.Payment));
    public static readonly SessionCondition Told = new("told", (s, v) => s.Told == v.Told);
    public static readonly SessionCondition Tolds = new("tolds", (s, v) => v.Tolds.Contains(s.Told));

    public static readonly SessionCondition Ahead = new("ahead", (s, v) => s.Status == SessionStatus.Booked && s.EndsAtUtc > v.Now);
    public static readonly SessionCondition NotTold = new("not told", (s, v) => s.Told == ToldState.Never || s.Told == ToldState.Failed);
    public static readonly SessionCondition Outdated = new("outdated", (s, v) => s.Told == ToldState.Outdated);
    public static readonly SessionCondition NotClosed = new("not closed", (s, v) => s.Status == SessionStatus.Booked && s.EndsAtUtc <= v.Now);
    public static readonly SessionCondition Unpaid = new("unpaid", (s, v) => s.Payment == PaymentStatus.Pending && s.PriceMinor > 0);
    public static readonly SessionCondition FailedMail = new("failed", (s, v) => s.Told == ToldState.Failed);

    public static readonly SessionCondition From = new("from", (s, v) => s.StartsAtUtc >= v.From);
    public static readonly SessionCondition Until = new("until", (s, v) => s.StartsAtUtc < v.Until);
    public static readonly SessionCondition At = new("at", (s, v) => s.StartsAtUtc >= v.Start);
    public static readonly SessionCondition Before = new("before", (s, v) => s.StartsAtUtc < v.Start);

    // The first comparison is what the index seeks by; the second settles equal starts.
    public static readonly SessionCondition AfterKey = new("after key", (s, v) => s.StartsAtUtc >= v.Start && (s.StartsAtUtc > v.Start || s.Id > v.Id));
    public static readonly SessionCondition BeforeKey = new("before key", (s, v) => s.StartsAtUtc <= v.Start && (s.StartsAtUtc < v.Start || s.Id < v.Id));
}
