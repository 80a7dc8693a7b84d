using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Sessions;

/// <summary>A group of the modal's fields in words.</summary>
public static class SessionGroupWords
{
    public static string Name(IStringLocalizer<Words> L, SessionGroup group) => group switch
    {
        SessionGroup.Client => L["Client"],
        SessionGroup.Time => L["Time and coach"],
        SessionGroup.Place => L["Location and video link"],
        SessionGroup.Title => L["Title"],
        SessionGroup.Price => L["Price"],
        SessionGroup.State => L["Status and payment"],
        SessionGroup.SharedNote => L["Shared note"],
        _ => L["Private notes"],
    };

    /// <summary>What a form holds in a group, on one line where the fields are lines.</summary>
    public static string Value(IStringLocalizer<Words> L, SessionGroup group, SessionFormModel form, Reader reader, IReadOnlyList<CoachChoice> coaches) => group switch
    {
        SessionGroup.Client => Joined(L, form.Client?.Name),
        SessionGroup.Time => Joined(L, Start(form, reader), L["{0} min", form.DurationMinutes], coaches.FirstOrDefault(coach => coach.Id == form.CoachId)?.Name, form.OverlapReason),
        SessionGroup.Place => Joined(L, form.Location, form.VideoLink),
        SessionGroup.Title => string.IsNullOrWhiteSpace(form.Title) ? L["the automatic title"] : form.Title,
        SessionGroup.Price => Joined(L, string.IsNullOrWhiteSpace(form.Price) ? null : $"{form.Price} {reader.Practice.Currency}"),
        SessionGroup.State => Joined(L, SessionWords.Status(L, form.Status), SessionWords.Payment(L, form.Payment), How(L, form), form.PaidBy?.On is { } on ? reader.Day(on) : null),
        SessionGroup.SharedNote => Joined(L, form.SharedNote),
        _ => Joined(L, form.PrivateNotes),
    };

    private static string? How(IStringLocalizer<Words> L, SessionFormModel form) =>
        form.PaidBy is { Method: not PaymentMethod.Unspecified and var method } ? PaymentWords.Method(L, method) : null;

    private static string? Start(SessionFormModel form, Reader reader)
    {
        if (form.Date is not { } date)
            return null;
        var day = reader.Day(date);
        var time = form.Time?.ToString("HH:mm", CultureInfo.InvariantCulture);
        return time is null ? day : $"{day}, {time} ({Reader.ZoneName(form.ZoneId)})";
    }

    private static string Joined(IStringLocalizer<Words> L, params ReadOnlySpan<string?> parts)
    {
        var said = new List<string>();
        foreach (var part in parts)
        {
            if (!string.IsNullOrWhiteSpace(part))
                said.Add(part);
        }

        return said.Count == 0 ? L["nothing"] : string.Join(" · ", said);
    }
}
