using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Accounts;

/// <summary>
/// What a password must be (ASVS 5.0, 6.2): long, not among the ones that are tried first, not made of one's own name. There
/// are no rules about its composition: they make people write <c>Password1!</c>.
/// </summary>
public static class PasswordRules
{
    /// <summary>The fewest characters.</summary>
    public const int Shortest = 12;

    /// <summary>The most characters: more costs time and adds nothing.</summary>
    public const int Longest = 128;

    /// <summary>Rounds of PBKDF2 with HMAC-SHA512; OWASP's floor.</summary>
    public const int HashIterations = 210_000;

    private const int FewestDistinct = 5;
    private const int LongestPeriod = 6;
    private const int ShortestRun = 4;
    private const int ShortestOwnWord = 4;

    private static readonly HashSet<string> Common = ReadCommon();

    private static readonly string[] Rows =
        ["0123456789", "1234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertzuiop"];

    /// <summary>The problem with a password, on this field, or null. <paramref name="own"/> are the person's names and address.</summary>
    public static Problem? Check(string? password, string field, params IEnumerable<string?> own)
    {
        if (string.IsNullOrEmpty(password) || password.Length < Shortest)
            return Problem.Invalid("account.password_short", field, Shortest);
        if (password.Length > Longest)
            return Problem.Invalid("account.password_long", field, Longest);
        if (HoldsOwnWord(password, own))
            return Problem.Invalid("account.password_personal", field);
        return IsPredictable(password) ? Problem.Invalid("account.password_common", field) : null;
    }

    private static bool IsPredictable(string password)
    {
        var folded = TextFold.Fold(password);
        return folded.Distinct().Count() < FewestDistinct
            || IsPeriodic(folded)
            || LeftAfterRuns(folded) < ShortestRun
            || IsCommon(Letters(folded))
            || IsCommon(Letters(Unmask(folded)))
            || IsCommon(Letters(Unmask(folded.TrimEnd("0123456789!?.*-_@#$".ToCharArray()))));
    }

    // One or two of the listed words, whatever digits and signs stand around them. Three and more make a phrase.
    private static bool IsCommon(string letters) =>
        Common.Contains(letters)
        || Enumerable.Range(1, Math.Max(0, letters.Length - 1)).Any(cut => Common.Contains(letters[..cut]) && Common.Contains(letters[cut..]));

    private static bool IsPeriodic(string text) =>
        Enumerable.Range(1, LongestPeriod).Any(period => text.Select((letter, at) => letter == text[at % period]).All(same => same));

    // How much is left when walks along the alphabet, the digits or a row of keys are taken out.
    private static int LeftAfterRuns(string text)
    {
        var left = 0;
        for (var at = 0; at < text.Length;)
        {
            var run = LongestRun(text, at);
            left += run >= ShortestRun ? 0 : 1;
            at += run >= ShortestRun ? run : 1;
        }

        return left;
    }

    private static int LongestRun(string text, int from)
    {
        var longest = 1;
        foreach (var row in Rows)
        {
            foreach (var step in (ReadOnlySpan<int>)[1, -1])
            {
                var length = 1;
                for (var key = row.IndexOf(text[from], StringComparison.Ordinal) + step;
                    key - step >= 0 && key >= 0 && key < row.Length && from + length < text.Length && text[from + length] == row[key];
                    key += step)
                {
                    length++;
                }

                longest = Math.Max(longest, length);
            }
        }

        return longest;
    }

    private static bool HoldsOwnWord(string password, IEnumerable<string?> own)
    {
        var folded = TextFold.Fold(password);
        var unmasked = Unmask(folded);
        return own.SelectMany(text => TextFold.Fold(text?.Split('@')[0] ?? "").Split([' ', '-', '.', '_', '+', '\''], StringSplitOptions.RemoveEmptyEntries))
            .Where(word => word.Length >= ShortestOwnWord)
            .Any(word => folded.Contains(word, StringComparison.Ordinal) || unmasked.Contains(word, StringComparison.Ordinal));
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetter));

    private static string Unmask(string text) => string.Concat(text.Select(letter => letter switch
    {
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => letter,
    }));

    private static HashSet<string> ReadCommon()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("CommonPasswords.txt")
            ?? throw new InvalidOperationException("The list of common passwords is not in the assembly.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }
}
