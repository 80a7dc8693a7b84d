using System.Globalization;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>The words of the list *money and sessions disagree*.</summary>
internal static class DisagreementWords
{
    /// <summary>In what way.</summary>
    public static string What(IStringLocalizer<Words> L, DisagreementKind kind) => kind switch
    {
        DisagreementKind.PaidTwice => L["Paid twice"],
        DisagreementKind.PaidForCancelled => L["Paid, but cancelled"],
        DisagreementKind.AmountDiffers => L["Another amount than the price"],
        DisagreementKind.PaidWithoutMoney => L["Marked as paid, without money"],
        DisagreementKind.MoneyWithoutPaid => L["Money, but not marked as paid"],
        DisagreementKind.RefundedWithRest => L["Marked as given back, but some is still here"],
        DisagreementKind.TestMoney => L["Paid with a test card"],
        DisagreementKind.UnknownPayment => L["Stripe tells of an unknown payment"],
        DisagreementKind.WrongAmount => L["Stripe took another amount"],
        _ => L["Stripe took another currency"],
    };

    /// <summary>What to do.</summary>
    public static string Advice(IStringLocalizer<Words> L, DisagreementKind kind) => kind switch
    {
        DisagreementKind.PaidTwice => L["Open the session and give one payment back."],
        DisagreementKind.PaidForCancelled => L["Give the money back, or book the session again."],
        DisagreementKind.AmountDiffers => L["Correct the price, or note what is missing or too much."],
        DisagreementKind.PaidWithoutMoney => L["Set the payment to pending, then note how it was paid."],
        DisagreementKind.MoneyWithoutPaid => L["Mark the session as paid, or give the money back."],
        DisagreementKind.RefundedWithRest => L["Give the rest back, or mark the session as paid."],
        DisagreementKind.TestMoney => L["No real money came: mark it as given back, and ask the client to pay again."],
        DisagreementKind.UnknownPayment => L["Look it up at Stripe under this name. Note the payment by hand, or give it back there."],
        _ => L["Look it up at Stripe under this name, and give the difference back there or note it by hand."],
    };

    /// <summary>What is here, and what it should be.</summary>
    public static string Sums(IStringLocalizer<Words> L, PaymentDisagreement row, CultureInfo culture)
    {
        var money = new Money(row.MoneyMinor, row.Currency).ToString(culture);
        return row switch
        {
            { PriceMinor: null } => L["Amount: {0}", money],
            { Kind: DisagreementKind.WrongAmount or DisagreementKind.WrongCurrency } => L["Taken: {0}, asked for: {1}", money, new Money(row.PriceMinor.Value, row.Currency).ToString(culture)],
            _ => L["Here: {0}, price: {1}", money, new Money(row.PriceMinor.Value, row.Currency).ToString(culture)],
        };
    }
}
