using CoachHub.Domain.Kernel;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>The sentences for problems with payments that staff note down; <see cref="ProblemWords"/> leads here.</summary>
internal static class PaymentProblemWords
{
    /// <summary>The sentence, or null for a code of somebody else.</summary>
    public static LocalizedString? Find(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "payment.method" or "payment.kind" => L["Choose one of the list."],
        "payment.date" => L["Choose the day on which it was paid: today or before."],
        "payment.amount" => L["Enter an amount above zero, with at most {0} digits after the point.", problem.Arguments[0]],
        "payment.above_missing" => L["At most {0} is missing. Change the price first if more was agreed.", problem.Arguments[0]],
        "payment.refund_above" => L["At most {0} can be given back: no more was received.", problem.Arguments[0]],
        "payment.free" => L["This session has no price, so there is nothing to pay. Give it a price first."],
        "payment.changed_since" => L["Somebody noted down money for this session meanwhile. Nothing was saved; look again."],
        "payment.row_online" => L["This came from the payment provider: only a refund takes it back."],
        "payment.row_voided" => L["This was declared a mistake already."],
        "payment.row_refunded" => L["A part of it was given back since. Void the refund first if that was a mistake, too."],
        "payment.of_client" => L["The client paid for this session. Cancel it and book a new one for another client."],
        "payment.online_refund_first" => L["{0} was paid online. Refund it first: the payment provider keeps the money until then.", problem.Arguments[0]],
        _ => null,
    };
}
