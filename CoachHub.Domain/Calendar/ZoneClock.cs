using CoachHub.Domain.Kernel;
using NodaTime;
using NodaTime.TimeZones;

namespace CoachHub.Domain.Calendar;

/// <summary>Which of two instants a doubled wall-clock time means, in the hour that a clock going back repeats.</summary>
public enum DoubledHour
{
    /// <summary>The first of the two, before the clock goes back.</summary>
    First,

    /// <summary>The second, after it went back.</summary>
    Second,
}

/// <summary>Wall-clock times to instants and back, by the zone data of NodaTime (IANA).</summary>
public static class ZoneClock
{
    private static readonly IDateTimeZoneProvider Zones = DateTimeZoneProviders.Tzdb;

    /// <summary>All zone ids a person may choose, without the aliases kept for old programs.</summary>
    public static IReadOnlyList<string> Ids { get; } =
        [.. (TzdbDateTimeZoneSource.Default.ZoneLocations ?? []).Select(location => location.ZoneId).Append("Etc/UTC").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>True for a zone that the zone data knows.</summary>
    public static bool Exists(string? zoneId) => zoneId is not null && Zones.GetZoneOrNull(zoneId) is not null;

    /// <summary>The zone.</summary>
    /// <exception cref="DateTimeZoneNotFoundException">There is none by this id.</exception>
    public static DateTimeZone Zone(string zoneId) => Zones[zoneId];

    /// <summary>The wall-clock time of an instant (UTC) in a zone.</summary>
    public static LocalDateTime ToLocal(DateTime instantUtc, string zoneId) =>
        Instant.FromDateTimeUtc(DateTime.SpecifyKind(instantUtc, DateTimeKind.Utc)).InZone(Zone(zoneId)).LocalDateTime;

    /// <summary>The day of an instant (UTC) in a zone.</summary>
    public static DateOnly DayOf(DateTime instantUtc, string zoneId) => ToLocal(instantUtc, zoneId).Date.ToDateOnly();

    /// <summary>The instant (UTC) at which a day begins in a zone; where a clock change skips midnight, the first instant there is.</summary>
    public static DateTime StartOfDay(LocalDate day, string zoneId) => Zone(zoneId).AtStartOfDay(day).ToDateTimeUtc();

    /// <summary>
    /// The instant (UTC) that a wall-clock time means. A time that a clock going forward skips is a problem
    /// (<c>time.skipped</c>); for a doubled one <paramref name="doubled"/> decides.
    /// </summary>
    public static Result<DateTime> ToUtc(LocalDateTime local, string zoneId, DoubledHour doubled = DoubledHour.First)
    {
        var mapping = Zone(zoneId).MapLocal(local);
        return mapping.Count switch
        {
            0 => Problem.Invalid("time.skipped", "Time", mapping.LateInterval.IsoLocalStart.TimeOfDay.ToString("HH:mm", null), zoneId),
            1 => mapping.Single().ToDateTimeUtc(),
            _ => (doubled == DoubledHour.First ? mapping.First() : mapping.Last()).ToDateTimeUtc(),
        };
    }

    /// <summary>True when the wall-clock time happens twice.</summary>
    public static bool IsDoubled(LocalDateTime local, string zoneId) => Zone(zoneId).MapLocal(local).Count > 1;

    /// <summary>The first change of the zone's offset in the span (UTC), or null: worth pointing out between now and a session.</summary>
    public static DateTime? ChangeBetween(DateTime fromUtc, DateTime toUtc, string zoneId)
    {
        if (toUtc <= fromUtc)
            return null;
        var intervals = Zone(zoneId).GetZoneIntervals(Instant.FromDateTimeUtc(fromUtc), Instant.FromDateTimeUtc(toUtc).PlusTicks(1)).ToList();
        // An interval may begin with nothing but another name for the same clock.
        return intervals.Find(interval => interval.WallOffset != intervals[0].WallOffset)?.Start.ToDateTimeUtc();
    }

    /// <summary>True when both zones show the same wall clock at the instant (UTC).</summary>
    public static bool SameClock(string oneZoneId, string otherZoneId, DateTime instantUtc) =>
        ToLocal(instantUtc, oneZoneId) == ToLocal(instantUtc, otherZoneId);
}
