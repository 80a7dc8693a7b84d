namespace CoachHub.Domain.Mail;

/// <summary>A mail reached a state in which it rests, or a person sent it on its way again (queued, retry); raised on the context that writes it, before it is saved.</summary>
/// <param name="Mail">The tracked row, already in its new state.</param>
/// <param name="Abouts">What it tells about.</param>
public sealed record MailSettled(MailMessage Mail, IReadOnlyList<MailAbout> Abouts);
