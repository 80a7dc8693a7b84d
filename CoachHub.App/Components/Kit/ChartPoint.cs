namespace CoachHub.App.Components.Kit;

/// <summary>A value of a day in a line chart.</summary>
public readonly record struct ChartPoint(DateOnly Day, decimal Value);
