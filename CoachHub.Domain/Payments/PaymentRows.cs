using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;

namespace CoachHub.Domain.Payments;

/// <summary>A row behind a session's payment status, as staff see it.</summary>
/// <param name="Id">The row.</param>
/// <param name="Kind">Which way the money went.</param>
/// <param name="AmountMinor">How much, minor units.</param>
/// <param name="Method">By what means.</param>
/// <param name="PaidOn">The day, in the practice's zone.</param>
/// <param name="RecordedBy">Who wrote it; null = the payment provider, or the program itself.</param>
/// <param name="Note">A line about it.</param>
/// <param name="IsOnline">It came from the payment provider.</param>
/// <param name="IsVoided">It was a mistake and does not count.</param>
public sealed record PaymentRow(
    int Id, PaymentKind Kind, long AmountMinor, PaymentMethod Method, DateOnly PaidOn, string? RecordedBy, string? Note, bool IsOnline, bool IsVoided);

/// <summary>The money of a session.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="PriceMinor">Its price.</param>
/// <param name="Status">Where its payment stands.</param>
/// <param name="Rows">The rows, in the order in which they were written.</param>
/// <param name="Book">What they come to.</param>
/// <param name="Today">Today in the practice's zone.</param>
public sealed record SessionMoney(int SessionId, long? PriceMinor, PaymentStatus Status, IReadOnlyList<PaymentRow> Rows, PaymentBook Book, DateOnly Today)
{
    /// <summary>What is still to be paid: what is missing of the price while it is pending.</summary>
    public long OwedMinor => Status == PaymentStatus.Pending ? Book.MissingMinor(PriceMinor) : 0;
}

/// <summary>A payment or refund that staff note down.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Kind">Which way the money went.</param>
/// <param name="Amount">How much, in whole units.</param>
/// <param name="By">By what means and when.</param>
public sealed record RecordPayment(int SessionId, PaymentKind Kind, decimal? Amount, PaidBy By)
{
    /// <summary>A line about it.</summary>
    public string? Note { get; init; }

    /// <summary>What the person saw as received, minor units; another sum now is a conflict. Null = whatever it is.</summary>
    public long? SeenNetMinor { get; init; }

    /// <summary>Each field's problems, in the order of the form.</summary>
    /// <param name="currency">The practice's currency.</param>
    /// <param name="today">Today in the practice's zone.</param>
    public IReadOnlyList<Problem> Check(string currency, DateOnly today)
    {
        Problem?[] problems =
        [
            Enum.IsDefined(Kind) ? null : Problem.Invalid("payment.kind", nameof(Kind)),
            Amount is > 0 and var amount && Money.FromDecimal(amount, currency) is not null ? null : Problem.Invalid("payment.amount", nameof(Amount), Money.DigitsOf(currency)),
            By.Check(today),
            InputText.IsLine(Note, Payment.NoteLength) ? null : Problem.Invalid("text.line", nameof(Note), Payment.NoteLength),
        ];
        return [.. problems.OfType<Problem>()];
    }
}
