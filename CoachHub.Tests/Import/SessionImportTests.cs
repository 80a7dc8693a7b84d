using System.Text;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Tests.Import;

public sealed class SessionImportTests
{
    private const string Head = "id,start_utc,duration_minutes,client_email,coach_email,title,location,video_link,price,status,payment,confirmation_sent_at,notes,shared_note,zone,client_name\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AllColumns_ArriveAsTheyAre()
    {
        await using var harness = await WithPeopleAsync();

        var run = await ImportRun.OfTextAsync(
            harness,
            "sessions",
            Head + "a-1,2026-10-05T09:00:00Z,45,anna@example.org,claire@example.org,Review,Room 2,https://meet.example/1,82.50,no_show,paid,2026-10-01T08:00:00Z,private,shared,America/New_York,\n");

        Assert.Equal((0, ""), (run.Exit, run.Progress));
        var session = await OneAsync(harness);
        Assert.Equal("a-1", session.ExternalId);
        Assert.Equal(new DateTime(2026, 10, 5, 9, 0, 0, DateTimeKind.Utc), session.StartsAtUtc);
        Assert.Equal((45, "Review", "Room 2", "https://meet.example/1", 8250L), (session.DurationMinutes, session.Title, session.Location, session.VideoLink, session.PriceMinor));
        Assert.Equal((SessionStatus.NoShow, PaymentStatus.Paid, "private", "shared"), (session.Status, session.Payment, session.PrivateNotes, session.SharedNote));
        Assert.Equal(("America/New_York", 5), (session.ZoneId, session.LocalStart.Hour));
        Assert.Equal((ToldState.Told, new DateTime(2026, 10, 1, 8, 0, 0, DateTimeKind.Utc)), (session.Told, session.ToldAtUtc));
    }

    [Fact]
    public async Task OnlyWhatIsRequired_GetsTheDefaults()
    {
        await using var harness = await WithPeopleAsync();

        var run = await ImportRun.OfTextAsync(harness, "sessions", "id,start_utc,client_email,coach_email\n1,2027-01-05T09:00:00Z,anna@example.org,CLAIRE@example.org\n");

        Assert.Equal(0, run.Exit);
        var session = await OneAsync(harness);
        Assert.Equal((60, Given.Zone, SessionStatus.Booked, PaymentStatus.Pending, ToldState.Never), (session.DurationMinutes, session.ZoneId, session.Status, session.Payment, session.Told));
        Assert.Null(session.Title);
    }

    [Fact]
    public async Task Import_NobodyIsMailed()
    {
        await using var harness = await WithPeopleAsync();

        await ImportRun.OfTextAsync(harness, "sessions", Head + "1,2027-01-05T09:00:00Z,60,new@example.org,claire@example.org,,,,80,booked,,,,,,Nora New\n");

        await using var db = harness.Db();
        Assert.Equal(0, await db.Set<MailMessage>().CountAsync(Cancel));
    }

    [Fact]
    public async Task SecondRun_AddsNothing()
    {
        await using var harness = await WithPeopleAsync();
        var file = Head + string.Concat(Enumerable.Range(0, 700).Select(n =>
            $"{n},{new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(n):yyyy-MM-dd'T'HH:mm:ss'Z'},50,c{n % 9}@example.org,claire@example.org,,,,80,,,,,,,Client C{n % 9}\n"));
        await ImportRun.OfTextAsync(harness, "sessions", file);

        var again = await ImportRun.OfTextAsync(harness, "sessions", file);

        Assert.Equal(0, again.Exit);
        Assert.Contains("0 added, 700 already there, 0 refused", again.Report, StringComparison.Ordinal);
        await using var db = harness.Db();
        Assert.Equal((700, 10), (await db.Set<Session>().CountAsync(Cancel), await db.Set<Client>().CountAsync(Cancel)));
        Assert.Equal(700, await db.Set<HistoryEntry>().CountAsync(h => h.Subject == "Session" && h.Action == "added", Cancel));
    }

