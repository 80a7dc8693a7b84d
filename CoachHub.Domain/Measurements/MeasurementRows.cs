namespace CoachHub.Domain.Measurements;

/// <summary>Something that is measured.</summary>
/// <param name="Id">The measure; null = weight, whose name and unit the application knows.</param>
/// <param name="Name">Its name; empty for weight.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="InUse">New values can be entered.</param>
public sealed record MeasureChoice(int? Id, string Name, string Unit, bool InUse)
{
    /// <summary>Weight in kilograms.</summary>
    public static MeasureChoice Weight { get; } = new(null, "", "kg", InUse: true);
}

/// <summary>A value of a client.</summary>
/// <param name="Id">The value's row.</param>
/// <param name="Version">Its version.</param>
/// <param name="MeasureId">What was measured; null = weight.</param>
/// <param name="Day">The day.</param>
/// <param name="Value">The value in the measure's unit.</param>
/// <param name="EnteredById">Who entered it.</param>
/// <param name="EnteredBy">That person's name.</param>
/// <param name="MayChange">The reader may change and delete it.</param>
public sealed record MeasurementRow(int Id, int Version, int? MeasureId, DateOnly Day, decimal Value, int EnteredById, string EnteredBy, bool MayChange);

/// <summary>A client's measures and values.</summary>
/// <param name="Measures">Weight first, then the practice's; those that are not in use only where they have values.</param>
/// <param name="Rows">The values, by day, the earliest first.</param>
/// <param name="MayEnter">The reader may enter values.</param>
public sealed record MeasurementSheet(IReadOnlyList<MeasureChoice> Measures, IReadOnlyList<MeasurementRow> Rows, bool MayEnter);
