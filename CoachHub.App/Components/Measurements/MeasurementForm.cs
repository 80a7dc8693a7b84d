using CoachHub.App.Components.Kit;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Measurements;

namespace CoachHub.App.Components.Measurements;

/// <summary>What is typed about a value. The names of the properties are those of <see cref="MeasurementInput"/>: problems find their field by them.</summary>
public sealed class MeasurementForm
{
    public DateOnly? Day { get; set; }

    public string? Value { get; set; }

    /// <summary>The value as input, or the problem that it is no number.</summary>
    public (MeasurementInput Input, Problem? Problem) ToInput(int? measureId)
    {
        var readable = DecimalText.TryParse(Value, out var value);
        return (new MeasurementInput { MeasureId = measureId, Day = Day, Value = value }, readable ? null : Problem.Invalid("measurement.value_number", nameof(Value)));
    }
}
