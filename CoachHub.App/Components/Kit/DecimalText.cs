using System.Globalization;

namespace CoachHub.App.Components.Kit;

/// <summary>Numbers as people type them in either language: a point or a comma before the decimals, spaces between thousands.</summary>
public static class DecimalText
{
    /// <summary>The number; null for blank text. False when it cannot be read as one number.</summary>
    public static bool TryParse(string? text, out decimal? value)
    {
        value = null;
        var bare = string.Concat((text ?? "").Where(sign => !char.IsWhiteSpace(sign)));
        if (bare.Length == 0)
            return true;
        // Two separators may be thousands in one language and nonsense in another: nobody guesses.
        if (bare.Length > 30 || bare.Count(sign => sign is '.' or ',') > 1)
            return false;
        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        if (!decimal.TryParse(bare.Replace(',', '.').Replace('−', '-'), style, CultureInfo.InvariantCulture, out var number))
            return false;
        value = number;
        return true;
    }

    /// <summary>As the language writes it, with as many decimals as there are, at most three.</summary>
    public static string Of(decimal value, CultureInfo culture) => value.ToString("#,0.###", culture);
}
