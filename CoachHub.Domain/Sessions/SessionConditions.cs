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

    /// <summary>Statuses, payments and told states that go together, each three in one text.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    public string KeyText { get; init; } = "";

    public long KeyNumber { get; init; }
}

/// <summary>What a condition is about, where an index begins with it.</summary>
internal enum ListField
{
    None,
    Client,
    Coach,
    Status,
    Payment,
    Told,
    Title,
    Price,
}

/// <summary>
/// One thing that a list asks of a session. The values stand apart, so that a page asked for again with other values need not be
/// translated again: the names of its conditions say which translation fits.
/// </summary>
/// <param name="Name">Different for each condition.</param>
/// <param name="Holds">Whether it is so.</param>
internal sealed record SessionCondition(string Name, Expression<Func<Session, ListValues, bool>> Holds)
{
    /// <summary>What it is about.</summary>
    public ListField Field { get; init; }

    /// <summary>One value is compared: the index that begins with it keeps the order.</summary>
    public bool IsOneValue { get; init; }

    /// <summary>The same in a form that no index answers: rows are found by something else, and this is asked of each.</summary>
    public SessionCondition Checked => this with
    {
        Name = Name + "?",
        Holds = Expression.Lambda<Func<Session, ListValues, bool>>(
            Expression.Equal(Expression.Condition(Holds.Body, Expression.Constant(1), Expression.Constant(0)), Expression.Constant(1)), Holds.Parameters),
    };

    /// <summary>Those of <paramref name="sessions"/> of which it is true.</summary>
    public IQueryable<Session> Of(IQueryable<Session> sessions, ListValues values) => sessions.Where(
        Expression.Lambda<Func<Session, bool>>(ReplacingExpressionVisitor.Replace(Holds.Parameters[1], Expression.Constant(values), Holds.Body), Holds.Parameters[0]));
}

/// <summary>All that a list can ask.</summary>
internal static class SessionConditions
{
    public static readonly SessionCondition Nobodys = new("nobody", (s, v) => false);
    public static readonly SessionCondition OfTheCoach = new("own", (s, v) => s.CoachId == v.Viewer) { Field = ListField.Coach, IsOneValue = true };
    public static readonly SessionCondition OfTheClient = new("mine", (s, v) => s.ClientId == v.Viewer) { Field = ListField.Client, IsOneValue = true };

    public static readonly SessionCondition Client = new("client", (s, v) => s.ClientId == v.Client) { Field = ListField.Client, IsOneValue = true };
    public static readonly SessionCondition Coach = new("coach", (s, v) => s.CoachId == v.Coach) { Field = ListField.Coach, IsOneValue = true };
    public static readonly SessionCondition Coaches = new("coaches", (s, v) => v.Coaches.Contains(s.CoachId)) { Field = ListField.Coach };
    public static readonly SessionCondition Status = new("status", (s, v) => s.Status == v.Status) { Field = ListField.Status, IsOneValue = true };
    public static readonly SessionCondition Payment = new("payment", (s, v) => s.Payment == v.Payment) { Field = ListField.Payment, IsOneValue = true };
    public static readonly SessionCondition Told = new("told", (s, v) => s.Told == v.Told) { Field = ListField.Told, IsOneValue = true };

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

    // Status, payment and told are few values each and few together: an index of its own finds any of them, and no other index knows this text.
    public static readonly SessionCondition States = new(
        "states", (s, v) => v.States.Contains((string)(object)s.Status + " " + (string)(object)s.Payment + " " + (string)(object)s.Told));

    // Of a coach, as that index knows it.
    public static readonly SessionCondition StatesOfCoach = new("states of coach", (s, v) => -s.CoachId == -v.Coach);
    public static readonly SessionCondition StatesOfViewer = new("states of viewer", (s, v) => -s.CoachId == -v.Viewer);

    public static readonly SessionCondition NoClient = new("no client", (s, v) => s.ClientId == null) { Field = ListField.Client, IsOneValue = true };
    public static readonly SessionCondition NoTitle = new("no title", (s, v) => s.Title == null) { Field = ListField.Title, IsOneValue = true };
    public static readonly SessionCondition AnyTitle = new("title", (s, v) => s.Title!.CompareTo("") >= 0);
    public static readonly SessionCondition NoPrice = new("no price", (s, v) => s.PriceMinor == null) { Field = ListField.Price, IsOneValue = true };
    public static readonly SessionCondition AnyPrice = new("price", (s, v) => s.PriceMinor >= long.MinValue);

    public static readonly SessionCondition Price = new("of price", (s, v) => s.PriceMinor == v.KeyNumber) { Field = ListField.Price, IsOneValue = true };

    public static readonly SessionCondition AfterTitle = new("after title", (s, v) =>
        s.Title!.CompareTo(v.KeyText) >= 0
        && (s.Title!.CompareTo(v.KeyText) > 0 || s.StartsAtUtc > v.Start || (s.StartsAtUtc == v.Start && s.Id > v.Id)));

    public static readonly SessionCondition BeforeTitle = new("before title", (s, v) =>
        s.Title!.CompareTo(v.KeyText) <= 0
        && (s.Title!.CompareTo(v.KeyText) < 0 || s.StartsAtUtc < v.Start || (s.StartsAtUtc == v.Start && s.Id < v.Id)));

    public static readonly SessionCondition AfterPrice = new("after price", (s, v) =>
        s.PriceMinor >= v.KeyNumber && (s.PriceMinor > v.KeyNumber || s.StartsAtUtc > v.Start || (s.StartsAtUtc == v.Start && s.Id > v.Id)));

    public static readonly SessionCondition BeforePrice = new("before price", (s, v) =>
        s.PriceMinor <= v.KeyNumber && (s.PriceMinor < v.KeyNumber || s.StartsAtUtc < v.Start || (s.StartsAtUtc == v.Start && s.Id < v.Id)));

    /// <summary>One of several values. They are part of the question, which the database then knows the size of.</summary>
    public static SessionCondition Among<T>(ListField field, Expression<Func<Session, T>> of, IEnumerable<T> values) where T : struct, Enum
    {
        T[] sorted = [.. values.Distinct().Order()];
        var any = sorted.Select(value => (Expression)Expression.Equal(of.Body, Expression.Constant(value, typeof(T)))).Aggregate(Expression.OrElse);
        return new SessionCondition(
            $"{field} in {string.Join(',', sorted)}",
            Expression.Lambda<Func<Session, ListValues, bool>>(any, of.Parameters[0], Expression.Parameter(typeof(ListValues), "v")))
        { Field = field };
    }
}
