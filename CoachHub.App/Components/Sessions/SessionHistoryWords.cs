using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Sessions;

/// <summary>A change of a session in words: <c>Anne moved it from 14:00</c>.</summary>
public static class SessionHistoryWords
{
    public static string Sentence(IStringLocalizer<Words> L, FieldChange change, Reader reader, string currency) => change.Field switch
    {
        FieldChange.Added when change.After is null => L["{0} created it", change.ActorName],
        FieldChange.Added => L["{0} created it for {1}", change.ActorName, Instant(change.After, reader)],
        FieldChange.Imported => L["{0} imported it from a file, for {1}", change.ActorName, Instant(change.After, reader)],
        FieldChange.Mailed => L["{0} to {1}: accepted by the mail server", Mail(L, change.Before), change.After ?? ""],
        nameof(Session.StartsAtUtc) => L["{0} moved it from {1} to {2}", change.ActorName, Instant(change.Before, reader), Instant(change.After, reader)],
        nameof(Session.DurationMinutes) => L["{0} changed the duration from {1} to {2} minutes", change.ActorName, Said(L, change.Before), Said(L, change.After)],
        nameof(Session.Location) => L["{0} changed the location from {1} to {2}", change.ActorName, Said(L, change.Before), Said(L, change.After)],
        nameof(Session.VideoLink) => L["{0} changed the video link from {1} to {2}", change.ActorName, Said(L, change.Before), Said(L, change.After)],
        nameof(Session.Title) => L["{0} changed the title from {1} to {2}", change.ActorName, change.Before ?? L["the automatic title"], change.After ?? L["the automatic title"]],
        nameof(Session.PriceMinor) => L["{0} changed the price from {1} to {2}", change.ActorName, Amount(L, change.Before, reader, currency), Amount(L, change.After, reader, currency)],
        nameof(Session.Status) => L["{0} changed the status from {1} to {2}", change.ActorName, Status(L, change.Before), Status(L, change.After)],
        nameof(Session.Payment) => L["{0} changed the payment from {1} to {2}", change.ActorName, Payment(L, change.Before), Payment(L, change.After)],
        nameof(Session.PrivateNotes) => L["{0} changed the private notes", change.ActorName],
        nameof(Session.SharedNote) => L["{0} changed the shared note", change.ActorName],
        SessionDocument.AddedField => L["{0} added the document {1}", change.ActorName, Said(L, change.After)],
        SessionDocument.RemovedField => L["{0} removed the document {1}", change.ActorName, Said(L, change.Before)],
        nameof(Session.CoachId) => L["{0} changed the coach from {1} to {2}", change.ActorName, Person(L, change.Before), Person(L, change.After)],
        nameof(Session.ClientId) => L["{0} changed the client from {1} to {2}", change.ActorName, Person(L, change.Before), Person(L, change.After)],
        nameof(Session.ZoneId) => L["{0} changed the time zone from {1} to {2}", change.ActorName, Said(L, change.Before), Said(L, change.After)],
        nameof(Session.OverlapReason) => L["{0} booked over another session: {1}", change.ActorName, Said(L, change.After)],
        "Mail" => L["{0} withdrew the mail before it was sent", change.ActorName],
        SessionReminders.Field when change.After == SessionReminders.Stopped => L["{0} stopped the reminders", change.ActorName],
        SessionReminders.Field => L["{0} started the reminders again", change.ActorName],
        nameof(Session.BundleId) => L["{0} took it out of its bundle, which had no session left for it", change.ActorName],
        nameof(Session.AcknowledgedAtUtc) => L["{0} acknowledged it", change.ActorName],
        _ => L["{0} changed it", change.ActorName],
    };

    /// <summary>True for texts that are too long for a sentence: they are shown before and after on demand.</summary>
    public static bool IsLong(FieldChange change) => change.Field is nameof(Session.PrivateNotes) or nameof(Session.SharedNote);

    /// <summary>A property in the middle of a sentence: <c>the location</c>.</summary>
    public static string Field(IStringLocalizer<Words> L, string field) => field switch
    {
        nameof(Session.ClientId) => L["the client"],
        nameof(Session.CoachId) => L["the coach"],
        nameof(Session.StartsAtUtc) => L["the time"],
        nameof(Session.ZoneId) => L["the time zone"],
        nameof(Session.DurationMinutes) => L["the duration"],
        nameof(Session.OverlapReason) => L["the reason for booking over another session"],
        nameof(Session.Location) => L["the location"],
        nameof(Session.VideoLink) => L["the video link"],
        nameof(Session.Title) => L["the title"],
        nameof(Session.PriceMinor) => L["the price"],
        nameof(Session.Status) => L["the status"],
        nameof(Session.Payment) => L["the payment"],
        nameof(Session.SharedNote) => L["the shared note"],
        nameof(Session.PrivateNotes) => L["the private notes"],
        _ => L["the session"],
    };

    /// <summary><c>today 10:04</c>, or the day.</summary>
    public static string When(IStringLocalizer<Words> L, DateTime atUtc, DateTime nowUtc, Reader reader) =>
        reader.Local(atUtc).Date == reader.Local(nowUtc).Date ? L["today {0}", reader.Time(atUtc)] : reader.DateAndTime(atUtc);

    private static string Person(IStringLocalizer<Words> L, string? name) => name switch
    {
        null => L["nobody"],
        "" => L["another client"],
        _ => name,
    };

    private static string Mail(IStringLocalizer<Words> L, string? code) => EnumCode.TryParse<MailType>(code, out var type) ? MailWords.Type(L, type) : "";

    private static string Said(IStringLocalizer<Words> L, string? text) => string.IsNullOrEmpty(text) ? L["nothing"] : text;

    private static string Instant(string? text, Reader reader) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var at) ? reader.DateAndTime(at) : text ?? "";

    private static string Amount(IStringLocalizer<Words> L, string? minor, Reader reader, string currency) =>
        long.TryParse(minor, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount) ? new Money(amount, currency).ToString(reader.Culture) : L["nothing"];

    private static string Status(IStringLocalizer<Words> L, string? code) =>
        EnumCode.TryParse<SessionStatus>(code, out var status) ? SessionWords.Status(L, status) : Said(L, code);

    private static string Payment(IStringLocalizer<Words> L, string? code) =>
        EnumCode.TryParse<PaymentStatus>(code, out var payment) ? SessionWords.Payment(L, payment) : Said(L, code);
}
