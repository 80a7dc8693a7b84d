using System.Globalization;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;

namespace CoachHub.App.Hosting;

/// <summary>A setting that the application cannot start with. The message is one line that names the key and says what to do.</summary>
public sealed class BadSettingException(string key, string message) : Exception($"{key}: {message}")
{
    public string Key { get; } = key;
}

/// <summary>The start-up settings, read and checked once (contract.md, Settings).</summary>
public sealed record AppSettings
{
    public required string DataFolder { get; init; }
    public required Uri? PublicUrl { get; init; }
    public required IReadOnlyList<Uri> Urls { get; init; }
    public required MailSettings Mail { get; init; }
    public required string StripeSecretKey { get; init; }
    public required string StripeWebhookSecret { get; init; }
    public required Uri? StripeApiBase { get; init; }
    public required TimeSpan ReminderTick { get; init; }
    public required TimeSpan MailGrace { get; init; }

    /// <summary>The SQLite file.</summary>
    public string DatabasePath => Path.Combine(DataFolder, "coachhub.db");

    /// <summary>The local mailbox.</summary>
    public string MailboxFolder => Path.Combine(DataFolder, "mail");

    /// <summary>Reads every setting.</summary>
    /// <exception cref="BadSettingException">The first one that cannot be used.</exception>
    public static AppSettings Read(IConfiguration configuration)
    {
        var read = new Reader(configuration);
        if (!string.Equals(read.Text("Database:Provider", "Sqlite"), "Sqlite", StringComparison.OrdinalIgnoreCase))
            throw new BadSettingException("Database:Provider", $"'{configuration["Database:Provider"]}' is not available; use 'Sqlite'.");
        var settings = new AppSettings
        {
            DataFolder = Path.GetFullPath(read.Text("Data:Folder", "data")),
            PublicUrl = read.WebAddress("PublicUrl"),
            Urls = [.. read.Text("Urls", "http://localhost:5080").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(url => Reader.Listen("Urls", url))],
            Mail = MailSettings.Read(read),
            StripeSecretKey = read.Text("Stripe:SecretKey", ""),
            StripeWebhookSecret = read.Text("Stripe:WebhookSecret", ""),
            StripeApiBase = read.WebAddress("Stripe:ApiBase"),
            ReminderTick = TimeSpan.FromSeconds(read.Number("Reminders:TickSeconds", 60, 1, 86_400)),
            MailGrace = TimeSpan.FromSeconds(read.Number("Mail:GraceSeconds", 10, 0, 3_600)),
        };
        if (settings.StripeWebhookSecret.Length > 0 && settings.StripeSecretKey.Length == 0)
            throw new BadSettingException("Stripe:WebhookSecret", "is set, but Stripe:SecretKey is not; set both or neither.");
        if (settings.StripeSecretKey.Length > 0 && PaymentKeysService.ModeOf(settings.StripeSecretKey) is null)
            throw new BadSettingException("Stripe:SecretKey", "is no secret key; it begins with sk_test_ or sk_live_ (rk_ for a restricted one).");
        if (settings.StripeWebhookSecret.Length > 0 && !PaymentKeysService.IsWebhookSecret(settings.StripeWebhookSecret))
            throw new BadSettingException("Stripe:WebhookSecret", "is no signing secret; it begins with whsec_.");
        return settings;
    }

    internal sealed class Reader(IConfiguration configuration)
    {
        public string Text(string key, string fallback) =>
            configuration[key] is { Length: > 0 } text ? text.Trim() : fallback;

        public int Number(string key, int fallback, int least, int most)
        {
            var text = Text(key, fallback.ToString(CultureInfo.InvariantCulture));
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
                : throw new BadSettingException(key, $"'{text}' is no number from {least} to {most}.");
        }

        public T Choice<T>(string key, T fallback) where T : struct, Enum
        {
            var text = Text(key, fallback.ToString());
            return Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
                ? value
                : throw new BadSettingException(key, $"'{text}' is none of {string.Join(", ", Enum.GetNames<T>())}.");
        }

        public Uri? WebAddress(string key)
        {
            var text = Text(key, "");
            if (text.Length == 0)
                return null;
            return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? uri
                : throw new BadSettingException(key, $"'{text}' is no http or https address.");
        }

        public static Uri Listen(string key, string url) =>
            // '*' and '+' stand for every address of the machine; Uri does not know them.
            Uri.TryCreate(url.Trim().Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri)
            && (uri.Scheme == "http" || uri.Scheme == "https")
                ? uri
                : throw new BadSettingException(key, $"'{url}' is no address to listen on, such as http://localhost:5080.");
    }
}

/// <summary>How mail leaves: from the environment, or as saved in the settings pages.</summary>
public sealed record MailSettings(string Host, int Port, MailSecurity Security, string User, string Password, string FromAddress, string FromName)
{
    /// <summary>True when no server is named: messages go to the local mailbox.</summary>
    public bool IsLocalMailbox => Host.Length == 0;

    /// <summary>Whom mails come from: the address of the settings, else the account's at the server; empty where neither is an address.</summary>
    public string Sender => FromAddress.Length > 0 ? FromAddress : Domain.Kernel.InputText.IsEmail(User) ? User : "";

    /// <summary>What the mail doctor is to look at.</summary>
    public MailCheckOrder ToOrder() => new(Host, Port, Security, User, Password, Sender, FromName);

    internal static MailSettings Read(AppSettings.Reader read)
    {
        var from = read.Text("Mail:FromAddress", "");
        if (from.Length > 0 && !Domain.Kernel.InputText.IsEmail(from))
            throw new BadSettingException("Mail:FromAddress", $"'{from}' is no mail address.");
        return new MailSettings(
            read.Text("Mail:Host", ""),
            read.Number("Mail:Port", 587, 1, 65_535),
            read.Choice("Mail:Security", MailSecurity.StartTls),
            read.Text("Mail:User", ""),
            read.Text("Mail:Password", ""),
            from,
            read.Text("Mail:FromName", ""));
    }
}
