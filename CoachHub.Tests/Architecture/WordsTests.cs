using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CoachHub.Tests.Architecture;

/// <summary>French is complete: the English text is the key, so that a forgotten translation would show nowhere else.</summary>
public sealed partial class WordsTests
{
    private static readonly Dictionary<string, string> French = XDocument
        .Load(Path.Combine(Sources.Root, "CoachHub.App/Resources/Words.fr.resx")).Root!
        .Elements("data")
        .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    private static readonly List<(string Path, string Text)> Files = [.. Sources.Of("CoachHub.App", ".cs", ".razor")];

    // Whatever a file calls its localizer.
    private static readonly string Names = string.Join('|', Files.SelectMany(file => Localizer().Matches(file.Text)).Select(match => match.Groups[1].Value).Append("L").Distinct());

    private static readonly Dictionary<string, string> Used = Files
        .SelectMany(file => Regex.Matches(file.Text, $@"\b(?:{Names})\[\s*""((?:[^""\\]|\\.)*)""").Select(match => (Key: Unescaped(match.Groups[1].Value), Place: $"{file.Path}:{Sources.LineOf(file.Text, match.Index)}")))
        .GroupBy(use => use.Key)
        .ToDictionary(uses => uses.Key, uses => uses.First().Place);

    [Fact]
    public void EveryText_HasFrench() =>
        Breaches.None(Used.Where(use => !French.TryGetValue(use.Key, out var words) || string.IsNullOrWhiteSpace(words)).Select(use => $"{use.Value} {use.Key}"));

    [Fact]
    public void EveryFrenchText_IsUsed() => Breaches.None(French.Keys.Except(Used.Keys));

    [Fact]
    public void EveryFrenchText_HasThePlaceholdersOfItsKey() =>
        Breaches.None(French.Where(words => !Placeholders(words.Key).SetEquals(Placeholders(words.Value))).Select(words => words.Key));

    [Fact]
    public void EveryText_IsWrittenWhereItIsUsed() =>
        // A key that is computed cannot be found by the tests above.
        Breaches.None(Files.SelectMany(file => Regex.Matches(file.Text, $@"(?<![\w.])(?:{Names})\[\s*(?!\s*"")[^\]]*\]")
            .Select(match => $"{file.Path}:{Sources.LineOf(file.Text, match.Index)} {match.Value.Trim()}")));

    private static HashSet<string> Placeholders(string text) => [.. Placeholder().Matches(text).Select(match => match.Groups[1].Value)];

    private static string Unescaped(string literal) => Escape().Replace(literal, match => match.Value[1] switch
    {
        'n' => "\n",
        't' => "\t",
        'u' => ((char)int.Parse(match.Value.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
        var letter => letter.ToString(),
    });

    [GeneratedRegex(@"IStringLocalizer<Words>\s+(\w+)")]
    private static partial Regex Localizer();

    [GeneratedRegex(@"\{(\d+)(?::[^}]*)?\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\\(u[0-9A-Fa-f]{4}|.)")]
    private static partial Regex Escape();
}