    [Theory]
    [InlineData("1,soon,60,anna@example.org,claire@example.org", "start_utc: 'soon' is no date")]
    [InlineData("1,,60,anna@example.org,claire@example.org", "start_utc: The value is missing")]
    [InlineData(",2026-10-05T09:00Z,60,anna@example.org,claire@example.org", "id: The value is missing")]
    [InlineData("1,2026-10-05T09:00Z,0,anna@example.org,claire@example.org", "duration_minutes: Enter whole minutes")]
    [InlineData("1,2026-10-05T09:00Z,1441,anna@example.org,claire@example.org", "duration_minutes: Enter whole minutes")]
    [InlineData("1,2026-10-05T09:00Z,an hour,anna@example.org,claire@example.org", "duration_minutes: 'an hour' is no whole number")]
    [InlineData("1,2026-10-05T09:00Z,60,anna@example.org,nobody@example.org", "coach_email: There is no coach with the address nobody@example.org")]
    [InlineData("1,2026-10-05T09:00Z,60,anna@example.org,anna@example.org", "coach_email: There is no coach")]
    [InlineData("1,2026-10-05T09:00Z,60,who@example.org,claire@example.org", "client_email: There is no client with the address who@example.org")]
    [InlineData("1,2026-10-05T09:00Z,60,claire@example.org,claire@example.org", "client_email: The address claire@example.org belongs to somebody with another role")]
    [InlineData("1,2026-10-05T09:00Z,60,,claire@example.org", "client_email: The value is missing")]
    [InlineData("1,2026-10-05T09:00Z,60,anna@example.org,claire@example.org,,,ftp://x/y", "video_link: Enter an address that begins with http")]
    [InlineData("1,2026-10-05T09:00Z,60,anna@example.org,claire@example.org,,,,-5", "price: The price cannot be negative")]
    [InlineData("1,2026-10-05T09:00Z,60,anna@example.org,claire@example.org,,,,1.999", "price: Enter an amount with at most 2 digits")]
    [InlineData("1,2026-10-05T09:00Z,60,anna@example.org,claire@example.org,,,,cheap", "price: 'cheap' is no amount")]
    [InlineData("1,2026-10-05T09:00Z,60,anna@example.org,claire@example.org,,,,,done", "status: 'done' is none of: booked, completed")]
    [InlineData("1,2026-10-05T09:00Z,60,anna@example.org,claire@example.org,,,,,,owed", "payment: 'owed' is none of: pending, paid")]
    [InlineData("1,2026-10-05T09:00Z,60,anna@example.org,claire@example.org,,,,,available", "client_email: An available slot has no client")]
    [InlineData("1,2026-10-05T09:00Z,60,anna@example.org,claire@example.org,,,,,,,2027-03-01T00:00Z", "confirmation_sent_at: The time lies in the future")]
    [InlineData("1,2026-10-05T09:00Z,60,anna@example.org,claire@example.org,,,,,,,,,,Mars/Base", "zone: This is no IANA time zone")]
    [InlineData("1,2026-10-05T09:00Z", "The row is broken: the row has 2 values, the first line names 16 columns")]
    public async Task BadRow_IsNamedWithItsLine_AndTheRestGoIn(string row, string words)
    {
        await using var harness = await WithPeopleAsync();
        var cells = row.Split(',');
        var line = cells.Length == 2 ? row : row + new string(',', 16 - cells.Length);

        var run = await ImportRun.OfTextAsync(harness, "sessions", $"{Head}good,2026-10-01T09:00Z,60,anna@example.org,claire@example.org,,,,,,,,,,,\n{line}\n");

        Assert.Equal(3, run.Exit);
        Assert.Contains("line 3", run.Report, StringComparison.Ordinal);
        Assert.Contains(words, run.Report, StringComparison.Ordinal);
        Assert.Contains("1 added, 0 already there, 1 refused", run.Report, StringComparison.Ordinal);
        Assert.Equal("good", (await OneAsync(harness)).ExternalId);
    }

