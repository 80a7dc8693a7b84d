using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Smtp;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;

namespace CoachHub.App.Mail;

/// <summary>A mail with words that may not be saved yet.</summary>
/// <param name="Message">The mail as it would go out.</param>
/// <param name="StandardSubject">The subject that it would have without own words.</param>
/// <param name="StandardIntroduction">The introduction likewise.</param>
/// <param name="OwnAddress">Where a test would go, or null.</param>
/// <param name="IsExample">There is no session yet: its facts are made up.</param>
public sealed record ShownWording(ExactMessage Message, string StandardSubject, string StandardIntroduction, string? OwnAddress, bool IsExample);

/// <summary>Shows and tries words before they are saved, with the newest session.</summary>
public sealed class MailWordingPreviewer(
    MailSampleQueries samples, RazorMailRenderer renderer, MailSettingsSource source, MailLookSource looks, LocalMailbox mailbox, OutboxOptions options, TimeProvider clock)
{
    /// <summary>The mail with these words. Problems: those of <see cref="MailWordingInput.Check"/> and of <see cref="MailSampleQueries.FindAsync"/>.</summary>
    public async Task<Result<ShownWording>> ShowAsync(Actor actor, MailWordingInput words, CancellationToken cancel)
    {
        var sample = await SampleAsync(actor, words, cancel);
        if (sample.Problem is { } problem)
            return problem;
        var (mail, draft) = await WriteAsync(sample.Value.Content, words, await source.GetAsync(cancel), cancel);
        return new ShownWording(ExactMessages.Read(mail.Mime), draft.StandardSubject, draft.StandardIntroduction, sample.Value.OwnAddress, sample.Value.IsExample);
    }

    /// <summary>
    /// Sends the mail with these words to the person's own address, past the outbox, and says what the server said. Problems as above,
    /// and <c>mail.no_own_address</c>.
    /// </summary>
    public async Task<Result<DeliveryAnswer>> SendTestAsync(Actor actor, MailWordingInput words, CancellationToken cancel)
    {
        var sample = await SampleAsync(actor, words, cancel);
        if (sample.Problem is { } problem)
            return problem;
        if (sample.Value is not { OwnAddress: { Length: > 0 } own, Content: var content })
            return Problem.Invalid("mail.no_own_address");
        var settings = await source.GetAsync(cancel);
        var (mail, _) = await WriteAsync(content with { Reader = content.Reader with { Address = own } }, words, settings, cancel);
        await using var transport = MailDelivery.For(settings, mailbox, clock);
        return await transport.SendAsync(own, mail.Mime, cancel);
    }

    private async Task<Result<MailSample>> SampleAsync(Actor actor, MailWordingInput words, CancellationToken cancel) =>
        words.Check() is [var broken, ..] ? broken : await samples.FindAsync(actor, words.Mail, words.Language, cancel);

    private async Task<(RenderedMail Mail, MailDraft Draft)> WriteAsync(MailContent content, MailWordingInput words, MailSettings settings, CancellationToken cancel)
    {
        var look = await looks.GetAsync(content, cancel);
        return await renderer.WriteAsync(content, $"{Guid.NewGuid():N}@{options.MessageIdDomain}", settings, look with { Words = words.ToWords() }, cancel);
    }
}
