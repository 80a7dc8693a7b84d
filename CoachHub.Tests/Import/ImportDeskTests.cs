using System.Text;
using CoachHub.App.Integrations.Import;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Import;

/// <summary>The page's imports, without the page.</summary>
public sealed class ImportDeskTests
{
    private const string Foreign = "Ref;Beginn (UTC);Client;Email client;Coach;Prix\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task File_WithOtherNames_IsMatchedAsFarAsTheNamesSay()
    {
        await using var practice = await ImportPractice.CreateAsync();

        var task = await practice.TakeAsync(Foreign + "1;2027-01-05T09:00:00Z;Nora New;nora@example.org;claire@example.org;80,50\n");

        Assert.Equal(ImportKind.Sessions, task.Kind);
        Assert.Equal(["start_utc"], task.Missing);
        Assert.Equal("2027-01-05T09:00:00Z", task.Look.Samples[0][1]);
    }

    [Fact]
    public async Task File_OnceItsColumnsAreMatched_GoesInByPlace()
    {
        await using var practice = await ImportPractice.CreateAsync();
        var task = await practice.TakeAsync(Foreign + "1;2027-01-05T09:00:00Z;Nora New;nora@example.org;claire@example.org;80,50\r\n2;2027-01-06T09:00:00Z;;nora@example.org;claire@example.org;\r3;2027-01-07T09:00:00Z;;nora@example.org;claire@example.org;\n");
        Assert.Equal("import.match", practice.Desk.Start(practice.Admin).Problem?.Code);

        task.Match(1, "start_utc");
        await practice.RunAsync();

        Assert.Equal((ImportStage.Done, 3, 0), (task.Stage, task.Tally.Added, task.Tally.Refused));
        await using var db = practice.Harness.Db();
        Assert.Equal(8050, await db.Set<Session>().Where(s => s.ExternalId == "1").Select(s => s.PriceMinor).SingleAsync(Cancel));
        Assert.Equal(3, await db.Set<Session>().CountAsync(Cancel));
    }

    [Fact]
    public async Task MatchingAColumnAnew_FreesWhatHadItBefore()
    {
        await using var practice = await ImportPractice.CreateAsync();
        var task = await practice.TakeAsync(Foreign + "1;x;y;z;c;1\n");

        task.Match(1, "start_utc");
        task.Match(2, "start_utc");

        Assert.Equal(2, task.Places[ImportRows.PlaceOf(ImportKind.Sessions, "start_utc")]);
        Assert.Equal(-1, task.Places[ImportRows.PlaceOf(ImportKind.Sessions, "client_name")]);
    }

    [Fact]
    public async Task FirstRows_AreTriedOut_AndNothingStays()
    {
        await using var practice = await ImportPractice.CreateAsync();
        await practice.TakeAsync(
            "id,start_utc,client_email,coach_email,client_name\n"
            + "1,2027-01-05T09:00:00Z,nora@example.org,claire@example.org,Nora New\n"
            + "2,2027-01-05T09:30:00Z,nora@example.org,claire@example.org,\n"
            + "3,never,nora@example.org,claire@example.org,\n");

        var rows = (await practice.Desk.RehearseAsync(practice.Admin, Cancel)).Value;

        Assert.Equal([null, "session.overlap", "import.instant"], rows.Select(row => row.Outcome.Problem?.Code));
        Assert.True(rows[0].Outcome.MadeClient);
        await using var db = practice.Harness.Db();
        Assert.Equal((0, 0), (await db.Set<Session>().CountAsync(Cancel), await db.Set<Client>().CountAsync(Cancel)));
    }

