namespace CoachHub.App.Components.Kit;

/// <summary>Numbers that a thumb can dial.</summary>
public static class Telephone
{
    /// <summary>Only what a telephone dials: digits and a leading plus, up to the first letter, where an extension or a remark begins.</summary>
    public static string Link(string phone) =>
        $"tel:{(phone.StartsWith('+') ? "+" : "")}{string.Concat(phone.TakeWhile(sign => !char.IsLetter(sign)).Where(char.IsAsciiDigit))}";
}
