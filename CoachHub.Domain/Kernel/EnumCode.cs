using System.Text;

namespace CoachHub.Domain.Kernel;

/// <summary>The stable lower-case name of an enum value: <c>LateCancelled</c> is <c>late_cancelled</c> in the database, in addresses and in CSV files.</summary>
public static class EnumCode
{
    /// <summary>The value's code.</summary>
    public static string Of<T>(T value) where T : struct, Enum => Codes<T>.ByValue[value];

    /// <summary>The value that the code names; case, hyphens, spaces and underscores do not matter.</summary>
    public static bool TryParse<T>(string? code, out T value) where T : struct, Enum =>
        // Rows of a list hold the code as it is: no need to fold it.
        Codes<T>.ByExactCode.TryGetValue(code ?? "", out value) || Codes<T>.ByCode.TryGetValue(Fold(code ?? ""), out value);

    /// <summary>The values named in a comma-separated list; unknown names are left out.</summary>
    public static IReadOnlyList<T> ParseList<T>(string? codes) where T : struct, Enum =>
        [.. (codes ?? "").Split(',').Select(code => TryParse<T>(code, out var value) ? value : (T?)null).OfType<T>().Distinct()];

    /// <summary>The codes of these values, comma-separated, in the order of the enum: the same set is the same text.</summary>
    public static string List<T>(IEnumerable<T> values) where T : struct, Enum => string.Join(',', values.Distinct().Order().Select(Of));

    private static string Fold(string code) => code.Replace("_", "").Replace("-", "").Replace(" ", "").ToLowerInvariant();

    private static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    private static class Codes<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>().ToDictionary(value => value, value => Snake(value.ToString()));
        public static readonly Dictionary<string, T> ByExactCode = ByValue.ToDictionary(pair => pair.Value, pair => pair.Key);
        public static readonly Dictionary<string, T> ByCode = ByValue.ToDictionary(pair => Fold(pair.Value), pair => pair.Key);
    }
}
