namespace CoachHub.App.Components.Kit;

/// <summary>How an instant is written.</summary>
public enum InstantFormat
{
    /// <summary><c>Tue 24 Nov 2026, 09:00</c></summary>
    DateAndTime,

    /// <summary><c>09:00</c></summary>
    Time,

    /// <summary><c>Tue 24 Nov 2026</c></summary>
    Date,

    /// <summary><c>Tuesday 24 November</c></summary>
    DayHeading,
}
