using CoachHub.Domain.Sessions;

namespace CoachHub.Domain.Payments;

/// <summary>What the rows of a session come to, in minor units. Pure.</summary>
/// <param name="CollectedMinor">All that was paid.</param>
/// <param name="RefundedMinor">All that was given back.</param>
/// <param name="OnlineMinor">What the provider collected and did not give back.</param>
public readonly record struct PaymentBook(long CollectedMinor, long RefundedMinor, long OnlineMinor = 0)
{
    /// <summary>What the practice has.</summary>
    public long NetMinor => CollectedMinor - RefundedMinor;

    /// <summary>The sums of these rows; those that were voided do not count.</summary>
    public static PaymentBook Of(IEnumerable<Payment> rows)
    {
        long collected = 0, refunded = 0, online = 0;
        foreach (var row in rows.Where(row => row.Counts))
        {
            if (row.Kind == PaymentKind.Payment)
                collected += row.AmountMinor;
            else
                refunded += row.AmountMinor;
            if (row.IsOnline)
                online += row.Kind == PaymentKind.Payment ? row.AmountMinor : -row.AmountMinor;
        }

        return new PaymentBook(collected, refunded, online);
    }

    /// <summary>What is missing of a price; nothing of a free session.</summary>
    public long MissingMinor(long? priceMinor) => Math.Max((priceMinor ?? 0) - NetMinor, 0);

    /// <summary>
    /// Where a session stands after money came or went, or a row turned out to be a mistake. What staff said stays as long as it can
    /// be true: *Paid* at another price, and with a part given back (D25).
    /// </summary>
    /// <param name="before">Where it stood.</param>
    /// <param name="priceMinor">Its price.</param>
    /// <param name="voided">A row of this kind was voided; null = one was added.</param>
    public PaymentStatus After(PaymentStatus before, long? priceMinor, PaymentKind? voided = null) => this switch
    {
        { CollectedMinor: 0 } => before is PaymentStatus.Paid or PaymentStatus.Refunded ? PaymentStatus.Pending : before,
        { NetMinor: <= 0 } => PaymentStatus.Refunded,
        _ when NetMinor >= (priceMinor ?? 0) => PaymentStatus.Paid,
        // A part refund leaves *Paid* as it is; a payment that never was does not.
        _ when before == PaymentStatus.Paid && voided != PaymentKind.Payment => PaymentStatus.Paid,
        _ when voided is not null && before is (PaymentStatus.Paid or PaymentStatus.Refunded) && CollectedMinor >= (priceMinor ?? 0) => PaymentStatus.Paid,
        _ => before == PaymentStatus.Cancelled ? PaymentStatus.Cancelled : PaymentStatus.Pending,
    };

    /// <summary>
    /// True when the status can be the summary of these rows. The price may have changed since; where a session has none, staff's word
    /// stands without rows.
    /// </summary>
    public bool Fits(PaymentStatus status, long? priceMinor) => NetMinor >= 0 && status switch
    {
        PaymentStatus.Paid => NetMinor > 0 || (priceMinor ?? 0) == 0,
        PaymentStatus.Refunded => NetMinor == 0 && (CollectedMinor > 0 || (priceMinor ?? 0) == 0),
        _ => NetMinor == 0 || NetMinor < priceMinor,
    };
}
