using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>The words of online payment; <see cref="ProblemWords"/> leads here.</summary>
internal static class OnlinePaymentWords
{
    /// <summary>The sentence, or null for a code of somebody else.</summary>
    public static LocalizedString? Find(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "gateway.off" => L["Online payment is not set up."],
        "gateway.down" => L["Stripe does not answer at the moment. Please try again in a few minutes."],
        "gateway.key" => L["Stripe refuses the key. An administrator finds it under Settings, Payments."],
        "gateway.refused" => L["Stripe refused: {0}", Argument(problem)],
        "gateway.not_found" => L["Stripe does not know this payment: perhaps the key belongs to another account or mode."],
        "gateway.key_used" => L["This is under way already. Please try again in a few minutes."],
        "gateway.amount" => L["Stripe cannot take this amount in this currency."],
        "payment.key" => L["This is no secret key: it begins with sk_test_ or sk_live_."],
        "payment.key_public" => L["This is the publishable key. The secret key is needed: it begins with sk_test_ or sk_live_."],
        "payment.webhook_secret" => L["This is no signing secret: it begins with whsec_."],
        "payment.nothing_owed" => L["Nothing is to be paid for this any more."],
        "payment.changed" => L["What is to be paid has changed meanwhile. Look again, then pay."],
        "payment.processing" => L["A payment for this is being carried out by the bank already. You will be told as soon as it has arrived."],
        "payment.looked_at" => L["Something is to be cleared up about an earlier payment for this. Please contact the practice."],
        "payment.not_found" => L["There is no such payment."],
        "refund.nothing" => L["Nothing that was paid online is left to give back."],
        "refund.amount" => L["Enter an amount above nought, with at most {0} digits after the point.", Argument(problem)],
        "refund.above_paid" => L["At most {0} is left of what was paid.", problem.Arguments is [Money left, ..] ? left.ToString(System.Globalization.CultureInfo.CurrentCulture) : ""],
        "refund.changed" => L["What was given back has changed meanwhile. Look at the amount again."],
        "refund.failed" => L["Stripe could not give this back: the client’s bank refused it."],
        _ => null,
    };

    /// <summary>What a try of the connection found.</summary>
    public static (string Tint, string Sign, string Text) Verdict(IStringLocalizer<Words> L, GatewayCheck check)
    {
        var mode = check.Mode == PaymentMode.Live ? L["Stripe takes the key. Live mode: real money."] : L["Stripe takes the key. Test mode: no real money."];
        var (tint, sign, hook) = check.Webhook switch
        {
            WebhookVerdict.Registered => ("good", "✓", L["The webhook is registered and tells everything."]),
            WebhookVerdict.Missing => ("careful", "!", L["The webhook’s address is not registered there yet."]),
            WebhookVerdict.SwitchedOff => ("careful", "!", L["The webhook is registered but switched off."]),
            WebhookVerdict.EventsMissing => ("careful", "!", L["The webhook does not tell everything. Add: {0}", string.Join(", ", check.MissingEvents)]),
            _ => ("good", "✓", L["Whether the webhook is registered could not be seen with this key."]),
        };
        return (tint, sign, $"{mode} {hook}");
    }

    private static object Argument(Problem problem) => problem.Arguments is [var first, ..] ? first : "";
}
