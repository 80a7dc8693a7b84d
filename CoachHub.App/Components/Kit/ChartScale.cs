namespace CoachHub.App.Components.Kit;

/// <summary>Where days and values stand in a chart, in hundredths of its width and height, and which of them are written at its edges.</summary>
public sealed class ChartScale
{
    private const int MostDays = 4;

    private static readonly decimal[] Factors = [1m, 2m, 5m, 10m];

    private readonly decimal lowest, highest;
    private readonly DateOnly first;
    private readonly int span;

    /// <param name="points">The values, the earliest first; at least one.</param>
    public ChartScale(IReadOnlyList<ChartPoint> points)
    {
        var (low, high) = (points.Min(point => point.Value), points.Max(point => point.Value));
        var step = StepFor(high - low);
        lowest = decimal.Floor(low / step) * step;
        highest = decimal.Ceiling(high / step) * step;
        if (lowest == highest)
            (lowest, highest) = (lowest - step, highest + step);
        var ticks = new List<decimal>();
        for (var tick = lowest; tick <= highest; tick += step)
            ticks.Add(tick);
        Ticks = ticks;
        first = points[0].Day;
        span = points[^1].Day.DayNumber - first.DayNumber;
        Days = span == 0 ? [first] : [.. Enumerable.Range(0, Math.Min(MostDays, span + 1)).Select(part => first.AddDays(span * part / (Math.Min(MostDays, span + 1) - 1)))];
    }

    /// <summary>Round values from below the lowest to above the highest.</summary>
    public IReadOnlyList<decimal> Ticks { get; }

    /// <summary>Days from the first to the last, evenly apart.</summary>
    public IReadOnlyList<DateOnly> Days { get; }

    /// <summary>A value's height, 0 to 100.</summary>
    public double HeightOf(decimal value) => (double)((value - lowest) / (highest - lowest) * 100);

    /// <summary>A day's place from the left, 0 to 100; the middle when there is one day only.</summary>
    public double WidthOf(DateOnly day) => span == 0 ? 50 : (day.DayNumber - first.DayNumber) * 100.0 / span;

    // 1, 2 or 5 times a power of ten, so that there are three to six lines.
    private static decimal StepFor(decimal range)
    {
        if (range <= 0)
            return 1;
        var power = (decimal)Math.Pow(10, Math.Floor(Math.Log10((double)range / 4)));
        return Factors.Select(factor => factor * power).First(step => range / step <= 5);
    }
}
