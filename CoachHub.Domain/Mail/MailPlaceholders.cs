using System.Text.RegularExpressions;

namespace CoachHub.Domain.Mail;

/// <summary>
/// The names in braces that a practice's own words may hold. They stand for values and for nothing else: what is filled in is never
/// looked at again, whatever it says.
/// </summary>
public static partial class MailPlaceholders
{
    /// <summary>The names in the text that are not among <paramref name="known"/>, each once, with their braces as typed.</summary>
    public static IReadOnlyList<string> Unknown(string? text, IReadOnlyCollection<string> known) =>
        [.. Named().Matches(text ?? "").Where(match => !known.Contains(NameOf(match))).Select(match => match.Value).Distinct(StringComparer.Ordinal)];

    /// <summary>True when a brace stands alone: half a placeholder would go out as it was typed.</summary>
    public static bool HasLooseBrace(string? text) => Named().Replace(text ?? "", "").AsSpan().ContainsAny('{', '}');

    /// <summary>The text with its placeholders filled in, in one pass. A name without a value leaves nothing.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Named().Replace(text, match => values.GetValueOrDefault(NameOf(match), ""));

    private static string NameOf(Match match) => match.Groups[1].Value.Trim().ToLowerInvariant();

    [GeneratedRegex(@"\{([^{}\r\n]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
