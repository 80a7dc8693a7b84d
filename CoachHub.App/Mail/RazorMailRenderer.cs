using System.Globalization;
using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Calendars;
using CoachHub.App.Integrations.Smtp;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MimeKit;
using MimeKit.Text;

namespace CoachHub.App.Mail;

/// <summary>
/// Writes a mail with the template that is named like its content: HTML and plain text in the reader's language, and the calendar
/// entry where it tells a time.
/// </summary>
public sealed class RazorMailRenderer(
    IServiceProvider services,
    ILoggerFactory loggers,
    MailSettingsSource settingsSource,
    MailLookSource looks,
    PublicAddress address,
    InvitationWriter invitations,
    TimeProvider clock) : IMailRenderer
{
    private static readonly Dictionary<string, Type> Templates = typeof(RazorMailRenderer).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.Namespace == typeof(RazorMailRenderer).Namespace && IsTemplate(type))
        .ToDictionary(type => type.Name);

    public async Task<RenderedMail> RenderAsync(MailContent content, string messageId, CancellationToken cancel) =>
        await RenderAsync(content, messageId, await settingsSource.GetAsync(cancel), cancel);

    /// <summary>The same with settings that are not saved yet.</summary>
    public async Task<RenderedMail> RenderAsync(MailContent content, string messageId, MailSettings settings, CancellationToken cancel) =>
        (await WriteAsync(content, messageId, settings, await looks.GetAsync(content, cancel), cancel)).Mail;

    /// <summary>The same with a look that is not saved yet, and the draft that it came from.</summary>
    public async Task<(RenderedMail Mail, MailDraft Draft)> WriteAsync(MailContent content, string messageId, MailSettings settings, MailLook look, CancellationToken cancel)
    {
        var draft = new MailDraft(look);
        var html = await HtmlAsync(content, draft);
        var sender = SenderOf(settings, content.PracticeName);
        using var message = Message(content, messageId, draft, sender);
        message.Body = Body(draft, html, sender);
        message.Prepare(EncodingConstraint.SevenBit);

        var wire = FormatOptions.Default.Clone();
        wire.NewLineFormat = NewLineFormat.Dos;
        using var bytes = new MemoryStream();
        await message.WriteToAsync(wire, bytes, cancel);
        return (new RenderedMail(draft.Subject, bytes.ToArray()), draft);
    }

    /// <summary>Whom mails come from; it is the organizer of calendar entries too.</summary>
    public async Task<MailboxAddress> SenderAsync(string practiceName, CancellationToken cancel) => SenderOf(await settingsSource.GetAsync(cancel), practiceName);

    private async Task<string> HtmlAsync(MailContent content, MailDraft draft)
    {
        // The renderer asks for services that live as long as a page does, and this one lives as long as the process.
        await using var scope = services.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            // The culture flows with this call and no further: the worker's own stays as it was.
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = MailClock.CultureOf(content.Reader.Language);
            var root = await renderer.RenderComponentAsync<MailRoot>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(MailRoot.Draft)] = draft,
                [nameof(MailRoot.Template)] = Templates[content.GetType().Name],
                [nameof(MailRoot.Content)] = content,
            }));
            return root.ToHtmlString();
        });
    }

    private MimeMessage Message(MailContent content, string messageId, MailDraft draft, MailboxAddress sender)
    {
        var message = new MimeMessage { MessageId = messageId, Date = clock.GetUtcNow(), Subject = draft.Subject };
        message.From.Add(sender);
        message.To.Add(new MailboxAddress(MailDraft.OneLine(content.Reader.Name), content.Reader.Address));
        if (content.ReplyTo is { } reply)
            message.ReplyTo.Add(new MailboxAddress(MailDraft.OneLine(reply.Name), reply.Address));
        // RFC 3834: nobody's out-of-office need answer this.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        message.Headers.Add(HeaderId.ContentLanguage, content.Reader.Language);
        return message;
    }

    private MimeEntity Body(MailDraft draft, string html, MailboxAddress sender)
    {
        var alternative = new MultipartAlternative
        {
            new TextPart(TextFormat.Plain) { Text = draft.Text },
            new TextPart(TextFormat.Html) { Text = html },
        };
        if (draft.Invitations is not [var (first, _), ..])
            return alternative;

        // Calendars in mail programs read the alternative, people save the attachment: both are customary, and the same.
        var ics = invitations.Write(draft.Invitations, sender.Name ?? "", sender.Address);
        var part = new TextPart("calendar") { Text = ics };
        part.ContentType.Parameters.Add("method", InvitationWriter.MethodOf(first));
        alternative.Add(part);
        var attachment = new MimePart("application", "ics")
        {
            Content = new MimeContent(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(ics))),
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = "invite.ics" },
            ContentTransferEncoding = ContentEncoding.Base64,
        };
        attachment.ContentType.Name = "invite.ics";
        return new Multipart("mixed") { alternative, attachment };
    }

    /// <summary>Whom mails come from: the address of the settings, else the account's at the server, else one of our own host.</summary>
    private MailboxAddress SenderOf(MailSettings settings, string practiceName)
    {
        var from = settings.Sender.Length > 0 ? settings.Sender : $"no-reply@{address.Base.Host}";
        return new MailboxAddress(MailDraft.OneLine(settings.FromName.Length > 0 ? settings.FromName : practiceName), from);
    }

    private static bool IsTemplate(Type type)
    {
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (parent.IsGenericType && parent.GetGenericTypeDefinition() == typeof(MailTemplate<>))
                return true;
        }

        return false;
    }
}
