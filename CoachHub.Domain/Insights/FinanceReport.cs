using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;

namespace CoachHub.Domain.Insights;

/// <summary>What the finances count (D25). All are over sessions with a price whose payment is not cancelled.</summary>
public enum FinanceFigure
{
    /// <summary>The prices of the sessions that take place in the period.</summary>
    Billed,

    /// <summary>Money that came in during the period, for whatever session.</summary>
    Collected,

    /// <summary>What is billed and still to be paid.</summary>
    Pending,

    /// <summary>Money that was given back during the period.</summary>
    Refunded,
}

/// <summary>By what the sums are divided.</summary>
public enum FinanceGrouping
{
    /// <summary>Months of the practice's calendar.</summary>
    Month,

    /// <summary>The session's coach.</summary>
    Coach,

    /// <summary>The session's client.</summary>
    Client,

    /// <summary>The session's bundle, or none.</summary>
    Bundle,
}

/// <summary>Days of the practice's calendar, both included.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
public readonly record struct FinancePeriod(DateOnly From, DateOnly To)
{
    /// <summary>The longest period.</summary>
    public const int MostYears = 10;

    /// <summary>Problem: <c>finance.period</c> when the end is before the start, or more than <see cref="MostYears"/> years after it.</summary>
    public Problem? Check() => From <= To && From.Year >= 1900 && To.Year < 9000 && To < From.AddYears(MostYears)
        ? null
        : Problem.Invalid("finance.period", nameof(From), MostYears);

    /// <summary>The months that it touches, each cut to the period.</summary>
    public IEnumerable<FinancePeriod> Months()
    {
        for (var first = new DateOnly(From.Year, From.Month, 1); first <= To; first = first.AddMonths(1))
        {
            var last = first.AddMonths(1).AddDays(-1);
            yield return new FinancePeriod(first < From ? From : first, last > To ? To : last);
        }
    }
}

/// <summary>Sums in minor units of the practice's currency, and how many sessions or payments are in each.</summary>
public sealed record FinanceSums
{
    /// <summary>Nothing.</summary>
    public static FinanceSums None { get; } = new();

    /// <summary>See <see cref="FinanceFigure.Billed"/>.</summary>
    public long BilledMinor { get; init; }

    /// <summary>Sessions in it.</summary>
    public int Billed { get; init; }

    /// <summary>See <see cref="FinanceFigure.Collected"/>.</summary>
    public long CollectedMinor { get; init; }

    /// <summary>Payments in it.</summary>
    public int Collected { get; init; }

    /// <summary>See <see cref="FinanceFigure.Pending"/>.</summary>
    public long PendingMinor { get; init; }

    /// <summary>Sessions in it.</summary>
    public int Pending { get; init; }

    /// <summary>See <see cref="FinanceFigure.Refunded"/>.</summary>
    public long RefundedMinor { get; init; }

    /// <summary>Refunds in it.</summary>
    public int Refunded { get; init; }

    /// <summary>The part of what was billed whose sessions are paid.</summary>
    public long SettledMinor { get; init; }

    /// <summary>What came in and stayed: the revenue.</summary>
    public long RevenueMinor => CollectedMinor - RefundedMinor;

    /// <summary>The part of what was billed whose sessions were refunded.</summary>
    public long ReturnedMinor => BilledMinor - PendingMinor - SettledMinor;

    /// <summary>The amount of a figure.</summary>
    public long MinorOf(FinanceFigure figure) => figure switch
    {
        FinanceFigure.Billed => BilledMinor,
        FinanceFigure.Collected => CollectedMinor,
        FinanceFigure.Pending => PendingMinor,
        _ => RefundedMinor,
    };

    /// <summary>How many sessions or payments are in a figure.</summary>
    public int CountOf(FinanceFigure figure) => figure switch
    {
        FinanceFigure.Billed => Billed,
        FinanceFigure.Collected => Collected,
        FinanceFigure.Pending => Pending,
        _ => Refunded,
    };

