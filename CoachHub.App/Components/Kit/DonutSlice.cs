namespace CoachHub.App.Components.Kit;

/// <summary>A share of a whole.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">How much; none is negative.</param>
/// <param name="Text">How much, in words.</param>
/// <param name="Tint">Its colour: <c>good</c>, <c>careful</c> or <c>news</c>.</param>
/// <param name="Href">Where it leads, from <c>AppRoutes</c>, or null.</param>
public sealed record DonutSlice(string Label, long Value, string Text, string Tint, string? Href = null);
