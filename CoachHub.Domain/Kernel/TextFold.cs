using System.Globalization;
using System.Text;

namespace CoachHub.Domain.Kernel;

/// <summary>Makes names comparable: lower case, without accents, one space between words.</summary>
public static class TextFold
{
    /// <summary>The folded form: <c>Éléonore  Dùpont</c> becomes <c>eleonore dupont</c>.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        var pendingSpace = false;
        foreach (var letter in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark)
                continue;
            if (char.IsWhiteSpace(letter))
            {
                pendingSpace = folded.Length > 0;
                continue;
            }

            if (pendingSpace)
                folded.Append(' ');
            pendingSpace = false;
            folded.Append(char.ToLowerInvariant(letter));
        }

        return folded.ToString().Normalize(NormalizationForm.FormC);
    }
}
