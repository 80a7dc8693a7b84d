namespace CoachHub.Domain.Kernel;

/// <summary>Checks on text that people type, the same for every form, import and forged request.</summary>
public static class InputText
{
    /// <summary>Trimmed, or null when nothing is left.</summary>
    public static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>True for one line of at most <paramref name="longest"/> characters without control characters.</summary>
    public static bool IsLine(string? text, int longest) =>
        text is null || (text.Length <= longest && !text.Any(char.IsControl));

    /// <summary>True for text of several lines within the length; NUL and other invisible controls are refused.</summary>
    public static bool IsNote(string? text, int longest) =>
        text is null || (text.Length <= longest && !text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t')));

    /// <summary>True for an address that mail can be sent to: one line, one <c>@</c>, a domain with a point, no spaces or brackets.</summary>
    public static bool IsEmail(string? text)
    {
        if (text is null || text.Length > 254 || text.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || letter is '<' or '>' or '"' or ',' or ';' or '(' or ')' or '\\'))
            return false;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at is < 1 or > 64 || at != text.LastIndexOf('@'))
            return false;
        var domain = text[(at + 1)..];
        return domain.Length >= 3 && domain.Contains('.', StringComparison.Ordinal)
            && domain.Split('.').All(label => label.Length is > 0 and <= 63 && !label.StartsWith('-') && !label.EndsWith('-'));
    }

    /// <summary>True for an absolute http or https address.</summary>
    public static bool IsWebAddress(string? text) =>
        text is null || (text.Length <= 2000 && !text.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter))
            && Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == "http" || uri.Scheme == "https") && uri.Host.Length > 0);
}
