using System.Globalization;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Mail;
using NodaTime;

namespace CoachHub.App.Mail;

/// <summary>Times, amounts and zones as one reader of mail understands them. The zone is always named: mails travel and are forwarded.</summary>
public sealed class MailClock(MailReader reader)
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    /// <summary>How the reader's language writes dates and amounts.</summary>
    public CultureInfo Culture => CultureOf(reader.Language);

    public static CultureInfo CultureOf(string language) => language == "fr" ? French : English;

    /// <summary><c>Tuesday 1 December 2026</c></summary>
    public string Day(DateTime utc, string? zoneId = null)
    {
        var day = ZoneClock.ToLocal(utc, zoneId ?? reader.ZoneId).Date;
        // French counts the first of a month as an ordinal.
        var number = reader.Language == "fr" && day.Day == 1 ? "1er" : day.Day.ToString(Culture);
        return $"{day.ToString("dddd", Culture)} {number} {day.ToString("MMMM yyyy", Culture)}";
    }

    /// <summary><c>10:00</c></summary>
    public string Time(DateTime utc, string? zoneId = null) => ZoneClock.ToLocal(utc, zoneId ?? reader.ZoneId).ToString("HH:mm", Culture);

    /// <summary><c>Tuesday 1 December 2026, 10:00</c></summary>
    public string DayAndTime(DateTime utc) => $"{Day(utc)}, {Time(utc)}";

    /// <summary><c>10:00–11:00</c>; an end on another day names it.</summary>
    public string Span(DateTime fromUtc, DateTime toUtc, string? zoneId = null) =>
        Day(fromUtc, zoneId) == Day(toUtc, zoneId)
            ? $"{Time(fromUtc, zoneId)}–{Time(toUtc, zoneId)}"
            : $"{Time(fromUtc, zoneId)} – {Day(toUtc, zoneId)}, {Time(toUtc, zoneId)}";

    /// <summary><c>Europe/Paris, UTC+1</c>: the zone and what its clock is off by at that instant.</summary>
    public string Zone(DateTime utc, string? zoneId = null)
    {
        var id = zoneId ?? reader.ZoneId;
        var offset = ZoneClock.Zone(id).GetUtcOffset(Instant.FromDateTimeUtc(utc)).ToTimeSpan();
        var minutes = offset.Minutes == 0 ? "" : offset.ToString(@"\:mm", CultureInfo.InvariantCulture);
        var sign = offset < TimeSpan.Zero ? '−' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{id.Replace('_', ' ')}, UTC{sign}{Math.Abs(offset.Hours)}{minutes}");
    }

    /// <summary>True when both zones' clocks show the same at that instant.</summary>
    public bool Same(string zoneId, DateTime utc) => ZoneClock.SameClock(reader.ZoneId, zoneId, utc);
}
