using System.Text;
using CoachHub.App.Resources;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Mail;

/// <summary>
/// What the blocks of a template say in plain text while they draw themselves in HTML: one template, two texts of equal
/// content. Blocks write in the order in which they stand.
/// </summary>
public sealed class MailDraft(MailLook look)
{
    private readonly StringBuilder text = new();
    private string end = "";
    private IReadOnlyDictionary<string, string> values = new Dictionary<string, string>();

    /// <summary>What the practice adds.</summary>
    public MailLook Look => look;

    /// <summary>The subject that the template would have without words of the practice's own.</summary>
    public string StandardSubject { get; private set; } = "";

    /// <summary>The introduction that the template would have without them.</summary>
    public string StandardIntroduction { get; private set; } = "";

    /// <summary>The subject line.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>The calendar entries with their words; empty where the mail carries none.</summary>
    public List<(InvitationFacts Facts, InvitationWords Words)> Invitations { get; } = [];

    /// <summary>The plain text.</summary>
    public string Text => $"{text}{end}\n";

    /// <summary>Sets what placeholders stand for.</summary>
    public void Fill(IReadOnlyDictionary<string, string> facts) => values = facts;

    /// <summary>Sets the subject, on one line whatever was in the facts.</summary>
    public void About(string subject)
    {
        StandardSubject = OneLine(subject);
        Subject = Own(look.Words.Subject) is { Length: > 0 } own ? OneLine(own) : StandardSubject;
    }

    /// <summary>The introduction: the practice's own, else this one.</summary>
    public string Introduce(string standard)
    {
        StandardIntroduction = standard;
        return Own(look.Words.Introduction) is { Length: > 0 } own ? own : standard;
    }

    /// <summary>Adds a paragraph.</summary>
    public void Say(string paragraph) => text.Append(paragraph.ReplaceLineEndings("\n").Trim('\n')).Append("\n\n");

    /// <summary>Sets what stands below everything.</summary>
    public void End(string lines) => end = lines;

    // Words that come out empty, because a session has no place for instance, say nothing: the standard ones do.
    private string Own(string words) => words.Length == 0 ? "" : MailPlaceholders.Fill(words, values).Trim();

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
