namespace CoachHub.App.Components.Kit;

/// <summary>A bar.</summary>
/// <param name="Value">How much, in the unit of the scale; none is negative.</param>
/// <param name="Tint">Its colour: <c>main</c> or <c>beside</c>.</param>
public sealed record Bar(decimal Value, string Tint);

/// <summary>Bars that stand together.</summary>
/// <param name="Key">Another one for each group.</param>
/// <param name="Label">Below them.</param>
/// <param name="Title">What they say, in words.</param>
/// <param name="Href">Where they lead, from <c>AppRoutes</c>.</param>
/// <param name="Bars">From the left.</param>
/// <param name="IsChosen">They are what the page shows more of.</param>
public sealed record BarGroup(int Key, string Label, string Title, string Href, IReadOnlyList<Bar> Bars, bool IsChosen);
