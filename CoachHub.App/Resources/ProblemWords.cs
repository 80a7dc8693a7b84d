using CoachHub.Domain.Kernel;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>The one place where a problem's code becomes a sentence.</summary>
public static class ProblemWords
{
    /// <summary>What to show the person: what is wrong and what to do.</summary>
    public static string Text(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "forbidden" => L["Your role does not include this."],
        "text.required" => L["Please fill this in."],
        "text.line" => L["Use one line of at most {0} characters.", Argument(problem, 0)],
        "text.note" => L["Use at most {0} characters, without control characters.", Argument(problem, 0)],
        "email.invalid" => L["This is not a mail address."],
        "zone.unknown" => L["Choose a time zone from the list."],
        "time.skipped" => L["The clocks go forward then: this time does not exist in {1}. The next one is {0}.", Argument(problem, 0), Argument(problem, 1)],
        _ when problem.Code.StartsWith("session.", StringComparison.Ordinal) => Session(L, problem),
        _ when problem.Code.StartsWith("practice.", StringComparison.Ordinal) => Practice(L, problem),
        _ => General(L, problem),
    };

    private static string Session(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "session.not_found" => L["There is no such session."],
        "session.client_required" => L["Choose a client."],
        "session.slot_has_client" => L["An available slot has no client. Choose another status, or clear the client."],
        "session.client_fixed" => L["The client has been told of this session, so it cannot be given to another one. Cancel it and book a new one."],
        "session.coach_required" => L["Choose a coach."],
        "session.date_required" => L["Choose a date."],
        "session.date_range" => L["Choose a date between 1970 and 2200."],
        "session.time_required" => L["Choose a time."],
        "session.duration_range" => L["Enter whole minutes, from 1 to 1440 (24 hours)."],
        "session.video_link" => L["Enter an address that begins with http:// or https://."],
        "session.price_negative" => L["The price cannot be negative."],
        "session.price_digits" => L["Enter an amount with at most {0} digits after the point.", Argument(problem, 0)],
        "session.status" => L["Choose a status from the list."],
        "session.payment" => L["Choose a payment status from the list."],
        _ => General(L, problem),
    };

    private static string Practice(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "practice.changed" => L["{0} changed the settings in the meantime. What you typed is still here: compare it with the present settings below, then save again.", Argument(problem, 0)],
        "practice.currency_unknown" => L["Enter the three letters of a currency, for example EUR."],
        "practice.currency_fixed" => L["The currency cannot change any more: there are sessions with amounts in it."],
        "practice.language" => L["Choose a language from the list."],
        "practice.window" => L["Choose a cancellation window from the list."],
        "practice.lead_range" => L["Enter whole hours, from 1 to 336 (14 days)."],
        "practice.scope" => L["Choose one of the two."],
        "practice.mail_host" => L["Enter the server's name, without spaces or a protocol."],
        "practice.mail_port" => L["Enter a port from 1 to 65535."],
        "practice.mail_security" => L["Choose the protection of the connection from the list."],
        "practice.mail_from_required" => L["Mails need an address that they come from."],
        _ => General(L, problem),
    };

    private static string General(IStringLocalizer<Words> L, Problem problem) => problem.Kind switch
    {
        ProblemKind.NotFound => L["This does not exist, or is not yours to see."],
        ProblemKind.Conflict => L["Somebody else was faster. Reload to see what is there now."],
        ProblemKind.Forbidden => L["Your role does not include this."],
        _ => L["This value cannot be used."],
    };

    private static object Argument(Problem problem, int index) => index < problem.Arguments.Count ? problem.Arguments[index] : "";
}
