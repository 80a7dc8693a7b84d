using CoachHub.App.Hosting;
using CoachHub.App.Mail;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;

namespace CoachHub.App.Integrations.Smtp;

/// <summary>Proves mail settings before they are saved: sends one message with them and says what the server said.</summary>
public sealed class TestMail(RazorMailRenderer renderer, PracticeReader practices, LocalMailbox mailbox, OutboxOptions options, TimeProvider clock)
{
    /// <summary>
    /// The server's answer. Anything but <see cref="DeliveryOutcome.Accepted"/> means that mail does not work with these settings;
    /// the reply says why, in the server's or the network's words.
    /// </summary>
    public async Task<DeliveryAnswer> SendAsync(MailSettings settings, string toAddress, string language, CancellationToken cancel)
    {
        if (!Domain.Kernel.InputText.IsEmail(toAddress))
            return new DeliveryAnswer(DeliveryOutcome.Permanent, toAddress);
        var mime = await WriteAsync(settings, toAddress, language, cancel);
        await using var transport = MailDelivery.For(settings, mailbox, clock);
        return await transport.SendAsync(toAddress, mime, cancel);
    }

    /// <summary>The message of the doctor's last step.</summary>
    public Task<byte[]> WriteAsync(MailCheckOrder order, CancellationToken cancel) => WriteAsync(
        new MailSettings(order.Host, order.Port, order.Security, order.User, order.Password, order.FromAddress, order.FromName), order.DeliverTo!, order.Language, cancel);

    private async Task<byte[]> WriteAsync(MailSettings settings, string toAddress, string language, CancellationToken cancel)
    {
        var practice = await practices.FindAsync(cancel);
        var reader = new MailReader("", toAddress, language, practice?.ZoneId ?? "Etc/UTC");
        var content = new Domain.Mail.ConnectionTestMail(reader, practice?.Name ?? "CoachHub");
        return (await renderer.RenderAsync(content, $"{Guid.NewGuid():N}@{options.MessageIdDomain}", settings, cancel)).Mime;
    }
}
