namespace CoachHub.App.Integrations.Pdf;

/// <summary>Breaks texts into lines.</summary>
internal static class PdfLines
{
    /// <summary>The text's lines in letters that the face has, each within the width: broken at spaces, and within a word that is wider than a line.</summary>
    public static IReadOnlyList<string> Of(string text, double width, PdfStyle style)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
            lines.AddRange(Broken(style.Face.Readable(paragraph).TrimEnd(), width, style));
        return lines;
    }

    private static IEnumerable<string> Broken(string paragraph, double width, PdfStyle style)
    {
        var line = "";
        foreach (var word in paragraph.Split(' '))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (Fits(longer, width, style))
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
                yield return line;
            line = word;
            while (!Fits(line, width, style))
            {
                var cut = FittingPart(line, width, style);
                yield return line[..cut];
                line = line[cut..];
            }
        }

        yield return line;
    }

    // At least one letter: a column narrower than that would never end.
    private static int FittingPart(string word, double width, PdfStyle style)
    {
        var cut = 1;
        while (cut < word.Length - 1 && Fits(word[..(cut + 1)], width, style))
            cut++;
        return cut;
    }

    private static bool Fits(string text, double width, PdfStyle style) => text.Length <= 1 || style.Face.WidthOf(text, style.Size) <= width;
}
