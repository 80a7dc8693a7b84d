using System.Globalization;
using CoachHub.Domain.Kernel;

namespace CoachHub.App.Components.Programs;

/// <summary>Numbers as people type them: a point or a comma before the digits, spaces between thousands.</summary>
public static class AmountText
{
    /// <summary>What cannot be read as an amount becomes one that no rule lets through.</summary>
    public const decimal Unreadable = decimal.MaxValue;

    /// <summary>The amount; null for nothing typed.</summary>
    public static decimal? Read(string? text)
    {
        var clean = InputText.Clean(text)?.Replace(" ", "", StringComparison.Ordinal).Replace("\u202f", "", StringComparison.Ordinal).Replace("\u00a0", "", StringComparison.Ordinal).Replace(',', '.');
        if (clean is null)
            return null;
        return decimal.TryParse(clean, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount) ? amount : Unreadable;
    }

    /// <summary>An amount to be edited.</summary>
    public static string? Write(decimal? amount, string currency, CultureInfo culture) => amount?.ToString($"F{Money.DigitsOf(currency)}", culture);

    /// <summary>A whole number; 0, which no rule lets through, for what is none; null for nothing typed.</summary>
    public static int? Whole(string? text) => InputText.Clean(text) is not { } clean ? null
        : int.TryParse(clean, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
