namespace CoachHub.Domain.Mail;

/// <summary>Proves that the mail settings work: whoever reads it got it.</summary>
/// <param name="Reader">Who reads it.</param>
/// <param name="PracticeName">The practice that writes.</param>
public sealed record ConnectionTestMail(MailReader Reader, string PracticeName) : MailContent(Reader, PracticeName);
