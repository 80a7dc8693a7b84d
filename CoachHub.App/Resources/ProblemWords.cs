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
        "storage.busy" => L["The database is busy. Nothing was saved; please try again."],
        "storage.full" => L["The server's disk is full or failing. Nothing was saved."],
        "storage.read_only" => L["The server cannot write to its database. Nothing was saved."],
        "draft.too_long" or "draft.form" => L["This is too much text to be kept as a draft. Save it soon."],
        "receipt.not_found" => L["There is no such receipt."],
        "finance.period" => L["The period must end on or after its first day and take at most {0} years.", Argument(problem, 0)],
        "mail.not_found" => L["There is no such mail."],
        "mail.wording_unknown" => L["There is no such mail."],
        "mail.placeholder_unknown" => L["There is no {0} in this mail. Choose from the placeholders below.", Argument(problem, 0)],
        "mail.placeholder_loose" => L["A brace stands alone. Placeholders are written like {0}.", "{client}"],
        "mail.no_own_address" => L["Your own account has no address to send a test to."],
        "mail.always_on" => L["Nobody could sign in without this mail: it stays on."],
        "mail.not_again" => L["This mail cannot be sent again."],
        "mail.again_already" => L["It is being sent again already."],
        _ when problem.Code.StartsWith("session.", StringComparison.Ordinal) => Session(L, problem),
        _ when problem.Code.StartsWith("bulk.", StringComparison.Ordinal) => Bulk(L, problem),
        _ when problem.Code.StartsWith("undo.", StringComparison.Ordinal) => Undo(L, problem),
        _ when problem.Code.StartsWith("session_list.", StringComparison.Ordinal) => SessionList(L, problem),
        _ when problem.Code.StartsWith("account.", StringComparison.Ordinal) => Account(L, problem),
        _ when problem.Code.StartsWith("document.", StringComparison.Ordinal) => Document(L, problem),
        _ when problem.Code.StartsWith("setup.", StringComparison.Ordinal) => Setup(L, problem),
        _ when problem.Code.StartsWith("practice.", StringComparison.Ordinal) => Practice(L, problem),
        _ when problem.Code.StartsWith("logo.", StringComparison.Ordinal) => Logo(L, problem),
        _ when problem.Code.StartsWith("unpaid.", StringComparison.Ordinal) => Unpaid(L, problem),
        _ when problem.Code.StartsWith("client.", StringComparison.Ordinal) => Client(L, problem),
        _ when problem.Code.StartsWith("measure", StringComparison.Ordinal) => Measurement(L, problem),
        _ => ProgramProblemWords.Find(L, problem)?.Value ?? PaymentProblemWords.Find(L, problem)?.Value ?? OnlinePaymentWords.Find(L, problem)?.Value ?? General(L, problem),
    };

    private static string Session(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "session.not_found" => L["There is no such session."],
        "session.client_required" => L["Choose a client."],
        "session.slot_has_client" => L["An available slot has no client. Choose another status, or clear the client."],
        "session.client_in_bundle" => L["This session belongs to a bundle of its client. Cancel it and book a new one for another client."],
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
        "session.client_unknown" => L["Choose a client from the list."],
        "session.coach_own" => L["You can plan sessions for yourself only."],
        "session.coach_unknown" => L["Choose a coach from the list."],
        "session.overlap" => L["The coach has another session then. Choose another time, or give a reason to book over it."],
        "session.changed_meanwhile" => L["Somebody else changed this session in the meantime. Nothing was saved; what you typed is still here."],
        "session.look_again" => L["Look again: the mail would now say something else than before."],
        "session.move_untold" => L["The client was not told of this session yet: choose another client in the session itself."],
        "session.move_closed" => L["Only a booked session can go to another client."],
        "session.client_same" => L["Choose another client than before."],
        "session.no_mail" => L["Nobody would be mailed."],
        "session.choose_first" => L["Choose first what stays, yours or theirs."],
        "session.called_off" => L["This session was called off in the meantime."],
        "session.not_booked" => L["This session is closed. It cannot be cancelled any more."],
        "session.changed_since" => L["This session was changed meanwhile. Look at it again before you cancel it."],
        "session.cancel_too_late" => L["It is too late to cancel here. Please contact {0}: {1}", Argument(problem, 1), string.Join(", ", problem.Arguments.Skip(2).OfType<string>().Where(way => way.Length > 0))],
        "session.delete_told" => L["This session cannot be deleted: the client was told of it, or is about to be. Cancel it instead."],
        "session.delete_paid" => L["This session cannot be deleted: it was paid. Cancel it instead."],
        "session.payment" => L["Choose a payment status from the list."],
        _ => General(L, problem),
    };

    private static string Bulk(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "bulk.nothing_chosen" => L["Choose at least one session."],
        "bulk.too_many" => L["Choose at most {0} sessions at once.", Argument(problem, 0)],
        "bulk.move_nothing" => L["Enter days or minutes to move by."],
        "bulk.move_range" => L["Move by at most {0} days and 1440 minutes.", Argument(problem, 0)],
        "bulk.changed" => L["Somebody changed it since you chose it"],
        "bulk.overlap" => L["The coach has another session then"],
        "bulk.slot" => L["It is an open slot"],
        "bulk.already" => L["It is so already"],
        "bulk.called_off" => L["It is called off"],
        "bulk.closed" => L["It is closed: completed or a no-show"],
        "bulk.ahead" => L["It has not begun yet"],
        "bulk.past" => L["It is over"],
        "bulk.no_address" => L["The client has no address"],
        "bulk.on_its_way" => L["A mail with these facts is on its way already"],
        "bulk.waiting" => L["A mail is waiting already and will say what is true"],
        "bulk.nothing_new" => L["The client knows the facts"],
        "bulk.switched_off" => L["This mail is switched off in Settings"],
        _ => General(L, problem),
    };

    private static string Undo(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "undo.too_late" => L["Too late to undo. Open the session to change it."],
        "undo.sent" => L["Too late to undo: the mail is being sent."],
        "undo.already" => L["This was undone already."],
        "undo.changed" => L["Not undone: the session was changed since. Open it to see what is true now."],
        "undo.taken" => L["Not undone: the coach's time has been taken by another session since."],
        _ => General(L, problem),
    };

    private static string SessionList(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "session_list.column_fixed" => L["Date and client stay: they tell one row from the next."],
        "session_list.name_required" => L["Give the view a name."],
        "session_list.name_taken" => L["You have a view of this name already."],
        "session_list.query" => L["These filters cannot be kept as a view."],
        "session_list.too_many" => L["You have {0} views. Delete one that you no longer need first.", Argument(problem, 0)],
        "session_list.not_found" => L["There is no such view any more."],
        _ => General(L, problem),
    };

    private static string Logo(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "logo.too_large" => L["The file is too large: a logo has at most {0} KB. Save it smaller, or as WebP.", Argument(problem, 0)],
        "logo.svg" => L["An SVG is a program as much as a picture. Save the logo as PNG, JPEG or WebP."],
        "logo.not_image" => L["This file is no PNG, JPEG or WebP, whatever its name says."],
        "logo.dimensions" => L["The picture has {0} × {1} pixels. A logo has at least {2} and at most {3} on each side.", Argument(problem, 0), Argument(problem, 1), Argument(problem, 2), Argument(problem, 3)],
        _ => L["The picture is damaged. Save it again, and choose the new file."],
    };

    private static string Practice(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "practice.changed" => L["{0} changed these settings in the meantime. Nothing was saved; what you typed is still here.", Argument(problem, 0)],
        "practice.currency_unknown" => L["Enter the three letters of a currency, for example EUR."],
        "practice.currency_fixed" => L["The currency cannot change any more: prices or payments are in it and would become other sums. For another currency set up a second practice, with a data folder of its own."],
        "practice.color" => L["Enter a colour as # and six signs, for example #1f5fa8."],
        "practice.language" => L["Choose a language from the list."],
        "practice.window" => L["Enter whole hours, from 0 to 336 (14 days)."],
        "practice.lead_range" => L["Enter a whole number: 1 to 336 hours, or 1 to 14 days."],
        "practice.lead_twice" => L["There is a reminder at this time already."],
        "practice.leads_many" => L["There can be at most {0} reminders.", Argument(problem, 0)],
        "practice.scope" => L["Choose one of the two."],
        "practice.choice" => L["Choose from what is offered."],
        "practice.mail_host" => L["Enter the server's name, without spaces or a protocol."],
        "practice.mail_port" => L["Enter a port from 1 to 65535."],
        "practice.mail_security" => L["Choose the protection of the connection from the list."],
        "practice.mail_password_plain" => L["Type the password again: without protection it would cross the network for anybody to read."],
        "practice.mail_password_again" => L["Type the password again: the saved one belongs to another server."],
        _ => General(L, problem),
    };

    private static string Account(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "account.first_name_required" => L["Enter the first name."],
        "account.last_name_required" => L["Enter the last name."],
        "account.name_line" => L["Use one line of at most {0} characters.", Argument(problem, 0)],
        "account.email_required" => L["Enter the email address."],
        "account.email_invalid" => L["This is not a mail address."],
        "account.email_same" => L["This is your address already."],
        "account.email_taken" => L["Somebody has this address already."],
        "account.phone_invalid" => L["Use one line of at most {0} characters.", Argument(problem, 0)],
        "account.zone_unknown" => L["Choose a time zone from the list."],
        "account.language_unknown" => L["Choose a language from the list."],
        "account.password_short" => L["Use at least {0} characters.", Argument(problem, 0)],
        "account.password_long" => L["Use at most {0} characters.", Argument(problem, 0)],
        "account.password_common" => L["This password is among the first that others would try. Take several words that do not belong together."],
        "account.password_personal" => L["Leave names and the address out of the password."],
        "account.password_wrong" => L["This is not the current password."],
        "account.too_many" => L["Too many attempts. Wait ten minutes, then try again."],
        "account.link_invalid" => L["This link does not work any more."],
        "account.not_found" => L["There is no such account."],
        "account.disabled" => L["This account is switched off."],
        "account.own_disable" => L["You cannot switch off your own account."],
        "account.coach_coaches" => L["A coach always coaches; only administrators choose."],
        _ => General(L, problem),
    };

    private static string Document(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "document.too_large" => L["Files of at most {0} MB can be shared.", Argument(problem, 0)],
        "document.not_pdf" => L["This is not a PDF file, whatever its name says. Only PDF files can be shared."],
        "document.unreadable" => L["This PDF file is incomplete or damaged. Save or print it as PDF again, then choose it again."],
        "document.encrypted" => L["This PDF file is protected by a password. Save it without one, then choose it again."],
        "document.script" => L["This PDF file contains a program (JavaScript). Print it as PDF to leave that out, then choose it again."],
        "document.launch" => L["This PDF file would start other programs. Print it as PDF to leave that out, then choose it again."],
        "document.embedded" => L["This PDF file has other files inside. Print it as PDF to leave them out, then choose it again."],
        "document.active" => L["This PDF file holds forms or media that act by themselves. Print it as PDF to leave them out, then choose it again."],
        "document.interrupted" => L["The upload broke off. Nothing was kept; please choose the file again."],
        "document.not_found" => L["A document is no longer there. Remove it from the list, then save again."],
        "document.too_many" => L["A session holds at most {0} documents.", Argument(problem, 0)],
        "document.uploading" => L["Wait until the upload ends, or cancel it."],
        _ => General(L, problem),
    };

    private static string Setup(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "setup.done" => L["Somebody else has just set up this practice. What you typed was not saved. Go to the start page to sign in."],
        "setup.practice_name_required" => L["Enter the practice's name."],
        "setup.practice_name_line" or "setup.mail_line" => L["Use one line of at most {0} characters.", Argument(problem, 0)],
        "setup.currency_unknown" => L["Choose a currency from the list."],
        "setup.mail_host" => L["Enter the server's name, without spaces or a protocol."],
        "setup.mail_port" => L["Enter a port from 1 to 65535."],
        "setup.mail_from" => L["Mails need an address that they come from."],
        _ => General(L, problem),
    };

    private static string Unpaid(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "unpaid.nothing" => L["Nothing is unpaid."],
        "unpaid.no_address" => L["The client has no address that can be used."],
        "unpaid.switched_off" => L["This mail is switched off in Settings."],
        "unpaid.changed" => L["What is unpaid has changed since you looked. Nothing was sent."],
        "unpaid.sent_meanwhile" => L["Somebody sent such a mail a moment ago. Nothing was sent a second time."],
        "unpaid.recent" => L["There was such a mail a short time ago. Say that you want another one."],
        _ => General(L, problem),
    };

    private static string Client(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "client.not_found" => L["There is no such client."],
        "client.email_taken" when problem.Arguments.Count > 0 => L["{0} has this address already.", Argument(problem, 0)],
        "client.email_archived" => L["{0} has this address already, and is archived. Restore the client instead.", Argument(problem, 0)],
        "client.notes_changed" => L["Somebody else changed these notes in the meantime."],
        "client.reset_switched_off" => L["The mail that resets the password is switched off in Settings. Nothing was changed, because the client could not get in any more."],
        "client.archived" => L["This client is archived. Restore the client first."],
        "client.used" => L["There are sessions or other records of this client, so the client can only be archived."],
        "client.mail_being_sent" => L["A mail to this client is being sent right now. Try again in a moment."],
        "client.email_taken" => L["Somebody has this address already."],
        "client.coach_unknown" => L["Choose a coach from the list."],
        "client.changed_meanwhile" when problem.Arguments is [string { Length: > 0 } theirs, ..] => L["Somebody changed this meanwhile to “{0}”. Save again to replace it with yours.", theirs],
        "client.changed_meanwhile" => L["Somebody changed this meanwhile. Save again to replace it with yours."],
        _ => General(L, problem),
    };

    private static string Measurement(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "measurement.day_required" => L["Choose a date."],
        "measurement.day_future" => L["This day is still ahead. Choose today or an earlier day."],
        "measurement.day_range" => L["Choose a day from {0} on.", Argument(problem, 0)],
        "measurement.value_required" => L["Enter a value."],
        "measurement.value_number" => L["Enter one number, for example 72.5 or 72,5."],
        "measurement.value_range" => L["Enter a number between −{0} and {0}.", Argument(problem, 0)],
        "measurement.weight_range" => L["Enter a weight above 0 and up to {0} kg.", Argument(problem, 0)],
        "measurement.value_digits" => L["Use at most {0} digits after the point.", Argument(problem, 0)],
        "measurement.same_day" => L["You have entered a value for this day already. Change that one."],
        "measurement.measure_unknown" => L["This is not measured any more."],
        "measurement.not_found" => L["This value has been deleted in the meantime."],
        "measurement.not_own" => L["Only who entered a value changes it."],
        "measurement.changed" => L["This value was changed in the meantime. Look at it again before you change it."],
        "measure.name_taken" => L["There is a measure of this name already."],
        "measure.too_many" => L["A practice has at most {0} measures.", Argument(problem, 0)],
        "measure.unit_fixed" => L["The unit stays: there are values in it."],
        "measure.has_values" => L["There are values of this measure. Switch it off instead."],
        "measure.not_found" => L["There is no such measure any more."],
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
