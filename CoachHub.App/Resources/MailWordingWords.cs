using CoachHub.Domain.Mail;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>The words of the mail texts.</summary>
public static class MailWordingWords
{
    /// <summary>The mail's name.</summary>
    public static string Name(IStringLocalizer<Words> L, MailWordingKind kind) => kind.Type is { } type ? MailWords.Type(L, type) : L["Several sessions in one mail"];

    /// <summary>Who gets it, and when.</summary>
    public static string When(IStringLocalizer<Words> L, MailWordingKind kind) => kind.Type switch
    {
        null => L["To the client: one mail about several sessions."],
        MailType.BookingConfirmation => L["To the client: the first mail about a session."],
        MailType.SessionUpdate => L["To the client: what was told has changed."],
        MailType.NewDocuments => L["To the client: documents were added."],
        MailType.Cancellation => L["To the client: the session is called off."],
        MailType.Reminder => L["To the client: some time before the session."],
        MailType.NewBooking => L["To the coach: somebody else booked a session."],
        MailType.SessionHandedOver => L["To the coach: a session went to another coach."],
        MailType.ClientCancelled => L["To the coach: the client cancelled."],
        MailType.CoachUpdate => L["To the coach: somebody else changed a session."],
        MailType.CoachCancellation => L["To the coach: somebody else cancelled a session."],
        MailType.UnpaidReminder => L["To the client, by hand: sessions that are not paid."],
        MailType.PaymentConfirmed => L["To the client: what was paid online has arrived."],
        MailType.PaymentReceived => L["To the coach: a client paid online."],
        MailType.Welcome => L["To a new client: the account, with a link to sign in."],
        MailType.SignInLink => L["To anybody who asked for a sign-in link."],
        MailType.PasswordReset => L["To anybody who asked for a new password."],
        MailType.CoachInvitation => L["To a new coach: the invitation, with a link to sign in."],
        MailType.AddressChange => L["To a new address of somebody’s own: a link that confirms it."],
        MailType.AddressChanged => L["To the address before: there is another one now."],
        _ => "",
    };

    /// <summary>What a placeholder stands for.</summary>
    public static string Placeholder(IStringLocalizer<Words> L, string name) => name switch
    {
        "client" => L["the client’s name"],
        "coach" => L["the coach’s name"],
        "practice" => L["the practice’s name"],
        "date" => L["the day"],
        "time" => L["the time"],
        "duration" => L["how long it takes"],
        "zone" => L["the reader’s time zone"],
        "title" => L["the session’s title"],
        "location" => L["the place; empty where there is none"],
        "video_link" => L["the video link; empty where there is none"],
        "price" => L["the price; empty where there is none"],
        "documents" => L["the names of the new documents"],
        "booked_by" => L["who booked it"],
        "new_coach" => L["who coaches it now"],
        "changed_by" => L["who changed it"],
        "cancelled_by" => L["who cancelled it"],
        "new_address" => L["the new address"],
        "amount" => L["what was paid in all"],
        "total" => L["what is unpaid in all"],
        "count" => L["how many sessions"],
        "name" => L["the reader’s name"],
        "address" => L["the reader’s address"],
        _ => name,
    };
}
