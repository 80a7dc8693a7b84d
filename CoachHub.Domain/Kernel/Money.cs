using System.Collections.Concurrent;
using System.Globalization;

namespace CoachHub.Domain.Kernel;

/// <summary>An amount in the smallest unit of a currency (cents for EUR), so that sums are exact (D22).</summary>
/// <param name="Minor">The amount in minor units.</param>
/// <param name="Currency">ISO 4217 code, upper case.</param>
public readonly record struct Money(long Minor, string Currency)
{
    // ISO 4217: every currency has two digits after the point but these.
    private static readonly HashSet<string> NoDigits =
        ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"];

    private const decimal Most = 100_000_000_000m;

    private static readonly HashSet<string> ThreeDigits = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

    private static readonly Dictionary<string, string> Symbols = new()
    {
        ["EUR"] = "€",
        ["USD"] = "$",
        ["GBP"] = "£",
        ["JPY"] = "¥",
    };

    // A list writes the same kind of amount fifty times, and a format is the largest part of writing one.
    private static readonly ConcurrentDictionary<(string Culture, string Currency), NumberFormatInfo> Formats = new();

    /// <summary>How many digits the currency has after the point.</summary>
    public static int DigitsOf(string currency) =>
        NoDigits.Contains(currency) ? 0 : ThreeDigits.Contains(currency) ? 3 : 2;

    /// <summary>An amount in whole units as money, or null when it has more digits than the currency or is out of range.</summary>
    public static Money? FromDecimal(decimal amount, string currency)
    {
        if (Math.Abs(amount) > Most)
            return null;
        var scaled = amount * Scale(currency);
        return scaled == decimal.Truncate(scaled) && Math.Abs(scaled) <= Most
            ? new Money((long)scaled, currency)
            : null;
    }

    /// <summary>The amount in whole units.</summary>
    public decimal ToDecimal() => Minor / Scale(Currency);

    /// <summary>The amount as this culture writes it, with the currency's own sign and digits.</summary>
    public string ToString(CultureInfo culture)
    {
        var format = Formats.GetOrAdd((culture.Name, Currency), static (_, of) => of.Money.Format(of.Culture), (Money: this, Culture: culture));
        return ToDecimal().ToString("C", format);
    }

    /// <inheritdoc />
    public override string ToString() => ToString(CultureInfo.CurrentCulture);

    private NumberFormatInfo Format(CultureInfo culture)
    {
        var format = (NumberFormatInfo)culture.NumberFormat.Clone();
        format.CurrencySymbol = Symbols.GetValueOrDefault(Currency, Currency);
        format.CurrencyDecimalDigits = DigitsOf(Currency);
        return format;
    }

    private static decimal Scale(string currency) => DigitsOf(currency) switch { 0 => 1m, 3 => 1000m, _ => 100m };
}
