using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Sessions;

/// <summary>By what means money changed hands (D25).</summary>
public enum PaymentMethod
{
    /// <summary>Nobody said.</summary>
    Unspecified,

    /// <summary>In cash.</summary>
    Cash,

    /// <summary>By bank transfer.</summary>
    Transfer,

    /// <summary>By check.</summary>
    Check,

    /// <summary>By card, on a terminal of the practice's own.</summary>
    Card,

    /// <summary>Through the payment provider; only its word makes such a payment.</summary>
    Online,
}

/// <summary>How somebody says that a session was paid, or paid back.</summary>
/// <param name="Method">The means; never <see cref="PaymentMethod.Online"/>.</param>
/// <param name="On">The day, in the practice's zone; null = today.</param>
public readonly record struct PaidBy(PaymentMethod Method, DateOnly? On = null)
{
    /// <summary>What is wrong with it, or null: <c>payment.method</c>, <c>payment.date</c> for a day that is ahead, or that cannot be meant.</summary>
    /// <param name="today">Today in the practice's zone.</param>
    public Problem? Check(DateOnly today) => this switch
    {
        _ when !Enum.IsDefined(Method) || Method == PaymentMethod.Online => Problem.Invalid("payment.method", nameof(Method)),
        { On: { } day } when day > today || day.Year < 1970 => Problem.Invalid("payment.date", nameof(On)),
        _ => null,
    };
}

/// <summary>
/// Asked before a session takes another payment status, another word about how it was paid, or another client: a feature that keeps the money behind the status may refuse.
/// </summary>
/// <param name="Session">The session as it is.</param>
/// <param name="Change">What it would be.</param>
public sealed record SessionPaymentChanging(Session Session, SessionChange Change);

/// <summary>A session is new, or its payment status, how it was paid, its price or client changed; handled in the same transaction.</summary>
/// <param name="Session">The session as it is now; its id is 0 where it is not saved yet.</param>
/// <param name="Before">What it was; null = it is new.</param>
public sealed record SessionPaymentChanged(Session Session, SessionChange? Before)
{
    /// <summary>How it was paid, where the person said so.</summary>
    public PaidBy? By { get; init; }

    /// <summary>A change is taken back: what it did to the money is undone, not done again.</summary>
    public bool TakenBack { get; init; }
}

/// <summary>Many sessions were written past the change tracker, and some were paid; handled in the same transaction.</summary>
public sealed class PaidSessionsAdded
{
    /// <summary>The first of them that was paid.</summary>
    public required int FirstId { get; init; }

    /// <summary>The last of them that was paid.</summary>
    public int LastId { get; set; }
}
