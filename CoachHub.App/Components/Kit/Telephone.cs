namespace CoachHub.App.Components.Kit;

/// <summary>Numbers that a thumb can dial.</summary>
public static class Telephone
{
    /// <summary>Dials the number.</summary>
    public static string Link(string phone) => $"tel:{Digits(phone)}";

    /// <summary>
    /// Only what a telephone dials: digits and a leading plus, up to the first letter, where an extension or a remark begins. The nought in
    /// brackets after a country's code is for callers within the country.
    /// </summary>
    public static string Digits(string phone)
    {
        var isAbroad = phone.TrimStart().StartsWith('+');
        var number = isAbroad ? phone.Replace("(0)", "", StringComparison.Ordinal) : phone;
        return $"{(isAbroad ? "+" : "")}{string.Concat(number.TakeWhile(sign => !char.IsLetter(sign)).Where(char.IsAsciiDigit))}";
    }
}
