using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Mail;

/// <summary>Own words as an administrator typed them: anything may be wrong.</summary>
public sealed record MailWordingInput
{
    /// <summary>The longest subject, placeholders not filled in.</summary>
    public const int SubjectLength = 200;

    /// <summary>The longest introduction, placeholders not filled in.</summary>
    public const int IntroductionLength = 2000;

    /// <summary>Which mail, by code.</summary>
    public required string Mail { get; init; }

    /// <summary><c>en</c> or <c>fr</c>.</summary>
    public required string Language { get; init; }

    /// <summary>The subject; empty = the standard one.</summary>
    public string? Subject { get; init; }

    /// <summary>The introduction; empty = the standard one.</summary>
    public string? Introduction { get; init; }

    /// <summary>The version that the person saw; 0 where there were no own words.</summary>
    public int Version { get; init; }

    /// <summary>
    /// Each field's problem, in the order of the form: <c>mail.wording_unknown</c>, <c>practice.language</c>, <c>text.line</c>, <c>text.note</c>,
    /// <c>mail.placeholder_unknown</c> with the names, <c>mail.placeholder_loose</c>.
    /// </summary>
    public IReadOnlyList<Problem> Check()
    {
        if (MailWordingKind.Find(Mail) is not { } kind)
            return [Problem.NotFound("mail.wording_unknown")];
        Problem?[] problems =
        [
            Language is "en" or "fr" ? null : Problem.Invalid("practice.language", nameof(Language)),
            InputText.IsLine(Subject, SubjectLength) ? Placeholders(kind, Subject, nameof(Subject)) : Problem.Invalid("text.line", nameof(Subject), SubjectLength),
            InputText.IsNote(Introduction, IntroductionLength) ? Placeholders(kind, Introduction, nameof(Introduction)) : Problem.Invalid("text.note", nameof(Introduction), IntroductionLength),
        ];
        return [.. problems.OfType<Problem>()];
    }

    /// <summary>The words as a mail would take them.</summary>
    public MailOwnWords ToWords() => new(InputText.Clean(Subject) ?? "", InputText.Clean(Introduction)?.ReplaceLineEndings("\n") ?? "");

    private static Problem? Placeholders(MailWordingKind kind, string? text, string field) =>
        MailPlaceholders.Unknown(text, kind.Placeholders) is { Count: > 0 } unknown ? Problem.Invalid("mail.placeholder_unknown", field, string.Join(", ", unknown))
        : MailPlaceholders.HasLooseBrace(text) ? Problem.Invalid("mail.placeholder_loose", field)
        : null;
}

/// <summary>A mail in the list of texts.</summary>
/// <param name="Kind">Which mail.</param>
/// <param name="IsOff">It is switched off (D6).</param>
/// <param name="OwnLanguages">The languages in which the practice has words of its own.</param>
public sealed record MailWordingRow(MailWordingKind Kind, bool IsOff, IReadOnlyList<string> OwnLanguages);

/// <summary>A mail's words, ready to be edited: one set for each language, empty where they are the standard ones.</summary>
/// <param name="Row">Which mail, and whether it is on.</param>
/// <param name="Words">The words, English first.</param>
public sealed record MailWordingEdit(MailWordingRow Row, IReadOnlyList<MailWordingInput> Words);
