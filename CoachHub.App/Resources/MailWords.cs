using CoachHub.Domain.Mail;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>The words of the mail ledger.</summary>
public static class MailWords
{
    /// <summary>The kind of mail.</summary>
    public static string Type(IStringLocalizer<Words> L, MailType type) => type switch
    {
        MailType.BookingConfirmation => L["Confirmation"],
        MailType.SessionUpdate => L["Session update"],
        MailType.NewDocuments => L["New documents"],
        MailType.Cancellation => L["Cancellation"],
        MailType.Reminder => L["Reminder"],
        MailType.NewBooking => L["New booking"],
        MailType.SessionHandedOver => L["Session handed over"],
        MailType.ClientCancelled => L["Client cancelled"],
        MailType.CoachUpdate => L["Session changed (to the coach)"],
        MailType.CoachCancellation => L["Session cancelled (to the coach)"],
        MailType.Welcome => L["Welcome"],
        MailType.SignInLink => L["Sign-in link"],
        MailType.PasswordReset => L["Password reset"],
        MailType.CoachInvitation => L["Coach invitation"],
        MailType.AddressChange => L["New address to confirm"],
        MailType.AddressChanged => L["Address changed"],
        MailType.UnpaidReminder => L["Reminder of unpaid sessions"],
        MailType.PaymentConfirmed => L["Payment confirmed"],
        MailType.PaymentReceived => L["Payment received"],
        _ => type.ToString(),
    };

    /// <summary>Where the mail stands; why, where it was skipped.</summary>
    public static string State(IStringLocalizer<Words> L, MailState state, string? skipReason = null) => state switch
    {
        MailState.Queued => L["waiting to be sent"],
        MailState.Claimed => L["being sent"],
        MailState.Accepted => L["accepted by mail server"],
        MailState.Retry => L["refused for now, will be tried again"],
        MailState.Unknown => L["connection lost after sending: it may have arrived"],
        MailState.Skipped when skipReason is not null => L["not sent: {0}", Skip(L, skipReason)],
        MailState.Skipped => L["not sent"],
        MailState.Failed when skipReason is not null => Skip(L, skipReason),
        MailState.Failed => L["refused by mail server"],
        MailState.Undone => L["withdrawn"],
        MailState.Superseded => L["replaced by a later mail"],
        _ => state.ToString(),
    };

    /// <summary>Why a mail was not sent, or failed without the server's doing.</summary>
    public static string Skip(IStringLocalizer<Words> L, string reason) => reason switch
    {
        SkipReasons.SwitchedOff => L["switched off in Settings"],
        SkipReasons.TooLate => L["too late"],
        SkipReasons.JustTold => L["the client had just been told"],
        SkipReasons.Stopped => L["its reminders were stopped"],
        SkipReasons.AllPaid => L["nothing is unpaid any more"],
        SkipReasons.NothingNew => L["the client knows everything"],
        SkipReasons.NoLongerTrue => L["the session had changed by then"],
        SkipReasons.Paused => L["the bundle was paused"],
        SkipReasons.NoReader => L["nobody to send it to"],
        SkipReasons.NotWritten => L["could not be written: a fault of this program"],
        SkipReasons.GaveUp => L["refused for a day, given up"],
        _ => reason,
    };

    /// <summary>The chip's sign and tint for a state.</summary>
    public static (string Sign, string Tint) Look(MailState state) => state switch
    {
        MailState.Accepted => ("✓", "good"),
        MailState.Failed => ("✕", "bad"),
        MailState.Unknown => ("?", "bad"),
        MailState.Retry => ("!", "careful"),
        MailState.Queued or MailState.Claimed => ("○", "news"),
        _ => ("–", ""),
    };
}
