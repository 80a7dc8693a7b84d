using CoachHub.Domain.Kernel;

namespace CoachHub.App.Integrations.Stripe;

/// <summary>Stripe counts some currencies otherwise than ISO 4217 (docs.stripe.com/currencies): for those the amount is brought over.</summary>
public static class StripeAmount
{
    // "Zero-decimal currencies", and those that Stripe writes with two digits although they have none.
    private static readonly HashSet<string> NoDigits =
        ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"];

    private static readonly HashSet<string> ThreeDigits = ["BHD", "JOD", "KWD", "OMR", "TND"];

    /// <summary>Our minor units as Stripe counts them; null where Stripe has no such amount.</summary>
    public static long? Of(long minor, string currency)
    {
        var (ours, theirs) = (Money.DigitsOf(currency), DigitsOf(currency));
        var scaled = theirs >= ours ? minor * Power(theirs - ours) : minor % Power(ours - theirs) == 0 ? minor / Power(ours - theirs) : (long?)null;
        // Three digits are written, but the last one has to be a nought.
        return ThreeDigits.Contains(currency) && scaled % 10 != 0 ? null : scaled;
    }

    /// <summary>Stripe's amount in our minor units. What has no exact counterpart differs from every price, and so shows.</summary>
    public static long ToMinor(long? amount, string currency)
    {
        var (ours, theirs) = (Money.DigitsOf(currency), DigitsOf(currency));
        return ours >= theirs ? (amount ?? 0) * Power(ours - theirs) : (amount ?? 0) / Power(theirs - ours);
    }

    private static int DigitsOf(string currency) => NoDigits.Contains(currency) ? 0 : ThreeDigits.Contains(currency) ? 3 : 2;

    private static long Power(int digits) => digits switch { 0 => 1, 1 => 10, 2 => 100, _ => 1000 };
}