    /// <summary>Both together.</summary>
    public FinanceSums Plus(FinanceSums other) => new()
    {
        BilledMinor = BilledMinor + other.BilledMinor,
        Billed = Billed + other.Billed,
        CollectedMinor = CollectedMinor + other.CollectedMinor,
        Collected = Collected + other.Collected,
        PendingMinor = PendingMinor + other.PendingMinor,
        Pending = Pending + other.Pending,
        RefundedMinor = RefundedMinor + other.RefundedMinor,
        Refunded = Refunded + other.Refunded,
        SettledMinor = SettledMinor + other.SettledMinor,
    };
}

/// <summary>A part of the sums.</summary>
/// <param name="Key">Of a month year × 100 + month; of a coach, a client or a bundle the id; 0 for sessions without a bundle.</param>
/// <param name="Name">The coach's, client's or bundle's name; null for months and for sessions without a bundle.</param>
/// <param name="Sums">The sums.</param>
public sealed record FinanceLine(int Key, string? Name, FinanceSums Sums);

/// <summary>What is asked.</summary>
/// <param name="Period">Which days.</param>
/// <param name="By">How the sums are divided.</param>
public sealed record FinanceQuestion(FinancePeriod Period, FinanceGrouping By);

/// <summary>The finances of a period.</summary>
/// <param name="Total">All together.</param>
/// <param name="Months">Each month, the earliest first.</param>
/// <param name="Lines">The parts that were asked for: months in their order, the rest from the largest down; a page of them.</param>
/// <param name="LineCount">How many parts there are.</param>
public sealed record FinanceReport(FinanceSums Total, IReadOnlyList<FinanceLine> Months, IReadOnlyList<FinanceLine> Lines, int LineCount);

/// <summary>Which rows stand behind a figure.</summary>
/// <param name="Period">Which days.</param>
/// <param name="Figure">Which figure.</param>
/// <param name="By">By what <paramref name="Of"/> narrows.</param>
/// <param name="Of">The key of one part (<see cref="FinanceLine.Key"/>); null for all.</param>
public sealed record FinanceRowsQuestion(FinancePeriod Period, FinanceFigure Figure, FinanceGrouping By, int? Of);

/// <summary>A session that was billed, or a payment.</summary>
/// <param name="Id">Of the session, or of the payment.</param>
/// <param name="SessionId">The session.</param>
/// <param name="StartsAtUtc">When the session begins, UTC.</param>
/// <param name="Day">The practice's day that counts: of the session, or of the payment.</param>
/// <param name="ClientName">Who is billed.</param>
/// <param name="ClientLanguage">The client's language, for the automatic title.</param>
/// <param name="CoachName">With whom.</param>
/// <param name="Title">The session's title; null = automatic.</param>
/// <param name="AmountMinor">Minor units.</param>
/// <param name="Payment">Where the session's payment stands.</param>
/// <param name="Methods">How it was paid; several where there were several payments.</param>
public sealed record FinanceRow(
    int Id, int SessionId, DateTime StartsAtUtc, DateOnly Day, string ClientName, string ClientLanguage, string CoachName, string? Title,
    long AmountMinor, PaymentStatus Payment, IReadOnlyList<PaymentMethod> Methods);

/// <summary>A page of rows.</summary>
/// <param name="Rows">The rows, the latest first.</param>
/// <param name="Count">How many there are in all.</param>
/// <param name="SumMinor">What they come to in all.</param>
/// <param name="Name">Of the part that was asked for: the coach's, client's or bundle's; null for months, for no bundle and for all.</param>
public sealed record FinanceRows(IReadOnlyList<FinanceRow> Rows, int Count, long SumMinor, string? Name);

/// <summary>What all rows behind a figure come to, as in <see cref="FinanceRows"/>.</summary>
internal sealed record FinanceWhole(int Count, long SumMinor, string? Name);
