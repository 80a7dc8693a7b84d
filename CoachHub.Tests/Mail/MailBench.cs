using CoachHub.App.Hosting;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Rendering = CoachHub.App.Mail;

namespace CoachHub.Tests.Mail;

/// <summary>The real renderer and everything it needs, and contents to render.</summary>
internal sealed class MailBench(DomainHarness domain) : IAsyncDisposable
{
    public static readonly DateTime Start = new(2026, 12, 1, 9, 0, 0, DateTimeKind.Utc);

    public static MailReader Anna { get; } = new("Anna Petit", "anna@example.org", "en", "Europe/Paris");

    public static MailReader AnnaInFrench { get; } = Anna with { Language = "fr" };

    public static IReadOnlyList<SessionDocumentRow> Documents { get; } =
        [new SessionDocumentRow(7, "Known.pdf", 900, IsTold: true), new SessionDocumentRow(8, "Brand-new.pdf", 1_500_000, IsTold: false)];

    public static SessionFacts Facts { get; } =
        new(Start, 60, "12 rue des Lilas, Lyon", "https://meet.example/anna", 2, "Claire Dubois", null, 8000, CalledOff: false);

    public static Task<MailBench> CreateAsync(params (string Key, string Value)[] configured) => CreateAsync(new ConfigurationBuilder(), configured);

