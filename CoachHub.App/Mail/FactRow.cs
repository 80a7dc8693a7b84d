namespace CoachHub.App.Mail;

/// <summary>One line of a mail's table of facts.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">What is true.</param>
public sealed record FactRow(string Label, string Value)
{
    /// <summary>What stands under the value, smaller.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>What was true before, or null when that did not change.</summary>
    public string? Was { get; init; }

    /// <summary>Where the value leads, or null.</summary>
    public string? Link { get; init; }
}
