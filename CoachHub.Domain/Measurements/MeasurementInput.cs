using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Measurements;

/// <summary>A value as a person typed it: any field may be missing or wrong.</summary>
public sealed record MeasurementInput
{
    /// <summary>The heaviest weight, in kilograms.</summary>
    public const int MostKilograms = 700;

    /// <summary>The highest value of any other measure.</summary>
    public const int Most = 1_000_000;

    /// <summary>The first year of which values are kept.</summary>
    public const int FirstYear = 1900;

    private const int Digits = 3;

    /// <summary>What was measured; null = weight.</summary>
    public int? MeasureId { get; init; }

    /// <summary>The day.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The value, in the measure's unit.</summary>
    public decimal? Value { get; init; }

    /// <summary>
    /// Each field's problems, seen on <paramref name="today"/>: <c>measurement.day_required</c>, <c>measurement.day_future</c>,
    /// <c>measurement.day_range</c>, <c>measurement.value_required</c>, <c>measurement.value_range</c> (with the highest value),
    /// <c>measurement.value_digits</c>.
    /// </summary>
    public IReadOnlyList<Problem> Check(DateOnly today) => [.. new[] { CheckDay(today), CheckValue() }.OfType<Problem>()];

    /// <summary>The value in thousandths.</summary>
    internal long Thousandths => (long)(Value!.Value * 1000);

    private Problem? CheckDay(DateOnly today) => Day switch
    {
        null => Problem.Invalid("measurement.day_required", nameof(Day)),
        { } day when day > today => Problem.Invalid("measurement.day_future", nameof(Day)),
        { Year: < FirstYear } => Problem.Invalid("measurement.day_range", nameof(Day), FirstYear),
        _ => null,
    };

    private Problem? CheckValue()
    {
        if (Value is not { } value)
            return Problem.Invalid("measurement.value_required", nameof(Value));
        var most = MeasureId is null ? MostKilograms : Most;
        // Of weight zero is no value; of other measures it may be one, and some are below zero.
        if (value > most || (MeasureId is null ? value <= 0 : value < -most))
            return Problem.Invalid(MeasureId is null ? "measurement.weight_range" : "measurement.value_range", nameof(Value), most);
        return decimal.Round(value, Digits) == value ? null : Problem.Invalid("measurement.value_digits", nameof(Value), Digits);
    }
}
