using CoachHub.App.Components.Kit;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>The words of payments, the same on screens, receipts and in files.</summary>
public static class PaymentWords
{
    /// <summary>By what means.</summary>
    public static string Method(IStringLocalizer<Words> L, PaymentMethod method) => method switch
    {
        PaymentMethod.Cash => L["Cash"],
        PaymentMethod.Transfer => L["Transfer"],
        PaymentMethod.Check => L["Check"],
        PaymentMethod.Card => L["Card"],
        PaymentMethod.Online => L["Online"],
        _ => L["Not specified"],
    };

    /// <summary>The payments of a receipt, a line each: how, when, and how much where there are several.</summary>
    public static IReadOnlyList<string> Payments(IStringLocalizer<Words> L, Reader reader, ReceiptDetails receipt) =>
    [
        .. receipt.Payments.Select(payment => receipt.Payments.Count == 1
            ? HowAndWhen(L, reader, payment)
            : L["{0}: {1}", payment.Amount.ToString(reader.Culture), HowAndWhen(L, reader, payment)].Value),
    ];

    /// <summary>What was given back since, a line each.</summary>
    public static IReadOnlyList<string> Refunds(IStringLocalizer<Words> L, Reader reader, ReceiptDetails receipt) =>
        receipt.Refunds.Count == 0 && receipt.IsRefunded
            ? [L["This amount was given back after the receipt was issued."]]
            : [.. receipt.Refunds.Select(refund => L["Refunded: {0}, {1}", refund.Amount.ToString(reader.Culture), HowAndWhen(L, reader, refund)].Value)];

    private static string HowAndWhen(IStringLocalizer<Words> L, Reader reader, ReceiptPayment payment) => payment.Method == PaymentMethod.Unspecified
        ? L["on {0}", reader.Day(payment.On)]
        : L["{0} on {1}", Method(L, payment.Method), reader.Day(payment.On)];
}
