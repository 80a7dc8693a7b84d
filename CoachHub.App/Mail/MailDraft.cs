using System.Text;

namespace CoachHub.App.Mail;

/// <summary>
/// What the blocks of a template say in plain text while they draw themselves in HTML: one template, two texts of equal
/// content. Blocks write in the order in which they stand.
/// </summary>
public sealed class MailDraft
{
    private readonly StringBuilder text = new();
    private string end = "";

    /// <summary>The subject line.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>The calendar entry's summary, description and page; null where the mail carries none.</summary>
    public InvitationWords? Invitation { get; set; }

    /// <summary>The plain text.</summary>
    public string Text => $"{text}{end}\n";

    /// <summary>Sets the subject, on one line whatever was in the facts.</summary>
    public void About(string subject) => Subject = OneLine(subject);

    /// <summary>Adds a paragraph.</summary>
    public void Say(string paragraph) => text.Append(paragraph.ReplaceLineEndings("\n").Trim('\n')).Append("\n\n");

    /// <summary>Sets what stands below everything.</summary>
    public void End(string lines) => end = lines;

    /// <summary>Control characters become spaces: nothing from a record can begin a header of its own.</summary>
    public static string OneLine(string words) => string.Concat(words.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
}

/// <summary>The words around a calendar entry's facts, in the reader's language.</summary>
/// <param name="Summary">The event's name.</param>
/// <param name="Description">Several lines.</param>
/// <param name="Page">The address of the page about it.</param>
public sealed record InvitationWords(string Summary, string Description, string Page);
