using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;

namespace CoachHub.Domain.Sessions;

/// <summary>A session to be saved.</summary>
/// <param name="Input">What was typed.</param>
public sealed record SaveSession(SessionInput Input)
{
    /// <summary>The form in which drafts of a session are kept; see <see cref="DraftService"/>.</summary>
    public const string DraftForm = "session";

    /// <summary>The session; null makes a new one.</summary>
    public int? Id { get; init; }

    /// <summary>The version that the person saw; with another one now, <see cref="Base"/> decides.</summary>
    public int? ExpectedVersion { get; init; }

    /// <summary>What the person started from. Groups of fields that others changed since are kept; without it any change since is a conflict.</summary>
    public SessionInput? Base { get; init; }

    /// <summary>How it was paid or paid back, where the payment status changes to that; where it is that already, this takes the place of what was said.</summary>
    public PaidBy? PaidBy { get; init; }

    /// <summary>The save takes the person's own change of the payment status back.</summary>
    public bool TakesBack { get; init; }

    /// <summary>The draft of what is saved goes in the same transaction.</summary>
    public bool DropsDraft { get; init; }

    /// <summary>*Save and notify*.</summary>
    public bool Notify { get; init; }

    /// <summary>Documents that come and go with the save.</summary>
    public DocumentChanges Documents { get; init; } = DocumentChanges.None;

    /// <summary>When cancelling: also tell a client who was never told (D8).</summary>
    public bool TellCancellation { get; init; } = true;

    /// <summary>A line of the sender's own in the mail that this save sends (D26); not kept where it sends none.</summary>
    public string? PersonalLine { get; init; }

    /// <summary>
    /// What follows where a session of a bundle does not take place; null = what the policy proposes. For those who manage programs.
    /// </summary>
    public OutcomeChoice? Outcome { get; init; }

    internal string? CleanPersonalLine => InputText.Clean(PersonalLine);

    /// <summary>Each field's problems, in the order of the form.</summary>
    public IReadOnlyList<Problem> Check(string currency)
    {
        var problems = new List<Problem>(Input.Check(currency));
        if (!InputText.IsLine(PersonalLine, MailIntent.PersonalLineLength))
            problems.Add(Problem.Invalid("text.line", nameof(PersonalLine), MailIntent.PersonalLineLength));
        if (Outcome?.CheckDecided(currency) is { } undecided)
            problems.Add(undecided);
        return problems;
    }
}

/// <summary>What was saved.</summary>
/// <param name="Id">The session.</param>
/// <param name="Version">Its version now.</param>
/// <param name="Telling">What became of telling the client.</param>
public sealed record SavedSession(int Id, int Version, TellingOutcome Telling)
{
    /// <summary>What others had saved in the meantime and was kept.</summary>
    public IReadOnlyList<MergedChange> Together { get; init; } = [];
}
