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
}

/// <summary>Reads how a mail looks now.</summary>
public sealed class MailLookSource(PracticeReader practices, MailWordingReader wordings)
{
    /// <summary>The look of this mail. Before set-up there is none.</summary>
    public async ValueTask<MailLook> GetAsync(MailContent content, CancellationToken cancel)
    {
        if (await practices.FindAsync(cancel) is not { } practice)
            return MailLook.Plain;
        return new MailLook(await wordings.FindAsync(MailWordingKind.CodeOf(content), content.Reader.Language, cancel), practice.MailStyle.Signature);
    }
}
