using System.Security.Cryptography;
using System.Text;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Security;

/// <summary>Who asks.</summary>
public enum Person
{
    AnotherClient,
    TheClient,
    AnotherCoach,
    TheCoach,
    Administrator,

    /// <summary>The client's coach, once an administrator took every capability from the coach role.</summary>
    TheCoachWithoutRights,
}

/// <summary>A practice with one client whose records everybody else would like to see. Whatever is theirs bears <see cref="Mark"/>, too long
/// to stand by chance in the protected payloads of a page.</summary>
internal sealed class AccessWorld : IAsyncDisposable
{
    public const string Mark = "zzyzxandrova";

    private AccessWorld(DomainHarness app) => App = app;

    public DomainHarness App { get; }
    public Actor Who { get; private set; } = null!;
    public Actor Coach { get; private set; } = null!;
    public Actor Client { get; private set; } = null!;

    /// <summary>A session that the client was told about, with a mail that failed since.</summary>
    public int SessionId { get; private set; }

    /// <summary>A session that nobody was told about.</summary>
    public int FreshSessionId { get; private set; }

    /// <summary>A session that is paid, whose receipt has the number 1.</summary>
    public int PaidSessionId { get; private set; }

    public int MailId { get; private set; }

    /// <summary>A bundle of the client, with one session that did not take place.</summary>
    public int BundleId { get; private set; }

    public int MissedSessionId { get; private set; }

    public int TemplateId { get; private set; }

    /// <summary>What the coach could undo, once somebody asked for it.</summary>
    public UndoTicket? Ticket { get; set; }

    /// <summary>A document of <see cref="SessionId"/>.</summary>
    public int DocumentId { get; private set; }

    public string ClientEmail { get; private set; } = "";

    public string WhoEmail { get; private set; } = "";

    /// <summary>A new world; the coach role has the rights of a new practice unless others are <paramref name="granted"/>.</summary>
    public static async Task<AccessWorld> CreateAsync(Person person, IEnumerable<Capability>? granted = null)
    {
        var world = new AccessWorld(await DomainHarness.CreateAsync());
        await world.FillAsync(person, person == Person.TheCoachWithoutRights ? [] : granted ?? PracticeSettings.DefaultCapabilities);
        return world;
    }

    public T Get<T>() where T : notnull => App.Get<T>();

    /// <summary>What would be typed to change a session of the client.</summary>
    public SessionInput Input(Actor coach) => new()
    {
        ClientId = Client.Id,
        CoachId = coach.Id,
        Date = new NodaTime.LocalDate(2026, 12, 3),
        Time = new NodaTime.LocalTime(15, 0),
        ZoneId = coach.ZoneId,
        Title = $"{Mark} review",
    };

