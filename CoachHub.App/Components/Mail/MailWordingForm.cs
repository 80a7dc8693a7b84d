using CoachHub.Domain.Mail;
using Microsoft.AspNetCore.Components.Forms;

namespace CoachHub.App.Components.Mail;

/// <summary>What is typed as the words of a mail in one language.</summary>
public sealed class MailWordingForm
{
    private readonly MailWordingInput saved;

    public MailWordingForm(MailWordingInput saved)
    {
        (this.saved, Subject, Introduction) = (saved, saved.Subject, saved.Introduction);
        Context = new EditContext(this);
        Messages = new ValidationMessageStore(Context);
    }

    public string? Subject { get; set; }

    public string? Introduction { get; set; }

    public string Language => saved.Language;

    public EditContext Context { get; }

    public ValidationMessageStore Messages { get; }

    /// <summary>Something of it is not saved.</summary>
    public bool IsChanged => Differs(ToInput());

    /// <summary>Those words are other ones than the saved ones.</summary>
    public bool Differs(MailWordingInput words) => words.ToWords() != saved.ToWords();

    /// <summary>The same with what was typed earlier. Its version is that of then: what somebody saved since is not replaced unseen.</summary>
    public MailWordingForm Restored(MailWordingInput kept) => new(saved with { Version = kept.Version }) { Subject = kept.Subject, Introduction = kept.Introduction };

    /// <summary>Both fields are empty: the mail has its standard words.</summary>
    public bool IsStandard => ToInput().ToWords() == MailOwnWords.None;

    public MailWordingInput ToInput() => saved with { Subject = Subject, Introduction = Introduction };
}