    [Fact]
    public async Task NewClient_NamedByOneRow_IsMadeForAllOfThem()
    {
        await using var harness = await WithPeopleAsync();

        var run = await ImportRun.OfTextAsync(
            harness,
            "sessions",
            "id,start_utc,client_email,coach_email,client_name\n"
            + "1,2027-01-05T09:00Z,nora@example.org,claire@example.org,\n"
            + "2,2027-01-06T09:00Z,nora@example.org,claire@example.org,Nora New\n"
            + "3,2027-01-07T09:00Z,NORA@example.org,claire@example.org,\n"
            + "4,2027-01-07T09:00Z,eve@example.org,claire@example.org,Eve Taken\n"
            + "5,2027-01-08T09:00Z,eve@example.org,claire@example.org,\n");

        Assert.Contains("2 added, 0 already there, 3 refused", run.Report, StringComparison.Ordinal);
        Assert.Contains("line 2, client_email: There is no client with the address nora@example.org", run.Report, StringComparison.Ordinal);
        Assert.Contains("line 5, start_utc: The coach has another session then", run.Report, StringComparison.Ordinal);
        Assert.Contains("line 6, client_email: There is no client with the address eve@example.org", run.Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SameIdTwice_SecondIsRefused()
    {
        await using var harness = await WithPeopleAsync();

        var run = await ImportRun.OfTextAsync(
            harness, "sessions", "id,start_utc,client_email,coach_email\n1,2026-10-05T09:00Z,anna@example.org,claire@example.org\n1,2026-10-06T09:00Z,anna@example.org,claire@example.org\n");

        Assert.Equal(3, run.Exit);
        Assert.Contains("line 3, id: The id '1' was used before, on line 2.", run.Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overlap_OverIsCounted_AheadIsRefused()
    {
        await using var harness = await WithPeopleAsync();
        const string File =
            "id,start_utc,client_email,coach_email\n"
            + "1,2026-10-05T09:00Z,anna@example.org,claire@example.org\n2,2026-10-05T09:30Z,anna@example.org,claire@example.org\n"
            + "3,2027-01-05T09:00Z,anna@example.org,claire@example.org\n4,2027-01-05T09:30Z,anna@example.org,claire@example.org\n"
            + "5,2027-01-05T10:00Z,anna@example.org,claire@example.org\n";

        var run = await ImportRun.OfTextAsync(harness, "sessions", File);

        Assert.Equal(3, run.Exit);
        Assert.Contains("line 5, start_utc: The coach has another session then, from 2027-01-05 09:00 to 2027-01-05 10:00 UTC.", run.Report, StringComparison.Ordinal);
        Assert.Contains("4 added, 0 already there, 1 refused", run.Report, StringComparison.Ordinal);
        Assert.Contains("1 of the added overlap", run.Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overlap_Allowed_KeepsTheReason()
    {
        await using var harness = await WithPeopleAsync();
        const string File = "id,start_utc,client_email,coach_email\n3,2027-01-05T09:00Z,anna@example.org,claire@example.org\n4,2027-01-05T09:30Z,anna@example.org,claire@example.org\n";

        var run = await ImportRun.OfTextAsync(harness, "sessions", File, "--allow-overlap");

        Assert.Equal(0, run.Exit);
        await using var db = harness.Db();
        Assert.Equal("imported", await db.Set<Session>().Where(s => s.ExternalId == "4").Select(s => s.OverlapReason).SingleAsync(Cancel));
    }

    [Fact]
    public async Task Formula_StaysText()
    {
        await using var harness = await WithPeopleAsync();

        var run = await ImportRun.OfTextAsync(harness, "sessions", Head + "=1+1,2026-10-05T09:00Z,60,anna@example.org,claire@example.org,\"=cmd|' /C calc'!A0\",@here,,,,,,,,,\n");

        Assert.Equal(0, run.Exit);
        var session = await OneAsync(harness);
        Assert.Equal(("=1+1", "=cmd|' /C calc'!A0", "@here"), (session.ExternalId, session.Title, session.Location));
    }

    [Fact]
    public async Task NewClients_AreMadeOnceAndAssignedToTheCoach()
    {
        await using var harness = await WithPeopleAsync();

        var run = await ImportRun.OfTextAsync(
            harness,
            "sessions",
            Head + "1,2026-10-05T09:00Z,60,nora@example.org,claire@example.org,,,,,,,,,,,Nora van Dijk\n2,2026-10-06T09:00Z,60,NORA@example.org,claire@example.org,,,,,,,2026-10-01T00:00Z,,,,Nora van Dijk\n");

        Assert.Equal(0, run.Exit);
        Assert.Contains("1 clients were made", run.Report, StringComparison.Ordinal);
        await using var db = harness.Db();
        var client = await db.Set<Client>().Include(c => c.User).SingleAsync(c => c.User.NormalizedEmail == "NORA@EXAMPLE.ORG", Cancel);
        Assert.Equal(("Nora van", "Dijk"), (client.User.FirstName, client.User.LastName));
        Assert.NotNull(client.CoachId);
        Assert.Equal(ToldState.Told, await db.Set<Session>().Where(s => s.ExternalId == "2").Select(s => s.Told).SingleAsync(Cancel));
    }

    [Fact]
    public async Task Texts_AreFoundInTheSearch_AndSoIsWhatIsSavedAfterThem()
    {
        await using var harness = await WithPeopleAsync();
        var admin = await harness.Given.AdministratorAsync();

        await ImportRun.OfTextAsync(harness, "sessions", Head
            + "1,2027-01-05T09:00:00Z,60,anna@example.org,claire@example.org,Goals review,,,80,booked,,,,,,\n"
            + "2,2027-01-06T09:00:00Z,60,anna@example.org,claire@example.org,,Quai de la Tournelle,,80,booked,,,,,,\n"
            + "3,2027-01-07T09:00:00Z,60,anna@example.org,claire@example.org,,,,80,booked,,,,,,\n");
        await SaveAsync(harness, admin, "Goals again");

        var found = async (string text) => (await harness.Get<SessionListQuery>().ReadAsync(admin, new SessionFilter { Text = text }, new SessionPageRequest(), Cancel)).Rows.Count;
        Assert.Equal((2, 1), (await found("goals"), await found("tournelle")));
        await using var db = harness.Db();
        Assert.Equal(0, await db.Database.SqlQuery<int>($"SELECT count(*) AS Value FROM SessionSearchLater").SingleAsync(Cancel));
    }

    [Fact]
    public async Task History_IsWhatTheModalWouldHaveWritten()
    {
        await using var harness = await WithPeopleAsync();
        var admin = await harness.Given.AdministratorAsync();

        await ImportRun.OfTextAsync(harness, "sessions", Head + "1,2027-01-06T09:00:00Z,60,anna@example.org,claire@example.org,Goals again,,,,booked,,,,,Europe/Paris,\n");
        await SaveAsync(harness, admin, "Goals again");

        await using var db = harness.Db();
        var rows = await db.Set<HistoryEntry>().Where(h => h.Subject == nameof(Session)).OrderBy(h => h.Id).ToListAsync(Cancel);
        var ids = await db.Set<Session>().OrderBy(s => s.Id).Select(s => s.Id).ToListAsync(Cancel);
        Assert.Equal(ids, rows.Select(row => row.SubjectId));
        Assert.Equal((1, 1, "added", "added"), (rows[0].Version, rows[1].Version, rows[0].Action, rows[1].Action));
        // The file's id, and the day, is all that tells them apart.
        Assert.Equal(rows[1].Changes, rows[0].Changes.Replace("\"ExternalId\":[null,\"1\"],", "", StringComparison.Ordinal).Replace("2027-01-06", "2027-02-01", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RefusedRow_MakesNoClient()
    {
        await using var harness = await WithPeopleAsync();

        await ImportRun.OfTextAsync(
            harness,
            "sessions",
            Head + "1,2027-01-05T09:00Z,60,anna@example.org,claire@example.org,,,,,,,,,,,\n2,2027-01-05T09:00Z,60,nora@example.org,claire@example.org,,,,,,,,,,,Nora New\n");

        await using var db = harness.Db();
        Assert.Equal(1, await db.Set<Client>().CountAsync(Cancel));
    }

    [Fact]
    public async Task UnclosedQuotation_CostsOneLine()
    {
        await using var harness = await WithPeopleAsync();
        var rest = string.Concat(Enumerable.Range(0, 30).Select(n => $"r{n},2026-09-{n % 28 + 1:00}T{n / 28 + 9:00}:00Z,60,anna@example.org,claire@example.org,,,,,,,,,,,\n"));

        var run = await ImportRun.OfTextAsync(harness, "sessions", $"{Head}a,2026-10-05T09:00Z,60,anna@example.org,claire@example.org,\"open,,,,,,,,,,\r\n{rest}");

        Assert.Equal(3, run.Exit);
        Assert.Contains("line 2: The row is broken: a quotation mark", run.Report, StringComparison.Ordinal);
        Assert.Contains("31 sessions read", run.Report, StringComparison.Ordinal);
        Assert.Contains("30 added, 0 already there, 1 refused", run.Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SemicolonsMixedLineEndsQuotedLinesAndAByteOrderMark_AreRead()
    {
        await using var harness = await WithPeopleAsync();
        const string File =
            "\uFEFFID;Start_UTC;client_email;coach_email;notes;price;colour\r\n"
            + "1;2026-10-05T09:00:00+02:00;anna@example.org;claire@example.org;\"two\r\nlines; \"\"quoted\"\"\";82,50;red\r"
            + "\n2;2026-10-06 09:00;anna@example.org;claire@example.org;;;\n";

        var run = await ImportRun.OfTextAsync(harness, "sessions", File);

        Assert.Equal(0, run.Exit);
        Assert.Contains("ignored: colour", run.Progress, StringComparison.Ordinal);
        await using var db = harness.Db();
        var first = await db.Set<Session>().SingleAsync(s => s.ExternalId == "1", Cancel);
        Assert.Equal(("two\r\nlines; \"quoted\"", 8250L, 7), (first.PrivateNotes, first.PriceMinor, first.StartsAtUtc.Hour));
        Assert.Equal(2, await db.Set<Session>().CountAsync(Cancel));
    }

    [Fact]
    public async Task WrongEncoding_IsUnusable_AndNothingGoesIn()
    {
        await using var harness = await WithPeopleAsync();
        var path = Path.Combine(harness.Folder, "latin.csv");
        var rows = "id,start_utc,client_email,coach_email,title\n1,2026-10-05T09:00Z,anna@example.org,claire@example.org,ok\n" + "2,2026-10-06T09:00Z,anna@example.org,claire@example.org,Séance\n";
        await File.WriteAllBytesAsync(path, Encoding.Latin1.GetBytes(rows), Cancel);

        var run = await ImportRun.OfFileAsync(harness, "sessions", path);

        Assert.Equal(2, run.Exit);
        Assert.Contains("not UTF-8", run.Progress, StringComparison.Ordinal);
        Assert.Contains("CSV UTF-8", run.Progress, StringComparison.Ordinal);
        await using var db = harness.Db();
        Assert.Equal(0, await db.Set<Session>().CountAsync(Cancel));
    }

    [Theory]
    [InlineData("", "The file is empty")]
    [InlineData("id,start_utc,client_email\n1,2026-10-05T09:00Z,anna@example.org\n", "missing: coach_email")]
    [InlineData("id,id,start_utc,client_email,coach_email\n", "'id' is there twice")]
    [InlineData("i\0d\0,\0", "UTF-16")]
    public async Task UnusableFile_SaysWhatToDo(string text, string words)
    {
        await using var harness = await WithPeopleAsync();

        var run = await ImportRun.OfTextAsync(harness, "sessions", text);

        Assert.Equal(2, run.Exit);
        Assert.Contains(words, run.Progress, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileThatIsNotThere_IsUnusable()
    {
        await using var harness = await WithPeopleAsync();

        var run = await ImportRun.OfFileAsync(harness, "sessions", Path.Combine(harness.Folder, "none.csv"));

        Assert.Equal(2, run.Exit);
        Assert.Contains("cannot be opened", run.Progress, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoPracticeYet_IsUnusable()
    {
        await using var harness = await ImportRun.HarnessAsync();

        var run = await ImportRun.OfTextAsync(harness, "sessions", Head);

        Assert.Equal(2, run.Exit);
        Assert.Contains("no practice yet", run.Progress, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coach_AddsOwnSessionsWithOwnClientsOnly()
    {
        await using var harness = await WithPeopleAsync();
        var other = await harness.Given.CoachAsync("Marc Weber", user => user.ChangeEmail("marc@example.org"));
        var import = harness.Get<SessionImport>();
        SessionImportRow Row(string id, string coach, string client) =>
            new() { Line = 1, ExternalId = id, StartsAtUtc = harness.NowUtc.Date.AddDays(-3), CoachEmail = coach, ClientEmail = client };

        var batch = await import.AddAsync(other, [Row("1", "claire@example.org", "anna@example.org"), Row("2", "marc@example.org", "anna@example.org")], false, Cancel);

        Assert.All(batch.Outcomes, outcome => Assert.Equal(ImportState.Refused, outcome.State));
    }

    [Fact]
    public async Task SecondOfADoubledHour_KeepsItsInstant()
    {
        await using var harness = await WithPeopleAsync();

        await ImportRun.OfTextAsync(harness, "sessions", "id,start_utc,client_email,coach_email\n1,2026-10-25T00:30Z,anna@example.org,claire@example.org\n2,2026-10-25T01:30Z,anna@example.org,claire@example.org\n");

        await using var db = harness.Db();
        var starts = await db.Set<Session>().OrderBy(s => s.ExternalId).Select(s => new { s.StartsAtUtc.Hour, s.LocalStart }).ToListAsync(Cancel);
        Assert.Equal([0, 1], starts.Select(s => s.Hour));
        Assert.Equal(starts[0].LocalStart, starts[1].LocalStart);
    }

    private static async Task<DomainHarness> WithPeopleAsync()
    {
        var harness = await ImportRun.HarnessAsync();
        var coach = await harness.Given.CoachAsync(with: user => user.ChangeEmail("claire@example.org"));
        await harness.Given.ClientAsync(coach, with: user => user.ChangeEmail("anna@example.org"));
        return harness;
    }

    private static async Task SaveAsync(DomainHarness harness, Actor admin, string title)
    {
        await using var db = harness.Db();
        var input = new SessionInput
        {
            ClientId = await db.Set<Client>().Where(c => c.User.NormalizedEmail == "ANNA@EXAMPLE.ORG").Select(c => c.Id).SingleAsync(Cancel),
            CoachId = await db.Set<User>().Where(u => u.NormalizedEmail == "CLAIRE@EXAMPLE.ORG").Select(u => u.Id).SingleAsync(Cancel),
            Date = new LocalDate(2027, 2, 1),
            Time = new LocalTime(10, 0),
            ZoneId = "Europe/Paris",
            Title = title,
        };
        Assert.Null((await harness.Get<SessionService>().SaveAsync(admin, new SaveSession(input), Cancel)).Problem);
    }

    private static async Task<Session> OneAsync(DomainHarness harness)
    {
        await using var db = harness.Db();
        return await db.Set<Session>().AsNoTracking().SingleAsync(Cancel);
    }
}
