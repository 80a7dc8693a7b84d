using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Sessions;

/// <summary>What becomes of the credit of a session that did not take place.</summary>
public enum CreditOutcome
{
    /// <summary>It may be planned again.</summary>
    Return,

    /// <summary>It is used up.</summary>
    Consume,
}

/// <summary>What follows from a cancellation or a no-show (part 4.8).</summary>
/// <param name="Credit">The credit.</param>
/// <param name="FeeMinor">The fee in minor units of the practice's currency; null = none.</param>
public readonly record struct Outcome(CreditOutcome Credit, long? FeeMinor)
{
    /// <summary>The credit returns and nothing is owed.</summary>
    public static Outcome Waived => new(CreditOutcome.Return, null);
}

/// <summary>What somebody decided instead of the proposal, or with it.</summary>
/// <param name="Credit">The credit.</param>
/// <param name="Fee">The fee in whole units; null = none.</param>
/// <param name="Reason">Why; needed where it is not what the policy proposes.</param>
public sealed record OutcomeChoice(CreditOutcome Credit, decimal? Fee, string? Reason)
{
    /// <summary>The longest reason.</summary>
    public const int ReasonLength = 200;

    /// <summary>*Waive*: the credit returns, nothing is owed, and the reason is kept.</summary>
    public static OutcomeChoice Waive(string? reason) => new(CreditOutcome.Return, null, reason);

    /// <summary>What is wrong with it, or null, given what the policy proposes: <c>outcome.credit</c>, <c>outcome.fee</c>, <c>outcome.reason</c>, <c>text.line</c>.</summary>
    public Problem? Check(Outcome proposed, string currency) => this switch
    {
        _ when !Enum.IsDefined(Credit) => Problem.Invalid("outcome.credit", nameof(Credit)),
        _ when Fee is < 0 || (Fee is { } fee && Money.FromDecimal(fee, currency) is null) => Problem.Invalid("outcome.fee", nameof(Fee), Money.DigitsOf(currency)),
        _ when !InputText.IsLine(Reason, ReasonLength) => Problem.Invalid("text.line", nameof(Reason), ReasonLength),
        _ when InputText.Clean(Reason) is null && ToOutcome(currency) != proposed => Problem.Invalid("outcome.reason", nameof(Reason)),
        _ => null,
    };

    /// <summary>
    /// What is wrong with it when it goes along with the status: there it always stands against the policy, so a reason is always needed.
    /// Problems as of <see cref="Check"/>.
    /// </summary>
    public Problem? CheckDecided(string currency) =>
        Check(ToOutcome(currency), currency) ?? (InputText.Clean(Reason) is null ? Problem.Invalid("outcome.reason", nameof(Reason)) : null);

    /// <summary>The choice as it is kept, once <see cref="CheckDecided"/> found nothing.</summary>
    internal DecidedOutcome Decide(string currency) => new(ToOutcome(currency), InputText.Clean(Reason)!);

    /// <summary>The choice as values, once <see cref="Check"/> found nothing. A fee of nothing is none.</summary>
    public Outcome ToOutcome(string currency) =>
        new(Credit, Fee is > 0 and var fee && Money.FromDecimal(fee, currency) is { } money ? money.Minor : null);
}

/// <summary>What a person decided together with the status.</summary>
/// <param name="Outcome">Credit and fee.</param>
/// <param name="Reason">Why it is not what the policy proposes.</param>
public sealed record DecidedOutcome(Outcome Outcome, string Reason);
