namespace CoachHub.App.Mail.Blocks;

/// <summary>
/// What the mail begins with after the greeting: the practice's own words, else the standard ones. A paragraph itself and not one inside
/// another block, which would be written after the facts in the plain text.
/// </summary>
public sealed class MailIntro : MailText
{
    private string? said;

    /// <inheritdoc />
    protected override string Said => said ??= Draft.Introduce(Text);
}