    [Fact]
    public async Task RefusedRows_AreInTheReportWhole_AndHarmlessInASpreadsheet()
    {
        await using var practice = await ImportPractice.CreateAsync();
        var task = await practice.TakeAsync(
            "first_name,last_name,email,notes\nAnna,Petit,anna@example.org,\nBob,Grand,no address,\"=HYPERLINK(\"\"x\"\")\"\n");
        Assert.Equal(ImportKind.Clients, task.Kind);

        await practice.RunAsync();

        using var report = new StreamReader(practice.Desk.OpenReport(practice.Admin)!);
        var lines = (await report.ReadToEndAsync(Cancel)).Split("\r\n");
        Assert.Equal("line,column,problem,first_name,last_name,email,phone,coach_email,notes", lines[0]);
        Assert.StartsWith("3,email,This is not a mail address.,Bob,Grand,no address,,,", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(",=HYPER", lines[1], StringComparison.Ordinal);
        Assert.Equal([new RefusedRow(3, Problem.Invalid("email.invalid", "email"))], task.Refusals);
    }

    [Fact]
    public async Task Stop_LeavesWholeBatchesOnly_AndTheSameFileGoesOnFromThere()
    {
        await using var practice = await ImportPractice.CreateAsync();
        var file = ImportPractice.Sessions(4_000);
        var task = await practice.TakeAsync(file);
        var begun = new TaskCompletionSource();
        using var heard = practice.Harness.Feed.Subscribe(Topics.Sessions, _ => begun.TrySetResult());

        Assert.True(practice.Desk.Start(practice.Admin).Ok);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await practice.Desk.StopAsync(practice.Admin);

        Assert.Equal(ImportStage.Stopped, task.Stage);
        Assert.InRange(task.Tally.Added, 1, 3_999);
        await using (var db = practice.Harness.Db())
            Assert.Equal(task.Tally.Added, await db.Set<Session>().CountAsync(Cancel));

        var again = await practice.TakeAsync(file);
        await practice.RunAsync();
        Assert.Equal((ImportStage.Done, 4_000 - task.Tally.Added, task.Tally.Added), (again.Stage, again.Tally.Added, again.Tally.There));
    }

    [Theory]
    [InlineData("", "file.empty")]
    [InlineData("PK\u0003\u0004\0\0sheet", "file.no_text")]
    public async Task FileOfTheWrongKind_IsRefusedAndNotKept(string content, string code)
    {
        await using var practice = await ImportPractice.CreateAsync();

        var taken = await practice.TryTakeAsync(Encoding.UTF8.GetBytes(content));

        Assert.Equal(code, taken.Problem?.Code);
        Assert.Empty(practice.Files);
    }

    [Fact]
    public async Task FileInAnotherEncoding_IsRefusedAndNotKept()
    {
        await using var practice = await ImportPractice.CreateAsync();

        var taken = await practice.TryTakeAsync(Encoding.Latin1.GetBytes("first_name,last_name,email\nZoé,Caron,zoe@example.org\n"));

        Assert.Equal("file.no_utf8", taken.Problem?.Code);
        Assert.Empty(practice.Files);
    }

    [Fact]
    public async Task BrokenUpload_LeavesNothing()
    {
        await using var practice = await ImportPractice.CreateAsync();

        await Assert.ThrowsAsync<TimeoutException>(() => practice.Desk.TakeAsync(practice.Admin, "a.csv", 100, new BreakingStream(), Cancel));

        Assert.Null(practice.Desk.Find(practice.Admin));
        Assert.Empty(practice.Files);
    }

    [Fact]
    public async Task FileThatIsTooLarge_IsRefusedBeforeItIsRead()
    {
        await using var practice = await ImportPractice.CreateAsync();

        var taken = await practice.Desk.TakeAsync(practice.Admin, "a.csv", 2L << 30, new BreakingStream(), Cancel);

        Assert.Equal("import.too_large", taken.Problem?.Code);
    }

    [Fact]
    public async Task Coach_ImportsOwnSessions_AndNoCoaches()
    {
        await using var practice = await ImportPractice.CreateAsync();
        var marc = await practice.Harness.Given.CoachAsync("Marc Leroy", user => user.ChangeEmail("marc@example.org"));
        Assert.DoesNotContain(ImportKind.Coaches, ImportDesk.KindsOf(marc));

        var task = await practice.TakeAsync(
            "id,start_utc,client_email,coach_email,client_name\n1,2027-01-05T09:00:00Z,a@example.org,marc@example.org,A B\n2,2027-01-05T09:00:00Z,a@example.org,claire@example.org,\n",
            marc);
        await practice.RunAsync(marc);

        Assert.Equal((1, 1), (task.Tally.Added, task.Tally.Refused));
        Assert.Equal("import.no_coach", task.Refusals.Single().Problem.Code);
    }

    [Fact]
    public async Task PersonWithoutTheRights_IsRefused()
    {
        await using var practice = await ImportPractice.CreateAsync();
        var marc = await practice.Harness.Given.CoachAsync("Marc Leroy") with { Capabilities = new HashSet<Capability> { Capability.EditSessions } };

        var taken = await practice.Desk.TakeAsync(marc, "a.csv", 10, new MemoryStream("a,b\n"u8.ToArray()), Cancel);

        Assert.Equal(ProblemKind.Forbidden, taken.Problem?.Kind);
    }

    [Fact]
    public async Task OthersImport_IsNobodyElses()
    {
        await using var practice = await ImportPractice.CreateAsync();
        await practice.TakeAsync("first_name,last_name,email\nBob,Grand,no address\n");
        await practice.RunAsync();
        var other = await practice.Harness.Given.AdministratorAsync("Eve Other");

        Assert.Null(practice.Desk.Find(other));
        Assert.Null(practice.Desk.OpenReport(other));
    }

    private sealed class BreakingStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new TimeoutException("The circuit is gone.");
    }
}
