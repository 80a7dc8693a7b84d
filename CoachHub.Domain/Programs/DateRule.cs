using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using NodaTime;

namespace CoachHub.Domain.Programs;

/// <summary>A date of the plan, on the wall clock of the bundle's zone.</summary>
/// <param name="Date">The day.</param>
/// <param name="Time">The time.</param>
/// <param name="Doubled">Which instant is meant when the clock shows the time twice.</param>
public readonly record struct PlannedDate(LocalDate Date, LocalTime Time, DoubledHour Doubled = DoubledHour.First)
{
    /// <summary>The wall clock.</summary>
    public LocalDateTime Local => Date + Time;
}

/// <summary>*Generate dates*: on these weekdays, at this time, every so many weeks. A time that a clock change skips is generated too: the list says so, and a person decides.</summary>
public sealed record DateRule
{
    /// <summary>The widest step between two weeks.</summary>
    public const int MostWeeks = 12;

    /// <summary>Days of the week; none is a problem.</summary>
    public IReadOnlyList<IsoDayOfWeek> Weekdays { get; init; } = [];

    /// <summary>The time of each.</summary>
    public LocalTime? Time { get; init; }

    /// <summary>1 = every week. Weeks begin on Monday; the first is that of <see cref="Start"/>.</summary>
    public int? EveryWeeks { get; init; } = 1;

    /// <summary>No date before this one.</summary>
    public LocalDate? Start { get; init; }

    /// <summary>Days that are left out; the plan goes on longer instead.</summary>
    public IReadOnlyList<LocalDate> Skip { get; init; } = [];

    /// <summary>How many dates.</summary>
    public int? Count { get; init; }

    /// <summary>Each field's problems, in the order of the form.</summary>
    public IReadOnlyList<Problem> Check()
    {
        var problems = new List<Problem>();
        if (Weekdays.Count == 0 || Weekdays.Any(day => day is < IsoDayOfWeek.Monday or > IsoDayOfWeek.Sunday))
            problems.Add(Problem.Invalid("dates.weekdays", nameof(Weekdays)));
        if (Time is null)
            problems.Add(Problem.Invalid("session.time_required", nameof(Time)));
        if (EveryWeeks is not (>= 1 and <= MostWeeks))
            problems.Add(Problem.Invalid("dates.every", nameof(EveryWeeks), MostWeeks));
        if (Start is null)
            problems.Add(Problem.Invalid("session.date_required", nameof(Start)));
        else if (Start.Value.Year is < 1970 or > 2190)
            problems.Add(Problem.Invalid("session.date_range", nameof(Start)));
        if (Count is not (>= 1 and <= Bundle.MostSessions))
            problems.Add(Problem.Invalid("bundle.sessions", nameof(Count), Bundle.MostSessions));
        if (Skip.Count > 366)
            problems.Add(Problem.Invalid("dates.skip", nameof(Skip)));
        return problems;
    }

    /// <summary>The dates in order, once <see cref="Check"/> found nothing.</summary>
    public IReadOnlyList<PlannedDate> Generate()
    {
        var days = Weekdays.Distinct().Order().ToList();
        var skip = Skip.ToHashSet();
        var dates = new List<PlannedDate>(Count!.Value);
        var monday = Start!.Value.PlusDays(1 - (int)Start.Value.DayOfWeek);
        // Each week holds at least one of the weekdays, and at most all days to skip are missed: it ends.
        for (var week = monday; dates.Count < Count; week = week.PlusWeeks(EveryWeeks!.Value))
        {
            foreach (var day in days)
            {
                var date = week.PlusDays((int)day - 1);
                if (date >= Start && !skip.Contains(date) && dates.Count < Count)
                    dates.Add(new PlannedDate(date, Time!.Value));
            }
        }

        return dates;
    }
}