    /// <summary>Over a settings file, which wins over nothing that is saved or given by the environment.</summary>
    public static async Task<MailBench> WithFileAsync(string json, params (string Key, string Value)[] configured)
    {
        var file = Path.Combine(Path.GetTempPath(), $"coachhub-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, json);
        try
        {
            return await CreateAsync(new ConfigurationBuilder().AddJsonFile(file), configured);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<MailBench> CreateAsync(IConfigurationBuilder builder, (string Key, string Value)[] configured)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"coachhub-mail-{Guid.NewGuid():N}");
        var configuration = builder
            .AddInMemoryCollection(configured.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
            .AddInMemoryCollection([new("Data:Folder", folder), new("PublicUrl", "https://coach.example/")])
            .Build();
        var settings = AppSettings.Read(configuration);
        return new MailBench(await DomainHarness.CreateAsync(services =>
        {
            services.AddSingleton<IConfiguration>(configuration);
            services.AddSingleton(settings);
            services.AddLocalization();
            services.AddDataProtection().UseEphemeralDataProtectionProvider();
            services.AddMail(settings);
        }));
    }

    public DomainHarness Domain => domain;

    public T Get<T>() where T : notnull => domain.Get<T>();

    public async Task<MimeMessage> RenderAsync(MailContent content)
    {
        var mail = await domain.Get<Rendering.RazorMailRenderer>().RenderAsync(content, "abc@elan.example", CancellationToken.None);
        return await MimeMessage.LoadAsync(new MemoryStream(mail.Mime));
    }

    public static SessionLetter Letter(
        SessionFacts? facts = null, InvitationMethod? method = InvitationMethod.Request, string zone = "Europe/Paris", string? note = null, MailReader? reader = null)
    {
        var told = facts ?? Facts;
        var to = reader ?? Anna;
        var invitation = method is { } does
            ? new InvitationFacts("f2b0c9", 3, does, told.StartsAtUtc, told.EndsAtUtc, told.Title, told.Location, told.VideoLink, to.Name, to.Address, told.CoachName)
            : null;
        return new SessionLetter(17, 3, told, zone, "Anna Petit", "EUR", note, invitation);
    }

    /// <summary>A mail about three sessions: a new one, one that moved and one that is on again, or all of one kind.</summary>
    public static SessionsMail Several(MailReader reader, MailType? only = null)
    {
        var off = only == MailType.Cancellation;
        ToldSession Told(MailType type, int day, SessionFacts? before, string? note = null)
        {
            var facts = Facts with { StartsAtUtc = Start.AddDays(day), CalledOff = off };
            var letter = Letter(facts, InvitationMethod.Publish, note: note, reader: reader);
            return new ToldSession(only ?? type, letter with { SessionId = 20 + day, Invitation = letter.Invitation! with { Uid = $"uid{day}", CalledOff = off } }, before);
        }

        var earlier = Facts with { StartsAtUtc = Start.AddDays(6), Location = "Studio" };
        return new SessionsMail(reader, "Élan Coaching",
        [
            Told(MailType.BookingConfirmation, 0, null, "Bring your goals."),
            Told(MailType.SessionUpdate, 7, earlier),
            Told(MailType.SessionUpdate, 14, Facts with { StartsAtUtc = Start.AddDays(14), CalledOff = true }),
        ]);
    }

    /// <summary>One mail of every kind.</summary>
    public static IReadOnlyList<MailContent> OneOfEach(MailReader reader)
    {
        var coach = reader with { Name = "Claire Dubois", Address = "claire@elan.example" };
        var before = Facts with { StartsAtUtc = Start.AddDays(-1).AddHours(1.5), DurationMinutes = 45, Location = null, PriceMinor = 7500, VideoLink = "https://meet.example/old" };
        var expires = Start.AddMinutes(10);
        (string, string)? reply = ("Claire Dubois", "claire@elan.example");
        return
        [
            new BookingConfirmationMail(reader, "Élan Coaching", Letter(note: "Bring your goals for 2027.\nAnd a pen.", reader: reader) with { Documents = Documents, ClientId = 5, SeenMark = Facts.Hash() }) { ReplyTo = reply },
            new SessionUpdateMail(reader, "Élan Coaching", Letter(zone: "America/New_York", reader: reader) with { Documents = Documents }, before) { ReplyTo = reply },
            new NewDocumentsMail(reader, "Élan Coaching", Letter(method: null, reader: reader) with { Documents = Documents }, Before: null) { ReplyTo = reply },
            new CancellationMail(reader, "Élan Coaching", Letter(Facts with { CalledOff = true }, InvitationMethod.Cancel, reader: reader)) { ReplyTo = reply },
            Several(reader) with { ReplyTo = reply },
            Several(reader, MailType.Cancellation),
            new ReminderMail(reader, "Élan Coaching", Letter(reader: reader), Before: null) { ReplyTo = reply },
            new ReminderMail(reader, "Élan Coaching", Letter(method: null, reader: reader), Before: null) { IsTest = true },
            new NewBookingMail(coach, "Élan Coaching", Letter(reader: coach), "Ada Martin"),
            new SessionHandedOverMail(coach, "Élan Coaching", Letter(method: InvitationMethod.Cancel, reader: coach), "Marc Roux", "Ada Martin"),
            new ClientCancelledMail(coach, "Élan Coaching", Letter(Facts with { CalledOff = true }, InvitationMethod.Cancel, reader: coach)) { ReplyTo = ("Anna Petit", "anna@example.org") },
            new CoachUpdateMail(coach, "Élan Coaching", Letter(reader: coach), before, "Ada Martin"),
            new CoachCancellationMail(coach, "Élan Coaching", Letter(Facts with { CalledOff = true }, InvitationMethod.Cancel, reader: coach), "Ada Martin"),
            new SignInLinkMail(reader, "Élan Coaching", "s3cr3t-token", expires),
            new PasswordResetMail(reader, "Élan Coaching", "s3cr3t-token", expires),
            new WelcomeMail(reader, "Élan Coaching", "s3cr3t-token", expires, "Claire Dubois"),
            new CoachInvitationMail(coach, "Élan Coaching", "s3cr3t-token", expires, "Ada Martin"),
            new AddressChangeMail(reader, "Élan Coaching", "s3cr3t-token", expires),
            new AddressChangedMail(reader, "Élan Coaching", "anna.new@example.org"),
            new ConnectionTestMail(reader, "Élan Coaching"),
            new UnpaidReminderMail(reader, "Élan Coaching",
            [
                new UnpaidSession(5, Start.AddDays(-20), 60, "Europe/Paris", null, "Claire Dubois", 8000),
                new UnpaidSession(6, Start.AddDays(-13), 90, "Europe/Paris", "Bilan", "Claire Dubois", 12050),
            ], "EUR")
            { ReplyTo = reply },
            new PaymentConfirmedMail(reader, "Élan Coaching", "Anna Petit",
            [
                new PaidSession(5, Start.AddDays(6), 60, null, "Claire Dubois", 8000),
                new PaidSession(6, Start.AddDays(13), 90, "Bilan", "Claire Dubois", 12050),
            ], "EUR")
            { ReplyTo = reply },
            new PaymentReceivedMail(coach, "Élan Coaching", "Anna Petit", [new PaidSession(5, Start.AddDays(6), 60, null, "Claire Dubois", 8000)], "EUR") { ReplyTo = ("Anna Petit", "anna@example.org") },
        ];
    }

    public ValueTask DisposeAsync() => domain.DisposeAsync();
}
