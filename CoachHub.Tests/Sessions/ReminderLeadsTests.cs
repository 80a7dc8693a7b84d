using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CoachHub.Tests.Sessions;

/// <summary>Several leads (D14): three days and two hours. The clock begins at 2026-11-23 09:00 UTC, 10:00 in Paris.</summary>
public sealed class ReminderLeadsTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor claire = null!, anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        await harness.Given.PracticeAsync(p => p.ReminderLeads = "72,2");
        claire = await harness.Given.CoachAsync();
        anna = await harness.Given.ClientAsync(claire);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Reminders_EachLeadInItsTurn_AreSentOnceEach()
    {
        await harness.Given.SessionAsync(claire, anna, "2026-11-27 10:00");

        var sent = new List<(int Hours, int Taken)>();
        for (var hour = 0; hour < 97; hour++)
        {
            await ScanAsync();
            await ScanAsync();
            await harness.DeliverAsync(Cancel);
            sent.Add((hour, harness.MailServer.Taken.Count));
            harness.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(11));
        }

        Assert.Equal([(24, 1), (94, 2)], sent.DistinctBy(s => s.Taken).Skip(1));
        Assert.All(await RemindersAsync(), m => Assert.Equal(MailState.Accepted, m.State));
    }

    [Fact]
    public async Task Reminders_TwoOverdueAtOnce_TellOnceAndSkipTheOtherAsJustTold()
    {
        await harness.Given.SessionAsync(claire, anna, "2026-11-23 11:30");

        await ScanAsync();
        await harness.DeliverAsync(Cancel);

        Assert.Equal(
            [("72", MailState.Accepted, null), ("2", MailState.Skipped, SkipReasons.JustTold)],
            (await RemindersAsync()).Select(m => (Lead(m), m.State, m.SkipReason)));
        Assert.Single(harness.MailServer.Taken);
    }

    [Fact]
    public async Task Reminders_TwoOverdueAndTheFirstRefusedForNow_NeverTellTwice()
    {
        await harness.Given.SessionAsync(claire, anna, "2026-11-23 11:30");
        harness.MailServer.Answer = _ => new DeliveryAnswer(DeliveryOutcome.Temporary, "451 later");
        await ScanAsync();
        await harness.DeliverAsync(Cancel);
        harness.MailServer.Answer = _ => FakeMailServer.Accepted;

        for (var minute = 0; minute < 90; minute++)
        {
            harness.Clock.Advance(TimeSpan.FromMinutes(1));
            await ScanAsync();
            await harness.DeliverAsync(Cancel);
        }

        Assert.Single(harness.MailServer.Taken);
        Assert.Equal([MailState.Accepted, MailState.Skipped], (await RemindersAsync()).Select(m => m.State));
    }

    [Fact]
    public async Task Reminders_FactsChangedBetweenTheLeads_AreBothSent()
    {
        var id = await harness.Given.SessionAsync(claire, anna, "2026-11-25 10:00");
        await ScanAsync();
        await harness.DeliverAsync(Cancel);
        await ChangeAsync(id, s => s with { Location = "Elsewhere" });

        harness.Clock.Advance(TimeSpan.FromHours(46));
        await ScanAsync();
        await harness.DeliverAsync(Cancel);

        Assert.Equal(2, harness.MailServer.Taken.Count);
    }

    [Fact]
    public async Task Reminder_LeadTakenOutOfTheSettingsBeforeItLeft_IsSkipped()
    {
        await harness.Given.SessionAsync(claire, anna, "2026-11-26 09:59");
        await ScanAsync();
        await harness.Given.PracticeAsync(p => p.ReminderLeads = "2");

        await harness.DeliverAsync(Cancel);

        Assert.Empty(harness.MailServer.Taken);
        Assert.Equal(SkipReasons.SwitchedOff, Assert.Single(await RemindersAsync()).SkipReason);
    }

    [Fact]
    public async Task Reminder_SentAgainByHand_GoesThoughItIsLateAndStandsForTheSame()
    {
        await harness.Given.SessionAsync(claire, anna, "2026-11-23 10:30");
        await ScanAsync();
        var late = (await RemindersAsync())[0];
        Assert.Equal(SkipReasons.TooLate, late.SkipReason);

        Assert.True((await harness.Get<MailService>().TryAgainAsync(claire, late.Id, Cancel)).Ok);
        await harness.DeliverAsync(Cancel);
        await ScanAsync();

        Assert.Single(harness.MailServer.Taken);
        Assert.Equal(3, (await RemindersAsync()).Count);
    }

    [Fact]
    public async Task Reminder_ClientExchangedWhileItWaitsForItsNextAttempt_IsWithdrawn()
    {
        var julia = await harness.Given.ClientAsync(claire, "Julia Brandt");
        var id = await harness.Given.SessionAsync(claire, anna, "2026-11-25 10:00");
        harness.MailServer.Answer = _ => new DeliveryAnswer(DeliveryOutcome.Temporary, "451 later");
        await ScanAsync();
        await harness.DeliverAsync(Cancel);

        var details = (await harness.Get<SessionQueries>().FindAsync(claire, id, Cancel)).Value;
        var input = new SessionInput
        {
            ClientId = julia.Id,
            CoachId = claire.Id,
            Date = details.LocalStart.Date,
            Time = details.LocalStart.TimeOfDay,
            ZoneId = details.ZoneId,
            DurationMinutes = 60,
            Location = "12 rue des Lilas",
            Price = 80,
            Status = SessionStatus.Booked,
        };
        Assert.True((await harness.Get<SessionService>().SaveAsync(claire, new SaveSession(input) { Id = id, ExpectedVersion = details.Row.Version }, Cancel)).Ok);
        harness.MailServer.Answer = _ => FakeMailServer.Accepted;
        harness.Clock.Advance(TimeSpan.FromMinutes(5));
        await ScanAsync();
        await harness.DeliverAsync(Cancel);

        Assert.Contains("julia", Assert.Single(harness.MailServer.Taken).ToAddress, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migration_OneLeadAsItWas_IsTheOnlyOneOfTheList()
    {
        var path = Path.Combine(harness.Folder, "older.db");
        var options = new DbContextOptionsBuilder<SqliteAppDbContext>();
        SqliteAppDbContext.Configure(options, path);
        await using var db = new SqliteAppDbContext(options.Options);
        var migrations = db.Database.GetMigrations().ToList();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(migrations[migrations.FindIndex(name => name.EndsWith("_RemindersSeveralAndStopped", StringComparison.Ordinal)) - 1], Cancel);
        var columns = await db.Database.SqlQueryRaw<string>("SELECT name AS Value FROM pragma_table_info('Practice') WHERE \"notnull\" = 1 AND type = 'TEXT'").ToListAsync(Cancel);
        var numbers = await db.Database.SqlQueryRaw<string>("SELECT name AS Value FROM pragma_table_info('Practice') WHERE \"notnull\" = 1 AND type = 'INTEGER'").ToListAsync(Cancel);
        var insert = $"INSERT INTO Practice ({string.Join(',', columns.Concat(numbers))}) VALUES ({string.Join(',', columns.Select(_ => "'x'").Concat(numbers.Select(name => name == "ReminderLeadHours" ? "36" : "1")))})";
        await db.Database.ExecuteSqlRawAsync(insert, Cancel);

        await migrator.MigrateAsync(cancellationToken: Cancel);

        Assert.Equal("36", await db.Database.SqlQueryRaw<string>("SELECT ReminderLeads AS Value FROM Practice").SingleAsync(Cancel));
        SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
    }

    private static string Lead(MailMessage mail) => $"{ReminderKey.LeadOf(mail.DedupeKey).TotalHours}";

    private Task<int> ScanAsync() => harness.Get<ReminderScan>().EnqueueDueAsync(harness.NowUtc, Cancel);

    private async Task ChangeAsync(int id, Func<SessionChange, SessionChange> with)
    {
        await using var db = harness.Db();
        var session = await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel);
        session.Change(with(session.Values()));
        await db.SaveChangesAsync(Cancel);
    }

    private async Task<List<MailMessage>> RemindersAsync()
    {
        await using var db = harness.Db();
        return await db.Set<MailMessage>().AsNoTracking().Where(m => m.Type == MailType.Reminder).OrderBy(m => m.Id).ToListAsync(Cancel);
    }
}
