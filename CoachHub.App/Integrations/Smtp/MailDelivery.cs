using CoachHub.App.Hosting;
using CoachHub.Domain.Mail;

namespace CoachHub.App.Integrations.Smtp;

/// <summary>The way out that the settings name now: a server, or the local mailbox. A change counts at the next message.</summary>
public sealed class MailDelivery(MailSettingsSource source, LocalMailbox mailbox, TimeProvider clock) : IMailTransport
{
    private IMailTransport? current;
    private MailSettings? usedSettings;

    public async Task<DeliveryAnswer> ReadyAsync(CancellationToken cancel) => await (await CurrentAsync(cancel)).ReadyAsync(cancel);

    public async Task<DeliveryAnswer> SendAsync(string toAddress, byte[] mime, CancellationToken cancel) =>
        await (await CurrentAsync(cancel)).SendAsync(toAddress, mime, cancel);

    public ValueTask DisposeAsync() => current?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>A transport for these settings.</summary>
    internal static IMailTransport For(MailSettings settings, LocalMailbox mailbox, TimeProvider clock) =>
        settings.IsLocalMailbox ? new LocalMailboxTransport(mailbox) : new SmtpMailTransport(settings, clock);

    private async ValueTask<IMailTransport> CurrentAsync(CancellationToken cancel)
    {
        var settings = await source.GetAsync(cancel);
        if (current is not null && settings == usedSettings)
            return current;
        if (current is not null)
            await current.DisposeAsync();
        usedSettings = settings;
        return current = For(settings, mailbox, clock);
    }
}
