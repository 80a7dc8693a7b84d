using System.Globalization;
using CoachHub.App.Resources;

namespace CoachHub.App.Components.Practice;

/// <summary>What a lead is counted in.</summary>
public enum ReminderUnit
{
    /// <summary>Hours.</summary>
    Hours,

    /// <summary>Days of 24 hours.</summary>
    Days,
}

/// <summary>One reminder as it is typed: a number, and hours or days.</summary>
public sealed class ReminderLeadRow
{
    private const int DayHours = 24;

    public string? Amount { get; set; }

    public ReminderUnit Unit { get; set; }

    /// <summary>What it comes to; null for what is no whole number.</summary>
    public int? Hours =>
        int.TryParse(Amount, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var amount)
            ? (int)Math.Clamp((long)amount * (Unit == ReminderUnit.Days ? DayHours : 1), int.MinValue, int.MaxValue)
            : null;

    public static ReminderLeadRow Of(int? hours) => hours is { } known && LeadWords.InDays(known)
        ? new() { Amount = Number(known / DayHours), Unit = ReminderUnit.Days }
        : new() { Amount = hours is { } some ? Number(some) : null };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
