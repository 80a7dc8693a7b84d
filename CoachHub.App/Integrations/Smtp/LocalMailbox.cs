using System.Globalization;
using CoachHub.App.Hosting;
using CoachHub.Domain.Mail;
using MimeKit;

namespace CoachHub.App.Integrations.Smtp;

/// <summary>One message of the local mailbox.</summary>
/// <param name="Name">Its file, without a folder.</param>
/// <param name="Subject">The subject.</param>
/// <param name="To">The reader.</param>
/// <param name="WrittenAtUtc">When it was written, UTC.</param>
public sealed record LocalMessage(string Name, string Subject, string To, DateTime WrittenAtUtc);

/// <summary>The folder that takes the mails while no server is set: one <c>.eml</c> file for each message.</summary>
public sealed class LocalMailbox(AppSettings settings)
{
    private string Folder => settings.MailboxFolder;

    /// <summary>The newest messages, newest first.</summary>
    public async Task<IReadOnlyList<LocalMessage>> ListAsync(int count, CancellationToken cancel)
    {
        if (!Directory.Exists(Folder))
            return [];
        var files = new DirectoryInfo(Folder).EnumerateFiles("*.eml").OrderByDescending(file => file.Name, StringComparer.Ordinal).Take(count);
        var messages = new List<LocalMessage>();
        foreach (var file in files)
        {
            if (await HeadersAsync(file.FullName, cancel) is { } headers)
                messages.Add(new LocalMessage(file.Name, headers.Subject ?? "", headers.To.ToString(), file.LastWriteTimeUtc));
        }

        return messages;
    }

    /// <summary>A message's bytes, or null when there is none by this name.</summary>
    public async Task<byte[]?> ReadAsync(string name, CancellationToken cancel)
    {
        // The name comes from a page: only a plain file of this folder is meant.
        var path = Path.Combine(Folder, name);
        if (Path.GetFileName(name) != name || !name.EndsWith(".eml", StringComparison.Ordinal) || !File.Exists(path))
            return null;
        return await File.ReadAllBytesAsync(path, cancel);
    }

    /// <summary>
    /// Keeps a message. The name follows from the message's own date and id, so that one which comes twice after a crash is there once.
    /// </summary>
    public async Task<string> WriteAsync(byte[] mime, CancellationToken cancel)
    {
        Directory.CreateDirectory(Folder);
        using var stream = new MemoryStream(mime, writable: false);
        var message = await MimeMessage.LoadAsync(stream, cancel);
        var id = string.Concat((message.MessageId ?? "").Split('@')[0].Where(char.IsAsciiLetterOrDigit));
        var name = string.Create(CultureInfo.InvariantCulture, $"{message.Date.UtcDateTime:yyyyMMdd-HHmmss}-{id}.eml");
        var path = Path.Combine(Folder, name);
        var draft = path + ".tmp";
        await using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            await file.WriteAsync(mime, cancel);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
        return name;
    }

    /// <summary>Null for a file that is gone by now, or that is no message: people tidy up in folders.</summary>
    private static async Task<MimeMessage?> HeadersAsync(string path, CancellationToken cancel)
    {
        try
        {
            await using var file = File.OpenRead(path);
            return new MimeMessage(await HeaderList.LoadAsync(file, cancel));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }
}

/// <summary>Delivers into the local mailbox.</summary>
public sealed class LocalMailboxTransport(LocalMailbox mailbox) : IMailTransport
{
    public Task<DeliveryAnswer> ReadyAsync(CancellationToken cancel) => Task.FromResult(new DeliveryAnswer(DeliveryOutcome.Accepted, ""));

    public async Task<DeliveryAnswer> SendAsync(string toAddress, byte[] mime, CancellationToken cancel)
    {
        try
        {
            return new DeliveryAnswer(DeliveryOutcome.Accepted, $"local mailbox: {await mailbox.WriteAsync(mime, cancel)}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A full or read-only disk is the mailbox's trouble, not the message's.
            return new DeliveryAnswer(DeliveryOutcome.SenderDown, fault.Message);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
