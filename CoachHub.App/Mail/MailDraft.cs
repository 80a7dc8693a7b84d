using System.Text;
using CoachHub.App.Resources;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;

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

    /// <summary>The calendar entries with their words; empty where the mail carries none.</summary>
    public List<(InvitationFacts Facts, InvitationWords Words)> Invitations { get; } = [];

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
public sealed record InvitationWords(string Summary, string Description, string Page)
{
    /// <summary>The words of a session's entry.</summary>
    public static InvitationWords Of(IStringLocalizer<Words> L, SessionLetter session, string title, string page, bool forCoach)
    {
        var lines = new List<string> { forCoach ? L["Client: {0}", session.ClientName] : L["Coach: {0}", session.Facts.CoachName] };
        if (session.Facts.VideoLink is { } link)
            lines.Add(L["Video link: {0}", link]);
        lines.Add(page);
        return new InvitationWords(title, string.Join('\n', lines), page);
    }
}
