namespace CoachHub.App.Components.Layout;

/// <summary>What the browser remembered when the page was asked for: <c>light</c>, <c>dark</c> or <c>system</c>.</summary>
public sealed record ThemeChoice(string Name);
