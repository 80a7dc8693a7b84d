using System.Globalization;
using CoachHub.App.Resources;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using NodaTime;

namespace CoachHub.App.Components.Kit;

/// <summary>
/// Who is looking, and how times and amounts are written for them. The layout cascades it:
/// <c>[CascadingParameter] public required Reader Reader { get; set; }</c>.
/// </summary>
public sealed record Reader(Actor Actor, PracticeFacts Practice)
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    /// <summary>How dates, times and numbers are written in the reader's language.</summary>
    public CultureInfo Culture => CultureOf(Actor.Language);

    /// <summary>The reader's zone.</summary>
    public string ZoneId => Actor.ZoneId;

    /// <summary>Day and hour conventions of a language: European in both, weeks begin on Monday.</summary>
    public static CultureInfo CultureOf(string language) => language == "fr" ? French : English;

    /// <summary>The city of a zone, for people, in the language of the screen: <c>Europe/Paris</c> is <c>Paris</c>.</summary>
    public static string ZoneName(string zoneId) => Cities.Of(zoneId, CultureInfo.CurrentUICulture);

    /// <summary>The first letter of a name, for a badge; one that takes several characters is not cut in half.</summary>
    public static string Initial(string name) => StringInfo.GetNextTextElement(name).ToUpper(CultureInfo.CurrentCulture);

    /// <summary>The wall clock of an instant in the reader's zone, or in another one.</summary>
    public LocalDateTime Local(DateTime utc, string? zoneId = null) => ZoneClock.ToLocal(utc, zoneId ?? ZoneId);

    /// <summary><c>09:00</c></summary>
    public string Time(DateTime utc, string? zoneId = null) => Local(utc, zoneId).ToString("HH:mm", Culture);

    /// <summary><c>Tue 24 Nov 2026</c></summary>
    public string Date(DateTime utc, string? zoneId = null) => Clean(Local(utc, zoneId).ToString("ddd d MMM yyyy", Culture));

    /// <summary><c>Tue 24 Nov 2026</c>, of a day that is none of an instant.</summary>
    public string Day(DateOnly day) => Clean(day.ToString("ddd d MMM yyyy", Culture));

    /// <summary><c>Tue 24 Nov 2026</c>, of a day that is none of an instant.</summary>
    public string Day(LocalDate day) => Day(day.ToDateOnly());

    /// <summary><c>24 Nov 2026</c>, where the day of the week tells nothing.</summary>
    public string ShortDay(DateOnly day) => Clean(day.ToString("d MMM yyyy", Culture));

    /// <summary><c>24 Nov 2026</c>, where the day of the week tells nothing.</summary>
    public string ShortDay(LocalDate day) => ShortDay(day.ToDateOnly());

    /// <summary><c>24 Nov 26</c>, below a chart.</summary>
    public string ChartDay(DateOnly day) => Clean(day.ToString("d MMM yy", Culture));

    /// <summary><c>Tue 24 Nov 2026, 09:00</c></summary>
    public string DateAndTime(DateTime utc, string? zoneId = null) => $"{Date(utc, zoneId)}, {Time(utc, zoneId)}";

    /// <summary><c>Tue 24 Nov, 09:00</c>, with the year when it is not that of what stands beside it.</summary>
    public string ShortDateAndTime(DateTime utc, DateTime besideUtc) =>
        Local(utc).Year == Local(besideUtc).Year ? $"{Clean(Local(utc).ToString("ddd d MMM", Culture))}, {Time(utc)}" : DateAndTime(utc);

    /// <summary><c>Tuesday 24 November</c>, with the year when it is not the present one.</summary>
    public string DayHeading(DateTime utc, DateTime nowUtc, string? zoneId = null) => DayHeading(Local(utc, zoneId).Date, Local(nowUtc, zoneId).Date);

    /// <summary>The heading of a day, seen from another.</summary>
    public string DayHeading(LocalDate day, LocalDate today)
    {
        var text = day.ToString(day.Year == today.Year ? "dddd d MMMM" : "dddd d MMMM yyyy", Culture);
        return string.Concat(text[..1].ToUpper(Culture), text.AsSpan(1));
    }

    /// <summary>An amount of the practice's currency.</summary>
    public string Amount(long minor) => new Money(minor, Practice.Currency).ToString(Culture);

    // French abbreviations end in a point that reads badly in the middle of a date.
    private static string Clean(string text) => text.Replace(".", "", StringComparison.Ordinal);
}
