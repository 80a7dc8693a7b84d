using System.Text;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using MimeKit;

namespace CoachHub.App.Mail;

/// <summary>A message as it was sent, taken apart for people to read.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="From">Whom it comes from.</param>
/// <param name="To">Whom it goes to.</param>
/// <param name="ReplyTo">Who gets the answer, or null.</param>
/// <param name="Date">The Date header.</param>
/// <param name="Text">The plain text.</param>
/// <param name="Html">The HTML; show it in a sandboxed frame only.</param>
/// <param name="Calendar">The .ics, or null.</param>
/// <param name="Raw">Everything, as it went over the wire.</param>
public sealed record ExactMessage(
    string Subject,
    string From,
    string To,
    string? ReplyTo,
    DateTimeOffset Date,
    string? Text,
    string? Html,
    string? Calendar,
    string Raw);

/// <summary>Reads the exact messages of the log.</summary>
public sealed class ExactMessages(MailLogQueries log)
{
    /// <summary>A mail of the log. Problem: <c>mail.not_found</c>, also for those that hold a secret.</summary>
    public async Task<Result<ExactMessage>> FindAsync(Actor actor, int mailId, CancellationToken cancel)
    {
        var found = await log.MessageAsync(actor, mailId, cancel);
        return found.Problem is { } problem ? problem : Read(found.Value);
    }

    /// <summary>Takes a message apart.</summary>
    public static ExactMessage Read(byte[] mime)
    {
        using var message = MimeMessage.Load(new MemoryStream(mime, writable: false));
        return new ExactMessage(
            message.Subject ?? "",
            message.From.ToString(),
            message.To.ToString(),
            message.ReplyTo.Count > 0 ? message.ReplyTo.ToString() : null,
            message.Date,
            message.TextBody,
            message.HtmlBody,
            message.BodyParts.OfType<TextPart>().FirstOrDefault(part => part.ContentType.IsMimeType("text", "calendar"))?.Text,
            Encoding.UTF8.GetString(mime));
    }
}
