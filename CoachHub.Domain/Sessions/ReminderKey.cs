using System.Globalization;

namespace CoachHub.Domain.Sessions;

/// <summary>The dedupe key of a reminder holds what it is about: once per session, start and lead (D14).</summary>
public static class ReminderKey
{
    /// <summary><c>reminder:session:start:lead</c>, start in UTC to the minute, lead in minutes. A repeat by hand adds <c>#</c> and a number.</summary>
    public static string Of(int sessionId, DateTime startsAtUtc, TimeSpan lead) =>
        string.Create(CultureInfo.InvariantCulture, $"reminder:{sessionId}:{startsAtUtc:yyyyMMddHHmm}:{(int)lead.TotalMinutes}");

    /// <summary>The start that the key names, UTC.</summary>
    public static DateTime StartOf(string key) =>
        DateTime.ParseExact(key.Split(':', '#')[2], "yyyyMMddHHmm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    /// <summary>True for a repeat by hand.</summary>
    public static bool IsByHand(string key) => key.Contains('#', StringComparison.Ordinal);

    /// <summary>How long before the start the reminder is due.</summary>
    public static TimeSpan LeadOf(string key) => TimeSpan.FromMinutes(int.Parse(key.Split(':', '#')[3], CultureInfo.InvariantCulture));
}
