using System.Globalization;
using System.Text;
using UglyToad.PdfPig.Fonts.TrueType;
using UglyToad.PdfPig.Fonts.TrueType.Parser;

namespace CoachHub.App.Integrations.Pdf;

/// <summary>
/// DejaVu Sans Condensed, which travels with the program: of the fourteen fonts that every PDF reader has, the library writes no accents.
/// Letters that it lacks are replaced by the nearest that it has, so that no name can keep a receipt from being made.
/// </summary>
internal sealed class PdfTypeface
{
    private const char Unknown = '?', NoBreakSpace = '\u00a0';

    private readonly TrueTypeFont font;
    private readonly double unitsPerEm;

    private PdfTypeface(string resource)
    {
        using var stream = typeof(PdfTypeface).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{resource} is not in the program.");
        Bytes = new byte[stream.Length];
        stream.ReadExactly(Bytes);
        font = TrueTypeFontParser.Parse(new TrueTypeDataBytes(Bytes));
        unitsPerEm = font.GetUnitsPerEm();
    }

    public static PdfTypeface Regular { get; } = new("DejaVuSansCondensed.ttf");

    public static PdfTypeface Bold { get; } = new("DejaVuSansCondensed-Bold.ttf");

    /// <summary>The font's file.</summary>
    public byte[] Bytes { get; }

    /// <summary>How wide a text is that holds nothing but letters of the font.</summary>
    public double WidthOf(string text, double size) => text.Sum(letter => font.TryGetAdvanceWidth(letter, out var width) ? width : 0) * size / unitsPerEm;

    /// <summary>The text in letters that the font has.</summary>
    public string Readable(string text)
    {
        var readable = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormC).EnumerateRunes())
            readable.Append(Letters(rune));
        return readable.ToString();
    }

    private string Letters(Rune rune)
    {
        var whole = rune.ToString();
        if (Rune.IsControl(rune))
            return rune.Value == '\t' ? " " : "";
        if (Has(whole))
            return whole;
        switch (Rune.GetUnicodeCategory(rune))
        {
            // The narrow space of French amounts, and its kin.
            case UnicodeCategory.SpaceSeparator:
                return NoBreakSpace.ToString();
            case UnicodeCategory.DashPunctuation:
                return "-";
            case UnicodeCategory.Format or UnicodeCategory.NonSpacingMark:
                return "";
        }

        var parts = string.Concat(whole.Normalize(NormalizationForm.FormKD).Where(part => CharUnicodeInfo.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark));
        return parts.Length > 0 && parts != whole && Has(parts) ? parts : Unknown.ToString();
    }

    private bool Has(string text) => text.All(letter => font.WindowsUnicodeCMap is { } map && map.CharacterCodeToGlyphIndex(letter) > 0);
}
