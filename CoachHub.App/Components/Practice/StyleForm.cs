using CoachHub.Domain.Practice;

namespace CoachHub.App.Components.Practice;

/// <summary>What is typed on the style page.</summary>
public sealed class StyleForm
{
    public string? AccentColor { get; set; }
    public string? SignInTitle { get; set; }
    public string? SignInLine { get; set; }

    public static StyleForm Of(StyleInput values) => new() { AccentColor = values.AccentColor, SignInTitle = values.SignInTitle, SignInLine = values.SignInLine };

    public StyleInput ToInput(int version) => new() { AccentColor = AccentColor, SignInTitle = SignInTitle, SignInLine = SignInLine, Version = version };
}
