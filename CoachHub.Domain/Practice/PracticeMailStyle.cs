namespace CoachHub.Domain.Practice;

/// <summary>How clients read the name of their coach in mails.</summary>
public enum MailCoachName
{
    /// <summary>First and family name.</summary>
    FullName,

    /// <summary>The first name alone.</summary>
    FirstName,

    /// <summary>No person: the practice's name stands in its place.</summary>
    PracticeName,
}

/// <summary>What all mails have in common.</summary>
/// <param name="Signature">Plain lines below every mail; may be empty.</param>
/// <param name="CoachName">How clients read the name of their coach.</param>
public sealed record PracticeMailStyle(string Signature, MailCoachName CoachName)
{
    /// <summary>The longest signature.</summary>
    public const int SignatureLength = 1000;

    /// <summary>No signature, full names.</summary>
    public static PracticeMailStyle Plain { get; } = new("", MailCoachName.FullName);
}
