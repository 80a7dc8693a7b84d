using System.Globalization;
using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Practice;

/// <summary>How long before a session its reminders are due (D14). Kept as hours: a day is 24 of them, also where a clock changes in between.</summary>
public static class ReminderLeads
{
    /// <summary>A practice has at most so many.</summary>
    public const int Most = 5;

    /// <summary>The field of one lead, as problems name it; counted from 0.</summary>
    public static string FieldOf(int index) => string.Create(CultureInfo.InvariantCulture, $"{nameof(PracticeInput.ReminderLeads)}[{index}]");

    /// <summary>The kept text as spans, the longest first.</summary>
    public static IReadOnlyList<TimeSpan> Parse(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(hours => TimeSpan.FromHours(int.Parse(hours, CultureInfo.InvariantCulture)))];

    /// <summary>Checked hours as they are kept, the longest first.</summary>
    public static string Format(IEnumerable<int?> hours) => string.Join(',', hours.OfType<int>().OrderDescending());

    /// <summary>What is wrong with which of them: <c>practice.leads_many</c>, <c>practice.lead_range</c>, <c>practice.lead_twice</c>.</summary>
    public static IEnumerable<Problem> Check(IReadOnlyList<int?> hours)
    {
        if (hours.Count > Most)
            yield return Problem.Invalid("practice.leads_many", FieldOf(Most), Most);
        foreach (var (index, lead) in hours.Take(Most).Index())
        {
            if (lead is not (>= 1 and <= PracticeInput.LongestHours))
                yield return Problem.Invalid("practice.lead_range", FieldOf(index));
            else if (hours.Take(index).Contains(lead))
                yield return Problem.Invalid("practice.lead_twice", FieldOf(index));
        }
    }
}
