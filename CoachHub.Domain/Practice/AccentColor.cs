using System.Globalization;

namespace CoachHub.Domain.Practice;

/// <summary>An accent in one look.</summary>
/// <param name="Primary">Of links, marks and the primary button, <c>#rrggbb</c>.</param>
/// <param name="OnPrimary">Of words on it.</param>
/// <param name="Soft">The ground of what is chosen, with words in <paramref name="Primary"/>.</param>
public sealed record AccentLook(string Primary, string OnPrimary, string Soft);

/// <summary>
/// The colour that a practice chose, made readable: in each look every pair of words and ground has at least 4.5 : 1 (WCAG 2.2, 1.4.3).
/// A colour that is too light, or too dark in the dark look, is moved towards black or white as far as it takes, and no further.
/// </summary>
public sealed record AccentColor(string Chosen, AccentLook Light, AccentLook Dark)
{
    private const double Readable = 4.5;

    // The grounds of wwwroot/app.css.
    private static readonly Rgb White = new(255, 255, 255), Paper = new(0xf6, 0xf7, 0xf9), Ink = new(0x0c, 0x11, 0x17);
    private static readonly Rgb Night = new(0x12, 0x17, 0x1d), Slate = new(0x1a, 0x21, 0x29);

    /// <summary>The product's own colour, as in wwwroot/app.css: drawn for both looks, not moved by rule.</summary>
    public static AccentColor Own { get; } = new("#0f6b63", new AccentLook("#0f6b63", "#ffffff", "#e2f1ef"), new AccentLook("#4cc2b3", "#062a26", "#17322f"));

    /// <summary>Colours that need no moving in the light look.</summary>
    public static IReadOnlyList<string> Offered { get; } = [Own.Chosen, "#1f5fa8", "#4a4fb5", "#7a3e9d", "#a8325e", "#a33b1f", "#7a5a00", "#2f6b2f", "#3d4856"];

    /// <summary>The colour was too light for the light look.</summary>
    public bool IsDarkened => Light.Primary != Chosen;

    /// <summary>Both looks of <c>#rgb</c> or <c>#rrggbb</c>; null for anything else.</summary>
    public static AccentColor? Of(string? text)
    {
        if (Rgb.Parse(text) is not { } chosen)
            return null;
        if (chosen.ToString() == Own.Chosen)
            return Own;
        var light = Moved(chosen, Ink, color => Contrast(color, Paper) >= Readable && Contrast(color, color.Mixed(White, .88)) >= Readable);
        var dark = Moved(chosen, White, color => Contrast(color, Slate) >= Readable && Contrast(color, Night) >= Readable && Contrast(color, color.Mixed(Slate, .84)) >= Readable);
        return new AccentColor(chosen.ToString(), Look(light, White, .88), Look(dark, Slate, .84));
    }

    /// <summary>The contrast of two colours, 1 to 21.</summary>
    public static double Contrast(string one, string other) => Contrast(Rgb.Parse(one)!.Value, Rgb.Parse(other)!.Value);

    private static AccentLook Look(Rgb primary, Rgb ground, double share) =>
        new(primary.ToString(), (Contrast(primary, White) >= Contrast(primary, Ink) ? White : Ink).ToString(), primary.Mixed(ground, share).ToString());

    private static Rgb Moved(Rgb color, Rgb towards, Func<Rgb, bool> isReadable)
    {
        for (var step = 0; step < 100; step++)
        {
            var moved = color.Mixed(towards, step / 100.0);
            if (isReadable(moved))
                return moved;
        }

        return towards;
    }

    private static double Contrast(Rgb one, Rgb other)
    {
        var (first, second) = (one.Luminance, other.Luminance);
        return (Math.Max(first, second) + .05) / (Math.Min(first, second) + .05);
    }

    private readonly record struct Rgb(byte Red, byte Green, byte Blue)
    {
        public double Luminance => (.2126 * Linear(Red)) + (.7152 * Linear(Green)) + (.0722 * Linear(Blue));

        public static Rgb? Parse(string? text)
        {
            if (text is ['#', var r, var g, var b])
                text = $"#{r}{r}{g}{g}{b}{b}";
            return text is ['#', ..] && text.Length == 7 && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                ? new Rgb((byte)(value >> 16), (byte)(value >> 8), (byte)value)
                : null;
        }

        public Rgb Mixed(Rgb other, double share) => new(Mix(Red, other.Red, share), Mix(Green, other.Green, share), Mix(Blue, other.Blue, share));

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

        private static byte Mix(byte mine, byte theirs, double share) => (byte)Math.Round(mine + ((theirs - mine) * share));

        private static double Linear(byte channel) => channel / 255.0 is var value && value <= .04045 ? value / 12.92 : Math.Pow((value + .055) / 1.055, 2.4);
    }
}
