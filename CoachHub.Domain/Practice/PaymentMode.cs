namespace CoachHub.Domain.Practice;

/// <summary>Whether online payments are real.</summary>
public enum PaymentMode
{
    /// <summary>Test cards; no real money moves.</summary>
    Test,

    /// <summary>Real money.</summary>
    Live,
}
