using CoachHub.Domain.Kernel;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>The sentences for problems with bundles, templates and their dates; <see cref="ProblemWords"/> leads here.</summary>
internal static class ProgramProblemWords
{
    /// <summary>The sentence, or null for a code of somebody else.</summary>
    public static LocalizedString? Find(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "bundle.not_found" => L["There is no such bundle."],
        "bundle.sessions" => L["Enter whole sessions, from 1 to {0}.", Argument(problem)],
        "bundle.too_many_dates" => L["There are more dates than sessions left to plan: at most {0}.", Argument(problem)],
        "bundle.dates_refused" => L["Nothing was saved: {0} of the dates cannot be booked. They are marked in the list.", Argument(problem)],
        "bundle.no_dates" => L["Add at least one date."],
        "bundle.nothing_left" => L["This bundle has no session left to plan."],
        "bundle.closed" => L["This bundle is closed. Set it to active first."],
        "bundle.paused" => L["This bundle is paused: nothing is sent from it. Set it to active first."],
        "bundle.changed" => L["Somebody changed this bundle meanwhile. Nothing was saved; look again."],
        "bundle.status" or "bundle.price_per" or "outcome.credit" => L["Choose one of the list."],
        "template.not_found" => L["There is no such template any more."],
        "template.changed" => L["Somebody changed this template meanwhile. Nothing was saved; open it again."],
        "template.used" => L["Bundles came from this template. Archive it instead of deleting it."],
        "template.validity" => L["Enter a whole number from 1 to {0}, or leave it empty.", Argument(problem)],
        "dates.weekdays" => L["Choose at least one day of the week."],
        "dates.every" => L["Enter whole weeks, from 1 to {0}.", Argument(problem)],
        "dates.unfinished" => L["Complete or remove the dates that are marked."],
        "dates.collide" => L["Dates collide: change them, or give a reason to book over it."],
        "dates.skip" => L["Enter days to skip as 2026-12-24, one a line, at most 366."],
        "outcome.fee" => L["Enter an amount with at most {0} digits after the point.", Argument(problem)],
        "outcome.reason" => L["This is not what the policy proposes: say why."],
        "outcome.no_question" => L["Only a late cancellation or a no-show of a bundle has an outcome to decide."],
        "outcome.nothing_left" => L["Its session has been planned again meanwhile: there is nothing left to use up."],
        "outcome.policy_changed" => L["Somebody changed the policy meanwhile. Nothing was saved; open it again."],
        _ => null,
    };

    private static object Argument(Problem problem) => problem.Arguments is [var first, ..] ? first : "";
}
