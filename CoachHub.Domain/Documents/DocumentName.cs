using System.Globalization;
using System.Text;

namespace CoachHub.Domain.Documents;

/// <summary>Names of uploaded files come from anywhere; this makes of them what can be shown, sent and saved everywhere.</summary>
public static class DocumentName
{
    private const string Extension = ".pdf";

    /// <summary>
    /// The name without folders, control and direction characters or what file systems refuse, at most
    /// <see cref="Document.NameLength"/> characters, ending in <c>.pdf</c>: what a name shows is what it is.
    /// </summary>
    public static string Clean(string? fileName)
    {
        var last = (fileName ?? "").Split('/', '\\')[^1];
        var text = new StringBuilder(last.Length);
        foreach (var rune in last.EnumerateRunes())
        {
            // Runes that stand for lone surrogates cannot be encoded; directions and joiners can hide the true ending.
            if (rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse)
                continue;
            if (Rune.IsWhiteSpace(rune))
            {
                if (text.Length > 0 && text[^1] != ' ')
                    text.Append(' ');
            }
            else if (rune.Value is '<' or '>' or ':' or '"' or '|' or '?' or '*')
            {
                text.Append('_');
            }
            else
            {
                text.Append(rune);
            }
        }

        var name = text.ToString().Normalize(NormalizationForm.FormC).Trim();
        if (name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
            name = name[..^Extension.Length];
        name = name.Trim(' ', '.');
        return (name.Length == 0 ? "document" : Cut(name, Document.NameLength - Extension.Length)) + Extension;
    }

    private static string Cut(string name, int longest)
    {
        if (name.Length <= longest)
            return name;
        return name[..(char.IsHighSurrogate(name[longest - 1]) ? longest - 1 : longest)].TrimEnd(' ', '.');
    }
}
