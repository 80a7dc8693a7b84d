using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;

namespace CoachHub.App.Mail;

/// <summary>What the practice adds to the templates.</summary>
/// <param name="Words">Its own words for this mail in the reader's language.</param>
/// <param name="Signature">Its lines below every mail; may be empty.</param>
public sealed record MailLook(MailOwnWords Words, string Signature)
{
    /// <summary>Nothing of its own.</summary>
    public static MailLook Plain { get; } = new(MailOwnWords.None, "");

    /// <summary>The accent where the mail program is light.</summary>
    public AccentLook Light { get; private init; } = AccentColor.Own.Light;

    /// <summary>The accent where it is dark.</summary>
    public AccentLook Dark { get; private init; } = AccentColor.Own.Dark;

    /// <summary>The practice's logo, or null. Mails name its address: inside each mail it would be kept, and sent, with every one.</summary>
    public LogoFacts? Logo { get; private init; }

    /// <summary>How the practice is reached, at the foot of every mail.</summary>
    public PracticeContact Contact { get; init; } = PracticeContact.None;

    /// <summary>The same with the practice's colours and logo.</summary>
    public MailLook In(PracticeStyle style) => AccentColor.Of(style.AccentColor) is { } accent
        ? this with { Light = accent.Light, Dark = accent.Dark, Logo = style.Logo }
        : this with { Logo = style.Logo };
}

/// <summary>Reads how a mail looks now.</summary>
public sealed class MailLookSource(PracticeReader practices, MailWordingReader wordings)
{
    /// <summary>The look of this mail. Before set-up there is none.</summary>
    public async ValueTask<MailLook> GetAsync(MailContent content, CancellationToken cancel)
    {
        if (await practices.FindAsync(cancel) is not { } practice)
            return MailLook.Plain;
        var words = await wordings.FindAsync(MailWordingKind.CodeOf(content), content.Reader.Language, cancel);
        return new MailLook(words, practice.MailStyle.Signature) { Contact = practice.Contact }.In(practice.Style);
    }
}
