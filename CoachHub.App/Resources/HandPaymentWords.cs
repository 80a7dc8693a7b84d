using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>The words of payments that staff note down.</summary>
public static class HandPaymentWords
{
    /// <summary>The means that staff choose from; online payments come from the provider alone.</summary>
    public static IReadOnlyList<PaymentMethod> Methods { get; } = [PaymentMethod.Cash, PaymentMethod.Transfer, PaymentMethod.Check, PaymentMethod.Card];

    /// <summary>*Paid* together with the means.</summary>
    public static string Paid(IStringLocalizer<Words> L, PaymentMethod method) => method switch
    {
        PaymentMethod.Cash => L["Paid in cash"],
        PaymentMethod.Transfer => L["Paid by transfer"],
        PaymentMethod.Check => L["Paid by check"],
        PaymentMethod.Card => L["Paid by card"],
        _ => L["Paid"],
    };

    /// <summary>Which way the money went.</summary>
    public static string Kind(IStringLocalizer<Words> L, PaymentKind kind) => kind == PaymentKind.Refund ? L["Refund"] : L["Payment"];
}
