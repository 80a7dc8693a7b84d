using System.Globalization;
using CoachHub.App.Resources;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Programs;
using NodaTime;

namespace CoachHub.App.Components.Programs;

/// <summary>The rule of *Generate dates* as it is typed, and the list of dates that came of it and may be changed one by one.</summary>
public sealed class DatePlanForm
{
    private int lastKey;

    public HashSet<IsoDayOfWeek> Weekdays { get; } = [];
    public TimeOnly? Time { get; set; } = new(10, 0);
    public string? EveryWeeks { get; set; } = "1";
    public DateOnly? Start { get; set; }
    public string? Count { get; set; }
    public string? Skip { get; set; }
    public List<DateRow> Rows { get; private set; } = [];

    /// <summary>The rule; days to skip that cannot be read are more than a rule lets through.</summary>
    public DateRule ToRule()
    {
        var skip = (Skip ?? "").Split([',', ';', ' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var days = skip.Select(text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? LocalDate.FromDateOnly(day) : (LocalDate?)null).ToList();
        return new DateRule
        {
            Weekdays = [.. Weekdays.Order()],
            Time = Time is { } time ? new LocalTime(time.Hour, time.Minute) : null,
            EveryWeeks = AmountText.Whole(EveryWeeks),
            Start = Start is { } start ? LocalDate.FromDateOnly(start) : null,
            Count = AmountText.Whole(Count),
            Skip = days.Contains(null) ? [.. Enumerable.Repeat(default(LocalDate), 367)] : [.. days.OfType<LocalDate>()],
        };
    }

    /// <summary>Takes generated dates in place of the list.</summary>
    public void Fill(IEnumerable<PlannedDate> dates) => Rows = [.. dates.Select(date => new DateRow(++lastKey)
    {
        Date = date.Date.ToDateOnly(),
        Time = new TimeOnly(date.Time.Hour, date.Time.Minute),
    })];

    /// <summary>One more, a week after the last, at the rule's time.</summary>
    public void Add() => Rows.Add(new DateRow(++lastKey)
    {
        Date = Rows is [.., { Date: { } last }] ? last.AddDays(7) : Start,
        Time = Rows is [.., { Time: { } time }] ? time : Time,
    });
}

/// <summary>A date in the list, with what is known of it.</summary>
public sealed class DateRow(int key)
{
    public int Key => key;
    public DateOnly? Date { get; set; }
    public TimeOnly? Time { get; set; }
    public DoubledHour Doubled { get; set; }

    /// <summary>What the planner found; null while nothing was asked.</summary>
    public PlannedLook? Look { get; set; }

    /// <summary>What the save said to it.</summary>
    public Problem? Refusal { get; set; }

    /// <summary>The date; null while it is not typed.</summary>
    public PlannedDate? Planned => Date is { } date && Time is { } time
        ? new PlannedDate(LocalDate.FromDateOnly(date), new LocalTime(time.Hour, time.Minute), Doubled)
        : null;
}
