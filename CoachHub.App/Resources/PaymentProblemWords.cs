using CoachHub.Domain.Kernel;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>The sentences for problems with payments that staff note down; <see cref="ProblemWords"/> leads here.</summary>
internal static class PaymentProblemWords
{
    /// <summary>The sentence.</summary>
    public static string Text(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "payment.method" => L["Choose one of the list."],
        "payment.date" => L["Choose the day on which it was paid: today or before."],
        "payment.of_client" => L["The client paid for this session. Cancel it and book a new one for another client."],
        _ => L["{0} was paid online. Refund it first: the payment provider keeps the money until then.", problem.Arguments[0]],
    };
}
