namespace CoachHub.Domain.Practice;

/// <summary>How the practice looks to everybody.</summary>
/// <param name="AccentColor"><c>#rrggbb</c>, or empty for the product's own.</param>
/// <param name="Logo">The logo, or null.</param>
/// <param name="SignInTitle">Heading of the sign-in page; empty = the practice's name.</param>
/// <param name="SignInLine">A line below it; may be empty.</param>
public sealed record PracticeStyle(string AccentColor, LogoFacts? Logo, string SignInTitle, string SignInLine)
{
    /// <summary>The longest heading of the sign-in page.</summary>
    public const int TitleLength = 80;

    /// <summary>The longest line below it.</summary>
    public const int LineLength = 200;

    internal static PracticeStyle Of(PracticeSettings row) => new(
        row.AccentColor,
        row.LogoHash.Length == 0 ? null : new LogoFacts(row.LogoHash, row.LogoType, row.LogoSize, row.LogoWidth, row.LogoHeight),
        row.SignInTitle,
        row.SignInLine);
}

/// <summary>What is known of the logo without its bytes.</summary>
/// <param name="Hash">SHA-256 of the content, hexadecimal: another logo has another one.</param>
/// <param name="ContentType"><c>image/png</c>, <c>image/jpeg</c> or <c>image/webp</c>, found in the content.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public sealed record LogoFacts(string Hash, string ContentType, int Size, int Width, int Height);