    /// <summary>A fingerprint of every row of every table.</summary>
    public async Task<string> RowsAsync()
    {
        await using var db = App.Db();
        var connection = db.Database.GetDbConnection();
        await connection.OpenAsync();
        var tables = new List<string>();
        await using (var names = connection.CreateCommand())
        {
            names.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'SessionSearch%' ORDER BY name";
            await using var reader = await names.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                tables.Add(reader.GetString(0));
        }

        var text = new StringBuilder();
        foreach (var table in tables)
        {
            await using var rows = connection.CreateCommand();
            rows.CommandText = $"SELECT * FROM \"{table}\"";
            await using var reader = await rows.ExecuteReaderAsync();
            var values = new object[reader.FieldCount];
            while (await reader.ReadAsync())
            {
                reader.GetValues(values);
                text.Append(table).AppendJoin('|', values.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : value)).AppendLine();
            }
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private async Task FillAsync(Person person, IEnumerable<Capability> granted)
    {
        var given = App.Given;
        await given.PracticeAsync(practice => practice.CoachCapabilities = EnumCode.List(granted));
        Coach = await given.CoachAsync();
        Client = await given.ClientAsync(Coach, "Anna Zzyzxandrova");
        SessionId = await given.SessionAsync(Coach, Client, "2026-12-01 10:00", title: $"{Mark} review", then: session => session.TellOutside("", App.NowUtc));
        FreshSessionId = await given.SessionAsync(Coach, Client, "2026-12-02 10:00", title: $"{Mark} review");
        PaidSessionId = await given.SessionAsync(
            Coach, Client, "2026-12-04 10:00", title: $"{Mark} review", then: session => session.Change(session.Values() with { Payment = PaymentStatus.Paid }));
        await Get<ReceiptService>().IssueAsync(Client, PaidSessionId, default);
        DocumentId = await given.DocumentAsync(Coach, $"{Mark}.pdf");
        await given.AttachAsync(SessionId, DocumentId);
        await AddBundleAsync();
        await AddHistoryAsync();
        await AddDraftAsync();
        MailId = await AddFailedMailAsync();

        var otherCoach = await given.CoachAsync("Marc Leroy");
        Who = person switch
        {
            Person.AnotherClient => await given.ClientAsync(otherCoach, "Bob Grand"),
            Person.TheClient => Client,
            Person.AnotherCoach => otherCoach,
            Person.Administrator => await given.AdministratorAsync(),
            _ => Coach,
        };
        ClientEmail = await EmailAsync(Client);
        WhoEmail = await EmailAsync(Who);
    }

    private async Task AddBundleAsync()
    {
        BundleId = await App.Given.BundleAsync(Coach, Client, sessions: 3, first: "2026-12-07 10:00", planned: 1, name: $"{Mark} bundle");
        await using (var db = App.Db())
        {
            MissedSessionId = await db.Set<Session>().Where(s => s.BundleId == BundleId).Select(s => s.Id).SingleAsync();
            var template = new BundleTemplate { Name = "Ten sessions", Sessions = 10, DurationMinutes = 60 };
            db.Add(template);
            await db.SaveChangesAsync();
            TemplateId = template.Id;
        }

        var missed = new QuickChange(MissedSessionId, SessionStatus.Booked, PaymentStatus.Pending) { Status = SessionStatus.NoShow };
        Assert.True((await App.Get<SessionQuickService>().ChangeAsync(Actor.System, missed, default)).Ok);
    }

    private async Task<string> EmailAsync(Actor person)
    {
        await using var db = App.Db();
        return (await db.FindAsync<User>(person.Id))!.Email!;
    }

    private async Task AddHistoryAsync()
    {
        await using var db = App.Db();
        db.Add(new HistoryEntry
        {
            AtUtc = App.NowUtc,
            ActorId = Coach.Id,
            ActorName = Coach.Name,
            Subject = nameof(Session),
            SubjectId = SessionId,
            Version = 1,
            Action = "changed",
            Changes = $$"""{"Title":["Before","{{Mark}} review"]}""",
        });
        await db.SaveChangesAsync();
    }

    private async Task AddDraftAsync()
    {
        await using var db = App.Db();
        db.Add(new Draft { UserId = Coach.Id, Form = SaveSession.DraftForm, RecordId = SessionId, Version = 1, Content = $"{Mark} typed", SavedAtUtc = App.NowUtc });
        await db.SaveChangesAsync();
    }

    private async Task<int> AddFailedMailAsync()
    {
        await using var db = App.Db();
        var mail = new MailMessage
        {
            Type = MailType.BookingConfirmation,
            ToUserId = Client.Id,
            ToAddress = $"{Mark}@example.org",
            DedupeKey = "access",
            MessageId = "access@example.org",
            State = MailState.Failed,
            CreatedAtUtc = App.NowUtc,
            NotBeforeUtc = App.NowUtc,
            NextAttemptUtc = App.NowUtc,
        };
        db.Add(mail);
        await db.SaveChangesAsync();
        db.Add(new MailAbout { MailId = mail.Id, SessionId = SessionId });
        db.Add(new MailBody { MailId = mail.Id, Mime = Encoding.UTF8.GetBytes($"To: {Mark}@example.org") });
        await db.SaveChangesAsync();
        return mail.Id;
    }
}
